"""People of all sorts, writing as long as they are let: each lives one small story after another."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import aiohttp

from tests.torture.chronicle import PEOPLE, Chronicle
from tests.torture.promises import Promises, Silence, at_a_second
from tests.torture.witness import Letter, Witness

PATIENCE_SECONDS = 120.0
"""For an answer, or for a reminder after its moment: longer than any trouble lasts."""

ANSWERED_WITHIN = timedelta(seconds=30)
"""Whose story is cut short sooner has no reason to complain."""

Sign = str | re.Pattern[str]


class UnansweredError(Exception):
    """Somebody waited for too long; their story is over."""


@dataclass
class Street:
    """What all people share: the simulator that has their phones, the witness, and the notes."""

    url: str
    http: aiohttp.ClientSession
    witness: Witness
    promises: Promises
    chronicle: Chronicle
    ahead_seconds: tuple[float, float]
    """From a word to its reminder."""
    sids: dict[tuple[str, datetime], str] = field(default_factory=dict)
    """What was written got this name, by who wrote it and when."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Nobody begins anything new."""


@dataclass
class Person:
    """One phone and who holds it. Does one thing after the other, and believes nothing but what the phone shows."""

    number: str
    street: Street
    dice: Random

    async def write(self, words: str, **more: str) -> datetime:
        """Write until the phone has sent it; return when that began."""
        began = datetime.now(UTC)
        message = {"from": self.number, "body": words, **more}
        while True:
            try:
                async with self.street.http.post(f"{self.street.url}/phone/messages", json=message) as answer:
                    assert answer.status == 202, await answer.text()
                    self.street.sids[self.number, began] = (await answer.json())["sid"]
                    self.street.chronicle.tick(PEOPLE, "written", began)
                    return began
            except (aiohttp.ClientError, OSError, TimeoutError):
                # The phone finds no network; it sends that very message once it does.
                await asyncio.sleep(0.5)

    async def ask(self, words: str, *signs: Sign, **more: str) -> tuple[Letter, int]:
        """Write, wait for the answer, and return it with the number of the sign that it bears."""
        written_at = await self.write(words, **more)
        return await self.hear(words, written_at, signs)

    async def hear(self, words: str, written_at: datetime, signs: Sequence[Sign]) -> tuple[Letter, int]:
        """Wait for a letter that bears one of these signs. Raises UnansweredError."""
        found = None
        try:
            found = await self._wait(lambda letter: _borne(letter.says, signs), written_at, PATIENCE_SECONDS)
        finally:
            if found is None and datetime.now(UTC) - written_at > ANSWERED_WITHIN:
                sid = self.street.sids.get((self.number, written_at), "")
                self.street.promises.silences.append(Silence(self.number, words, written_at, sid))
        if found is None:
            raise UnansweredError(words)
        self.street.promises.answered += 1
        return found, _borne(found.says, signs) - 1

    async def ring_of(self, task: str, due: datetime) -> Letter:
        """Wait until it rings, `due` or later. Raises UnansweredError: the oracle will find it missing."""
        left = max((due - datetime.now(UTC)).total_seconds(), 0) + PATIENCE_SECONDS
        found = await self._wait(lambda letter: _rings(letter, task), due, left)
        if found is None:
            raise UnansweredError(task)
        return found

    async def _wait(self, fits: Callable[[Letter], object], since: datetime, within: float) -> Letter | None:
        """Return the first fitting letter that was made at `since` or later; None when none arrives in time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        letters = self.street.witness.of[self.number]
        looked = 0
        while True:
            for letter in letters[looked:]:
                if letter.created_at >= since and fits(letter):
                    return letter
            looked = len(letters)
            left = deadline - loop.time()
            if left <= 0 or not (len(letters) > looked or await self.street.witness.news_for(self.number, left)):
                return None

    def soon(self) -> datetime:
        """Return a whole second that is as far ahead as people here plan."""
        return at_a_second(datetime.now(UTC) + timedelta(seconds=self.dice.uniform(*self.street.ahead_seconds)))


def at(moment: datetime) -> str:
    """Return the moment in words that mean nothing else."""
    return f"at {moment:%Y-%m-%d %H:%M:%S} in UTC"


def _rings(letter: Letter, task: str) -> bool:
    return any(name == task for name, _ in letter.rings)


def _borne(text: str, signs: Sequence[Sign]) -> int:
    """Return which sign, counted from one, stands in the text; 0 for none."""
    for number, sign in enumerate(signs, start=1):
        if sign in text if isinstance(sign, str) else sign.search(text):
            return number
    return 0
