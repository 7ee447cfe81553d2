"""How fast each of our numbers may post."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment is taken: post then."""

    at: float
    """By this machine's monotonic clock, in seconds."""
    slack: float = 0.0
    """How much later it may still be used, in seconds: after that the posts behind it would come too close."""

    @property
    def wait(self) -> timedelta:
        """Return how long it is until then."""
        return timedelta(seconds=max(self.at - time.monotonic(), 0))


@dataclass(frozen=True, slots=True)
class NotYet:
    """No moment is near enough; ask again in `wait`."""

    wait: timedelta


Turn = Slot | NotYet


class Pace(Protocol):
    """How fast each sender may post, all notifiers together. Raises StoreUnavailable."""

    async def turn(self, sender: str, *, is_urgent: bool, within: timedelta) -> Turn:
        """Take the next moment. What is urgent may take one further ahead, so it never waits behind the rest.

        None is taken that lies beyond `within`: it would be nobody's.
        """
        ...

    def woke(self, late: float) -> None:
        """Note how long after its moment somebody woke up, in seconds: where that is long, moments need more room."""
        ...

    async def slow_down(self, sender: str, asked: timedelta | None) -> timedelta:
        """Let the sender pause, for as long as Twilio asked and longer each time. Returns the pause."""
        ...

    async def recover(self, sender: str) -> None:
        """Note that a message of the sender's got through: it need not pause longer each time any more."""
        ...
