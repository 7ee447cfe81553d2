"""Parts of a crowd that are ready for their moment."""

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

    def take(self, now_ms: int) -> Ready | None:
        """Return the first, if its time has come."""
        return self._waiting.pop(0) if self._waiting and self._waiting[0].due_ms <= now_ms else None

    def __len__(self) -> int:
        return sum(len(ready.moves.waiting) for ready in self._waiting)
