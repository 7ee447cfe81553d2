"""Breakers: while the account, or one of our numbers, is refused nothing is sent but a probe now and then."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=30)


@dataclass(slots=True)
class Breaker:
    """Open from the first refusal until a probe gets through. Takes a clock that never jumps."""

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


@dataclass(slots=True)
class Breakers:
    """One for the account, and one for each of our numbers: a number that is locked stops no other."""

    account: Breaker = field(default_factory=Breaker)
    of_sender: defaultdict[str, Breaker] = field(default_factory=lambda: defaultdict(Breaker))

    def hold(self, sender: str, now: float) -> timedelta:
        """Return how long what leaves from this number has to wait."""
        return self.account.hold(now) or self.of_sender[sender].hold(now)

    def close(self, sender: str) -> None:
        """Something got through from this number."""
        self.account.close()
        self.of_sender[sender].close()

    @property
    def refused(self) -> frozenset[str]:
        """The numbers that are refused right now."""
        return frozenset(sender for sender, breaker in self.of_sender.items() if breaker.is_open)
