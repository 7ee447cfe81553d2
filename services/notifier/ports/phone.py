"""Writing to people through Twilio."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import Verdict
from shared.contract import ChatId, SpeechId


class Phone(Protocol):
    """Writes to people."""

    async def send(
        self, chat: ChatId, sender: str, said: Utterance, *, speech: SpeechId, reminder: str | None
    ) -> Verdict:
        """Post one message, once. Never raises: what goes wrong is in the verdict."""
        ...

    async def status(self, sid: str) -> tuple[str, int | None]:
        """Return where the message stands, and its error code. Raises Transient when Twilio cannot be asked."""
        ...

    async def show_typing(self, message: str) -> None:
        """Show the person who sent `message` that an answer is on its way. Never raises."""
        ...

    async def find(self, chat: ChatId, sender: str, said: Utterance, *, since: datetime) -> Sequence[str]:
        """Return the sids of messages that say this, written to the person since then, oldest first.

        Raises Transient when Twilio cannot be asked.
        """
        ...
