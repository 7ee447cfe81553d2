"""The reminders of one partition that are due soon, in memory: the index in the store is read ahead, never polled."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from services.scheduler.ports import Waiting
from shared.contract import ChatId


@dataclass
class Window:
    """Soonest first; at one moment, everybody's first before anybody's second. Entries may be out of date."""

    end_ms: int = 0
    """What is due later is not held here: it will be read in time."""
    _heap: list[tuple[int, int, str, str, int]] = field(default_factory=list)
    _ranks: dict[tuple[int, str], int] = field(default_factory=dict)

    def add(self, entries: Iterable[Waiting], *, not_before_ms: int = 0) -> None:
        """Hold those that are due before the end of the window."""
        for entry in entries:
            if entry.due_ms < self.end_ms:
                at = max(entry.due_ms, not_before_ms)
                rank = self._ranks.get((at, entry.chat), 0)
                self._ranks[at, entry.chat] = rank + 1
                heapq.heappush(self._heap, (at, rank, entry.chat, entry.id, entry.due_ms))

    def next_ms(self) -> int | None:
        """Return when the first should be looked at."""
        return self._heap[0][0] if self._heap else None

    def take(self, now_ms: int, limit: int, *, is_busy: Callable[[ChatId], bool]) -> Sequence[Waiting]:
        """Return up to `limit` of those whose time has come. Those of busy chats stay."""
        taken: dict[Waiting, None] = {}  # an entry may be here twice
        busy = []
        while self._heap and self._heap[0][0] <= now_ms and len(taken) < limit:
            item = heapq.heappop(self._heap)
            at, _, chat, id_, due_ms = item
            if is_busy(ChatId(chat)):
                busy.append(item)
                continue
            self._ranks.pop((at, chat), None)
            taken[Waiting(ChatId(chat), id_, due_ms)] = None  # type: ignore[arg-type]
        for item in busy:
            heapq.heappush(self._heap, item)
        return list(taken)

    def __len__(self) -> int:
        return len(self._heap)
