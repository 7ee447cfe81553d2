"""The clock's half of the delivery: from a reminder that waits to the outcome of its speech.

One reminder, two tenures, two generations of its speech; the person asks once to delete it. The first scheduler dies
or freezes at any step, and wakes at any later one; scripts and messages arrive whose answers get lost; leases run out
whenever they like; and once the bus loses something: a message that it goes on to remember, or all that it had.
Of the voice only this is used: it says a speech once, however often it gets it, and reports before it acknowledges
(see `speaking`).
"""

from collections.abc import Iterator
from typing import NamedTuple

from tests.unit.models.exploring import Step, World

TENURES = 2
GENERATIONS = 2

EPOCH = "the epoch in every script"
CATCHING_UP = "what is due is fired before commands are taken"
HANDS = "one pair of hands a chat"
PUBLISHING_FIRST = "publishing first, then moving"
HOLDING = "holding a speech until its outcome"
REAPING = "taking back what nobody finished"
GENERATION = "the generation in the dedupe id"
TOLD = "remembering an outcome that came before the move"
GUARDS = (EPOCH, CATCHING_UP, HANDS, PUBLISHING_FIRST, HOLDING, REAPING, GENERATION, TOLD)

IT_RINGS = "Nothing rings that was said to be deleted."


class Clock(NamedTuple):
    """A scheduler: in which tenure, what it has just done, and about which generation."""

    epoch: int = 0
    has: str = "nothing"
    """`nothing`, `looked`, `published` (to be moved), `taken back` (to be said) or `said` (to be noted)."""
    generation: int = 0
    caught_up: bool = False


AWAY = Clock()


class State(NamedTuple):
    """Redis, the bus, two schedulers, and what the person knows."""

    is_due: bool = False
    record: str = "waits"
    """`waits`, `told` or `deleted`."""
    flight: tuple[int, bool] | None = None
    """The generation, and whether the bus has it."""
    outcome_was_early: bool = False
    is_finished: bool = False
    epoch: int = 0
    clocks: tuple[Clock, ...] = (AWAY, AWAY)
    bus: tuple[str, ...] = ("",) * GENERATIONS
    """Of each generation: nothing, `there`, `done`, or `forgotten`, which the bus takes for a repeat nevertheless."""
    outcome: str = ""
    """Nothing, `there` or `done`."""
    was_said: bool = False
    answer: str = ""
    """To the wish to delete it: `deleted` or `too late`."""
    bus_has_lost: bool = False


def world(without: str = "") -> World[State]:
    """Return the protocol, or what is left of it without one of its guards."""
    rules = _Rules(without)
    return World(State(), rules.steps, _broken, _ended)


def _broken(state: State) -> str:
    return IT_RINGS if state.was_said and state.answer == "deleted" else ""


def _ended(state: State) -> bool:
    if state.record == "deleted":
        return state.flight is None
    return state.was_said and state.is_finished and state.record == "told" and state.flight is None


class _Rules:
    def __init__(self, without: str) -> None:
        self._without = without

    def steps(self, state: State) -> Iterator[Step[State]]:
        if not state.is_due:
            yield Step("its moment comes", state._replace(is_due=True))
        for number, clock in enumerate(state.clocks):
            yield from self._tenure(state, number, clock)
            if clock.epoch:
                yield from self._fire(state, number, clock)
                yield from self._say_again(state, number, clock)
                yield from self._delete(state, number, clock)
        yield from self._voice(state)
        yield from self._outcome(state)
        if not state.bus_has_lost:
            yield from _losses(state)

    def _is_fenced(self, state: State, clock: Clock) -> bool:
        return clock.epoch != state.epoch and self._without != EPOCH

    def _tenure(self, state: State, number: int, clock: Clock) -> Iterator[Step[State]]:
        if state.epoch < TENURES and (state.epoch or number == 0):
            new = Clock(state.epoch + 1, caught_up=self._without == CATCHING_UP)
            what = f"{_name(number)} is started again" if clock.epoch else f"{_name(number)} takes the partition"
            yield Step(what, _with(state, number, new, epoch=state.epoch + 1))
        has_fired = state.record != "waits" or not state.is_due
        if clock.epoch and not clock.caught_up and has_fired and not self._is_fenced(state, clock):
            yield Step(f"{_name(number)} has fired what was due", _with(state, number, clock._replace(caught_up=True)))

    def _fire(self, state: State, number: int, clock: Clock) -> Iterator[Step[State]]:
        who = _name(number)
        idle = clock._replace(has="nothing", generation=0)
        match clock.has:
            case "nothing" if state.is_due and state.record == "waits" and not self._is_fenced(state, clock):
                looked = clock._replace(has="looked")
                if self._without == PUBLISHING_FIRST:
                    yield Step(f"{who} moves it", _with(state, number, looked, record="told"))
                else:
                    yield Step(f"{who} looks: it is due", _with(state, number, looked))
            case "looked":
                bus = self._publish(state, 0)
                yield Step(f"{who} publishes it, unanswered", state._replace(bus=bus))
                published = idle if self._without == PUBLISHING_FIRST else clock._replace(has="published")
                yield Step(f"{who} publishes it", _with(state, number, published, bus=bus))
            case "published" if self._is_fenced(state, clock):
                yield Step(f"{who} is fenced", _with(state, number, AWAY))
            case "published":
                moved = self._moved(state)
                yield Step(f"{who} moves it, unanswered", moved)
                yield Step(f"{who} moves it", _with(moved, number, idle))

    def _moved(self, state: State) -> State:
        if state.record != "waits":
            return state
        if state.outcome_was_early and self._without != TOLD:
            return state._replace(record="told", outcome_was_early=False)
        return state._replace(record="told", flight=None if self._without == HOLDING else (0, True))

    def _say_again(self, state: State, number: int, clock: Clock) -> Iterator[Step[State]]:
        who = _name(number)
        match clock.has:
            case "nothing" if state.flight and self._without != REAPING and not self._is_fenced(state, clock):
                generation = min(state.flight[0] + state.flight[1], GENERATIONS - 1)
                taken = clock._replace(has="taken back", generation=generation)
                yield Step(f"{who} takes back the speech", _with(state, number, taken, flight=(generation, False)))
            case "taken back":
                bus = self._publish(state, 0 if self._without == GENERATION else clock.generation)
                yield Step(f"{who} says it again, unanswered", state._replace(bus=bus))
                yield Step(f"{who} says it again", _with(state, number, clock._replace(has="said"), bus=bus))
            case "said" if self._is_fenced(state, clock):
                yield Step(f"{who} is fenced", _with(state, number, AWAY))
            case "said":
                flight = (state.flight[0], True) if state.flight else None
                idle = clock._replace(has="nothing", generation=0)
                yield Step(f"{who} notes that the bus has it", _with(state, number, idle, flight=flight))

    @staticmethod
    def _publish(state: State, generation: int) -> tuple[str, ...]:
        bus = list(state.bus)
        bus[generation] = bus[generation] or "there"
        return tuple(bus)

    def _delete(self, state: State, number: int, clock: Clock) -> Iterator[Step[State]]:
        is_in_hand = clock.has in {"looked", "published"} and self._without != HANDS
        if state.answer or not clock.caught_up or is_in_hand or self._is_fenced(state, clock):
            return
        if state.record == "waits":
            yield Step(f"{_name(number)} deletes it, and says so", state._replace(record="deleted", answer="deleted"))
        else:
            yield Step(f"{_name(number)} says that it is too late", state._replace(answer="too late"))

    def _voice(self, state: State) -> Iterator[Step[State]]:
        for generation, message in enumerate(state.bus):
            if message != "there":
                continue
            if not state.was_said:
                yield Step("the voice says it", state._replace(was_said=True))
            elif not state.outcome:
                yield Step("the voice reports it", state._replace(outcome="there"))
            else:  # the bus had the report, and drops it when it comes again
                yield Step("the voice acknowledges it", state._replace(bus=_put(state.bus, generation, "done")))

    def _outcome(self, state: State) -> Iterator[Step[State]]:
        if state.outcome != "there":
            return
        early = state.flight is None and state.record != "deleted"
        finished = state._replace(flight=None, is_finished=True, outcome_was_early=state.outcome_was_early or early)
        yield Step("somebody lets go of the speech, unacknowledged", finished)
        yield Step("somebody lets go of the speech", finished._replace(outcome="done"))


def _losses(state: State) -> Iterator[Step[State]]:
    if state.bus[0] == "there":
        bus = _put(state.bus, 0, "forgotten")
        yield Step("the bus loses it, and remembers its id", state._replace(bus=bus, bus_has_lost=True), is_fault=True)
    gone = state._replace(bus=("",) * GENERATIONS, outcome="", bus_has_lost=True)
    yield Step("the bus loses all it had", gone, is_fault=True)


def _with(state: State, number: int, clock: Clock, **changes: object) -> State:
    return state._replace(clocks=_put(state.clocks, number, clock), **changes)  # type: ignore[arg-type]


def _put(items: tuple, at: int, item: object) -> tuple:  # type: ignore[type-arg]
    return (*items[:at], item, *items[at + 1 :])


def _name(number: int) -> str:
    return "AB"[number]
