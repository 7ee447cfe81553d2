"""What was given up is kept in the journal too: if the bus was lost with it, it is parked again."""

from dataclasses import dataclass, field

from pydantic import ValidationError

from services.notifier.domain.codes import meaning_of
from services.notifier.handlers.parking import Whose
from services.notifier.ports import Bus, Journal, ParkedMessages
from shared.contract import PARTITIONS, ChatId, Fact, ReminderDue, SpeechId, partition_of


@dataclass(slots=True)
class Keeping:
    """One who looks now and then, and remembers what was missing the last time."""

    journal: Journal
    parked: ParkedMessages
    bus: Bus
    missing: frozenset[tuple[ChatId, SpeechId]] = field(default_factory=frozenset)

    async def look(self) -> int:
        """Park again what was missing from the bus twice in a row; return how many. Raises Transient.

        Missing once it may be on its way there.
        """
        kept = [each for partition in range(PARTITIONS) for each in await self.journal.given_up(partition)]
        on_the_bus = await self.parked.speeches()
        missing = frozenset((chat, speech) for chat, speech in kept if speech not in on_the_bus)
        lost, self.missing = missing & self.missing, missing
        for chat, speech in lost:
            await self._park_again(chat, speech)
        return len(lost)

    async def _park_again(self, chat: ChatId, speech: SpeechId) -> None:
        found = await self.journal.kept(chat, speech)
        if found is None:
            return
        subject = f"{_lane_of(found.body)}.{partition_of(chat)}"
        why = f"{meaning_of(found.code).sentence} ({found.code})"
        await self.bus.park_again(subject, found.body, why=why, once=f"parked-again:{speech}")


def _lane_of(body: bytes) -> str:
    try:
        return (ReminderDue if Whose.model_validate_json(body).reminder else Fact).lane
    except ValidationError:
        return Fact.lane
