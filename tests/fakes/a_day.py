"""`python -m tests.fakes.a_day > docs/a-day.md`: some days of one person, by a set clock, as a transcript."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from services.scheduler.domain.reminder import Reminder
from shared.language import zone_of
from tests.fakes.talk import Talk

HEADING = """# Some days with Nudge

What one person says on WhatsApp and what Nudge answers, over the night when the clocks of Berlin go forward. The real
rules answer here, by a clock that is set, and a test holds this page to them. `python -m tests.fakes.a_day` writes it.

Times in the margin are the person's own.
"""


@dataclass(frozen=True)
class Wait:
    """Let time pass."""

    span: dict[str, float]


@dataclass(frozen=True)
class Tap:
    """Tap a button of the last message."""

    label: str


def wait(**span: float) -> Wait:
    return Wait(span)


SCRIPT: tuple[str | Wait | Tap, ...] = (
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
    "/skip f1",
    "/undo",
    "/skip f1",
    wait(days=1),
    "i'm in Tbilisi",
    "yes",
    "/list",
    "/edit f1 to 08:00",
    "/pause f1",
    "/list done",
    wait(days=2),
    "resume",
    wait(days=1),
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
    """The person, and what was said so far."""

    talk: Talk = field(default_factory=lambda: Talk(zone=None, now=datetime(2027, 3, 26, 10, tzinfo=UTC)))

    def lines(self) -> Iterator[str]:
        """Return the transcript."""
        for turn in SCRIPT:
            match turn:
                case Wait(span):
                    yield from self._wait(span)
                case Tap(label):
                    yield self._said(f"[{label}]")
                    yield self._heard(self.talk.tap(label))
                case words:
                    yield self._said(words)
                    yield self._heard(self.talk.say(words))

    def _wait(self, span: dict[str, float]) -> Iterator[str]:
        end = self.talk.now + self._span(span)
        while (coming := self._next()) and coming.due_at <= end:
            seconds = (coming.due_at - self.talk.now).total_seconds()
            yield from (self._heard(message) for message in self.talk.wait(seconds=max(seconds, 0)))
        self.talk.now = end

    @staticmethod
    def _span(span: dict[str, float]) -> timedelta:
        return timedelta(**span)

    def _next(self) -> Reminder | None:
        if self.talk.chat.profile.is_stopped:
            return None
        return next((each for each in self.talk.chat.pending() if each.is_waiting), None)

    def _clock(self) -> str:
        zone = zone_of(self.talk.chat.profile.zone or "Europe/Berlin")
        return f"{self.talk.now.astimezone(zone):%a %d %b %H:%M}"

    def _said(self, words: str) -> str:
        return f"**{self._clock()}** 🧑 {words}\n"

    def _heard(self, message: str) -> str:
        if not message:
            return f"**{self._clock()}** 🤖 (silence)\n"
        return f"**{self._clock()}** 🤖\n" + "".join(
            f"> {line}  \n" if line else ">\n" for line in message.splitlines()
        )


def page() -> str:
    """Return the page."""
    return "\n".join([HEADING, *Day().lines()])


if __name__ == "__main__":
    sys.stdout.write(page())
