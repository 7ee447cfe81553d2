"""The frame of every decision: what holds after the person wrote, and how an answer is put into a change."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.scheduler.domain.chat import Change, Chat, Profile, Reminder, heard
from services.scheduler.domain.naming import answer_id
from shared.contract import Command, Fact, ReminderId


@dataclass(frozen=True, slots=True)
class Reply:
    """One command being answered."""

    command: Command
    chat: Chat
    now: datetime
    profile: Profile = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "profile", heard(self.command, self.chat))

    def with_fact(
        self,
        fact: type[Fact],
        *,
        profile: Profile | None = None,
        put: tuple[Reminder, ...] = (),
        drop: tuple[ReminderId, ...] = (),
        **values: Any,
    ) -> Change:
        """Return the change that says `fact` with `values`, and stores what is given."""
        profile = profile or self.profile
        said = fact(
            chat=self.chat.id,
            speech_id=answer_id(self.command.command_id),
            sender=profile.sender,
            language=profile.language,
            at=self.now,
            **values,
        )
        return Change(
            chat=self.chat.id, revision=self.chat.revision, profile=profile, put=put, drop=drop, facts=(said,)
        )
