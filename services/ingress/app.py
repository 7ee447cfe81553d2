"""The door's wiring: what is served, and what it sends."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from fastapi import FastAPI

from services.ingress import handlers
from services.ingress.adapters.http_server import listening
from services.ingress.routes import Door, make_router
from services.ingress.settings import IngressSettings
from shared.runtime.bus import make_bus
from shared.runtime.clock import SystemClock
from shared.runtime.life import Life


def make_app(door: Door) -> FastAPI:
    """Return the public application: two doors, and no page about them."""
    app = FastAPI(title="Nudge ingress", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(make_router(door))
    return app


@asynccontextmanager
async def serve(settings: IngressSettings, life: Life) -> AsyncIterator[None]:
    """Run the door while inside."""
    bus, clock = make_bus(settings, name="ingress"), SystemClock()
    sender = settings.twilio_whatsapp_number
    door = Door(
        base_url=settings.public_base_url,
        keys=settings.signing_keys,
        account=settings.twilio_account_sid,
        sender=sender,
        clock=clock,
        hear=partial(handlers.hear, sender=sender, bus=bus, price=settings.twilio_price_message),
        report=partial(handlers.report, bus=bus, clock=clock),
    )
    life.probes.add("nats", bus.is_connected)

    async with AsyncExitStack() as house:
        # Open before NATS is there: Twilio is told 503 instead of being refused.
        await house.enter_async_context(bus.connecting())
        await house.enter_async_context(listening(make_app(door), settings.host, settings.port, life))
        yield
