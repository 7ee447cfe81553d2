"""A clock that a test sets."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A Monday."""


@dataclass
class SetClock:
    """Stands still until it is moved."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def present(self, store: datetime) -> datetime:
        return min(store, self.now())

    def latest(self, store: datetime) -> datetime:
        return max(store, self.now())

    def move(self, span: timedelta) -> None:
        self.moment += span
