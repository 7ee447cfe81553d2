"""What it takes to answer a message: the reading, whose clock, what time it is there."""

from datetime import datetime, tzinfo
from typing import NamedTuple

from shared.language import when
from shared.language.moments import place
from shared.language.offers import offer
from shared.language.values import Habits, Option, Reading
from shared.language.zones import key_of

MOST_OPTIONS = 4


class Case(NamedTuple):
    """What a question about this message is answered with."""

    reading: Reading
    time: when.Time
    zone: tzinfo
    now: datetime
    habits: Habits

    @property
    def wall(self) -> datetime:
        """What the clock on the person's wall shows."""
        return self.now.replace(tzinfo=None, fold=0)


def options(case: Case, moments: list[datetime]) -> tuple[Option, ...]:
    """Options for those local times that lie ahead and exist exactly once."""
    ahead = [local for local in dict.fromkeys(moments) if local > case.wall]
    found = [place(local, case.zone) for local in ahead]
    return tuple(offer(case.reading, at, key_of(case.zone)) for at in found if isinstance(at, datetime))[:MOST_OPTIONS]
