"""Starting beside a NATS that stops answering meanwhile: whoever starts waits, and ends for no such reason."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.servers import RunningServer, running_nats
from shared.runtime import taking
from shared.runtime.bus import Bus
from tests.harness.notes import READER, Note, a_bus, a_note, make_streams

AWAY_SECONDS = 6.0
"""Longer than anything is asked for once."""

STEPS: dict[str, tuple[Callable[[Bus], Any], str]] = {
    "connecting": (lambda bus: bus, "connect"),
    "opening what is acknowledged": (lambda bus: bus.volley, "open"),
    "asking for the consumers": (lambda bus: bus._taking, "_one_is_gone"),
    "opening the lanes": (lambda bus: bus._taking._lanes[0], "open"),
    "listening": (lambda bus: bus, "overhear"),
    "answering": (lambda bus: bus.questions, "answer"),
}


async def test_who_starts_waits_for_a_nats_that_hangs_from_any_step_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "PAUSE_FOR_PROVISIONING", timedelta(milliseconds=100))

    heard = await asyncio.gather(*(_heard_after(step, tmp_path / step, monkeypatch) for step in STEPS))

    assert heard == ["after all"] * len(STEPS)


async def _heard_after(step: str, directory: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what was heard by a bus whose NATS hung at that step."""
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def take(note: Note) -> None:
        heard.put_nowait(note.text)

    async def answer(question: bytes) -> bytes:
        return question

    async with running_nats(directory) as server:
        await make_streams(server)
        bus = a_bus(server)
        bus.subscribe([READER], take)
        owner, name = STEPS[step]
        monkeypatch.setattr(owner(bus), name, _freezing(server, getattr(owner(bus), name)))
        async with bus.connected(), asyncio.timeout(30):
            await bus.overhear("made.up", lambda _: None)
            await bus.questions.answer("asked", answer, queue="those")
            await bus.send(a_note("after all"))
            return await heard.get()


def _freezing(server: RunningServer, step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the step, before which NATS begins to hang for a while; the first time only."""
    been: list[bool] = []

    async def frozen(*arguments: Any, **more: Any) -> Any:
        if not been:
            been.append(True)
            server.tell(signal.SIGSTOP)
            asyncio.get_running_loop().call_later(AWAY_SECONDS, server.tell, signal.SIGCONT)
        return await step(*arguments, **more)

    return frozen
