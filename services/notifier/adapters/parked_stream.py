"""The stream of parked messages. What an operator decided about one is a message on it too: nothing is deleted."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import StreamInfo
from nats.js.errors import NotFoundError

from services.notifier.ports import Decision, ParkedMessage
from shared.contract import SpeechId
from shared.runtime.errors import BusUnavailable

STREAM = "PARKED"
SETTLED = "parked.settled"


class ParkedStream:
    """Keeps the promises of `ports.ParkedMessages`. Takes the connection when asked: a client may get a new one."""

    def __init__(self, jetstream: Callable[[], JetStreamContext]) -> None:
        self._jetstream = jetstream
        self._found: dict[int, ParkedMessage] = {}
        self._speeches: set[SpeechId] = set()
        self._read_until = 0
        self._made_at: datetime | None = None
        """When the stream was made that was read so far."""

    async def waiting(self) -> Sequence[ParkedMessage]:
        first = await self._read_on()
        return [message for sequence, message in sorted(self._found.items()) if sequence >= first]

    async def speeches(self) -> frozenset[SpeechId]:
        await self._read_on()
        return frozenset(self._speeches)

    async def made_at(self) -> datetime | None:
        return (await self._info()).created

    async def _info(self) -> StreamInfo:
        try:
            return await self._jetstream().stream_info(STREAM)
        except (NatsError, OSError, TimeoutError) as error:
            raise BusUnavailable(f"NATS cannot be read: {type(error).__name__}") from error

    async def _read_on(self) -> int:
        """Read what was added since the last time, as nothing of it ever changes; return the first number."""
        stream = await self._info()
        try:
            if stream.created != self._made_at:
                self._found.clear()
                self._speeches.clear()
                self._read_until, self._made_at = 0, stream.created
            await self._read(stream.state.first_seq, stream.state.last_seq)
        except (NatsError, OSError, TimeoutError) as error:
            raise BusUnavailable(f"NATS cannot be read: {type(error).__name__}") from error
        return stream.state.first_seq

    async def _read(self, first: int, last: int) -> None:
        for sequence in range(max(first, self._read_until + 1), last + 1):
            message = await self._at(sequence)
            if isinstance(message, ParkedMessage):
                self._found[sequence] = message
                self._speeches |= _speech_of(message)
            elif message is not None:
                self._found.pop(message, None)
            self._read_until = sequence

    async def settle(self, sequence: int, decision: Decision) -> None:
        body = json.dumps({"settles": sequence, "decision": decision}).encode()
        await self._publish(STREAM, SETTLED, body, f"settled:{sequence}")

    async def publish_again(self, message: ParkedMessage) -> None:
        await self._publish(message.stream, message.subject, message.body, f"replay:{message.sequence}")

    async def _publish(self, stream: str, subject: str, body: bytes, dedupe_id: str) -> None:
        headers = {"Nats-Msg-Id": dedupe_id}
        try:
            await self._jetstream().publish(subject, body, timeout=2, stream=stream, headers=headers)
        except (NatsError, OSError, TimeoutError) as error:
            raise BusUnavailable(f"NATS gave no acknowledgement: {type(error).__name__}") from error

    async def _at(self, sequence: int) -> ParkedMessage | int | None:
        """Return the parked message, or the number of the one that this settles, or None for a gap."""
        try:
            raw = await self._jetstream().get_msg(STREAM, sequence)
        except NotFoundError:
            return None
        facts = json.loads(raw.data or b"{}")
        if raw.subject == SETTLED:
            return int(facts["settles"])
        return ParkedMessage(
            sequence=sequence,
            at=raw.time.astimezone(UTC) if raw.time else None,
            stream=facts["stream"],
            subject=facts["subject"],
            consumer=facts["consumer"],
            attempts=facts["attempts"],
            why=facts["reason"],
            body=base64.b64decode(facts["body"]),
        )


def _speech_of(message: ParkedMessage) -> set[SpeechId]:
    """Return which speech it is, if it is one."""
    try:
        facts = json.loads(message.body)
    except ValueError:
        return set()
    return {SpeechId(facts["speech_id"])} if isinstance(facts, dict) and "speech_id" in facts else set()
