"""The door's wiring: what is served, and what it sends."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from services.ingress import handlers
from services.ingress.adapters.http_server import listening
from services.ingress.routes import exports, status, webhooks
from services.ingress.settings import IngressSettings
from shared.runtime.bus import make_bus
from shared.runtime.life import Life
from shared.runtime.pulse import Heart, Pulses
from shared.runtime.simulated import followed, make_clock

_SILENT: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""What FastAPI tells by itself may quote an address or a body; our own spans do not (ADR 0024)."""


def make_app(door: webhooks.Door, counter: exports.Counter) -> webhooks.Doors:
    """Return the public application: Twilio's two doors, one for people's own data, and no page about them."""
    app = FastAPI(title="Nudge ingress", docs_url=None, redoc_url=None, openapi_url=None, telemetry=_SILENT)
    app.include_router(exports.make_router(counter))
    return webhooks.Doors(door, app)


@asynccontextmanager
async def serve(settings: IngressSettings, life: Life) -> AsyncIterator[None]:
    """Run the door while inside."""
    bus, clock = make_bus(settings, name="ingress"), make_clock(settings)
    door = webhooks.Door(
        base_url=settings.public_base_url,
        keys=settings.signing_keys,
        account=settings.twilio_account_sid,
        senders=settings.senders,
        clock=clock,
        hear=partial(
            handlers.hear,
            senders=settings.senders,
            base_url=settings.public_base_url,
            bus=bus,
            price=settings.twilio_price_message,
        ),
        report=partial(handlers.report, bus=bus, clock=clock),
    )
    counter = exports.Counter(open=partial(handlers.open_link, questions=bus.questions))
    life.probes.add("nats", bus.is_connected)
    heart, pulses = Heart("ingress", settings.probe_port, life.probes, bus.whisper), Pulses()
    life.probes.mount(status.PATH, status.make_route(pulses.latest))

    async with AsyncExitStack() as house:
        # Open before NATS is there: Twilio is told 503 instead of being refused.
        await house.enter_async_context(bus.connecting())
        await house.enter_async_context(followed(clock, "ingress"))
        await house.enter_async_context(life.part("ear", status.listen(bus, pulses.hear)))
        await house.enter_async_context(life.part("heart", heart.beat()))
        await house.enter_async_context(listening(make_app(door, counter), settings.host, settings.port, life))
        yield
