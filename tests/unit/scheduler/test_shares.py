"""Who should have which partition."""

import pytest

from services.scheduler.loops.shares import share_of
from shared.contract import PARTITIONS


@pytest.mark.parametrize("number", range(1, 21))
def test_every_partition_has_one_owner_and_the_shares_are_fair(number: int) -> None:
    present = [f"scheduler {n}" for n in range(number)]
    shares = [share_of(holder, present) for holder in present]

    assert sorted(partition for share in shares for partition in share) == list(range(PARTITIONS))
    assert max(len(share) for share in shares) <= -(-PARTITIONS // number)


def test_the_order_in_which_they_are_named_does_not_matter() -> None:
    assert share_of("a", ["a", "b", "c"]) == share_of("a", ["c", "a", "b"])


def test_who_stays_keeps_most_of_what_it_had_when_another_comes() -> None:
    before, after = share_of("a", ["a", "b"]), share_of("a", ["a", "b", "c"])

    assert len(before & after) >= len(after) - 2


def test_who_is_not_there_has_nothing() -> None:
    assert share_of("a", ["b"]) == frozenset()
