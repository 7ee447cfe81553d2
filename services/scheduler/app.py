"""The clock's wiring: which messages it takes, what it says, what runs by the clock."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from services.scheduler import handlers
from services.scheduler.adapters.identity import identity
from services.scheduler.adapters.nats_archive import NatsArchive
from services.scheduler.adapters.nats_commands import NatsCommands
from services.scheduler.adapters.nats_voice import NatsVoice
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.adapters.redis_almanac import RedisAlmanac
from services.scheduler.adapters.redis_audit import RedisAudit
from services.scheduler.adapters.redis_erasures import RedisErasures
from services.scheduler.adapters.redis_exports import RedisExports
from services.scheduler.adapters.redis_leases import RedisLeases
from services.scheduler.adapters.redis_speeches import RedisSpeeches
from services.scheduler.adapters.redis_status import RedisLookout
from services.scheduler.adapters.stillness import Stillness
from services.scheduler.adapters.zone_database import ZoneDatabase
from services.scheduler.loops.auditing import audit
from services.scheduler.loops.desk import Means
from services.scheduler.loops.erasing import erase
from services.scheduler.loops.owning import Owner
from services.scheduler.loops.watching import Watching
from services.scheduler.settings import SchedulerSettings
from shared.contract import EXPORTS, AnyOutcome, ChatId, ExportWanted, SpeechId, consumers_of
from shared.runtime.backlog import watch_backlog
from shared.runtime.bus import make_bus
from shared.runtime.clock import EarlierClock
from shared.runtime.durability import Durability
from shared.runtime.life import Life
from shared.runtime.pulse import Heart
from shared.runtime.simulated import followed, make_clock
from shared.runtime.store import connected, is_up

ROSTER_CHANGED = "scheduler.roster"
"""Whispered when a scheduler comes or goes; who misses it notices within the second."""

ANSWER_SAID = "scheduler.said"
"""Whispered to the owner of the chat by whoever heard the outcome; who misses it is patient for a while."""


@asynccontextmanager
async def serve(settings: SchedulerSettings, life: Life) -> AsyncIterator[None]:
    """Run the clock while inside."""
    clock = make_clock(settings)
    # Whoever is answered is answered by a clock on which two agree: what one that is ahead dates would stay for hours.
    agreed = EarlierClock(clock)
    bus = make_bus(settings, name="scheduler")

    async with AsyncExitStack() as house:
        redis = await house.enter_async_context(connected(settings.redis_address))
        agenda, speeches, exports = RedisAgenda(redis, clock), RedisSpeeches(redis), RedisExports(redis)
        erasures = RedisErasures(redis)
        take = partial(
            handlers.take_commands,
            agenda=agenda,
            exports=exports,
            erasures=erasures,
            clock=agreed,
            limits=settings.limits,
        )
        commands, almanac = NatsCommands(bus), RedisAlmanac(redis, ZoneDatabase())
        means = Means(agenda, speeches, commands, NatsVoice(bus.volley), clock, take, almanac)
        leases = RedisLeases(redis, agreed.hear)
        owner = Owner(identity(settings.probe_port), leases, means, partial(bus.whisper, ROSTER_CHANGED))

        async def on_outcome(outcome: AnyOutcome) -> None:
            await handlers.take_outcome(outcome, speeches=speeches)
            if outcome.reminder is None:
                await bus.whisper(ANSWER_SAID, f"{outcome.speech_id} {outcome.chat}".encode())

        def on_answer_said(told: bytes) -> None:
            speech, chat = told.decode().split(" ", 1)
            owner.said(ChatId(chat), SpeechId(speech))

        async def on_export_wanted(question: bytes) -> bytes:
            wanted = ExportWanted.model_validate_json(question)
            opened = await handlers.open_export(wanted, exports=exports, agenda=agenda, clock=clock)
            return opened.model_dump_json().encode()

        bus.subscribe(consumers_of("OUTCOMES"), on_outcome)
        life.probes.add("nats", bus.is_connected)
        life.probes.add("redis", lambda: is_up(redis))
        life.probes.add("roster", owner.is_present)

        await house.enter_async_context(bus.connected())
        await bus.overhear(ROSTER_CHANGED, lambda _: owner.alarm.ring())
        await bus.overhear(ANSWER_SAID, on_answer_said)
        stillness = Stillness(redis, clock, bus.jetstream)
        await house.enter_async_context(followed(clock, "scheduler", moved=owner.time_moved, rest=stillness.rest))
        await bus.questions.answer(EXPORTS, on_export_wanted, queue="schedulers")
        house.push_async_callback(owner.leave)
        await house.enter_async_context(life.part("owning", owner.run()))
        auditing = audit(owner.tenures, RedisAudit(redis, clock), on_repair=owner.read_again)
        await house.enter_async_context(life.part("auditing", auditing))
        erasing = erase(owner.tenures, agenda, erasures, NatsArchive(bus), clock)
        await house.enter_async_context(life.part("erasing", erasing))
        watching = Watching(owner.tenures, agenda, RedisLookout(redis, clock), commands)
        await house.enter_async_context(life.part("watching", watching.run()))
        durability = Durability(redis, settings.nats_monitor_url or "")
        await house.enter_async_context(life.part("durability", durability.watch()))
        backlog = watch_backlog(bus.jetstream, consumers_of("OUTCOMES"))
        await house.enter_async_context(life.part("backlog", backlog))
        heart = Heart("scheduler", settings.probe_port, life.probes, bus.whisper, durability.sentences, watching.facts)
        await house.enter_async_context(life.part("heart", heart.beat()))
        await house.enter_async_context(life.part("watchdog", bus.watch_consumers()))
        yield
