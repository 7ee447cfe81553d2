"""`python -m tests.harness.a_day > docs/a-day.md`: some days of one person, lived through the real services."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.language import zone_of
from tests.harness.house import House, running_house
from tests.harness.phones import Bubble

HEADING = """# Some days with Nudge

What one person says on WhatsApp and what Nudge answers, over the night when the clocks of Berlin go forward. All of it
went through the real services, NATS and Redis and a Twilio look-alike, in simulated time, and a test has it go through
them again and compares every minute and every word. `python -m tests.harness.a_day` writes this page.

Times in the margin are the person's own; buttons are in brackets.
"""

BEGINS = datetime(2027, 3, 26, 10, tzinfo=UTC)
PERSON = "+4915112345678"


@dataclass(frozen=True)
class Wait:
    """Let time pass."""

    span: timedelta


@dataclass(frozen=True)
class Tap:
    """Tap a button of the last message."""

    label: str


@dataclass(frozen=True)
class Swipe:
    """Answer the last message of Nudge's that says this."""

    about: str
    words: str


@dataclass(frozen=True)
class Moves:
    """The person is in another zone from now on; so is the margin."""

    zone: str


def wait(**span: float) -> Wait:
    return Wait(timedelta(**span))


Turn = str | Wait | Tap | Swipe | Moves

SCRIPT: tuple[Turn, ...] = (
    "/start",
    "remind me to call the bank tomorrow at 10:00 am",
    "yes",
    "напомни сегодня в 21:00 вынести мусор",
    "every day at 07:30 take the pills",
    "pay the rent on april 1 at 9",
    "in the morning",
    "напомни через 20 минут проверить пирог",
    "/list",
    wait(minutes=20),
    Tap("10 min"),
    wait(minutes=10),
    "готово",
    "перенеси d1 на 22:00",
    "верни",
    wait(hours=10),
    "через час",
    wait(hours=1),
    "👍",
    wait(hours=11),
    "done",
    "snooze 15 min",
    "/why k1",
    wait(minutes=30),
    "done",
    "remind me on sunday at 02:30 to let the cat in",
    Tap("03:00"),
    "/skip f1",
    "/undo",
    wait(hours=23),
    Swipe("let the cat in", "done"),
    Swipe("take the pills", "snooze 2h"),
    "/skip f1",
    wait(hours=2),
    Tap("Done"),
    Moves("Asia/Tbilisi"),
    "i'm in Tbilisi",
    Tap("Move them along"),
    "/list",
    "/edit f1 to 08:00",
    "/pause f1",
    "/list done",
    wait(days=2),
    "resume",
    wait(days=1, hours=22),
    "delete the rent one",
    "undo",
    "/language ru",
    "/list",
    "STOP",
    wait(days=1),
    "/start",
    wait(minutes=1),
    "/export",
    "/forget me",
    "да",
    "/list",
)


@dataclass
class Day:
    """The person's phone, and what the page tells of it so far."""

    house: House
    zone: str = "Europe/Berlin"
    told: list[str] = field(default_factory=list)
    """Sids of the messages that are on the page."""

    async def lines(self) -> AsyncIterator[str]:
        """Live through the script, and return the transcript as it grows."""
        phones = self.house.phones
        await phones.move(to=BEGINS, stands=True)
        for turn in SCRIPT:
            match turn:
                case Wait(span):
                    await phones.move(by=span)
                case Moves(zone):
                    self.zone = zone
                case Tap(label):
                    await phones.tap(PERSON, label)
                case Swipe(about, words):
                    await phones.say(PERSON, words, reply_to=(await phones.heard(PERSON, containing=about))[-1].sid)
                case words:
                    await phones.say(PERSON, words)
            await phones.move()
            for bubble in await phones.transcript(PERSON):
                if bubble.sid not in self.told:
                    self.told.append(bubble.sid)
                    yield "\n".join(self._shown(bubble))

    def _shown(self, bubble: Bubble) -> Iterator[str]:
        moment = f"**{bubble.created_at.astimezone(zone_of(self.zone)):%a %d %b %H:%M}**"
        if not bubble.said_by_nudge:
            said = f"[{bubble.body}]" if bubble.is_tap else bubble.body
            yield f"{moment} 🧑 {said}\n"
            return
        yield f"{moment} 🤖"
        yield from (f"> {line}  " if line else ">" for line in _without_secrets(bubble.body).splitlines())
        if bubble.options:
            yield ">\n> " + " · ".join(f"[{option.title}]" for option in bubble.options)
        yield ""


def _without_secrets(text: str) -> str:
    """Links that work once are different each time."""
    return re.sub(r"https?://\S+", "https://nudge.example.org/…", text)


@asynccontextmanager
async def simulated_house(directory: Path) -> AsyncIterator[House]:
    """A house whose time is simulated."""
    settings = {"SIMULATED_TIME": "true", "SIMULATOR_CLOCK": "2027-03-26T09:00:00Z"}
    async with running_house(directory, settings=settings) as house:
        yield house


async def page(house: House) -> str:
    """Return the page."""
    return "\n".join([HEADING, *[line async for line in Day(house).lines()]])


async def _main() -> str:
    with TemporaryDirectory() as directory:
        async with simulated_house(Path(directory)) as house:
            return await page(house)


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(_main()))
