"""Taking messages off a stream for good: each is found by reading, and its bytes are written over."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeoutError
from nats.js import JetStreamContext
from nats.js.api import DeliverPolicy
from nats.js.errors import NotFoundError

from shared.runtime.errors import BusUnavailable
from shared.runtime.passing import read_in_passing

BATCH = 256
FETCH_WITHIN = timedelta(seconds=1)

Doomed = Callable[[bytes, datetime], bool]
"""Tells by its body, and by when the stream took it, whether a message is to go."""


async def erase(jetstream: JetStreamContext, stream: str, subject: str, doomed: Doomed) -> int:
    """Erase what is doomed of all that the stream holds now, and return how much it was. Again, it finds nothing.

    Raises BusUnavailable when the stream cannot be read, or does not let go of its messages.
    """
    try:
        found = await _find(jetstream, stream, subject, doomed)
        for sequence in found:
            try:
                await jetstream.delete_msg(stream, sequence)
            except NotFoundError:  # somebody was faster, or its time was over
                continue
    except (NatsError, OSError, TimeoutError) as error:
        raise BusUnavailable(f"{stream} does not let go of a message: {type(error).__name__}") from error
    return len(found)


async def _find(jetstream: JetStreamContext, stream: str, subject: str, doomed: Doomed) -> Sequence[int]:
    began = datetime.now(UTC)
    reading = await read_in_passing(jetstream, stream, subject, deliver_policy=DeliverPolicy.ALL)
    try:
        found: list[int] = []
        while await _left(reading) > 0:
            try:
                messages = await reading.fetch(BATCH, timeout=FETCH_WITHIN.total_seconds())
            except NatsTimeoutError:  # what was left has gone by itself meanwhile
                continue
            found += [each.metadata.sequence.stream for each in messages if doomed(each.data, _time_of(each))]
            if _time_of(messages[-1]) >= began:
                break
        return found
    finally:
        await reading.unsubscribe()


async def _left(reading: JetStreamContext.PullSubscription) -> int:
    return (await reading.consumer_info()).num_pending or 0


def _time_of(message: Msg) -> datetime:
    return message.metadata.timestamp.astimezone(UTC)
