"""Everybody: ourselves, five engines as their guides advise, and the simplest honest way."""

import sys
from collections.abc import Sequence

from bench.peers.contenders import Command, Contender, Peer
from bench.peers.environments import HERE, node_with, python_of
from bench.peers.nudge import Nudge


def _python(program: str, pins: str = "") -> Command:
    async def command() -> Sequence[str]:
        return [await python_of(pins) if pins else sys.executable, str(HERE / program)]

    return command


async def _bullmq() -> Sequence[str]:
    node, program = await node_with("bullmq_peer.mjs")
    return [node, str(program)]


_celery = _python("celery_peer.py", "celery.txt")
_arq = _python("arq_peer.py", "arq.txt")
_dramatiq = _python("dramatiq_peer.py", "dramatiq.txt")


def everybody() -> Sequence[Contender]:
    """Return who is compared, ourselves first: as we promise, then as the others write."""
    return [
        Nudge(),
        Nudge(lazily=True),
        Peer("Celery, 4 threads", _celery),
        Peer("arq, tuned", _arq, variant="tuned"),
        Peer("arq, as it comes", _arq),
        Peer("dramatiq, 8 threads", _dramatiq),
        Peer("BullMQ", _bullmq),
        Peer("BullMQ, Redis at hz 500", _bullmq, redis_options={"hz": "500"}),
        Peer("NATS schedules", _python("nats_peer.py"), is_on_redis=False),
        Peer("poll every 100 ms", _python("poll_peer.py")),
    ]
