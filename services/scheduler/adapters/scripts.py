"""Calling a partition's scripts: keys named by their number, and the answer of one who lost the partition."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from services.scheduler.ports import Fenced, Tenure
from shared.runtime.store import Client, Script

_HERE = Path(__file__).parent


class KeyList:
    """The keys of one call. Arguments name them by their number, as Lua counts."""

    def __init__(self, *first: str) -> None:
        self.names = list(first)
        self._numbers = {name: number for number, name in enumerate(first, start=1)}

    def number(self, name: str) -> int:
        """Return the number of a key; one that is new is added."""
        number = self._numbers.get(name)
        if number is None:
            self.names.append(name)
            number = self._numbers[name] = len(self.names)
        return number


class OwnedScript:
    """A script whose first key is the partition's owner and whose first argument is the epoch."""

    def __init__(self, client: Client, name: str) -> None:
        self._script = Script(client, _HERE / f"{name}.lua")

    async def __call__(
        self, tenure: Tenure, keys: Sequence[str], arguments: Sequence[str | int | float | bytes]
    ) -> Any:
        """Run it; raises `Fenced` for a stale tenure. `keys` begins with the owner's."""
        answer = await self._script(keys, [tenure.epoch, *arguments])
        if answer == "fenced":
            raise Fenced(f"partition {tenure.partition}")
        return answer


def script(client: Client, name: str) -> Script:
    """Return a script that anybody may call."""
    return Script(client, _HERE / f"{name}.lua")


def ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)
