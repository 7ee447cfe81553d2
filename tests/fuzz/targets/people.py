"""What people write: into a command and back, and whole conversations from words to words."""

from random import Random
from typing import Any

from pydantic import TypeAdapter

from services.ingress.domain.hearing import understand
from services.ingress.domain.webhooks import Heard
from services.scheduler.adapters.profiles import pack_profile, unpack_chat
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.domain.chat import Chat, Profile
from shared.contract import AnyCommand, AnyFact
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, NUDGE, a_sid
from tests.fakes.talk import Talk
from tests.fuzz.mutations import said

TURNS = 6
LONGEST_SPOKEN = 4096
"""Characters: what WhatsApp carries in one message."""

COMMANDS: TypeAdapter[Any] = TypeAdapter(AnyCommand)
FACTS: TypeAdapter[Any] = TypeAdapter(AnyFact)


def words(dice: Random) -> None:
    """Any words become a command that survives the bus."""
    heard = Heard(a_sid(), ANNA, NUDGE, None, said(dice))
    command = understand(heard, sender=NUDGE, said_at=NOON)

    assert COMMANDS.validate_json(command.model_dump_json()) == command, heard.body
    assert len(command.model_dump_json()) < 60_000, heard.body


def conversation(dice: Random) -> None:
    """Whatever somebody says, one thing after the other, is answered within a message, and kept as it was meant."""
    talk = Talk(zone=dice.choice([None, "Europe/Berlin", "Asia/Kathmandu", "America/New_York"]))
    for _ in range(TURNS):
        if dice.random() < 0.2:
            talk.wait(minutes=dice.choice([1, 20, 600, 5000]))
        before, text = len(talk.facts), said(dice)
        answer = talk.say(text)
        assert len(answer) <= LONGEST_SPOKEN, (text, answer)
        for fact in talk.facts[before:]:
            assert FACTS.validate_json(fact.model_dump_json()) == fact, text
    _is_kept(talk.chat)


def _is_kept(chat: Chat) -> None:
    """What is stored of the person is read back as it was."""
    flat, _ = pack_profile(chat.profile, Profile())
    row = dict(zip(flat[::2], flat[1::2], strict=True))
    row |= {id_: pack_reminder(reminder) for id_, reminder in chat.reminders.items()}
    found = unpack_chat(chat.id, row)
    assert found.profile == chat.profile
    assert found.reminders == chat.reminders
