"""The commands' stream in NATS, read from the position that the agenda keeps."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from nats.errors import Error as NatsError
from pydantic import TypeAdapter, ValidationError

from services.scheduler.ports import Arrival, Position, Reading
from shared.contract import AnyCommand, Command, partition_of
from shared.runtime import traces
from shared.runtime.backlog import oldest_after
from shared.runtime.bus import Bus
from shared.runtime.errors import BusUnavailable, Permanent
from shared.runtime.feed import Delivered, Place, Reader
from shared.runtime.redelivery import Parked, park, why

_COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)


class NatsCommands:
    """Keeps the promises of `ports.Commands`."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    @asynccontextmanager
    async def after(self, partition: int, position: Position | None) -> AsyncIterator[Reading]:
        reader = self._bus.reader(Command.stream, f"{Command.lane}.{partition}")
        place = Place(position.sequence, position.at_ns) if position else None
        async with reader.behind(place):
            yield _Partition(self._bus, reader, partition)

    async def oldest(self, partition: int, position: Position | None) -> datetime | None:
        try:
            return await oldest_after(
                self._bus.jetstream(),
                Command.stream,
                f"{Command.lane}.{partition}",
                position.sequence if position else 0,
            )
        except (NatsError, OSError, TimeoutError) as error:
            raise BusUnavailable(f"NATS cannot be read: {type(error).__name__}") from error


class _Partition:
    def __init__(self, bus: Bus, reader: Reader, partition: int) -> None:
        self._bus = bus
        self._reader = reader
        self._partition = partition
        self._read: dict[int, Delivered] = {}

    async def next(self) -> Sequence[Arrival]:
        delivered = await self._reader.next()
        arrivals = [_arrival(message, self._partition) for message in delivered]
        self._read = {message.place.sequence: message for message, arrival in zip(delivered, arrivals, strict=True)}
        return arrivals

    async def park(self, arrival: Arrival, error: BaseException, attempts: int) -> None:
        message = self._read[arrival.position.sequence]
        parked = Parked(
            stream=Command.stream,
            subject=message.subject,
            sequence=message.place.sequence,
            consumer=f"scheduler-command-{self._partition}",
            attempts=attempts,
            reason=why(error),
            body=message.body,
        )
        await park(parked, self._bus.send_raw)


def _arrival(message: Delivered, partition: int) -> Arrival:
    position = Position(message.place.sequence, message.place.at_ns)
    trace = message.headers.get(traces.HEADER, "")
    try:
        command = _COMMAND.validate_json(message.body)
    except ValidationError as error:
        return Arrival(position, None, error, behind=message.behind)
    if partition_of(command.chat) != partition:
        return Arrival(position, None, Permanent("the chat is of another partition"), behind=message.behind)
    return Arrival(position, command, behind=message.behind, trace=trace)
