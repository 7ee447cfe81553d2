"""From a webhook to a change of the chat: one message of a person, three webhooks, two tenures.

The door dies at any step, NATS' answers get lost, Twilio asks again, and once NATS forgets which ids it has had; the
first scheduler dies or freezes at any step, and its script runs though its answer gets lost.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tests.unit.models.exploring import Step, World

WEBHOOKS = 3
TENURES = 2

ANSWERING_LAST = "200 only for what is on disk"
SEEN = "the digest of a command that took effect"
POSITION = "the position in the script that makes the change"
GUARDS = (ANSWERING_LAST, SEEN, POSITION)

DEDUPING = "NATS' own memory of ids"
"""Spares work, and nothing depends on it."""

TWICE = "A command takes effect once."
FOR_NOTHING = "What was answered with 200 is on disk."


class Clock(NamedTuple):
    """A scheduler: in which tenure, how far it has read, and whether it has a command in hand."""

    epoch: int = 0
    read: int = 0
    in_hand: bool = False


class State(NamedTuple):
    """Twilio, the door, the stream, the store and two schedulers."""

    webhooks: int = 0
    at_the_door: bool = False
    is_taken: bool = False
    """Twilio got 200."""
    stream: int = 0
    """How many copies of the command it holds."""
    is_known: bool = False
    has_forgotten: bool = False
    position: int = 0
    effects: int = 0
    epoch: int = 0
    clocks: tuple[Clock, Clock] = (Clock(), Clock())


def world(without: str = "") -> World[State]:
    """Return the protocol, or what is left of it without one of its guards."""
    return World(State(), _Rules(without).steps, _broken, _ended)


def _broken(state: State) -> str:
    if state.effects > 1:
        return TWICE
    return FOR_NOTHING if state.is_taken and not state.stream else ""


def _ended(state: State) -> bool:
    is_done = state.effects == 1 and state.position == state.stream
    has_given_up = state.webhooks == WEBHOOKS and not state.stream
    """Twilio asks no more: the sweep reads its list."""
    return not state.at_the_door and (is_done or has_given_up)


class _Rules:
    def __init__(self, without: str) -> None:
        self._without = without

    def steps(self, state: State) -> Iterator[Step[State]]:
        yield from self._door(state)
        if state.is_known and not state.has_forgotten:
            yield Step("NATS forgets the id", state._replace(is_known=False, has_forgotten=True), is_fault=True)
        for number, clock in enumerate(state.clocks):
            yield from self._tenure(state, number, clock)
            yield from self._take(state, number, clock)

    def _door(self, state: State) -> Iterator[Step[State]]:
        if not state.at_the_door:
            if state.webhooks < WEBHOOKS and not state.is_taken:
                rung = state._replace(webhooks=state.webhooks + 1, at_the_door=True)
                early = rung._replace(is_taken=self._without == ANSWERING_LAST)
                yield Step("Twilio rings", early)
            return
        drops = state.is_known and self._without != DEDUPING
        stored = state._replace(stream=state.stream + (not drops), is_known=True)
        if stored.stream <= WEBHOOKS:
            yield Step("the door publishes, unanswered", stored._replace(at_the_door=False))
            yield Step("the door publishes, and answers with 200", stored._replace(at_the_door=False, is_taken=True))
        yield Step("the door dies", state._replace(at_the_door=False))

    @staticmethod
    def _tenure(state: State, number: int, clock: Clock) -> Iterator[Step[State]]:
        if state.epoch < TENURES and (state.epoch or number == 0):
            new = Clock(state.epoch + 1, state.position)
            what = "is started again" if clock.epoch else "takes the partition"
            yield Step(f"{_name(number)} {what}", _with(state, number, new, epoch=state.epoch + 1))

    def _take(self, state: State, number: int, clock: Clock) -> Iterator[Step[State]]:
        who = _name(number)
        if not clock.epoch:
            return
        if not clock.in_hand and clock.read < state.stream:
            read = clock._replace(read=clock.read + 1, in_hand=True)
            early = clock.epoch == state.epoch and self._without == POSITION
            position = read.read if early else state.position
            yield Step(f"{who} reads the command", _with(state, number, read, position=position))
        if clock.in_hand:
            idle = clock._replace(in_hand=False)
            if clock.epoch != state.epoch:
                yield Step(f"{who} is fenced", _with(state, number, idle._replace(epoch=0)))
                return
            repeats = state.effects > 0 and self._without != SEEN
            changed = state._replace(position=clock.read, effects=state.effects + (not repeats))
            if state.effects <= 1:
                yield Step(f"{who} makes the change, unanswered", changed)
                yield Step(f"{who} makes the change", _with(changed, number, idle))


def _with(state: State, number: int, clock: Clock, **changes: object) -> State:
    clocks = (clock, state.clocks[1]) if number == 0 else (state.clocks[0], clock)
    return state._replace(clocks=clocks, **changes)  # type: ignore[arg-type]


def _name(number: int) -> str:
    return "AB"[number]
