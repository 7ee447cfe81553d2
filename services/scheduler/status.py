"""How the clock stands, for a person: `./task status`, or `python -m services.scheduler.status`."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from services.scheduler.adapters.redis_status import status_of
from services.scheduler.ports import PartitionStatus
from shared.runtime.clock import SystemClock
from shared.runtime.errors import StoreUnavailable
from shared.runtime.settings import RedisSettings, fail, load
from shared.runtime.store import connected

EXIT_UNREACHABLE = 4
EXIT_NOBODY = 1
"""Somebody should look: a partition without an owner, or reminders that are late."""

HEADINGS = ("partition", "owner", "pending", "next minute", "late", "in flight", "unreported", "next due")


def shown(partitions: Sequence[PartitionStatus], now: datetime) -> str:
    """Return the table, its sums and, at the end, what somebody should look at."""
    rows = [_row(partition, now) for partition in partitions]
    numbers = [sum(int(row[column]) for row in rows) for column in range(2, 7)]
    sums = ("all", f"{len({p.holder for p in partitions} - {''})} owners", *(str(number) for number in numbers), "")
    table = [HEADINGS, *rows, sums]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
    lines = ["  ".join(_cell(row, column, widths) for column in range(len(HEADINGS))).rstrip() for row in table]
    rule = "─" * sum(widths, 2 * (len(widths) - 1))
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1], *_concerns(partitions)])


def _row(status: PartitionStatus, now: datetime) -> tuple[str, ...]:
    numbers = (status.pending, status.next_minute, status.late, status.in_flight, status.overdue)
    return (
        f"{status.partition:02d}",
        status.holder or "nobody",
        *(str(number) for number in numbers),
        _until(status.next_due, now),
    )


def _cell(row: Sequence[str], column: int, widths: Sequence[int]) -> str:
    words = column in {0, 1, len(HEADINGS) - 1}
    return row[column].ljust(widths[column]) if words else row[column].rjust(widths[column])


def _until(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "–"
    seconds = (moment - now).total_seconds()
    span = "from now" if seconds >= 0 else "ago"
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if abs(seconds) >= length:
            return f"{abs(seconds) / length:.1f} {unit} {span}"
    return f"{abs(seconds):.1f} s {span}"


def _concerns(partitions: Sequence[PartitionStatus]) -> Sequence[str]:
    concerns = []
    if orphans := [f"{status.partition:02d}" for status in partitions if not status.holder]:
        concerns.append(f"Nobody acts for {', '.join(orphans)}: is a scheduler running?")
    if late := sum(status.late for status in partitions):
        concerns.append(f"{late} are due and not on the bus: is NATS there?")
    if overdue := sum(status.overdue for status in partitions):
        concerns.append(f"{overdue} are on their way and nobody reported them: is a notifier running?")
    return ["", *concerns] if concerns else []


async def _main(settings: RedisSettings) -> int:
    async with connected(settings.redis_address) as client:
        try:
            partitions = await status_of(client, SystemClock())
        except StoreUnavailable as error:
            fail([f"Redis does not answer at {settings.redis_host}: is it running? ({error})"], code=EXIT_UNREACHABLE)
    print(shown(partitions, datetime.now(UTC)))  # noqa: T201 - a person asked
    return EXIT_NOBODY if _concerns(partitions) else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main(load(RedisSettings))))
