"""The names of the keys. The braces put all keys of a partition into one slot of a cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2s

from shared.contract import PARTITIONS, ChatId, CommandId, partition_of

SLOT = timedelta(minutes=15)
"""What one sorted set of the index spans: small ones stay packed, and the next one is read before its time."""

SLOT_MS = SLOT // timedelta(milliseconds=1)

ROSTER = "{schedulers}:roster"


_PREFIXES = tuple(f"{{{partition:02d}}}:" for partition in range(PARTITIONS))


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one partition."""

    partition: int

    def _key(self, name: str) -> str:
        return _PREFIXES[self.partition] + name

    @property
    def owner(self) -> str:
        return self._key("owner")

    @property
    def position(self) -> str:
        return self._key("position")

    @property
    def slots(self) -> str:
        return self._key("slots")

    @property
    def flight(self) -> str:
        return self._key("flight")

    @property
    def speech(self) -> str:
        return self._key("speech")

    @property
    def zones(self) -> str:
        return self._key("zones")

    @property
    def told(self) -> str:
        return self._key("told")

    @property
    def exports(self) -> str:
        return self._key("exports")

    @property
    def erasing(self) -> str:
        return self._key("erasing")

    def due(self, slot: int) -> str:
        return self._key(f"due:{slot}")

    def chat(self, chat: ChatId) -> str:
        return self._key(f"chat:{chat}")

    def seen(self, span: int) -> Sequence[str]:
        """Return the keys of what is remembered of a span of time: one for each last digit of a digest."""
        return [self._key(f"seen:{span}:{digit}") for digit in range(10)]


_KEYS = tuple(Keys(partition) for partition in range(PARTITIONS))


def keys_of(chat: ChatId) -> Keys:
    """Return the keys of the partition that `chat` lives in."""
    return _KEYS[partition_of(chat)]


def digest_of(command: CommandId) -> int:
    """Return what is remembered of a command: a number, of which Redis keeps thousands in a set of eight bytes each."""
    return int.from_bytes(blake2s(command.encode(), digest_size=8).digest(), signed=True)


def slot_of(due_ms: int) -> int:
    """Return the number of the slot that holds a moment."""
    return due_ms // SLOT_MS
