"""What does it cost to send one message: ours beside bare aiohttp and the official client?"""

import asyncio
import json
import multiprocessing
import secrets
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from aiohttp import web
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from bench.asking import Answer, scaled, side_by_side
from deploy.embedded.ports import free_port, in_use
from deploy.embedded.servers import running_redis
from services.notifier.adapters.redis_journal import RedisJournal
from services.notifier.adapters.redis_pace import RedisPace
from services.notifier.adapters.twilio_phone import TwilioPhone, signed_in
from services.notifier.domain.account import Account
from services.notifier.domain.utterances import Utterance
from services.notifier.handlers.speaking import say_fact
from services.notifier.handlers.voice import Voice
from shared.contract import ChatId, Language, Message, ReminderDue, ReminderId, ReminderView, SpeechId
from shared.runtime.clock import SystemClock
from shared.runtime.store import connected
from tests.harness.waiting import wait_until

SID, TOKEN = "AC" + "0" * 32, "token"
TO, SENDER = "whatsapp:+4915112345678", "whatsapp:+14155238886"
MESSAGES = 3000
AT_ONCE = 16
SETTLE = timedelta(seconds=35)

Send = Callable[[int], Awaitable[object]]


class Silent:
    """A bus that takes everything and costs nothing."""

    async def send(self, message: Message, *, dedupe_id: str | None = None) -> bool:  # noqa: ARG002 - a port's verb
        return True

    async def park(self, message: Message, *, why: str) -> None: ...

    async def park_again(self, subject: str, body: bytes, *, why: str, once: str) -> None: ...


async def ask() -> Answer:
    async with _twilio() as url, _senders(url) as senders:
        rows = await side_by_side({name: partial(_cost, send) for name, send in senders.items()})
    return Answer(
        "Sending one message",
        "microseconds of the sender's processor",
        rows,
        "ours",
        "one loop, and Python's HTTP; Twilio answers in another process",
    )


async def _cost(send: Send) -> float:
    """Return the microseconds of this process' CPU that one message takes."""
    await asyncio.gather(*(send(number) for number in range(AT_ONCE)))
    count = scaled(MESSAGES)
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            await send(number)

    began = time.process_time()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return (time.process_time() - began) / count * 1e6


@asynccontextmanager
async def _senders(url: str) -> AsyncIterator[Mapping[str, Send]]:
    """Return who sends, by name."""
    account = Account(url, SID, (TOKEN,), "https://nudge.example.org/webhooks/twilio/status")
    said = Utterance("🔔 *call mom* (k1)")
    form = {"To": TO, "From": SENDER, "Body": said.text, "StatusCallback": account.callback_url}
    asked = {"to": TO, "from_": SENDER, "body": said.text, "status_callback": account.callback_url}
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(signed_in(account))
        phone = TwilioPhone(session, account)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nudge-bench-")))
        server = await stack.enter_async_context(running_redis(folder))
        redis = await stack.enter_async_context(connected(server.url))
        pace = RedisPace(redis, rate=100_000)
        voice = Voice(RedisJournal(redis), phone, pace, Silent(), SystemClock(), SETTLE)
        threads = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        plain, unhurried = Client(SID, TOKEN), await _asynchronous(stack)
        plain.api.base_url = unhurried.api.base_url = url

        async def bare(_: int) -> None:
            async with session.post(account.messages_url, data=form) as answer:
                await answer.json()

        async def ours(number: int) -> None:
            await phone.send(ChatId(TO), SENDER, said, speech=SpeechId(f"{number}.1.0"), reminder="k1")

        async def in_a_thread(_: int) -> None:
            await asyncio.get_running_loop().run_in_executor(threads, partial(plain.messages.create, **asked))

        yield {
            "ours": ours,
            "ours, journal and pace included": lambda _: say_fact(_a_fact(), voice=voice),
            "bare aiohttp": bare,
            "the official client, async": lambda _: unhurried.messages.create_async(**asked),
            "the official client, in threads": in_a_thread,
        }


async def _asynchronous(stack: AsyncExitStack) -> Client:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        http = AsyncTwilioHttpClient()
    stack.push_async_callback(http.close)
    return Client(SID, TOKEN, http_client=http)


def _a_fact() -> ReminderDue:
    now = datetime.now(UTC)
    view = ReminderView(id=ReminderId("k1"), text="call mom", due_at=now - timedelta(seconds=1), zone="UTC")
    return ReminderDue(
        chat=ChatId(f"whatsapp:+4915{secrets.randbelow(10**8):08d}"),
        speech_id=SpeechId(f"{secrets.token_hex(8)}.1.0"),
        sender=SENDER,
        language=Language("en"),
        at=now,
        reminder=view,
        heard_at=now,
    )


@asynccontextmanager
async def _twilio() -> AsyncIterator[str]:
    """Stand in for Twilio, in a process of its own."""
    port = free_port()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(port,), daemon=True)
    server.start()

    async def is_open() -> bool:
        return in_use(port)

    try:
        await wait_until(is_open, description="Twilio's stand-in is open")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()


def _serve(port: int) -> None:
    """Answer every post as Twilio does."""
    answer = json.dumps({"sid": "SM" + "0" * 32, "status": "queued", "body": "x", "to": TO, "error_code": None})

    async def create(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=201, text=answer, content_type="application/json")

    app = web.Application()
    app.router.add_post("/{tail:.*}", create)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)
