"""One of several clocks is two hours wrong: a question stays open for its quarter of an hour all the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product

import pytest

from services.scheduler.domain.limits import Limits
from services.scheduler.handlers import take_commands
from services.scheduler.ports import Position, Tenure
from shared.contract import Fact, QuestionAsked, QuestionDropped, ReminderAdded, partition_of
from shared.runtime.clock import EarlierClock
from tests.fakes.clock import NOON, SetClock
from tests.fakes.memory_agenda import MemoryAgenda
from tests.fakes.memory_erasures import MemoryErasures
from tests.fakes.memory_exports import MemoryExports
from tests.fakes.people import ANNA, said

Wrong = Mapping[str, timedelta]
AHEAD, BEHIND = timedelta(hours=2), timedelta(hours=-2)
CLOCKS = ("door", "bus", "ours", "store")
WRONG = [{name: span} for name, span in product(CLOCKS, (AHEAD, BEHIND))]
RIGHT: Wrong = {}


def named(wrong: Wrong) -> str:
    return " ".join(f"{name} {span}" for name, span in wrong.items()) or "right"


@dataclass
class Desk:
    """Takes one command after another, at moments and by clocks that the test sets."""

    agenda: MemoryAgenda = field(default_factory=lambda: MemoryAgenda(SetClock()))

    async def take(self, words: str, after: timedelta, wrong: Wrong) -> Fact:
        """Return the answer to what was said `after` noon."""
        shown = {name: NOON + after + wrong.get(name, timedelta()) for name in CLOCKS}
        clock = EarlierClock(SetClock(shown["ours"]))
        clock.hear(shown["store"])
        tenure = await self.agenda.take(partition_of(ANNA), "us", timedelta(minutes=1))
        assert isinstance(tenure, Tenure)
        place = Position(int(after.total_seconds()) + 1, int(shown["bus"].timestamp()) * 1_000_000_000)
        taken = await take_commands(
            tenure,
            [(place, said(words, at=shown["door"]))],
            agenda=self.agenda,
            exports=MemoryExports(SetClock()),
            erasures=MemoryErasures(),
            clock=clock,
            limits=Limits(),
        )
        [saying] = taken.sayings
        return saying.fact

    async def ask(self, wrong: Wrong) -> None:
        await self.take("/timezone Berlin", -timedelta(minutes=1), RIGHT)
        assert isinstance(await self.take("remind me to call mom tomorrow at 5", timedelta(), wrong), QuestionAsked)


@pytest.mark.parametrize("wrong", WRONG, ids=named)
@pytest.mark.parametrize("answer", ["2", "17:00"])
async def test_a_question_that_a_wrong_clock_dated_can_be_answered(wrong: Wrong, answer: str) -> None:
    desk = Desk()
    await desk.ask(wrong)

    assert isinstance(await desk.take(answer, timedelta(seconds=2), RIGHT), ReminderAdded)


@pytest.mark.parametrize("wrong", WRONG, ids=named)
async def test_an_answer_that_a_wrong_clock_dated_is_taken(wrong: Wrong) -> None:
    desk = Desk()
    await desk.ask(RIGHT)

    assert isinstance(await desk.take("2", timedelta(seconds=2), wrong), ReminderAdded)


@pytest.mark.parametrize("wrong", WRONG, ids=named)
@pytest.mark.parametrize("minutes", [16, 60, 119, 121, 134])
async def test_a_question_that_a_wrong_clock_dated_is_not_open_for_hours(wrong: Wrong, minutes: int) -> None:
    desk = Desk()
    await desk.ask(wrong)

    late = await desk.take("17:00", timedelta(minutes=minutes), RIGHT)
    assert isinstance(late, QuestionDropped)
    assert late.late
    assert late.choices


async def test_a_question_that_was_asked_late_stays_open_as_long_as_any() -> None:
    desk = Desk()
    away = timedelta(minutes=40)
    await desk.take("/timezone Berlin", -timedelta(minutes=1), RIGHT)
    # The house was away: door and bus had it long before anybody could ask.
    await desk.take("remind me to call mom tomorrow at 5", away, {"door": -away, "bus": -away})

    assert isinstance(await desk.take("2", away + timedelta(minutes=14), RIGHT), ReminderAdded)
