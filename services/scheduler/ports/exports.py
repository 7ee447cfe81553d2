"""Links to what is kept of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from shared.contract import ChatId, File


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: whose data, which files are left of it, and whether one was taken just now."""

    chat: ChatId
    left: Sequence[str]
    is_taken: bool = False


class Exports(Protocol):
    """Links to what is kept of people. One a chat, known by its key only."""

    async def offer(self, chat: ChatId, key: str, open_for: timedelta) -> None:
        """Let the link open every file once, within `open_for`; an older one of the chat opens nothing any more."""
        ...

    async def withdraw(self, chat: ChatId) -> None:
        """Let no link open anything of the chat."""
        ...

    async def open(self, partition: int, key: str, file: File | None) -> Opened | None:
        """Return what the link opens, and take `file` of it, which can be done once."""
        ...
