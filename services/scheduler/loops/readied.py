"""Parts of a crowd that are ready for their moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.scheduler.ports import Letters, Moves


@dataclass(frozen=True, slots=True)
class Ready:
    """What is told at one moment: all that is left to do is to see whether it still stands, to post and to move it."""

    due_ms: int
    letters: Letters
    moves: Moves


@dataclass
class Readied:
    """Soonest first."""

    _waiting: list[Ready] = field(default_factory=list)

    def add(self, ready: Ready) -> None:
        self._waiting.append(ready)
        self._waiting.sort(key=lambda each: each.due_ms)

    def next_ms(self) -> int | None:
        """Return when the first is due."""
        return self._waiting[0].due_ms if self._waiting else None

    def take(self, now_ms: int, most: int) -> Sequence[Ready]:
        """Return those whose time has come, `most` of them."""
        taken = [ready for ready in self._waiting[:most] if ready.due_ms <= now_ms]
        del self._waiting[: len(taken)]
        return taken

    def __len__(self) -> int:
        return sum(len(ready.moves.waiting) for ready in self._waiting)
