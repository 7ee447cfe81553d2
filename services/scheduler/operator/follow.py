"""`./task follow -- ID`: one reminder's way through all services, read off the streams. No text, no number."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import DeliverPolicy

from services.scheduler.domain.stories import Entry, Line, entry, story
from shared.contract import STREAMS
from shared.runtime.errors import BusUnavailable
from shared.runtime.passing import read_in_passing
from shared.runtime.settings import Settings, fail, load
from shared.runtime.visits import visiting

LOOK_BACK = timedelta(days=8)
"""Speeches are kept for a week."""

AT_ONCE = 256
PATIENCE_SECONDS = 5.0
EXIT_NOTHING = 1
EXIT_USAGE = 2
EXIT_UNREACHABLE = 4
USAGE = "Say what to follow: a fire id, a uid, Twilio's sid; or a person's id of a reminder and their number: k7 +4915…"


async def read(connection: Client, stream: str) -> Sequence[Entry]:
    """Return what the stream has kept of late, oldest first. Raises what NATS raises."""
    jetstream = connection.jetstream(timeout=PATIENCE_SECONDS)
    since = datetime.now(UTC) - LOOK_BACK
    subscription = await read_in_passing(
        jetstream, stream, deliver_policy=DeliverPolicy.BY_START_TIME, opt_start_time=since
    )
    left = (await subscription.consumer_info()).num_pending or 0
    found: list[Entry] = []
    while left > 0:
        messages = await subscription.fetch(min(left, AT_ONCE), timeout=PATIENCE_SECONDS)
        left -= len(messages)
        found += filter(None, (entry(stream, message.metadata.timestamp, message.data) for message in messages))
    await subscription.unsubscribe()
    return found


async def main(arguments: Sequence[str], settings: Settings) -> int:
    match [*arguments]:
        case [wanted]:
            chat = ""
        case [wanted, number]:
            chat = f"whatsapp:{number.removeprefix('whatsapp:')}"
        case _:
            _say(USAGE)
            return EXIT_USAGE
    try:
        async with visiting(settings, "operator") as connection:
            entries = [one for stream in STREAMS for one in await read(connection, stream.name)]
    except (NatsError, TimeoutError) as error:
        raise BusUnavailable(f"The streams cannot be read: {type(error).__name__}") from error
    lines = story(entries, wanted, chat)
    for line in lines:
        _say(_shown(line))
    if found := dict.fromkeys(line.trace for line in lines if line.trace):
        _say(f"Traces, where they are taken and kept: {' '.join(found)}")
    if not lines:
        _say(f"Nothing of the last {LOOK_BACK.days} days has to do with {wanted}.")
    return 0 if lines else EXIT_NOTHING


def _shown(line: Line) -> str:
    return f"{line.at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"[:-3] + f"  {line.who:<9}  {line.what}"


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201 - a person reads it


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main(sys.argv[1:], load(Settings))))
    except BusUnavailable as error:
        fail([str(error)], code=EXIT_UNREACHABLE)
