"""The simulator's wiring: one ledger, the two APIs on either side of it, and the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from simulator.broadcast import Broadcast
from simulator.carrier import Carrier, Pace
from simulator.clock import Clock
from simulator.clock_api import announce_clock, clock_api
from simulator.content_api import content_api
from simulator.contents import Contents
from simulator.control import Wire, Witness, control_api
from simulator.journal import Journal
from simulator.ledger import Ledger
from simulator.moods import Weather
from simulator.moving import Travel
from simulator.phone import announce, phone_api
from simulator.settings import Settings
from simulator.twilio_api import Messages, install_refusals, twilio_api, typing_api
from simulator.webhooks import Patience, Postman

PAGE = Path(__file__).parent / "page"

GUARDS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What a person writes is only ever text: even if the page slipped, nothing foreign would run."""


class Page(StaticFiles):
    """The files of the chat page, guarded."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(GUARDS)
        return response


def create_app(
    settings: Settings,
    *,
    broadcast: Broadcast | None = None,
    pace: Pace | None = None,
    patience: Patience | None = None,
) -> FastAPI:
    """Build the simulator. Whoever runs it closes `broadcast` to let the open pages go."""
    streams = broadcast or Broadcast()
    journal = Journal(settings.simulator_state)
    clock = Clock(settings.clock_file, shows=settings.simulator_clock)
    weather, contents = Weather(settings.simulator_moods), Contents(file=settings.contents_file)
    contents.now, contents.verdict = clock, weather.moods.template
    wire = Wire(streams, clock)
    weather.witnesses.append(lambda what: wire.note("mood", what, ""))
    ledger = Ledger(now=clock, remembered=journal.remembered())
    ledger.witnesses += [journal.record, partial(announce, streams)]
    postman = Postman(token=settings.signing_token, patience=patience or Patience(), note=wire.note)
    carrier = Carrier(settings, ledger, postman, streams, pace=pace or Pace(), weather=weather)
    clock.witnesses.append(partial(announce_clock, streams, clock))
    messages = Messages(settings, ledger, carrier, contents, weather)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await postman.open()
        carrier.resume()
        yield
        await carrier.close()
        await postman.close()
        journal.close()

    app = FastAPI(lifespan=life, openapi_url=None)
    install_refusals(app)
    app.include_router(twilio_api(messages, settings))
    app.include_router(typing_api(messages))
    where = f"http://{settings.simulator_host}:{settings.simulator_port}"
    app.include_router(content_api(settings, contents, messages.authenticate, where))
    app.include_router(control_api(weather, contents, wire))
    travel = Travel(clock, carrier)
    streams.on_close.append(travel.close)
    app.include_router(clock_api(travel))
    app.add_middleware(Witness, wire=wire)
    app.include_router(phone_api(settings, ledger, carrier, streams))
    app.add_api_route("/healthz", healthy)
    app.mount("/", Page(directory=PAGE, html=True))
    return app


async def healthy() -> JSONResponse:
    return JSONResponse({"status": "ok"})
