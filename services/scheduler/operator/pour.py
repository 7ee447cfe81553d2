"""Puts all commands of another bus on this one, each where its chat lives here: the number of partitions may differ.

`python -m services.scheduler.operator.pour URL_OF_THE_OTHER`. May be run again within two hours: NATS drops repeats.
"""

import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from shared.contract import ChatId, Command, partition_of
from shared.runtime.errors import BusUnavailable
from shared.runtime.passing import read_in_passing
from shared.runtime.settings import Settings, fail, load
from shared.runtime.visits import visiting

AT_ONCE = 256
PATIENCE_SECONDS = 10.0
EXIT_USAGE = 2
EXIT_UNREACHABLE = 4
USAGE = "Say where the other bus is: nats://old:4222. This one is at NATS_URL."


async def pour(source: Client, target: Client) -> int:
    """Copy the stream of commands; return how many there were. Raises what NATS raises."""
    stream = Command.stream
    subscription = await read_in_passing(source.jetstream(timeout=PATIENCE_SECONDS), stream)
    jetstream, count = target.jetstream(timeout=PATIENCE_SECONDS), 0
    left = (await subscription.consumer_info()).num_pending or 0
    while left > 0:
        messages = await subscription.fetch(min(left, AT_ONCE), timeout=PATIENCE_SECONDS)
        await asyncio.gather(*(_put(jetstream, chat, said) for chat, said in _by_chat(messages).items()))
        left -= len(messages)
        count += len(messages)
    await subscription.unsubscribe()
    return count


def _by_chat(messages: Iterable[Msg]) -> Mapping[ChatId, Sequence[Msg]]:
    found: dict[ChatId, list[Msg]] = defaultdict(list)
    for message in messages:
        found[ChatId(json.loads(message.data)["chat"])].append(message)
    return found


async def _put(jetstream: JetStreamContext, chat: ChatId, said: Sequence[Msg]) -> None:
    """Publish what one person said, in order."""
    subject = f"{Command.lane}.{partition_of(chat)}"
    for message in said:
        await jetstream.publish(subject, message.data, stream=Command.stream, headers=message.headers)


async def main(arguments: Sequence[str], settings: Settings) -> int:
    if len(arguments) != 1:
        _say(USAGE)
        return EXIT_USAGE
    other = settings.model_copy(update={"nats_url": arguments[0]})
    async with visiting(other, "operator") as source, visiting(settings, "operator") as target:
        try:
            _say(f"{await pour(source, target)} commands are on the bus.")
        except (NatsError, TimeoutError) as error:
            raise BusUnavailable(f"Not all commands are there, run it again: {type(error).__name__}") from error
    return 0


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201 - a person reads it


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main(sys.argv[1:], load(Settings))))
    except BusUnavailable as error:
        fail([str(error)], code=EXIT_UNREACHABLE)
