"""What does it cost to send one message? Ours beside bare aiohttp and the official client: `python -m bench.voice`."""

import asyncio
import json
import multiprocessing
import secrets
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from deploy.embedded.ports import free_port
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

SID, TOKEN = "AC" + "0" * 32, "token"
TO, SENDER = "whatsapp:+4915112345678", "whatsapp:+14155238886"
MESSAGES = 3000
AT_ONCE = 16
ROUNDS = 3
SETTLE = timedelta(seconds=35)

Send = Callable[[int], Awaitable[object]]


class Silent:
    """A bus that takes everything and costs nothing."""

    async def send(self, message: Message, *, dedupe_id: str | None = None) -> None: ...

    async def park(self, message: Message, *, why: str) -> None: ...


def serve(port: int) -> None:
    """Answer every post as Twilio does."""
    answer = json.dumps({"sid": "SM" + "0" * 32, "status": "queued", "body": "x", "to": TO, "error_code": None})

    async def create(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=201, text=answer, content_type="application/json")

    app = web.Application()
    app.router.add_post("/{tail:.*}", create)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


async def cost(send: Send) -> float:
    """Return the microseconds of this process's CPU that one message takes: the best of some rounds."""
    await asyncio.gather(*(send(number) for number in range(AT_ONCE)))
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        numbers = iter(range(MESSAGES))

        async def worker(numbers: Any = numbers) -> None:
            for number in numbers:
                await send(number)

        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
        best = min(best, (time.process_time() - began) / MESSAGES * 1e6)
    return best


def a_fact() -> ReminderDue:
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


async def measure(url: str, directory: Path) -> dict[str, float]:
    account = Account(url, SID, (TOKEN,), "https://nudge.example.org/webhooks/twilio/status")
    said = Utterance("🔔 *call mom* (k1)")
    form = {"To": TO, "From": SENDER, "Body": said.text, "StatusCallback": account.callback_url}
    found: dict[str, float] = {}

    async with signed_in(account) as session:
        phone = TwilioPhone(session, account)

        async def bare(_: int) -> None:
            async with session.post(account.messages_url, data=form) as answer:
                await answer.json()

        async def ours(number: int) -> None:
            await phone.send(ChatId(TO), SENDER, said, speech=SpeechId(f"{number}.1.0"), reminder="k1")

        found["bare aiohttp"] = await cost(bare)
        found["ours"] = await cost(ours)
        async with running_redis(directory) as server, connected(server.url) as redis:
            pace = RedisPace(redis, rate=100_000)
            voice = Voice(RedisJournal(redis), phone, pace, Silent(), SystemClock(), SETTLE)
            found["ours, journal and pace included"] = await cost(lambda _: say_fact(a_fact(), voice=voice))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        http = AsyncTwilioHttpClient()
        client = Client(SID, TOKEN, http_client=http)
        client.api.base_url = url
        asked = {"to": TO, "from_": SENDER, "body": said.text, "status_callback": account.callback_url}
        found["official client, async"] = await cost(lambda _: client.messages.create_async(**asked))
        await http.close()

    plain = Client(SID, TOKEN)
    plain.api.base_url = url
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        found["official client, in threads"] = await cost(
            lambda _: loop.run_in_executor(threads, lambda: plain.messages.create(**asked))
        )
    return found


async def main() -> None:
    port = free_port()
    server = multiprocessing.Process(target=serve, args=(port,), daemon=True)
    server.start()
    try:
        await _up(f"http://127.0.0.1:{port}/")
        with tempfile.TemporaryDirectory() as directory:
            found = await measure(f"http://127.0.0.1:{port}", Path(directory))
    finally:
        server.terminate()
    for name, microseconds in found.items():
        print(f"{microseconds:8.0f} µs  {microseconds / found['bare aiohttp']:5.2f} ×  {name}")


async def _up(url: str) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(10):
        while True:
            try:
                async with session.post(url):
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main())
