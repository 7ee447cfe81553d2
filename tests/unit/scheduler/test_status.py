"""What a person reads about the clock."""

from datetime import timedelta

from services.scheduler.ports import PartitionStatus
from services.scheduler.status import shown
from tests.fakes.clock import NOON


def a_partition(number: int = 0, **changes: object) -> PartitionStatus:
    values: dict[str, object] = {
        "partition": number,
        "holder": "a1b2",
        "pending": 10,
        "next_minute": 2,
        "late": 0,
        "in_flight": 1,
        "overdue": 0,
        "next_due": NOON + timedelta(seconds=90),
    }
    return PartitionStatus(**(values | changes))  # type: ignore[arg-type]


def test_every_partition_has_a_line_and_the_last_line_is_the_sum() -> None:
    lines = shown([a_partition(n) for n in range(16)], NOON).splitlines()

    assert len(lines) == 1 + 1 + 16 + 1 + 1
    assert lines[2].split() == ["00", "a1b2", "10", "2", "0", "1", "0", "1.5", "min", "from", "now"]
    assert lines[-1].split() == ["all", "1", "owners", "160", "32", "0", "16", "0"]


def test_what_somebody_should_look_at_is_said_at_the_end() -> None:
    table = shown([a_partition(holder="", late=3, overdue=4, next_due=None)], NOON)

    assert "Nobody acts for 00" in table
    assert "3 are due and not on the bus" in table
    assert "4 are on their way" in table
    assert "–" in table
