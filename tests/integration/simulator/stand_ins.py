"""A made-up ingress and a running simulator, for every test that needs the two to talk."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from pydantic import SecretStr
from twilio.request_validator import RequestValidator

from simulator.app import create_app
from simulator.broadcast import Broadcast
from simulator.carrier import Pace
from simulator.moods import Moods
from simulator.server import Server, listen
from simulator.settings import Settings
from simulator.webhooks import Patience

ACCOUNT = "AC" + "0" * 32
TOKEN = "fresh"  # noqa: S105
ANNA = "+4915112345678"
BEN = "+12025550143"
NUDGE = "whatsapp:+14155238886"

BRISK = Pace(timedelta(milliseconds=5), timedelta(milliseconds=5), timedelta(milliseconds=5))
WITHOUT_A_WINDOW = Moods(window=False)
"""People need not write first."""

EAGER = Patience(pauses=(timedelta(milliseconds=5), timedelta(milliseconds=5)))


async def wait_until(condition: Callable[[], bool], *, description: str, within: float = 10.0) -> None:
    """Wait for a fact; fail with its description when it does not come."""
    deadline = asyncio.get_running_loop().time() + within
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, f"never happened: {description}"
        await asyncio.sleep(0.005)


@dataclass(frozen=True)
class Call:
    """One webhook as it came in."""

    url: str
    form: dict[str, str]
    headers: dict[str, str]


@dataclass
class Ingress:
    """Takes webhooks, checks every signature with the official validator, answers as it is told."""

    url: str = ""
    messages: list[Call] = field(default_factory=list)
    statuses: list[Call] = field(default_factory=list)
    answers: deque[int] = field(default_factory=deque)
    """Statuses for the next calls; 200 when there are none left."""
    forgeries: int = 0
    dawdle: Callable[[Call], float] = lambda _: 0.0
    """How many seconds to take over a call."""
    on_message: Callable[[Call], Any] = lambda _: None

    async def take(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        call = Call(f"{self.url}{request.path_qs}", form, dict(request.headers))
        signature = request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(TOKEN).validate(call.url, form, signature):
            self.forgeries += 1
            return web.Response(status=403)
        await asyncio.sleep(self.dawdle(call))
        (self.statuses if request.path.endswith("/status") else self.messages).append(call)
        status = self.answers.popleft() if self.answers else 200
        if status == 200 and "Body" in form:
            self.on_message(call)
        return web.Response(status=status, text="<Response/>", content_type="text/xml")

    def reported(self) -> list[str]:
        return [call.form["MessageStatus"] for call in self.statuses]


@asynccontextmanager
async def an_ingress() -> AsyncIterator[Ingress]:
    ingress = Ingress()
    app = web.Application()
    app.router.add_post("/webhooks/twilio", ingress.take)
    app.router.add_post("/webhooks/twilio/status", ingress.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    held = listen("127.0.0.1", 0)
    await web.SockSite(runner, held).start()
    ingress.url = f"http://127.0.0.1:{held.getsockname()[1]}"
    try:
        yield ingress
    finally:
        await runner.cleanup()


def some_settings(
    public_base_url: str, *, state: Path | None = None, auto_read: bool = True, moods: Moods = WITHOUT_A_WINDOW
) -> Settings:
    return Settings(
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=SecretStr(f"{TOKEN},stale"),
        twilio_whatsapp_number=NUDGE,
        public_base_url=public_base_url,
        simulator_state=state,
        simulator_auto_read=auto_read,
        simulator_moods=moods,
    )


class Simulator:
    """A running simulator, and what a test does with it."""

    def __init__(self, port: int, http: aiohttp.ClientSession) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.http = http

    @property
    def messages_url(self) -> str:
        return f"{self.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"

    async def write(self, body: str, *, person: str = ANNA, **more: Any) -> dict[str, Any]:
        """Let a person write and wait until ingress has answered."""
        message = {"from": person, "body": body, "wait": True, **more}
        async with self.http.post(f"{self.url}/phone/messages", json=message) as answer:
            assert answer.status == 200, await answer.text()
            said: dict[str, Any] = await answer.json()
            return said

    async def transcript(self, person: str = ANNA) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.url}/phone/messages", params={"number": person}) as answer:
            bubbles: list[dict[str, Any]] = await answer.json()
            return bubbles

    async def say(self, body: str, *, person: str = ANNA, **form: str) -> dict[str, Any]:
        """Let the business say something by the REST API."""
        status, said = await self.post({"To": f"whatsapp:{person}", "From": NUDGE, "Body": body, **form})
        assert status == 201, said
        return said

    async def post(
        self, form: dict[str, str], *, user: str = ACCOUNT, token: str = TOKEN
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": aiohttp.encode_basic_auth(user, token)}
        async with self.http.post(self.messages_url, data=form, headers=headers) as answer:
            return answer.status, await answer.json()


@asynccontextmanager
async def a_simulator(
    settings: Settings, *, pace: Pace = BRISK, patience: Patience = EAGER, port: int = 0
) -> AsyncIterator[Simulator]:
    broadcast = Broadcast()
    server = Server(create_app(settings, broadcast=broadcast, pace=pace, patience=patience), broadcast)
    held = listen("127.0.0.1", port)
    serving = asyncio.create_task(server.serve(sockets=[held]))
    async with aiohttp.ClientSession() as http:
        try:
            await wait_until(lambda: server.started or serving.done(), description="the simulator is up")
            yield Simulator(held.getsockname()[1], http)
        finally:
            server.stop()
            await serving
