"""What people write: into a command and back, and whole conversations from words to words."""

import json
from random import Random
from typing import Any

from pydantic import TypeAdapter

from services.ingress.domain.hearing import understand
from services.ingress.domain.webhooks import Heard
from services.scheduler.adapters.records import pack_profile, pack_reminder, unpack_chat
from shared.contract import AnyCommand, AnyFact
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, NUDGE, a_sid
from tests.fakes.talk import Talk
from tests.fuzz.mutations import said

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


class Conversation:
    """Forty turns with one person, then the next one. What was said last is part of what a turn means."""

    def __init__(self) -> None:
        self._talk = Talk()
        self._turns = 0

    def __call__(self, dice: Random) -> None:
        if self._turns == 0:
            self._talk = Talk(zone=dice.choice([None, "Europe/Berlin", "Asia/Kathmandu", "America/New_York"]))
        self._turns = (self._turns + 1) % 40
        if dice.random() < 0.2:
            self._talk.wait(minutes=dice.choice([1, 20, 600, 5000]))
        before = len(self._talk.facts)
        text = said(dice)
        answer = self._talk.say(text)
        assert len(answer) <= LONGEST_SPOKEN, (text, answer)
        for fact in self._talk.facts[before:]:
            assert FACTS.validate_json(fact.model_dump_json()) == fact, text
        self._stored(text)

    def _stored(self, text: str) -> None:
        """What is stored of the person is read back as it was."""
        chat = self._talk.chat
        flat = pack_profile(chat.profile)
        row = dict(zip(flat[::2], flat[1::2], strict=True))
        row |= {id_: pack_reminder(reminder) for id_, reminder in chat.reminders.items()}
        found = unpack_chat(chat.id, json.loads(json.dumps(row)))
        assert found.profile == chat.profile, text
        assert found.reminders == chat.reminders, text
