"""What the services let slip: no number and no words of anybody may be in a log or a metric."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from tests.harness.child import Child
from tests.harness.house import House

SERVICES = ("ingress", "scheduler", "notifier")
RUN = 3
"""So many words in a row are somebody's; fewer may be anybody's."""


async def slips(house: House) -> list[str]:
    """Return each number and each run of words that crossed the line and is in what the services put out."""
    return slips_in(house, " ".join([part async for part in _outputs(house)]))


def slips_in(house: House, output: str) -> list[str]:
    """Return each number and each run of words that crossed the line and is in an output."""
    output = _plain(output)
    said = set(_said(Path(house["simulator"].settings["SIMULATOR_STATE"])))
    assert said, "nobody said anything: there is nothing to look for"
    return sorted(words for words in said if words in output)


async def _outputs(house: House) -> AsyncIterator[str]:
    for service in SERVICES:
        for child in house.named(service):
            yield _log(child)
            if child.is_alive():
                async with house.door.http.get(f"http://127.0.0.1:{child.settings['PROBE_PORT']}/metrics") as answer:
                    yield re.sub(r"^#.*$", "", await answer.text(), flags=re.MULTILINE)


def _log(child: Child) -> str:
    """Return the log, with what JSON had escaped as it was."""
    return "\n".join(_unescaped(line) for line in child.log.read_text("utf-8", "replace").splitlines())


def _unescaped(line: str) -> str:
    try:
        return json.dumps(json.loads(line), ensure_ascii=False)
    except ValueError:
        return line


def _said(chats: Path) -> Iterator[str]:
    for line in chats.read_text("utf-8").splitlines():
        message = json.loads(line)
        yield re.sub(r"\D", "", message["party"])
        words = _plain(message["body"]).split()
        runs = (words[start : start + RUN] for start in range(len(words) - RUN + 1))
        # A date is in every line of a log.
        yield from (" ".join(run) for run in runs if not all(word.isdecimal() for word in run))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
