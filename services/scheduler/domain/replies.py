"""The frame of every decision: what holds after the person wrote, and how an answer is put into a change."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from services.scheduler.domain.chat import Change, Chat, Profile, Step, heard
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.naming import answer_id
from services.scheduler.domain.reminder import Reminder
from shared.contract import Command, Fact, ReminderId, SpeechId

UNDO_STAYS_OPEN = timedelta(hours=1)
MOST_STEPS = 10
MOST_TOUCHED = 600
"""Reminders in all steps together: they are written anew with each message for an hour."""
KEPT_FOR = timedelta(days=30)
"""How long what is over can be asked about, snoozed, and found among what was done."""
MOST_KEPT = 50
MOST_SHOWN = 20
"""Of anything in one fact: a message shows no more, and the bus carries 64 KiB."""


def _newest(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the newest of these that are not too much to keep, and the last in any case."""
    kept, room = [steps[-1]], MOST_TOUCHED - len(steps[-1].before)
    for step in reversed(steps[:-1]):
        room -= len(step.before)
        if room < 0:
            break
        kept.append(step)
    return tuple(reversed(kept))


@dataclass(frozen=True, slots=True)
class Reply:
    """One command being answered."""

    command: Command
    chat: Chat
    now: datetime
    limits: Limits
    is_answer: bool = False
    """The command answers the open question, which is therefore not dropped."""
    profile: Profile = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "profile", heard(self.command, self.chat))

    def answering(self) -> "Reply":
        return replace(self, is_answer=True)

    def having(self, profile: Profile) -> "Reply":
        """Return the reply to the same command with another profile."""
        other = replace(self)
        object.__setattr__(other, "profile", profile)
        return other

    @property
    def speech(self) -> SpeechId:
        """The id of the answer."""
        return answer_id(self.command.command_id)

    def with_fact(
        self,
        fact: type[Fact],
        *,
        profile: Profile | None = None,
        put: tuple[Reminder, ...] = (),
        drop: tuple[ReminderId, ...] = (),
        undo: str = "",
        concerns: tuple[ReminderId, ...] | None = None,
        **values: Any,
    ) -> Change:
        """Return the change that says `fact` with `values`, and stores what is given; `undo` can take it back."""
        profile = profile or self.profile
        about = tuple(reminder.id for reminder in put) if concerns is None else concerns
        if about:
            profile = replace(profile, focus=about, focus_at=self.now)
        if undo:
            profile = replace(profile, steps=self._steps(undo, put, drop))
        said = fact(
            chat=self.chat.id,
            speech_id=self.speech,
            sender=profile.sender,
            language=profile.language,
            at=self.now,
            concerns=about,
            dropped=self._dropped(),
            **{name: value[:MOST_SHOWN] if isinstance(value, tuple) else value for name, value in values.items()},
        )
        return Change(
            chat=self.chat.id,
            revision=self.chat.revision,
            profile=profile,
            put=put,
            drop=(*drop, *self._faded(put, drop)),
            facts=(said,),
        )

    def in_silence(self, profile: Profile | None = None) -> Change:
        """Return the change that only notes that the person wrote."""
        return Change(chat=self.chat.id, revision=self.chat.revision, profile=profile or self.profile)

    def _steps(self, what: str, put: tuple[Reminder, ...], drop: tuple[ReminderId, ...]) -> tuple[Step, ...]:
        touched = dict.fromkeys((*(reminder.id for reminder in put), *drop))
        known = ((id_, self.chat.reminders.get(id_)) for id_ in touched)
        step = Step(what, self.now, tuple((id_, was and was.lean()) for id_, was in known))
        return _newest((*self.steps(), step)[-MOST_STEPS:])

    def steps(self) -> tuple[Step, ...]:
        """Return what can still be taken back."""
        return tuple(step for step in self.profile.steps if self.now - step.at <= UNDO_STAYS_OPEN)

    def _dropped(self) -> str:
        question = self.chat.profile.question
        if self.is_answer or question is None or question.draft is None or self.command.said_at > question.until:
            return ""
        if question.is_about_a_guess:
            return ""
        # A ready answer may carry a whole command, so that it works when the question has closed.
        return "" if self.command.reply_to == question.asked_by else question.about

    def _faded(self, put: tuple[Reminder, ...], drop: tuple[ReminderId, ...]) -> tuple[ReminderId, ...]:
        """Return what is over for so long, or followed by so many others, that nobody will ask."""
        over = [reminder for reminder in self.chat.reminders.values() if not reminder.is_alive]
        over.sort(key=lambda reminder: reminder.told_at or reminder.due_at, reverse=True)
        named = {*(reminder.id for reminder in put), *drop}
        return tuple(
            reminder.id
            for place, reminder in enumerate(over)
            if reminder.id not in named
            and (place >= MOST_KEPT or self.now - (reminder.told_at or reminder.due_at) > KEPT_FOR)
        )
