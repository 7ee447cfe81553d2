"""Reads along in the simulator's book, the file that survives it: what went to which phone, and whether it arrived."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

LOOK_EVERY_SECONDS = 0.05
AT_ONCE = 1 << 17
"""Bytes: nobody waits for long while much is read."""

BELL = "🔔"
ARRIVED = {"delivered", "read"}

_NAMED = re.compile(r"\*(errand\d+)\* \((\w+)\)")


@dataclass(slots=True)
class Letter:
    """One message of Nudge's to one person."""

    sid: str
    person: str
    body: str
    created_at: datetime
    speech: str
    """The name under which Twilio was to report on it: equal names are copies of one speech."""
    hidden: bool
    """Whether Twilio's list leaves it out."""
    options: tuple[tuple[str, str], ...] = ()
    """Id and title of what can be tapped."""
    has_arrived: bool = False
    failed: bool = False

    @property
    def rings(self) -> tuple[tuple[str, str], ...]:
        """Return task and id of each reminder that it tells."""
        return tuple(_NAMED.findall(self.body[self.body.index(BELL) :])) if BELL in self.body else ()

    @property
    def says(self) -> str:
        """Return what it answers, without the reminders that came along."""
        return self.body.partition(BELL)[0]


@dataclass
class Witness:
    """All letters there were, in the order in which they were made; tells who listens when one has arrived."""

    book: Path
    letters: dict[str, Letter] = field(default_factory=dict)
    of: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    """By person, those that arrived, in the order of arriving."""
    arrived: list[Callable[[Letter], None]] = field(default_factory=list)
    _news: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    async def read(self) -> None:
        """Read, for ever. A simulator that starts again writes a new book, with all that was in the old one."""
        while True:
            with self.book.open("rb") as lines:
                inode, rest = self.book.stat().st_ino, b""
                while True:
                    rest += lines.read(AT_ONCE)
                    *whole, rest = rest.split(b"\n")
                    for line in whole:
                        self._take(line)
                    if whole:
                        await asyncio.sleep(0)
                        continue
                    if self.book.stat().st_ino != inode:
                        break
                    await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def news_for(self, person: str, within: float) -> bool:
        """Wait until something arrives for this person; tell whether it did."""
        event = self._news[person]
        event.clear()
        try:
            async with asyncio.timeout(within):
                return await event.wait()
        except TimeoutError:
            return False

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:  # cut short by a kill
            return
        if message["direction"] == "inbound":
            return
        letter = self.letters.get(message["sid"])
        if letter is None:
            letter = self.letters[message["sid"]] = _letter(message)
        letter.failed = message["status"] in {"failed", "undelivered"}
        if message["status"] in ARRIVED and not letter.has_arrived:
            letter.has_arrived = True
            self.of[letter.person].append(letter)
            self._news[letter.person].set()
            for tell in self.arrived:
                tell(letter)


def _letter(message: dict[str, Any]) -> Letter:
    marks = parse_qs(urlsplit(message["status_callback"] or "").query)
    return Letter(
        sid=message["sid"],
        person=message["party"],
        body=message["body"],
        created_at=datetime.fromisoformat(message["created_at"]),
        speech=marks.get("speech", [""])[0],
        hidden=message["hidden"],
        options=tuple((option["id"], option["title"]) for option in message["options"]),
    )
