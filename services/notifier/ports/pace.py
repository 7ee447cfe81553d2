"""How fast each of our numbers may post."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Slot:
    """The moment in `wait` is taken: post then."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class NotYet:
    """No moment is near enough; ask again in `wait`."""

    wait: timedelta


class Pace(Protocol):
    """How fast each sender may post, all notifiers together. Raises StoreUnavailable."""

    async def turn(self, sender: str, *, is_urgent: bool) -> Slot | NotYet:
        """Take the next moment. What is urgent may take one further ahead, so it never waits behind the rest."""
        ...

    async def slow_down(self, sender: str, asked: timedelta | None) -> timedelta:
        """Let the sender pause, for as long as Twilio asked and longer each time. Returns the pause."""
        ...

    async def recover(self, sender: str) -> None:
        """Note that a message of the sender's got through: it need not pause longer each time any more."""
        ...
