"""What the children say, on one screen: a name of fixed width and a colour of its own before each line."""

import asyncio
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TextIO

HOUSE = "nudge"
"""The name by which the house itself speaks."""

RESET = "\x1b[0m"
BOLD = "\x1b[1m"
COLOURS = tuple(f"\x1b[{code}m" for code in (36, 33, 35, 32, 34, 96, 95, 92))
CHUNK_BYTES = 65_536


class Logs:
    """The one screen. Names are those of everyone who may speak on it."""

    def __init__(self, names: Iterable[str], *, out: TextIO = sys.stdout, coloured: bool = False) -> None:
        self._names = list(names)
        self._width = max(map(len, self._names), default=0)
        self._out = out
        self._coloured = coloured

    def say(self, name: str, line: str, *, loud: bool = False) -> None:
        """Print one line as `name`."""
        shown = f"{BOLD}{line}{RESET}" if loud and self._coloured else line
        with suppress(BrokenPipeError):  # nobody reads any more: no reason to stop
            self._out.write(f"{self._prefix(name)} {shown}\n")
            self._out.flush()

    async def follow(self, name: str, output: asyncio.StreamReader, *, quiet: re.Pattern[str] | None) -> None:
        """Print every line of `output` as `name` until it ends, but for those that match `quiet`."""

        def say(line: bytes) -> None:
            text = line.decode(errors="replace").rstrip()
            if quiet is None or not quiet.search(text):
                self.say(name, text)

        await _split(output, say)

    def _prefix(self, name: str) -> str:
        label = f"{name:<{self._width}} │"
        if not self._coloured:
            return label
        index = self._names.index(name) if name in self._names else 0
        return f"{COLOURS[index % len(COLOURS)]}{label}{RESET}"


def wants_colour(out: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Colour is for a terminal whose owner has not said NO_COLOR."""
    return out.isatty() and not environment.get("NO_COLOR")


async def _split(output: asyncio.StreamReader, say: Callable[[bytes], None]) -> None:
    rest = b""
    while chunk := await output.read(CHUNK_BYTES):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            say(line)
    if rest:
        say(rest)
