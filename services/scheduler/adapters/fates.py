"""How what became of our messages lies in a chat's hash: a line a message, as fate.lua writes it."""

from collections.abc import Mapping
from datetime import datetime

from services.scheduler.domain.chat import Fate
from shared.contract import SpeechId
from shared.runtime.clock import from_unix_ms


def unpack_fates(lines: str) -> Mapping[SpeechId, Fate]:
    """Return what is known, by speech."""
    return dict(_unpack(line) for line in lines.splitlines())


def _unpack(line: str) -> tuple[SpeechId, Fate]:
    speech, failed, delivered, read = line.split(" ")
    return SpeechId(speech), Fate(_moment(failed), _moment(delivered), _moment(read))


def _moment(ms: str) -> datetime | None:
    return from_unix_ms(int(ms)) if ms != "0" else None
