"""What the house wrote down itself, read when all is over: it may excuse something, and never accuses."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from pathlib import Path

from services.scheduler.adapters.keys import digest_of
from shared.contract import CommandId
from shared.runtime.store import connected
from tests.torture.stage import Stage

JOURNALS = "{*}:voice:*"
TAKEN = "{*}:seen:*"
AT_ONCE = 1000

ON_THE_BUS_AT_MOST = timedelta(seconds=60)
"""So long a command may wait while a round of trouble keeps everybody from taking it."""

Loss = tuple[datetime, datetime]
"""From when to when the bus had nothing of what it was given."""


async def copies_counted(stage: Stage) -> AbstractSet[str]:
    """Return the sids of all letters that the journal knows to be second copies."""
    counted: set[str] = set()
    async with connected(stage.house.store.url) as redis:
        journals = [key async for key in redis.scan_iter(JOURNALS, count=AT_ONCE, _type="hash")]
        for start in range(0, len(journals), AT_ONCE):
            together = redis.pipeline(transaction=False)
            for key in journals[start : start + AT_ONCE]:
                together.hget(key, "doubled")
            counted.update(sid for sids in await together.execute() for sid in str(sids or "").split())
    return counted


async def lost_with_the_bus(stage: Stage, logs: Path, losses: Sequence[Loss]) -> AbstractSet[str]:
    """Return the sids of what the doors gave to the bus, and nobody took, before it was lost."""
    if not losses:
        return frozenset()
    digests: set[int] = set()
    async with connected(stage.house.store.url) as redis:
        async for key in redis.scan_iter(TAKEN, count=AT_ONCE, _type="set"):
            digests.update(int(digest) for digest in await redis.smembers(key))
    given = _kept(logs.glob("ingress*.log"))  # noqa: ASYNC240 - nothing else goes on any more
    return lost(given, lambda sid: digest_of(CommandId(sid)) in digests, losses)


def lost(kept: Iterable[tuple[str, datetime]], is_taken: Callable[[str], bool], losses: Sequence[Loss]) -> set[str]:
    """Return what was given to the bus for the last time shortly before it was lost, and never taken."""
    last: dict[str, datetime] = {}
    for sid, at in kept:
        last[sid] = max(at, last.get(sid, at))
    return {
        sid
        for sid, at in last.items()
        if any(start - ON_THE_BUS_AT_MOST <= at <= end for start, end in losses) and not is_taken(sid)
    }


def _kept(logs: Iterable[Path]) -> Iterator[tuple[str, datetime]]:
    """Return what the doors told about commands that the bus acknowledged."""
    for log in logs:
        for line in log.read_text("utf-8", "replace").splitlines():
            if '"command_kept"' in line:
                try:
                    told = json.loads(line)
                except ValueError:  # cut short by a kill
                    continue
                yield told["id"], datetime.fromisoformat(told["timestamp"])
