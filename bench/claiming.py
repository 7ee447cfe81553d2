"""The other way round, for comparison: claim with a lease, publish, note that the bus has it. Two writes a reminder."""

from datetime import timedelta
from pathlib import Path

from bench.stores import Stores
from services.scheduler.adapters.keys import Keys, slot_of
from services.scheduler.adapters.nats_voice import NatsVoice
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_speeches import RedisSpeeches
from services.scheduler.loops.firing import CHUNK
from services.scheduler.ports import Firing, Saying, Tenure, Waiting
from shared.runtime.clock import SystemClock
from shared.runtime.store import Script

LEASE = timedelta(seconds=12)
OUTCOME_LEASE = timedelta(seconds=180)


async def claim_then_publish(running: Stores, tenure: Tenure) -> None:
    """Fire everything that is due in the partition."""
    clock = SystemClock()
    agenda, speeches = RedisAgenda(running.redis, clock), RedisSpeeches(running.redis)
    voice = NatsVoice(running.bus.volley)
    script = Script(running.redis, Path(__file__).with_name("claim.lua"))
    waiting = [entry async for page in agenda.upcoming(tenure, None, clock.now()) for entry in page]
    for start in range(0, len(waiting), CHUNK):
        chunk: list[Waiting] = list(waiting[start : start + CHUNK])
        seen = await agenda.look(tenure, chunk)
        firings = list(seen.firings)
        keys = Keys(tenure.partition)
        due = keys.due(slot_of(firings[0].waiting.due_ms))
        arguments = [argument for firing in firings for argument in _claim(firing)]
        taken = await script(
            [due, keys.flight, keys.speech, *(keys.chat(firing.waiting.chat) for firing in firings)],
            [LEASE // timedelta(milliseconds=1), *arguments],
        )
        sayings = [Saying(firings[position - 1].fact) for position in taken]
        await (await voice.write(sayings).post()).stored()
        await speeches.published(tenure, sayings, OUTCOME_LEASE)


def _claim(firing: Firing) -> tuple[str, ...]:
    entry, fact = firing.waiting, firing.fact
    member = f"{entry.id} {entry.chat}"
    return (member, entry.id, firing.read, pack_reminder(firing.left), fact.speech_id, fact.model_dump_json())
