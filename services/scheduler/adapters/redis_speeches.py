"""Speeches on their way, in Redis: a sorted set of leases and a hash of facts a partition."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from pydantic import TypeAdapter, ValidationError

from services.scheduler.adapters.keys import Keys, keys_of
from services.scheduler.adapters.profiles import pack_spoken
from services.scheduler.adapters.scripts import OwnedScript, ms, script
from services.scheduler.domain.chat import Spoken
from services.scheduler.domain.leases import LONGEST_LEASE
from services.scheduler.ports import Saying, Tenure
from shared.contract import AnyFact, Fact, Outcome, SpeechDelivered, SpeechFailed, SpeechRead, SpeechSent
from shared.runtime.clock import unix_ms
from shared.runtime.store import Client

EARLY_OUTCOME_FOR = timedelta(days=2)
"""How long an outcome is remembered that came before its speech was in flight."""

MOST_SPOKEN = 60
"""Messages of ours that a chat remembers, so that somebody can answer one by swiping."""

_FATES = (SpeechFailed, SpeechDelivered, SpeechRead)
_FACT: TypeAdapter[AnyFact] = TypeAdapter(AnyFact)

logger = structlog.get_logger()


class RedisSpeeches:
    """Keeps the promises of `ports.Speeches`."""

    def __init__(self, client: Client) -> None:
        self._published = OwnedScript(client, "published")
        self._reap = OwnedScript(client, "reap")
        self._finish = script(client, "finish")
        self._fate = script(client, "fate")

    async def published(self, tenure: Tenure, sayings: Sequence[Saying], lease: timedelta) -> None:
        keys = Keys(tenure.partition)
        ids = [saying.fact.speech_id for saying in sayings]
        await self._published(tenure, [keys.owner, keys.flight, keys.speech], [ms(lease), ms(LONGEST_LEASE), *ids])

    async def reap(self, tenure: Tenure, lease: timedelta, limit: int) -> Sequence[Saying]:
        keys = Keys(tenure.partition)
        back = await self._reap(tenure, [keys.owner, keys.flight, keys.speech], [ms(lease), limit, ms(LONGEST_LEASE)])
        return [saying for pair in zip(back[::2], back[1::2], strict=True) if (saying := _saying(*pair))]

    async def finish(self, outcome: Outcome) -> bool:
        keys = keys_of(outcome.chat)
        first = await self._finish(
            [keys.flight, keys.speech, keys.chat(outcome.chat), keys.told],
            [outcome.speech_id, outcome.reminder or "", ms(EARLY_OUTCOME_FOR), _line(outcome), MOST_SPOKEN],
        )
        return bool(first)

    async def note(self, outcome: Outcome) -> None:
        times = [unix_ms(outcome.at) if isinstance(outcome, kind) else 0 for kind in _FATES]
        await self._fate([keys_of(outcome.chat).chat(outcome.chat)], [outcome.speech_id, *times, MOST_SPOKEN])


def pack_speech(fact: Fact) -> str:
    """Return the fact behind the reminders that it is about: finish.lua needs to know no more of it."""
    return f"{' '.join(fact.concerns)} {fact.model_dump_json()}"


def _line(outcome: Outcome) -> str:
    sent = outcome if isinstance(outcome, SpeechSent) else None
    return pack_spoken(Spoken(sent.sid if sent else "-", outcome.speech_id, outcome.at, refused=sent is None))


def _saying(generation: str, speech: str) -> Saying | None:
    try:
        return Saying(_FACT.validate_json(speech[max(speech.find("{"), 0) :]), int(generation))
    except ValidationError:
        # A newer version holds it; under its new lease that version can say it.
        logger.error("speech_unreadable")  # noqa: TRY400 - the trace would quote what somebody wrote
        return None
