"""The breaker: while the account is refused nothing is sent but a probe now and then."""

from dataclasses import dataclass
from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=30)


@dataclass(slots=True)
class Breaker:
    """Open from the first refusal of the account until a probe gets through. Takes a clock that never jumps."""

    pause: timedelta | None = None
    """None while it is closed."""
    probe_at: float = 0

    @property
    def is_open(self) -> bool:
        return self.pause is not None

    def hold(self, now: float) -> timedelta:
        """Return how long to wait; nothing when closed, or for the one who is to be the probe."""
        if self.pause is None:
            return timedelta(0)
        if now >= self.probe_at:
            self.probe_at = now + self.pause.total_seconds()
            return timedelta(0)
        return timedelta(seconds=self.probe_at - now)

    def trip(self, now: float) -> timedelta:
        """The account was refused: open, or stay open for longer. Returns when a probe is worth it."""
        self.pause = FIRST_PAUSE if self.pause is None else min(self.pause * 2, LONGEST_PAUSE)
        self.probe_at = now + self.pause.total_seconds()
        return self.pause

    def close(self) -> None:
        self.pause = None
