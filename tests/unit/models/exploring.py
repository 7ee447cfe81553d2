"""Every state that a small world can get into, whatever happens in whatever order; the shortest way to a bad one."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

State = TypeVar("State", bound=Hashable)


class Step(NamedTuple, Generic[State]):
    """What may happen next. A fault need not happen: nobody may count on it."""

    what: str
    then: State
    is_fault: bool = False


@dataclass(frozen=True)
class World(Generic[State]):
    """Where it begins, what may happen, and what is promised of it."""

    start: State
    steps: Callable[[State], Iterable[Step[State]]]
    broken: Callable[[State], str]
    """The promise that a state breaks, or nothing."""
    ended: Callable[[State], bool]
    """Whether all is well and over: from everywhere the world must be able to get there without any fault."""


@dataclass(frozen=True)
class Finding:
    """How many states there are, or which promise is broken, and the shortest story of how it comes to that."""

    states: int
    promise: str = ""
    story: Sequence[str] = ()


NEVER_ENDS = "It comes to an end."


def explore(world: World[State]) -> Finding:
    """Go everywhere."""
    came_from: dict[State, tuple[State, str] | None] = {world.start: None}
    before: dict[State, list[State]] = {}
    to_do = deque([world.start])
    while to_do:
        state = to_do.popleft()
        if promise := world.broken(state):
            return Finding(len(came_from), promise, _story(state, came_from))
        for what, then, is_fault in world.steps(state):
            if then not in came_from:
                came_from[then] = (state, what)
                to_do.append(then)
            if not is_fault:
                before.setdefault(then, []).append(state)
    hopeful = _from_where(filter(world.ended, came_from), before)
    # Found in the order of their distance: the first is the nearest.
    stuck = next((state for state in came_from if state not in hopeful), None)
    if stuck is not None:
        return Finding(len(came_from), NEVER_ENDS, _story(stuck, came_from))
    return Finding(len(came_from))


def _from_where(ends: Iterable[State], before: dict[State, list[State]]) -> set[State]:
    """Return all states from which an end can be reached."""
    hopeful = set(ends)
    to_do = list(hopeful)
    while to_do:
        for state in before.get(to_do.pop(), ()):
            if state not in hopeful:
                hopeful.add(state)
                to_do.append(state)
    return hopeful


def _story(state: State, came_from: dict[State, tuple[State, str] | None]) -> Sequence[str]:
    story: list[str] = []
    while (step := came_from[state]) is not None:
        state, what = step
        story.insert(0, what)
    return story
