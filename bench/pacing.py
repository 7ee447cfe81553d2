"""Many reminders wait, and a sender may post so many a second: is that used, never exceeded, and who waits for it?

Whole notifiers, three of them, on real stores, before a Twilio that only notes the time. One round: it lasts as long as
the rate says, and has as many seconds in it.
"""

import asyncio
import json
import multiprocessing
import secrets
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bench.asking import Answer, Row, percentile, scaled
from bench.stamping_notifier import LEFT_AT
from bench.timeline import Timeline
from deploy.embedded.ports import free_port
from shared.contract import HelpAsked, Language, SpeechId
from shared.runtime.bus import make_bus
from shared.runtime.settings import Settings
from tests.harness.account import NUDGE
from tests.harness.house import running_house
from tests.harness.speeches import a_due
from tests.harness.waiting import wait_until

REMINDERS = 20_000
RATE = 80
NOTIFIERS = 3
ANSWER_SECONDS = 1.5
ANSWER_EVERY_SECONDS = 0.2
STAMPING = {"notifier": "bench.stamping_notifier"}
NEARLY = 10
"""So many may be on their way when the last answer is asked for."""

AT_ONCE = 128
"""Messages that are put on the bus together."""


@dataclass(frozen=True)
class Found:
    """When each post left, and when it arrived at Twilio, and how long each answer took to get there, in seconds."""

    left: Sequence[float]
    came: Sequence[float]
    waits: Sequence[tuple[float, float]]
    """When it was asked for, and how long it took."""

    @property
    def rate(self) -> float:
        """Return the posts a second, from the first to the last."""
        return (len(self.left) - 1) / (self.left[-1] - self.left[0])


def most(moments: Sequence[float]) -> int:
    """Return the most of these in any second, wherever it begins. They are in order."""
    found, first = 0, 0
    for last, at in enumerate(moments):
        while at - moments[first] >= 1:
            first += 1
        found = max(found, last - first + 1)
    return found


def serve(port: int) -> None:
    """Be a Twilio that takes everything and notes when, and when it left."""
    arrived: list[tuple[float, float, str]] = []

    async def create(request: web.Request) -> web.Response:
        came = time.time()
        arrived.append((float(request.headers[LEFT_AT]), came, str((await request.post()).get("To", ""))))
        answer = {"sid": f"SM{secrets.token_hex(16)}", "status": "queued"}
        return web.Response(status=201, text=json.dumps(answer), content_type="application/json")

    async def arrivals(_: web.Request) -> web.Response:
        return web.json_response(arrived)

    async def count(_: web.Request) -> web.Response:
        return web.json_response(len(arrived))

    app = web.Application()
    app.router.add_get("/count", count)
    app.router.add_get("/arrivals", arrivals)
    app.router.add_post("/2010-04-01/{tail:.*}", create)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


def an_answer() -> HelpAsked:
    due = a_due()
    speech = SpeechId(f"re.SM{secrets.token_hex(16)}")
    return HelpAsked(chat=due.chat, speech_id=speech, sender=NUDGE, language=Language("en"), at=datetime.now(UTC))


async def measure(folder: Path, twilio: str, count: int) -> Found:
    """Let everything wait at once, ask for answers meanwhile, and return what arrived when."""
    settings = {"TWILIO_API_URL": twilio, "SEND_RATE": str(RATE), "SEND_GAP_SECONDS": "6", "LOG_LEVEL": "error"}
    asked: dict[str, float] = {}
    async with running_house(
        folder, ingresses=0, schedulers=0, notifiers=NOTIFIERS, simulator=False, settings=settings, modules=STAMPING
    ) as house:
        bus = make_bus(Settings(nats_url=house.nats.url), name="bench")
        async with bus.connected(), aiohttp.ClientSession() as http:
            facts = [a_due(f"errand {n}") for n in range(count)]
            for start in range(0, count, AT_ONCE):
                await asyncio.gather(*(bus.send(fact) for fact in facts[start : start + AT_ONCE]))
            while await _told(http, f"{twilio}/count") < count + len(asked) - NEARLY:
                answer = an_answer()
                asked[answer.chat] = time.time()
                await bus.send(answer)
                await asyncio.sleep(ANSWER_EVERY_SECONDS)

            async def everything_arrived() -> bool:
                return bool(await _told(http, f"{twilio}/count") >= count + len(asked))

            await wait_until(everything_arrived, description="everything has arrived")
            arrived = await _told(http, f"{twilio}/arrivals")
    first = {to: came for _, came, to in reversed(arrived)}
    waits = [(at, first[to] - at) for to, at in asked.items() if to in first]
    return Found(sorted(left for left, _, _ in arrived), sorted(came for _, came, _ in arrived), waits)


async def _told(http: aiohttp.ClientSession, url: str) -> Any:
    async with http.get(url) as answer:
        return await answer.json()


async def ask() -> Answer:
    port, count = free_port(), scaled(REMINDERS)
    twilio = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    twilio.start()
    try:
        with tempfile.TemporaryDirectory(prefix="nudge-bench-") as folder:
            found = await measure(Path(folder), f"http://127.0.0.1:{port}", count)
    finally:
        twilio.kill()
    waits, began = [wait for _, wait in found.waits], found.left[0]
    mean = Row("posts a second, first to last", [found.rate])
    late = Row("seconds until an answer is posted, 99 %", [percentile(waits, 0.99)])
    return Answer(
        f"{count:,} reminders wait for {NOTIFIERS} notifiers, {len(waits):,} answers are asked for meanwhile",
        "each in its own unit",
        [
            mean,
            Row("posts that left in the fullest second", [most(found.left)]),
            Row("posts that came in the fullest second", [most(found.came)]),
            Row("allowed a second", [RATE], beside=[mean.name]),
            Row("seconds until an answer is posted, median", [percentile(waits, 0.5)]),
            late,
            Row("seconds that an answer may take, 99 %", [ANSWER_SECONDS], beside=[late.name]),
        ],
        "",
        "the limit itself",
        chart=Timeline(
            f"{count:,} reminders wait, {RATE} posts a second are allowed, {NOTIFIERS} notifiers",
            [at - began for at in found.left],
            RATE,
            [(at - began, wait) for at, wait in found.waits],
        ),
    )
