"""Another zone database: the same world, but for one country's parliament."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

_BERLIN = "Europe/Berlin"
_WITHOUT_SUMMER_TIME = "Africa/Lagos"
"""An hour ahead of UTC, as Berlin is in winter, all year round."""


def summer_time_is_abolished(folder: Path) -> Path:
    """Write a zone database, to be put before the real one, by which Berlin's clocks stay as they are in winter."""
    file = folder.joinpath(*_BERLIN.split("/"))
    file.parent.mkdir(parents=True)
    rules = resources.files("tzdata").joinpath("zoneinfo", *_WITHOUT_SUMMER_TIME.split("/"))
    file.write_bytes(rules.read_bytes())
    return folder


@contextmanager
def reckoning_by(folder: Path) -> Iterator[None]:
    """Let this process find its zones there first."""
    usual = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(folder), *usual])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        yield
    finally:
        zoneinfo.reset_tzpath(usual)
        zoneinfo.ZoneInfo.clear_cache()
