"""The verb for commands, as the loops call it."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.scheduler.ports.agenda import Waiting
from services.scheduler.ports.commands import Position
from services.scheduler.ports.leases import Tenure
from services.scheduler.ports.speeches import Saying
from shared.contract import AnyCommand, CommandId


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of some commands: the first `count` are settled, the others are to be taken again."""

    count: int
    sayings: Sequence[Saying] = ()
    waiting: Sequence[Waiting] = ()
    """What was put into the index."""
    touched: Sequence["Touched"] = ()
    """The reminders that were made or changed."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A reminder that a command has made or changed."""

    command: CommandId
    uid: str
    is_new: bool


class Take(Protocol):
    """The verb for commands."""

    def __call__(
        self, tenure: Tenure, commands: Sequence[tuple[Position, AnyCommand]], /, *, quietly: bool
    ) -> Awaitable[Taken]:
        """Make commands take effect, in order, as many as can be; raises what the first raised.

        `quietly`: as of their own time, without answers, for a store that has forgotten them.
        """
        ...
