"""What the oracle finds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Fault(StrEnum):
    """What must not happen."""

    LOST = "lost"
    EARLY = "early"
    LATE = "late"
    DOUBLE = "double"
    FOREIGN = "foreign"
    TAKEN_BACK = "after it was taken back"
    PHANTOM = "never asked for"
    UNANSWERED = "unanswered"
    WRONG_WORDS = "wrong words"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that happened to one person. With an excuse it is counted, and no more."""

    fault: Fault
    person: str
    what: str
    at: datetime
    excuse: str = ""


@dataclass(frozen=True)
class Evidence:
    """What the books of others say. It may excuse something, and never accuses."""

    counted: AbstractSet[str] = frozenset()
    """Letters of which the journal knows that they were a second copy, by sid."""
    sent_again: AbstractSet[str] = frozenset()
    """Tasks, or answers by the name of their speech, that an operator sent again because nobody could know."""
    parked: AbstractSet[str] = frozenset()
    """Tasks that still wait for an operator."""
    lost_commands: AbstractSet[str] = frozenset()
    """Messages that lay on the bus, and nobody had taken them, when it was lost with everything in it."""
    whole: Sequence[tuple[datetime, datetime]] = ()
    """From when to when nothing was wrong with anybody."""


@dataclass
class Verdict:
    """All that was found, and how punctual the rest was."""

    findings: list[Finding] = field(default_factory=list)
    late_seconds: list[float] = field(default_factory=list)
    promised: int = 0
    rang: int = 0
    answered: int = 0
    out_of_order: int = 0
    """Told after another that was due later: counted, because waiting for evidence may take longer than the gap."""

    @property
    def guilty(self) -> Sequence[Finding]:
        return [finding for finding in self.findings if not finding.excuse]

    def counts(self) -> Mapping[str, int]:
        found = Counter(finding.fault.value for finding in self.guilty)
        return {fault.value: found[fault.value] for fault in Fault}

    def excused(self) -> Mapping[str, int]:
        return Counter(f"{finding.fault.value}: {finding.excuse}" for finding in self.findings if finding.excuse)
