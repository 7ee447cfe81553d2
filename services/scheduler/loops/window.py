"""The reminders of one partition that are due soon, in memory: the index in the store is read ahead, never polled."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from services.scheduler.ports import Waiting
from shared.contract import ChatId

CROWD = 64
"""So many chats at one moment are a crowd."""

Company = dict[Waiting, None]
"""What comes for one chat at one moment, each once."""


@dataclass
class Window:
    """Soonest first; at one moment those with little first, and what comes for one chat together.

    Entries may be out of date.
    """

    end_ms: int = 0
    """What is due later is not held here: it will be read in time."""
    _moments: list[int] = field(default_factory=list)
    """A heap, each moment once."""
    _companies: dict[int, dict[ChatId, Company]] = field(default_factory=dict)
    _crowds: set[int] = field(default_factory=set)
    """Moments at which a crowd is due, or was until some were taken."""
    _begun: set[int] = field(default_factory=set)
    """Moments that some were taken of: those are in order."""

    def add(self, entries: Iterable[Waiting]) -> None:
        """Hold those that are due before the end of the window."""
        for entry in entries:
            at = entry.due_ms
            if at < self.end_ms:
                if at not in self._companies:
                    self._companies[at] = {}
                    heapq.heappush(self._moments, at)
                self._companies[at].setdefault(entry.chat, {})[entry] = None
                if len(self._companies[at]) >= CROWD:
                    self._crowds.add(at)

    def next_ms(self) -> int | None:
        """Return when the first should be looked at."""
        return self._moments[0] if self._moments else None

    def crowd_ms(self, until_ms: int) -> int | None:
        """Return the first moment until then at which a crowd is due."""
        at = min(self._crowds, default=None)
        return None if at is None or at > until_ms else at

    def take_at(self, at: int, limit: int, *, is_busy: Callable[[ChatId], bool]) -> Sequence[Waiting]:
        """Return up to `limit` of those of one moment, as `take` does; where few stay is no crowd any more."""
        taken: Company = {}
        self._take_at(at, taken, limit, is_busy)
        if not self._companies[at]:
            self._moments.remove(at)
            heapq.heapify(self._moments)
            self._forget(at)
        elif len(taken) < limit:
            self._crowds.discard(at)
        return list(taken)

    def drop(self, entries: Iterable[Waiting]) -> None:
        """Forget these, if they are held."""
        for entry in entries:
            company = self._companies.get(entry.due_ms, {}).get(entry.chat, {})
            company.pop(entry, None)

    def take(self, now_ms: int, limit: int, *, is_busy: Callable[[ChatId], bool]) -> Sequence[Waiting]:
        """Return up to `limit` of those whose time has come, or as many as complete the last chat's company.

        A company is told in one message, whose id is made of its members: half of it would be another message.
        Those of busy chats stay.
        """
        taken: Company = {}
        left = []
        while self._moments and self._moments[0] <= now_ms and len(taken) < limit:
            at = self._moments[0]
            self._crowds.discard(at)
            self._take_at(at, taken, limit, is_busy)
            if self._companies[at]:
                left.append(heapq.heappop(self._moments))
            else:
                self._forget(heapq.heappop(self._moments))
        for at in left:
            heapq.heappush(self._moments, at)
        return list(taken)

    def _take_at(self, at: int, taken: Company, limit: int, is_busy: Callable[[ChatId], bool]) -> None:
        if at not in self._begun:
            self._begun.add(at)
            # Nobody waits behind somebody's hundred.
            self._companies[at] = dict(sorted(self._companies[at].items(), key=lambda item: len(item[1])))
        companies = self._companies[at]
        going = []
        for chat, company in companies.items():
            if len(taken) >= limit:
                break
            if not is_busy(chat):
                taken.update(company)
                going.append(chat)
        for chat in going:
            del companies[chat]

    def _forget(self, at: int) -> None:
        del self._companies[at]
        self._crowds.discard(at)
        self._begun.discard(at)

    def __len__(self) -> int:
        return sum(len(company) for companies in self._companies.values() for company in companies.values())
