"""`./task later -- 1h`: move the house's clock, or say what it shows."""

import argparse
import asyncio
import re
import sys
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import aiohttp

from simulator.settings import Address

UNREACHABLE = 4
UNITS = {"s": "seconds", "min": "minutes", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
EXAMPLES = "1h, 90min, 2d, 08:55, 2027-03-27T08:55"


def destination(words: str, now: datetime) -> datetime:
    """Return where `words` lead: a span, the next time that a clock shows it, or a moment. Raises ValueError."""
    if span := re.fullmatch(r"(\d+) ?(s|min|m|h|d|w)", words):
        return now + timedelta(**{UNITS[span[2]]: int(span[1])})
    if re.fullmatch(r"\d{1,2}:\d{2}", words):
        at = time.fromisoformat(words.zfill(5))
        local = now.astimezone()
        day = local.date() + timedelta(days=local.time() >= at)
        return datetime.combine(day, at).astimezone()
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise ValueError(f"{words!r} is no time that I know") from None
    return moment if moment.tzinfo else moment.astimezone()


async def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="./task later --", description="Moves the clock of the simulated house.")
    parser.add_argument("to", nargs="?", help=f"how far, or where to: {EXAMPLES}; without it, what the clock shows")
    wanted = parser.parse_args(arguments).to
    url = _address(Address())
    try:
        async with aiohttp.ClientSession() as http:
            shown = await _shown(await http.get(url))
            if wanted is not None:
                to = destination(wanted, datetime.fromisoformat(shown["now"]))
                shown = await _shown(await http.post(url, json={"to": to.isoformat()}))
    except aiohttp.ClientError:
        return _failed(f"No simulator answers at {url}: is ./task up running?", UNREACHABLE)
    except ValueError as problem:
        return _failed(f"{problem} (such as {EXAMPLES})", 2)
    sys.stdout.write(f"{datetime.fromisoformat(shown['now']).astimezone():%A %d %B %Y, %H:%M:%S}\n")
    return 0


def _address(settings: Address) -> str:
    return f"http://{settings.simulator_host}:{settings.simulator_port}/simulator/clock"


async def _shown(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    shown: dict[str, Any] = await answer.json()
    if problems := shown.get("problems"):
        raise ValueError(problems[0])
    return shown


def _failed(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
