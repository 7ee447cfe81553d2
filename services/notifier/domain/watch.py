"""The observer's own clock beside the journal's: a wall clock that jumps must not make a doubt look old."""

from dataclasses import dataclass, field
from datetime import timedelta

MOST = 10_000
"""Doubts that are remembered; the oldest is forgotten first, and then watched anew."""


@dataclass(slots=True)
class Watch:
    """When each doubt was first seen, by a clock that never jumps."""

    seen: dict[str, float] = field(default_factory=dict)

    def age(self, doubt: str, monotonic: float) -> timedelta:
        """Return how long ago this observer saw the doubt first; nothing, the first time."""
        first = self.seen.setdefault(doubt, monotonic)
        if len(self.seen) > MOST:
            del self.seen[next(iter(self.seen))]
        return timedelta(seconds=monotonic - first)

    def forget(self, doubt: str) -> None:
        """The doubt is settled."""
        self.seen.pop(doubt, None)
