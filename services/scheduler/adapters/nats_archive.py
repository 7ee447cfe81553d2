"""What the bus keeps of people, in NATS: every stream of their partition, and what was parked."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from services.scheduler.ports import Erasure
from shared.contract import STREAMS, Outcome, StatusReported, partition_of
from shared.runtime.bus import Bus
from shared.runtime.eraser import erase

_A_MOMENT = timedelta(milliseconds=1)
"""The bus knows its times to the nanosecond, we keep them to this."""


REPORTS = frozenset([Outcome.stream, StatusReported.stream])
"""They hold no words, and are of use only until they are taken."""


class NatsArchive:
    """Keeps the promises of `ports.Archive`."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def erase(self, erasure: Erasure, *, trailing: datetime | None = None) -> int:
        partition = str(partition_of(erasure.chat))
        counts = [
            await erase(
                self._bus.jetstream(),
                stream.name,
                subject.replace("*", partition),
                partial(_is_doomed, erasure=erasure, trailing=trailing, is_report=stream.name in REPORTS),
            )
            for stream in STREAMS
            for subject in stream.subjects
        ]
        return sum(counts)


def _is_doomed(body: bytes, at: datetime, *, erasure: Erasure, trailing: datetime | None, is_report: bool) -> bool:
    message = _message(body)
    if message.get("chat") != erasure.chat:
        return False
    is_trailing = trailing is not None and at <= trailing
    is_last_word = is_report or message.get("speech_id") == erasure.goodbye
    return at < erasure.at + _A_MOMENT or (is_trailing and is_last_word)


def _message(body: bytes) -> Mapping[str, Any]:
    """Return the message, or the one that was parked in it. What cannot be read is nobody's."""
    try:
        message = json.loads(body)
        if "consumer" in message and "body" in message:
            message = json.loads(base64.b64decode(message["body"]))
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
