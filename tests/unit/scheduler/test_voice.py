"""The way to the notifier."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from services.scheduler.adapters.nats_voice import NatsVoice
from services.scheduler.ports import Saying
from shared.runtime.letters import Letter
from shared.runtime.volley import Volley
from tests.fakes.voice import ANSWER


@dataclass
class Wire:
    """Notes when letters were written."""

    written: dict[str, float] = field(default_factory=dict)

    async def post(self, letters: Sequence[Letter]) -> None:
        self.written |= {letter.dedupe_id: time.monotonic() for letter in letters}


async def test_nothing_is_written_before_the_moment_it_is_for() -> None:
    wire, moment = Wire(), time.monotonic() + 0.02

    await NatsVoice(cast("Volley", wire)).write([Saying(ANSWER)]).post(at=moment)

    assert wire.written[Saying(ANSWER).dedupe_id] >= moment
