"""Links to a person's data: what they look like, and what is handed out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.contract import PARTITIONS, ChatId, Everything, ExportWanted, File, key_of_link, partition_of

PATH = "/export/"
_TOKEN = re.compile(r"([0-9a-f])[A-Za-z0-9_-]{43}")
"""The partition, and 256 bits that nobody guesses: nothing about the person."""


@dataclass(frozen=True, slots=True)
class Download:
    """One file as a browser gets it."""

    name: str
    media_type: str
    made_of: Callable[[Everything], bytes]


def link(base_url: str, chat: ChatId, secret: str) -> str:
    """Return a new link; `secret` is 43 letters that were drawn by chance."""
    return f"{base_url}{PATH}{partition_of(chat):x}{secret}"


def wanted(token: str, file: File | None = None) -> ExportWanted | None:
    """Return what to ask about the last part of an address; None for what was never a link of ours."""
    found = _TOKEN.fullmatch(token)
    partition = int(found[1], PARTITIONS) if found else 0
    return ExportWanted(partition=partition, key=key_of_link(token), file=file) if found else None


def _as_calendar(kept: Everything) -> bytes:
    # Seldom wanted, and its library is a seventh of what a start takes.
    from services.ingress.domain.calendar import calendar  # noqa: PLC0415

    return calendar(kept)


def _as_json(kept: Everything) -> bytes:
    return kept.model_dump_json(indent=2, exclude_none=True).encode()


DOWNLOADS: Mapping[File, Download] = {
    "calendar": Download("nudge.ics", "text/calendar; charset=utf-8", _as_calendar),
    "everything": Download("nudge.json", "application/json", _as_json),
}
