"""A reminder: what is told, when, whether it comes back, and what has happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from shared.contract import Event, ReminderId, ReminderView
from shared.language import Rule, next_after, zone_of

MOST_EVENTS = 12
"""Of a reminder's history: the newest are kept, and how it began."""
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

    def at(self, moment: datetime) -> "Reminder":
        """Return it with this moment as its next."""
        local = moment.astimezone(zone_of(self.zone)).replace(tzinfo=None, fold=0)
        return replace(self, due_at=moment.astimezone(UTC), wall=local)

    def renewed(self) -> "Reminder":
        """Return it as a new version: its next message is a new one."""
        return replace(self, version=self.version + 1)

    def after(self, moment: datetime) -> datetime | None:
        """Return when the series comes back after `moment`; None when it does not."""
        return next_after(self.rule, moment) if self.rule else None


def following(rule: Rule, moment: datetime) -> Sequence[datetime]:
    """Return the next few moments of a rule after this one."""
    found: list[datetime] = []
    while len(found) < NEXT_SHOWN and (later := next_after(rule, found[-1] if found else moment)):
        found.append(later)
    return found
