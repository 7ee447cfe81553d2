"""Who is still to be erased, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.scheduler.ports import Erasure
from shared.contract import partition_of


@dataclass
class MemoryErasures:
    """Keeps the promises of `ports.Erasures`, except surviving a crash."""

    kept: dict[Erasure, datetime] = field(default_factory=dict)

    async def keep(self, erasure: Erasure, until: datetime) -> None:
        self.kept[erasure] = until

    async def due(self, partition: int, now: datetime) -> Sequence[Erasure]:
        return [each for each, at in self.kept.items() if at <= now and partition_of(each.chat) == partition]

    async def done(self, erasure: Erasure) -> None:
        self.kept.pop(erasure, None)
