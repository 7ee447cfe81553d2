"""Three clocks judge whether a moment has come: the scheduler's, the store's, the voice's. Two of them jump ahead."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.unit.models.exploring import Step, World

WRONG_AT_MOST = 2

STORE = "the store's clock at the look"
VOICE = "the voice's clock before the post"
GUARDS = (STORE, VOICE)

EARLY = "Nothing rings early."


class State(NamedTuple):
    """Whether the moment has come, which clocks are ahead, and how far the speech is."""

    has_come: bool = False
    ahead: frozenset[str] = frozenset()
    is_published: bool = False
    is_said: bool = False
    was_early: bool = False


def world(without: str = "") -> World[State]:
    """Return the protocol, or what is left of it without one of its guards."""
    return World(State(), _Rules(without).steps, _broken, lambda state: state.is_said)


def _broken(state: State) -> str:
    return EARLY if state.was_early else ""


class _Rules:
    def __init__(self, without: str) -> None:
        self._without = without

    def steps(self, state: State) -> Iterator[Step[State]]:
        if not state.has_come:
            yield Step("its moment comes", state._replace(has_come=True))
        for clock in sorted({"scheduler", "store", "voice"} - state.ahead):
            if len(state.ahead) < WRONG_AT_MOST:
                wrong = state._replace(ahead=state.ahead | {clock})
                yield Step(f"the {clock}'s clock jumps ahead", wrong, is_fault=True)
        looks = {"scheduler"} if self._without == STORE else {"scheduler", "store"}
        if not state.is_published and self._is_due(state, looks):
            yield Step("the scheduler publishes it", state._replace(is_published=True))
        says = set[str]() if self._without == VOICE else {"voice"}
        if state.is_published and not state.is_said and self._is_due(state, says):
            yield Step("the voice says it", state._replace(is_said=True, was_early=not state.has_come))

    @staticmethod
    def _is_due(state: State, clocks: set[str]) -> bool:
        return state.has_come or clocks <= state.ahead
