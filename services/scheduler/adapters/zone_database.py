"""Which zone database this process reckons with: the machine's, or that of the `tzdata` package."""

import asyncio
import time
import zoneinfo
from collections.abc import Iterator
from datetime import timedelta
from hashlib import blake2s
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

READ_AGAIN_AFTER = timedelta(minutes=10)
"""Somebody may update the machine's while we run."""

_NO_ZONES = {"localtime", "Factory"}


class ZoneDatabase:
    """Names the rules of all zones: the same name, the same rules."""

    def __init__(self) -> None:
        self._name = ""
        self._read_at = 0.0
        self._reading = asyncio.Lock()

    async def name(self) -> str:
        """Return the name of the rules as they are now, and reckon with them from now on."""
        async with self._reading:
            now = time.monotonic()
            if not self._name or now - self._read_at > READ_AGAIN_AFTER.total_seconds():
                found = await asyncio.to_thread(_fingerprint)
                if found != self._name:
                    ZoneInfo.clear_cache()
                self._name, self._read_at = found, now
            return self._name


def _fingerprint() -> str:
    digest = blake2s(digest_size=8)
    for zone in sorted(zoneinfo.available_timezones() - _NO_ZONES):
        digest.update(zone.encode())
        digest.update(_rules_of(zone))
    return digest.hexdigest()


def _rules_of(zone: str) -> bytes:
    """Return the zone's file, from where `ZoneInfo` takes it."""
    file = next(_files(zone), None)
    return file.read_bytes() if file else resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


def _files(zone: str) -> Iterator[Path]:
    return (file for folder in zoneinfo.TZPATH if (file := Path(folder, zone)).is_file())
