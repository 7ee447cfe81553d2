"""Who owns which partition, and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tenure:
    """The right to act for a partition, until somebody takes it under a higher epoch."""

    partition: int
    epoch: int
    holder: str = ""


class Fenced(Exception):  # noqa: N818 - it says what happened to us, not that something broke
    """Somebody else has the partition by now: nothing was changed, and nothing more may be done for it."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """A tenure was renewed; `speech_overdue` when some speech's lease has run out."""

    speech_overdue: bool


class Leases(Protocol):
    """Who owns which partition. An owner that is silent for the length of its lease may be replaced."""

    async def attend(self, holder: str, lease: timedelta) -> Sequence[str]:
        """Say that `holder` is there for `lease`, and return all who are."""
        ...

    async def leave(self, holder: str) -> None:
        """Say that `holder` goes."""
        ...

    async def take(self, partition: int, holder: str, lease: timedelta) -> Tenure | None:
        """Take a partition that nobody else holds, under an epoch that was never used before."""
        ...

    async def renew(self, tenure: Tenure, lease: timedelta) -> Renewed:
        """Keep it for another `lease`; raises `Fenced` when somebody else has taken it."""
        ...

    async def release(self, tenure: Tenure) -> None:
        """Give it back, if it is still ours."""
        ...
