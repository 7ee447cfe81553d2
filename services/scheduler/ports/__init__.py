"""What the clock needs from its store and the bus, in its own words. The conformance exam checks these promises."""

from services.scheduler.ports.agenda import Agenda, Applied, Firing, Moves, Seen, Step, Waiting, bundled, waiting_of
from services.scheduler.ports.commands import Arrival, Commands, Position, Queue, Reading
from services.scheduler.ports.erasures import Archive, Erasure, Erasures
from services.scheduler.ports.exports import Exports, Opened
from services.scheduler.ports.leases import Fenced, Leases, Renewed, Tenure
from services.scheduler.ports.speeches import Letters, Posted, Saying, Speeches, Voice
from services.scheduler.ports.taking import Take, Taken, Touched
from services.scheduler.ports.upkeep import Almanac, Audit, Derived, Lookout, PartitionStatus, Repair

__all__ = [
    "Agenda",
    "Almanac",
    "Applied",
    "Archive",
    "Arrival",
    "Audit",
    "Commands",
    "Derived",
    "Erasure",
    "Erasures",
    "Exports",
    "Fenced",
    "Firing",
    "Leases",
    "Letters",
    "Lookout",
    "Moves",
    "Opened",
    "PartitionStatus",
    "Position",
    "Posted",
    "Queue",
    "Reading",
    "Renewed",
    "Repair",
    "Saying",
    "Seen",
    "Speeches",
    "Step",
    "Take",
    "Taken",
    "Tenure",
    "Touched",
    "Voice",
    "Waiting",
    "bundled",
    "waiting_of",
]
