"""The floor under a burst: letters that lie ready go to the bus in batches, and to the same consumer. Nothing else."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.asking import LeftOut
from bench.peers.contenders import Kept, Ran, ran_in
from bench.peers.nudge import consumer
from bench.stores import LAZILY, STRICTLY, stores
from services.scheduler.adapters.nats_voice import NatsVoice
from services.scheduler.domain.firing import fire
from services.scheduler.ports import Saying, Step
from shared.runtime.letters import MOST_TOGETHER
from tests.harness.crowds import crowd

READY_WITHIN = timedelta(seconds=3)


@dataclass
class BareBatches:
    """No store, no look, no move: whoever fires through this bus to such a consumer is no faster."""

    lazily: bool = False

    @property
    def name(self) -> str:
        return f"the bare batches, {LAZILY if self.lazily else STRICTLY}"

    async def keep(self, count: int) -> Kept:
        raise LeftOut(f"it keeps none of {count}")

    async def fire(self, count: int, seconds: float) -> Sequence[Ran]:
        """Fire them all at one moment."""
        assert not seconds, "it knows bursts only"
        async with stores(lazily=self.lazily) as running:
            with tempfile.TemporaryDirectory(prefix="nudge-bench-") as folder:
                sink, voice = Path(folder) / "ran", NatsVoice(running.bus.volley)
                async with consumer(running.nats_server.url, sink):
                    due = (datetime.now(UTC) + READY_WITHIN).replace(microsecond=0)
                    written = [voice.write(some) for some in _sayings(count, due)]
                    at = time.monotonic() + due.timestamp() - time.time()
                    posted = [await letters.post(at=at) for letters in written]
                    for flight in posted:
                        assert all(await flight.stored())
                    return await ran_in(sink, count, due.timestamp())


def _sayings(count: int, due: datetime) -> Sequence[Sequence[Saying]]:
    everyone = [_saying(step, due) for step in crowd(count, due, each=1)]
    return [everyone[start : start + MOST_TOGETHER] for start in range(0, count, MOST_TOGETHER)]


def _saying(step: Step, due: datetime) -> Saying:
    [reminder] = step.change.put
    _, fact = fire(step.change.chat, step.change.profile, reminder, due)
    return Saying(fact)
