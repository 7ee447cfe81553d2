"""Which scheduler should have which partition: everybody works it out for themselves and comes to the same result."""

from collections.abc import Sequence
from hashlib import blake2s
from math import ceil

from shared.contract import PARTITIONS


def share_of(holder: str, present: Sequence[str]) -> frozenset[int]:
    """Return the partitions that `holder` should have: a fair share, that changes little when others come and go."""
    if holder not in present:
        return frozenset()
    most = ceil(PARTITIONS / len(present))
    load = dict.fromkeys(present, 0)
    mine = set()
    for partition in range(PARTITIONS):
        free = [other for other in present if load[other] < most]
        chosen = max(free, key=lambda other: _weight(other, partition))
        load[chosen] += 1
        if chosen == holder:
            mine.add(partition)
    return frozenset(mine)


def _weight(holder: str, partition: int) -> bytes:
    # The highest weight wins (rendezvous hashing): who stays keeps nearly all of what it had.
    return blake2s(f"{partition} {holder}".encode(), digest_size=8).digest()
