"""A Twilio with moods: it creates messages or not, answers or not, lists them or not, person by person."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import Enum, auto

from aiohttp import web

from deploy.embedded.ports import free_port
from shared.contract import ReminderDue
from tests.harness.account import ACCOUNT


class Mood(Enum):
    """How it treats one post."""

    KIND = auto()
    CREATES_AND_FAILS = auto()
    FAILS = auto()
    CREATES_AND_HANGS_UP = auto()
    HANGS_UP = auto()
    CREATES_AND_HANGS = auto()
    HANGS = auto()
    CREATES_AND_BABBLES = auto()
    """201, and a body that is no JSON."""
    THROTTLES = auto()
    REFUSES = auto()
    KNOWS_NO_TOKEN = auto()
    REDIRECTS = auto()


_CREATES = {
    Mood.KIND,
    Mood.CREATES_AND_FAILS,
    Mood.CREATES_AND_HANGS_UP,
    Mood.CREATES_AND_HANGS,
    Mood.CREATES_AND_BABBLES,
}
_REFUSALS = {
    Mood.CREATES_AND_FAILS: (500, 20500),
    Mood.FAILS: (500, 20500),
    Mood.THROTTLES: (429, 20429),
    Mood.REFUSES: (400, 21211),
    Mood.KNOWS_NO_TOKEN: (401, 20003),
    Mood.REDIRECTS: (307, 0),
}


@dataclass
class MoodyTwilio:
    """The part of Twilio's API that the notifier uses."""

    url: str
    moods: dict[str, list[Mood]] = field(default_factory=dict)
    """By person, for the next posts; kind when there are none left."""
    posts: list[dict[str, str]] = field(default_factory=list)
    created: list[dict[str, str]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    """People whose messages the list does not show."""
    ended: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """How messages ended, and with which code, by sid; the others are queued."""
    lists_asked: list[str] = field(default_factory=list)
    hang_for_seconds: float = 600

    def treat(self, fact: ReminderDue, *moods: Mood) -> ReminderDue:
        """Meet the first posts for this fact with these moods; return the fact."""
        self.moods[fact.chat] = list(moods)
        return fact

    def posts_to(self, chat: str) -> int:
        return sum(post["To"] == chat for post in self.posts)

    def created_for(self, chat: str) -> list[dict[str, str]]:
        return [message for message in self.created if message["to"] == chat]

    async def create(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.posts.append(form)
        waiting = self.moods.get(form["To"], [])
        mood = waiting.pop(0) if waiting else Mood.KIND
        message = self._message(form)
        if mood in _CREATES:
            self.created.append(message)
        if mood in {Mood.HANGS, Mood.CREATES_AND_HANGS}:
            await asyncio.sleep(self.hang_for_seconds)
        if mood in {Mood.HANGS_UP, Mood.CREATES_AND_HANGS_UP} and request.transport:
            request.transport.abort()
        return _answer(mood, message)

    async def list(self, request: web.Request) -> web.Response:
        to = request.query["To"]
        self.lists_asked.append(to)
        shown = [] if to in self.hidden else [*reversed(self.created_for(to))]
        return web.json_response({"messages": shown, "next_page_uri": None})

    async def show(self, request: web.Request) -> web.Response:
        status, code = self.ended.get(request.match_info["sid"], ("queued", None))
        return web.json_response({"sid": request.match_info["sid"], "status": status, "error_code": code})

    def _message(self, form: dict[str, str]) -> dict[str, str]:
        return {
            "sid": f"SM{secrets.token_hex(16)}",
            "to": form["To"],
            "from": form["From"],
            "body": form["Body"],
            "status": "queued",
            "direction": "outbound-api",
            "date_created": format_datetime(datetime.now(UTC)),
        }


def _answer(mood: Mood, message: dict[str, str]) -> web.Response:
    if mood is Mood.CREATES_AND_BABBLES:
        return web.Response(status=201, text="<html>")
    if mood not in _REFUSALS:
        return web.json_response(message, status=201)
    status, code = _REFUSALS[mood]
    headers = {"Location": "/elsewhere"} if mood is Mood.REDIRECTS else {}
    return web.json_response({"code": code, "message": mood.name, "status": status}, status=status, headers=headers)


@asynccontextmanager
async def moody_twilio() -> AsyncIterator[MoodyTwilio]:
    """Serve it while inside."""
    port = free_port()
    twilio = MoodyTwilio(f"http://127.0.0.1:{port}")
    app = web.Application()
    messages = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    message = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{{sid}}.json"
    app.router.add_post(messages, twilio.create)
    app.router.add_get(messages, twilio.list)
    app.router.add_get(message, twilio.show)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield twilio
    finally:
        await runner.cleanup()
