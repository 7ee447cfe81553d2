"""What happened when, in which lane: the faults as spans, the messages as ticks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

PEOPLE = "people"
"""The lane of what people write and hear."""


@dataclass(slots=True)
class Span:
    """A fault, from its beginning to the moment at which its victim serves again."""

    lane: str
    what: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that has no length."""

    lane: str
    what: str
    at: datetime


@dataclass
class Chronicle:
    """All of one run."""

    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    spans: list[Span] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)

    @contextmanager
    def span(self, lane: str, what: str) -> Iterator[Span]:
        """Note a fault that lasts while inside."""
        span = Span(lane, what, datetime.now(UTC))
        self.spans.append(span)
        try:
            yield span
        finally:
            span.end = datetime.now(UTC)

    def tick(self, lane: str, what: str, at: datetime | None = None) -> None:
        self.ticks.append(Tick(lane, what, at or datetime.now(UTC)))
