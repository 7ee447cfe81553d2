"""A reminder: what is told, when, whether it comes back, and what has happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from shared.contract import Event, ReminderId, ReminderView
from shared.language import Rule, next_after, settled, zone_of

MOST_EVENTS = 12
"""Of a reminder's history: the newest are kept, and how it began."""
LEAN_EVENTS = 4
LEAN_WORDS = 200
"""Of what was typed: `/why` quotes no more."""
NEXT_SHOWN = 2


class State(StrEnum):
    """Where a reminder stands. Only a waiting one is in the index of what is due."""

    WAITING = "waiting"
    PAUSED = "paused"
    TOLD = "told"
    """Its message has gone out, and it will not come again by itself."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Wall time and zone are what was meant; `due_at` is derived from them and may move with the zone database."""

    id: ReminderId
    uid: str
    """Unique among all chats, and tells nothing of the person: fire ids are made of it."""
    text: str
    wall: datetime
    """The local time that was meant, without a zone."""
    zone: str
    due_at: datetime
    made_at: datetime
    version: int = 1
    """Rises when somebody changes it, so that no two messages share a fire id."""
    occurrence: int = 0
    rule: Rule | None = None
    state: State = State.WAITING
    told_at: datetime | None = None
    """The moment that was told last."""
    is_open: bool = False
    """It was told, and the person has not said done or later."""
    words: str = ""
    """What the person typed."""
    log: tuple[Event, ...] = ()
    elapsed: bool = False
    """So much real time was asked for ("in 20 minutes"): its instant is what was meant, and the wall time follows."""

    @property
    def is_waiting(self) -> bool:
        return self.state is State.WAITING

    @property
    def is_alive(self) -> bool:
        """It will come, now or when it is resumed."""
        return self.state in {State.WAITING, State.PAUSED}

    def view(self, *, index: int | None = None, full: bool = False) -> ReminderView:
        """Return it as a person sees it; in `full` with the moments that follow."""
        return ReminderView(
            id=self.id,
            text=self.text,
            due_at=self.due_at,
            zone=self.zone,
            index=index,
            rule=self.rule.to_json() if self.rule else None,
            then=tuple(following(self.rule, self.due_at)) if full and self.rule else (),
            paused=self.state is State.PAUSED,
            done_at=self._done_at(),
        )

    def _done_at(self) -> datetime | None:
        if self.state is not State.DONE:
            return None
        return next((event.at for event in reversed(self.log) if event.what == "done"), None)

    def noted(self, what: str, at: datetime, *, moment: datetime | None = None, text: str = "") -> "Reminder":
        """Return it with one more line in its history."""
        return replace(self, log=self.log_with(Event(what=what, at=at, moment=moment, text=text)))

    def log_with(self, event: Event) -> tuple[Event, ...]:
        """Return its history with one more line; of a long one the middle is forgotten."""
        log = (*self.log, event)
        return log if len(log) <= MOST_EVENTS else (log[0], *log[-MOST_EVENTS + 1 :])

    def lean(self) -> "Reminder":
        """Return it with no more of its history than is told of any; what it does and says is as it was."""
        if len(self.log) <= LEAN_EVENTS and len(self.words) <= LEAN_WORDS:
            return self
        log = self.log if len(self.log) <= LEAN_EVENTS else (self.log[0], *self.log[-LEAN_EVENTS + 1 :])
        return replace(self, log=log, words=self.words[:LEAN_WORDS])

    def at(self, moment: datetime, *, elapsed: bool = False) -> "Reminder":
        """Return it with this moment as its next."""
        return replace(self, due_at=moment.astimezone(UTC), wall=wall_of(moment, self.zone), elapsed=elapsed)

    def derived(self) -> "Reminder":
        """Return it as today's zone database has it: what was meant holds, and the rest follows."""
        wall = wall_of(self.due_at, self.zone).replace(microsecond=0)
        if wall == self.wall.replace(microsecond=0):
            return self
        if self.elapsed or (self.rule and self.rule.elapsed):
            return replace(self, wall=wall)
        return replace(self, due_at=settled(self.wall, zone_of(self.zone)).astimezone(UTC))

    def renewed(self) -> "Reminder":
        """Return it as a new version: its next message is a new one."""
        return replace(self, version=self.version + 1)

    def after(self, moment: datetime) -> datetime | None:
        """Return when the series comes back after `moment`; None when it does not."""
        return next_after(self.rule, moment) if self.rule else None


def wall_of(moment: datetime, zone: str) -> datetime:
    """Return what the clocks of `zone` show, without the zone."""
    return moment.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0)


def following(rule: Rule, moment: datetime) -> Sequence[datetime]:
    """Return the next few moments of a rule after this one."""
    found: list[datetime] = []
    while len(found) < NEXT_SHOWN and (later := next_after(rule, found[-1] if found else moment)):
        found.append(later)
    return found
