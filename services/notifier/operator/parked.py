"""`./task parked`: what could not be handled waits for a decision here. list, show N, replay N, drop N."""

import asyncio
import json
import sys
from collections.abc import Sequence

from services.notifier.adapters.parked_stream import ParkedStream
from services.notifier.adapters.redis_journal import RedisJournal
from services.notifier.handlers.parking import Parking, drop, list_parked, replay, show_parked
from services.notifier.settings import NotifierSettings
from shared.runtime.errors import Transient
from shared.runtime.settings import fail, load
from shared.runtime.store import connected
from shared.runtime.visits import visiting

EXIT_NOT_THERE = 1
EXIT_USAGE = 2
EXIT_UNREACHABLE = 4
USAGE = "Say what to do: list, show N, replay N or drop N. A replay of `all` sends everything again."


async def run(arguments: Sequence[str], parking: Parking) -> int:
    """Do one verb, say what came of it, and return the exit code."""
    match [*arguments] or ["list"]:
        case ["list"]:
            return _list(await list_parked(parking))
        case ["show", number] if number.isdecimal():
            found = await show_parked(int(number), parking)
            _say(json.dumps(found, ensure_ascii=False, indent=2) if found else "Nothing waits under that number.")
            return 0 if found else EXIT_NOT_THERE
        case ["replay", "all"]:
            numbers = [int(found["number"]) for found in await list_parked(parking)]
            return max([_told(await replay(number, parking), number, "sent again") for number in numbers], default=0)
        case ["replay", number] if number.isdecimal():
            return _told(await replay(int(number), parking), int(number), "sent again")
        case ["drop", number] if number.isdecimal():
            return _told(await drop(int(number), parking), int(number), "dropped")
    _say(USAGE)
    return EXIT_USAGE


def _list(found: Sequence[dict[str, object]]) -> int:
    for one in found:
        _say("{number:>6}  {at}  whom {whom}  {kind}  {why}".format_map(one))
    _say(f"{len(found)} wait for a decision." if found else "Nothing is parked.")
    return 0


def _told(done: bool, number: int, what: str) -> int:  # noqa: FBT001 - what a verb returned
    _say(f"{number}: {what}." if done else f"{number}: nothing waits under that number.")
    return 0 if done else EXIT_NOT_THERE


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201 - a person reads it


async def main(arguments: Sequence[str], settings: NotifierSettings) -> int:
    async with visiting(settings, "operator") as connection, connected(settings.redis_address) as redis:
        stream = ParkedStream(lambda: connection.jetstream(timeout=5))
        return await run(arguments, Parking(stream, RedisJournal(redis), settings.auth_tokens[0]))


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main(sys.argv[1:], load(NotifierSettings))))
    except Transient as error:
        fail([str(error)], code=EXIT_UNREACHABLE)
