"""What a door says to a scheduler, said by hand, and what the scheduler answers."""

from datetime import UTC, datetime
from typing import Any

from deploy.embedded.servers import RunningServer
from services.ingress.domain.hearing import understand
from services.ingress.domain.webhooks import Heard
from shared.contract import AnyCommand, ChatId, CommandId, Outcome, ReminderId, SpeechId, SpeechSent
from tests.harness.account import NUDGE, a_number
from tests.harness.streams import read_all
from tests.harness.waiting import wait_until
from tests.harness.webhooks import a_sid


def a_chat() -> ChatId:
    return ChatId(f"whatsapp:{a_number()}")


def a_command(chat: ChatId, words: str) -> AnyCommand:
    """Return what the door makes of these words."""
    heard = Heard(command_id=CommandId(a_sid()), chat=chat, sender=NUDGE, account=None, body=words)
    return understand(heard, sender=NUDGE, said_at=datetime.now(UTC))


def sent(fact: dict[str, Any]) -> Outcome:
    """Return a notifier's report that it said the fact."""
    reminder = fact.get("reminder") if fact["kind"] == "reminder_due" else None
    return SpeechSent(
        chat=ChatId(fact["chat"]),
        speech_id=SpeechId(fact["speech_id"]),
        reminder=ReminderId(reminder["id"]) if reminder else None,
        sid=a_sid(),
        at=datetime.now(UTC),
    )


async def facts_of(server: RunningServer, chat: ChatId, kind: str = "") -> list[dict[str, Any]]:
    """Return what the scheduler has said to this chat, oldest first."""
    said = await read_all(server, "SPEECH")
    return [fact for fact in said if fact["chat"] == chat and kind in {"", fact["kind"]}]


async def wait_for_facts(
    server: RunningServer, chat: ChatId, kind: str = "", *, count: int = 1
) -> list[dict[str, Any]]:
    """Wait until the scheduler has said so many facts to this chat."""

    async def enough() -> list[dict[str, Any]]:
        found = await facts_of(server, chat, kind)
        return found if len(found) >= count else []

    return await wait_until(enough, description=f"{count} × {kind or 'fact'} for the chat")
