"""The voice's wiring: which messages it takes, and what it writes with."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import aiohttp

from services.notifier.adapters.front_door import FrontDoor
from services.notifier.adapters.parked_stream import ParkedStream
from services.notifier.adapters.redis_contents import RedisContents
from services.notifier.adapters.redis_journal import RedisJournal
from services.notifier.adapters.redis_pace import RedisPace
from services.notifier.adapters.redis_sweep import RedisSweep
from services.notifier.adapters.twilio_contents import TwilioContents
from services.notifier.adapters.twilio_phone import TwilioPhone, signed_in
from services.notifier.domain.planning import Contents
from services.notifier.handlers.furnishing import NO_TEMPLATE, Furnishing
from services.notifier.handlers.keeping import Keeping
from services.notifier.handlers.parking import Parking, drop, list_parked, replay, report_parked, show_parked
from services.notifier.handlers.reporting import take_receipt
from services.notifier.handlers.speaking import say_fact
from services.notifier.handlers.sweeping import Sweep, sweep_once
from services.notifier.handlers.voice import Voice
from services.notifier.loops import ask_about, count_parked, furnish, keep_parked, sweep
from services.notifier.routes import PREFIX, Desk, parked_routes
from services.notifier.settings import NotifierSettings
from shared.contract import AnyFact, StatusReported, consumers_of
from shared.runtime.alarms import Alarms
from shared.runtime.backlog import watch_backlog
from shared.runtime.bus import make_bus
from shared.runtime.life import Life
from shared.runtime.pulse import Heart
from shared.runtime.simulated import followed, make_clock
from shared.runtime.store import connected, is_up
from shared.runtime.turns import Turns


@asynccontextmanager
async def serve(settings: NotifierSettings, life: Life) -> AsyncIterator[None]:
    """Run the voice while inside."""
    bus = make_bus(settings, name="notifier")

    async with AsyncExitStack() as house:
        redis = await house.enter_async_context(connected(settings.redis_address))
        twilio = await house.enter_async_context(signed_in(settings.account))
        # Without the account's credentials: this one does not go to Twilio.
        strangers = await house.enter_async_context(aiohttp.ClientSession(trust_env=False))
        phone = TwilioPhone(twilio, settings.account)
        contents, alarms = Contents(dict(settings.twilio_template_sid)), Alarms()
        furnishing = Furnishing(
            contents,
            store=TwilioContents(twilio, settings.account),
            memory=RedisContents(redis, settings.twilio_account_sid),
            alarms=alarms,
            named=settings.twilio_template_sid,
            asks=not settings.account.is_twilios,
        )
        voice = Voice(
            journal=RedisJournal(redis, gap=settings.gap, ask_after=settings.ask_after),
            phone=phone,
            pace=RedisPace(redis, rate=settings.send_rate),
            bus=bus,
            clock=make_clock(settings),
            settle_after=settings.settle_after,
            senders=settings.senders,
            contents=contents,
            prices=settings.prices,
            alarms=alarms,
            find_templates=furnishing.templates_now,
        )
        turns = Turns()

        async def on_fact(fact: AnyFact) -> None:
            # One person must not have all the hands: whoever comes to a long line comes again.
            async with turns.of(fact.chat, at_most=settings.send_workers // 4):
                await say_fact(fact, voice=voice)

        async def on_parked(body: bytes) -> None:
            await report_parked(body, voice=voice)

        async def on_receipt(receipt: StatusReported) -> None:
            await take_receipt(receipt, voice=voice)

        bus.subscribe(consumers_of("SPEECH", "speech.reply"), on_fact, workers=settings.send_workers, parked=on_parked)
        bus.subscribe(consumers_of("SPEECH", "speech.due"), on_fact, workers=settings.send_workers, parked=on_parked)
        bus.subscribe(consumers_of("RECEIPTS"), on_receipt, workers=settings.send_workers)
        life.probes.add("nats", bus.is_connected)
        life.probes.add("redis", lambda: is_up(redis))

        parking = Parking(ParkedStream(bus.jetstream), voice.journal, settings.auth_tokens[0], may_ask=False)
        life.probes.mount(PREFIX, parked_routes(_desk(parking), settings.operator_token.get_secret_value()))

        await house.enter_async_context(followed(voice.clock, "notifier"))
        await house.enter_async_context(bus.connected())
        await house.enter_async_context(life.part("furnishing", furnish(furnishing.answers, furnishing.templates)))
        door = FrontDoor(strangers, settings.account, settings.front_door)
        for sender in settings.senders:
            memory = RedisSweep(redis, sender)
            sweeping = Sweep(sender, phone, door, memory, voice.clock, grace=settings.settle_after)
            sweeper = sweep(partial(sweep_once, sweeping), every=settings.sweep_every)
            await house.enter_async_context(life.part("sweeping", sweeper))
        asking = ask_about(
            journal=voice.journal,
            phone=voice.phone,
            take=on_receipt,
            bus_made_at=parking.messages.made_at,
            clock=voice.clock,
            every=settings.ask_every,
        )
        await house.enter_async_context(life.part("asking", asking))
        backlog = watch_backlog(bus.jetstream, [*consumers_of("SPEECH"), *consumers_of("RECEIPTS")])
        await house.enter_async_context(life.part("backlog", backlog))
        await house.enter_async_context(life.part("counting", count_parked(parking.messages)))
        keeping = Keeping(voice.journal, parking.messages, bus)
        await house.enter_async_context(life.part("keeping", keep_parked(keeping.look)))
        risks = partial(_weaknesses, settings, contents)
        heart = Heart("notifier", settings.probe_port, life.probes, bus.whisper, risks)
        await house.enter_async_context(life.part("heart", heart.beat()))
        await house.enter_async_context(life.part("watchdog", bus.watch_consumers()))
        yield


def _weaknesses(settings: NotifierSettings, contents: Contents) -> Sequence[str]:
    return [*settings.weaknesses, *([] if contents.templates else [NO_TEMPLATE])]


def _desk(parking: Parking) -> Desk:
    return Desk(
        list=partial(list_parked, parking),
        show=partial(show_parked, parking=parking),
        replay=partial(replay, parking=parking),
        drop=partial(drop, parking=parking),
    )
