"""The clock's wiring: which messages it takes, what it says, what runs by the clock."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from services.scheduler import handlers, loops
from services.scheduler.adapters.redis_agenda import RedisAgenda
from services.scheduler.settings import SchedulerSettings
from shared.contract import AnyCommand, AnyOutcome, Message, consumers_of
from shared.runtime.bus import make_bus
from shared.runtime.clock import SystemClock
from shared.runtime.life import Life
from shared.runtime.store import connected, is_up, report_weakness


@asynccontextmanager
async def serve(settings: SchedulerSettings, life: Life) -> AsyncIterator[None]:
    """Run the clock while inside."""
    clock = SystemClock()
    alarm = loops.Alarm()
    bus = make_bus(settings, name="scheduler")

    async with AsyncExitStack() as house:
        redis = await house.enter_async_context(connected(settings.redis_address))
        agenda = RedisAgenda(redis, clock)

        async def send(message: Message, dedupe_id: str) -> None:
            await bus.send(message, dedupe_id=dedupe_id)

        async def on_command(command: AnyCommand) -> None:
            said = await handlers.take_command(command, agenda=agenda, clock=clock, limits=settings.limits)
            alarm.ring()
            await loops.say(said, agenda=agenda, send=send, clock=clock)

        async def on_outcome(outcome: AnyOutcome) -> None:
            await handlers.take_outcome(outcome, agenda=agenda)

        bus.subscribe(consumers_of("COMMANDS"), on_command)
        bus.subscribe(consumers_of("OUTCOMES"), on_outcome)
        life.probes.add("nats", bus.is_connected)
        life.probes.add("redis", lambda: is_up(redis))

        await report_weakness(redis)
        await house.enter_async_context(bus.connected())
        firing = loops.fire_due(agenda=agenda, send=send, clock=clock, alarm=alarm)
        await house.enter_async_context(life.part("firing", firing))
        reaping = loops.reap(agenda=agenda, send=send, clock=clock)
        await house.enter_async_context(life.part("reaping", reaping))
        await house.enter_async_context(life.part("watchdog", bus.watch_consumers()))
        yield
