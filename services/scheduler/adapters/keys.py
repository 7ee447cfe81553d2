"""The names of the keys. The braces put all keys of a partition into one slot of a cluster."""

from dataclasses import dataclass
from datetime import timedelta

from shared.contract import ChatId, CommandId, partition_of

SLOT = timedelta(minutes=15)
"""What one sorted set of the index spans: small ones stay packed, and the next one is read before its time."""

SLOT_MS = SLOT // timedelta(milliseconds=1)

ROSTER = "{schedulers}:roster"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one partition."""

    partition: int

    def _key(self, name: str) -> str:
        return f"{{{self.partition:02d}}}:{name}"

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
    def told(self) -> str:
        return self._key("told")

    @property
    def exports(self) -> str:
        return self._key("exports")

    def due(self, slot: int) -> str:
        return self._key(f"due:{slot}")

    def chat(self, chat: ChatId) -> str:
        return self._key(f"chat:{chat}")

    def seen(self, command: CommandId) -> str:
        return self._key(f"seen:{command}")


def keys_of(chat: ChatId) -> Keys:
    """Return the keys of the partition that `chat` lives in."""
    return Keys(partition_of(chat))


def slot_of(due_ms: int) -> int:
    """Return the number of the slot that holds a moment."""
    return due_ms // SLOT_MS
