"""How long does a person wait for an answer: from the webhook to the answer's POST to Twilio?"""

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import nats
from aiohttp import web

from bench import bare_hops
from bench.asking import RUN, Answer, Row, percentile
from deploy.embedded.ports import free_port, in_use
from tests.harness.account import a_number
from tests.harness.house import House, running_house
from tests.harness.waiting import wait_until
from tests.harness.webhooks import Door, a_message

WORDS = "/add remind me to drink tea at 2035-05-05 17:00 in Europe/Berlin"
OURS, BARE = "Nudge", "the bare hops"
CAREFUL = "the same, and each answer noted before its post"
"""What is not noted may be said twice when its sender dies. The bare hops do not note it; we do."""

WARM_UP = 60
MESSAGES = {1: 20, 50: 500}
"""Messages a second → messages a round."""


@dataclass
class Twilio:
    """Takes every post, and notes when it came and for whom."""

    came: dict[str, asyncio.Future[float]] = field(default_factory=dict)

    def expect(self, number: str) -> "asyncio.Future[float]":
        self.came[f"whatsapp:{number}"] = future = asyncio.get_running_loop().create_future()
        return future

    async def take(self, request: web.Request) -> web.Response:
        if request.path.endswith("/Messages.json") and request.method == "POST":
            form = await request.post()
            waiting = self.came.pop(str(form.get("To")), None)
            if waiting:
                waiting.set_result(time.perf_counter())
            return web.json_response({"sid": f"SM{time.time_ns():032x}", "status": "queued"}, status=201)
        if request.path.startswith("/v1/Content"):
            return web.json_response({"sid": f"HX{time.time_ns():032x}", "contents": []}, status=201)
        return web.json_response({"messages": []})


@asynccontextmanager
async def twilio() -> AsyncIterator[tuple[Twilio, str]]:
    """Stand in for Twilio."""
    stand_in, port = Twilio(), free_port()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", stand_in.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield stand_in, f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def waits(door: Door, stand_in: Twilio, count: int, rate: float) -> list[float]:
    """Write `count` messages, `rate` a second, each from somebody else; return how long each waited, in seconds."""

    async def one() -> float:
        number = a_number()
        came = stand_in.expect(number)
        began = time.perf_counter()
        answer = await door.post_form(a_message(number, WORDS))
        assert answer.status == 200, answer
        return await asyncio.wait_for(came, 30) - began

    sent, begin = [], asyncio.get_running_loop().time()
    for number in range(count):
        await asyncio.sleep(max(begin + number / rate - asyncio.get_running_loop().time(), 0))
        sent.append(asyncio.create_task(one()))
    return list(await asyncio.gather(*sent))


async def ask() -> Answer:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nudge-bench-")))
        stand_in, twilio_url = await stack.enter_async_context(twilio())
        settings = {"TWILIO_API_URL": twilio_url, "SEND_RATE": "1000", "LOG_LEVEL": "warning"}
        house = await stack.enter_async_context(running_house(folder, simulator=False, settings=settings))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        post = f"{twilio_url}/Messages.json"
        bare, careful = (Door(f"http://127.0.0.1:{free_port()}", http) for _ in range(2))
        async with await nats.connect(house.nats.url) as connection:
            await bare_hops.provision_bare(connection.jetstream(), ["bare", "careful"])
        await _start_hops(stack, "bare", bare, house, [post])
        await _start_hops(stack, "careful", careful, house, [post, house.store.url])
        return await _measured({OURS: house.door, BARE: bare, CAREFUL: careful}, stand_in)


async def _start_hops(stack: AsyncExitStack, lane: str, door: Door, house: House, voice: Sequence[str]) -> None:
    port = int(door.base_url.rpartition(":")[2])
    for hop in (
        bare_hops.start(bare_hops.door, lane, house.nats.url, port),
        bare_hops.start(bare_hops.clock, lane, house.nats.url, house.store.url),
        bare_hops.start(bare_hops.voice, lane, house.nats.url, *voice),
    ):
        stack.callback(hop.kill)

    async def is_open() -> bool:
        return in_use(port)

    await wait_until(is_open, description="the door is open")


async def _measured(doors: Mapping[str, Door], stand_in: Twilio) -> Answer:
    for door in doors.values():
        await waits(door, stand_in, WARM_UP, 30)
    found: dict[tuple[int, str], list[list[float]]] = defaultdict(list)
    for _ in range(RUN.rounds):
        for rate, count in MESSAGES.items():
            for name, door in doors.items():
                found[rate, name].append(await waits(door, stand_in, max(int(count * RUN.scale), 5), rate))
    return Answer(
        "From the webhook to the answer's POST",
        "milliseconds",
        [
            _row(found[rate, name], f"{name}, {rate} a second", f"{OURS}, {rate} a second", *part)
            for rate in MESSAGES
            for part in (("median", 0.5), ("99 %", 0.99))
            for name in doors
        ],
        "",
        "four writes to disk, one after the other, each program woken by the one before, and Python that was asleep",
    )


def _row(rounds: Sequence[Sequence[float]], name: str, ours: str, part: str, share: float) -> Row:
    values = [percentile(waits, share) * 1000 for waits in rounds]
    return Row(f"{name}, {part}", values, beside=[f"{ours}, {part}"])
