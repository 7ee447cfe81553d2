"""The least that the same hops can cost: an HTTP door, publish, consume, one script, publish, consume, post."""

import asyncio
import multiprocessing
import sys
from collections.abc import Callable, Coroutine, Sequence
from multiprocessing.process import BaseProcess
from typing import Any

import aiohttp
import nats
import uvloop
from aiohttp import web
from nats.errors import TimeoutError as NothingCame
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StorageType, StreamConfig

from shared.runtime.store import make_client

STREAM = "BARE"
SCRIPT = "redis.call('HSET', KEYS[1], 'record', ARGV[1]) return redis.call('HINCRBY', KEYS[1], 'revision', 1)"

Hop = Callable[..., Coroutine[Any, Any, None]]


def heard(lane: str) -> str:
    return f"bare.{lane}.heard"


def said(lane: str) -> str:
    return f"bare.{lane}.said"


async def provision_bare(jetstream: JetStreamContext, lanes: Sequence[str]) -> None:
    """Make the stream, and two consumers for each chain of hops."""
    await jetstream.add_stream(
        StreamConfig(STREAM, subjects=["bare.>"], storage=StorageType.FILE, retention=RetentionPolicy.LIMITS)
    )
    for subject in (subject for lane in lanes for subject in (heard(lane), said(lane))):
        config = ConsumerConfig(
            durable_name=subject.replace(".", "-"), filter_subject=subject, ack_policy=AckPolicy.EXPLICIT
        )
        await jetstream.add_consumer(STREAM, config)


async def door(lane: str, nats_url: str, port: int) -> None:
    """Take a webhook and answer when its words are on disk."""
    jetstream = (await nats.connect(nats_url)).jetstream()

    async def take(request: web.Request) -> web.Response:
        form = await request.post()
        person = str(form["From"]).encode()
        await jetstream.publish(heard(lane), person, stream=STREAM, headers={"Nats-Msg-Id": str(form["MessageSid"])})
        return web.Response(text="<Response/>", content_type="text/xml")

    app = web.Application()
    app.router.add_post("/{tail:.*}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


async def clock(lane: str, nats_url: str, redis_url: str) -> None:
    """Run one script a message, and publish its answer."""
    jetstream = (await nats.connect(nats_url)).jetstream()
    script = make_client(redis_url).register_script(SCRIPT)

    async def handle(person: bytes) -> None:
        await script(keys=[f"bare:{person.decode()}"], args=[person])
        await jetstream.publish(said(lane), person, stream=STREAM)

    await _consume(jetstream, heard(lane), handle)


async def voice(lane: str, nats_url: str, twilio_url: str, redis_url: str = "") -> None:
    """Post each answer; with a Redis, note before that it is begun: who does not may say it twice."""
    script = make_client(redis_url).register_script(SCRIPT) if redis_url else None
    jetstream = (await nats.connect(nats_url)).jetstream()
    async with aiohttp.ClientSession() as session:

        async def handle(person: bytes) -> None:
            if script:
                await script(keys=[f"bare:begun:{person.decode()}"], args=[person])
            async with session.post(twilio_url, data={"To": person.decode(), "Body": "⏰ Saved"}) as answer:
                await answer.json()

        await _consume(jetstream, said(lane), handle)


async def _consume(
    jetstream: JetStreamContext, subject: str, handle: Callable[[bytes], Coroutine[Any, Any, None]]
) -> None:
    pulled = await jetstream.pull_subscribe_bind(subject.replace(".", "-"), STREAM)
    in_hand: set[asyncio.Task[None]] = set()

    async def settle(message: Any) -> None:
        await handle(message.data)
        await message.ack()

    while True:
        try:
            messages = await pulled.fetch(1, timeout=5)
        except NothingCame:
            continue
        for message in messages:
            task = asyncio.create_task(settle(message))
            in_hand.add(task)
            task.add_done_callback(in_hand.discard)


def start(hop: Hop, *where: str | int) -> BaseProcess:
    """Run a hop in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(hop, where), daemon=True)
    process.start()
    return process


def _run(hop: Hop, where: tuple[str | int, ...]) -> None:
    sys.stdin.close()
    uvloop.run(hop(*where))
