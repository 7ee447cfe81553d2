"""What keeps children from outliving their supervisor, even when that dies by `kill -9`."""

import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

# Beside the child, in its process group, a shell waits for the end of a pipe that only the supervisor can
# write to. Nobody ever writes: the pipe ends when the supervisor does, and then the whole group goes.
GUARD = 'trap "" INT TERM; read -r _; kill -s KILL -- -"$1"'
LEASH = f"""exec 3<&0 </dev/null; sh -c '{GUARD}' guard $$ <&3 3<&- >&- 2>&- & exec "$@" 3<&-"""


class Lifeline:
    """A pipe held by this process alone. Children started on it die with this process, whatever kills it."""

    def __init__(self) -> None:
        self.fd, self._held = os.pipe()

    def leash(self, argv: Sequence[str]) -> list[str]:
        """Return the command that runs `argv` on this lifeline.

        Start it with `stdin=lifeline.fd` and `start_new_session=True`.
        """
        return ["/bin/sh", "-c", LEASH, "sh", *argv]

    def close(self) -> None:
        """Let go: whatever still hangs on the line is killed."""
        os.close(self.fd)
        os.close(self._held)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def sweep(leader: int) -> None:
    """Kill whatever a child that has ended left in its process group, its guard included."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
