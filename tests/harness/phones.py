"""People's phones, as the simulator plays them: write, read, wait for an answer."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from tests.harness.waiting import PATIENCE_SECONDS, wait_until


@dataclass(frozen=True)
class Option:
    """A button, or a row of a list."""

    id: str
    title: str


@dataclass(frozen=True)
class Bubble:
    """One message on a phone; `said_by_nudge` tells which side it is on."""

    sid: str
    body: str
    status: str
    said_by_nudge: bool
    created_at: datetime
    nudge: str
    """Which number of Nudge's it was written to, or came from."""
    options: tuple[Option, ...] = ()
    """What can be tapped under it."""
    is_tap: bool = False


@dataclass
class Phones:
    """All phones there are."""

    url: str
    http: aiohttp.ClientSession = field(repr=False)

    async def say(self, number: str, text: str, **more: str) -> None:
        """Write to Nudge, and return when the door has taken it. `more` is what the phone's API knows besides."""
        said = await self.try_to_say(number, text, **more)
        assert said["webhook_status"] == 200, said

    async def tap(self, number: str, label: str) -> None:
        """Tap the button of Nudge's last message that shows `label`."""
        last = [bubble for bubble in await self.heard(number) if bubble.options][-1]
        [option] = [option for option in last.options if label in option.title]
        await self.say(number, option.title, reply_to=last.sid, tapped=option.id)

    async def try_to_say(self, number: str, text: str, **more: str) -> dict[str, Any]:
        """Write to Nudge, and return how the webhook ended."""
        message = {"from": number, "body": text, "wait": True, **more}
        async with self.http.post(f"{self.url}/phone/messages", json=message) as answer:
            assert answer.status == 200, await answer.text()
            said: dict[str, Any] = await answer.json()
            return said

    async def ask(self, number: str, text: str) -> str:
        """Write to Nudge, and return its next message."""
        before = len(await self.heard(number))
        await self.say(number, text)

        async def answered() -> list[Bubble]:
            return (await self.heard(number))[before:]

        answers = await wait_until(answered, description=f"an answer to {text!r}")
        return answers[0].body

    async def move(
        self, *, to: datetime | None = None, by: timedelta = timedelta(0), stands: bool | None = None
    ) -> None:
        """Move the house's time, where it is simulated; returns when all that was due on the way is done."""
        there = {"to": to.isoformat()} if to else {"by_seconds": by.total_seconds()}
        async with self.http.post(f"{self.url}/simulator/clock", json={**there, "stands": stands}) as answer:
            assert answer.status == 200, await answer.text()

    async def time(self) -> datetime:
        """Return what the simulator's clock shows."""
        async with self.http.get(f"{self.url}/simulator/clock") as answer:
            return datetime.fromisoformat((await answer.json())["now"])

    async def transcript(self, number: str) -> list[Bubble]:
        """Return everything that the phone shows, oldest first."""
        async with self.http.get(f"{self.url}/phone/messages", params={"number": number}) as answer:
            return [_bubble(shown) for shown in await answer.json()]

    async def heard(self, number: str, *, containing: str = "") -> list[Bubble]:
        """Return what Nudge said to this person."""
        bubbles = await self.transcript(number)
        return [bubble for bubble in bubbles if bubble.said_by_nudge and containing in bubble.body]

    async def wait_for_message(
        self, number: str, *, containing: str, status: str = "", within: float = PATIENCE_SECONDS
    ) -> Bubble:
        """Return the first such message of Nudge's, when it is there and has come as far as `status`."""

        async def arrived() -> list[Bubble]:
            found = await self.heard(number, containing=containing)
            return [bubble for bubble in found if status in {"", bubble.status}]

        return (await wait_until(arrived, description=f"a message with {containing!r} {status}", within=within))[0]


def _bubble(shown: dict[str, Any]) -> Bubble:
    return Bubble(
        sid=shown["sid"],
        body=shown["body"],
        status=shown["status"],
        said_by_nudge=shown["direction"] == "in",
        created_at=datetime.fromisoformat(shown["created_at"]),
        nudge=shown["business"],
        options=tuple(Option(option["id"], option["title"]) for option in shown["options"]),
        is_tap=shown["is_tap"],
    )


def soon(seconds: float) -> datetime:
    """Return the first whole second that is at least `seconds` ahead."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0) + timedelta(seconds=1)


def add(task: str, at: datetime, zone: str = "UTC") -> str:
    """Return the words that add a reminder, to the second. `at` is read off a clock in `zone`."""
    return f"/add remind me to {task} at {at:%Y-%m-%d %H:%M:%S} in {zone}"
