"""What keeps the store in order, and what tells how it stands."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from services.scheduler.ports.agenda import Waiting
from services.scheduler.ports.leases import Tenure


@dataclass(frozen=True, slots=True)
class Derived:
    """A stretch of the index that is in step with the zone database."""

    until: datetime
    """What was due before it is right, as far as anybody knows."""
    moved: Sequence[Waiting]
    """Those that come at another instant now."""


class Almanac(Protocol):
    """Wall time, zone and rule are what was meant; the instant is derived, and follows the zone database."""

    def catch_up(self, tenure: Tenure) -> AsyncIterator[Derived]:
        """Derive the moments of what waits anew, soonest first, where another zone database was used the last time.

        Nobody is told: what they meant by their clock holds. Who did not come to its end begins again.
        """
        ...


class Repair(Enum):
    """What an audit finds and mends."""

    NOT_INDEXED = "not_indexed"
    """A reminder that waits and is not in the index, or at another moment."""
    INDEXED_WRONGLY = "indexed_wrongly"
    """An entry of the index for another moment than the reminder's."""
    REMINDER_GONE = "reminder_gone"
    """An entry of the index without its reminder."""
    NOT_LEASED = "not_leased"
    """A speech that would never come back."""


class Audit(Protocol):
    """Looks through the partitions of a store."""

    async def audit(self, tenures: Mapping[int, Tenure]) -> Mapping[Repair, int]:
        """Set right what does not fit together, and say how much it was. What changes meanwhile is left alone."""
        ...


@dataclass(frozen=True, slots=True)
class PartitionStatus:
    """How one partition stands."""

    partition: int
    holder: str
    """Empty while nobody acts for it."""
    pending: int
    next_minute: int
    late: int
    """Due for more than a second and not on the bus."""
    in_flight: int
    overdue: int
    """Of those in flight: nobody has reported them in time."""
    next_due: datetime | None


class Lookout(Protocol):
    """How the partitions stand, read without disturbing anybody. Raises StoreUnavailable."""

    async def glance(self, partition: int) -> PartitionStatus:
        """Return how it stands, but for what is pending: that takes longer to count."""
        ...
