"""A town that lives with Nudge: its people write, its Twilio takes every post and reports back, and books are kept."""

import asyncio
import json
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urldefrag, urlencode

import aiohttp
from aiohttp import web

from bench.asking import percentile
from tests.harness.account import ACCOUNT
from tests.harness.webhooks import MESSAGES, Door, a_message, a_sid, signature

TOLD = re.compile(r"\*((?:errand|chore) \d+)\*")
TAKEN = {200, 204}
REPORTS = ("sent", "delivered", "read")
"""What Twilio calls back about each message."""


@dataclass
class Books:
    """What was asked for, and what came of it; moments are Unix seconds."""

    asked: dict[str, float] = field(default_factory=dict)
    due: dict[str, float] = field(default_factory=dict)
    """Of what is told while the books are open."""
    answered: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    rung: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    """Webhooks that were not answered with 200."""
    since: float = 0.0
    """What was due before is late by itself: the house was not there."""

    @property
    def is_settled(self) -> bool:
        return self.asked.keys() <= self.answered.keys() and self.due.keys() <= self.rung.keys()

    @property
    def waits(self) -> list[float]:
        """Return how long each answer took, in seconds from the webhook."""
        return [self.answered[task][0] - at for task, at in self.asked.items() if task in self.answered]

    @property
    def lateness(self) -> list[float]:
        """Return how late each reminder was with Twilio, in seconds."""
        return [self.rung[task][0] - at for task, at in self.due.items() if task in self.rung and at >= self.since]

    def broken(self) -> Mapping[str, int]:
        """Return how often each promise was broken."""
        doubled = [told for told in (*self.answered.values(), *self.rung.values()) if len(told) > 1]
        return {
            "webhooks refused": self.refused,
            "answers lost": len(self.asked.keys() - self.answered.keys()),
            "reminders lost": len(self.due.keys() - self.rung.keys()),
            "messages doubled": len(doubled),
            "reminders early": len([late for late in self.lateness if late < 0])
            + len(self.rung.keys() - self.due.keys()),
        }

    def figures(self) -> list[str]:
        """Return a line a figure."""
        named = {"answers, from the webhook to Twilio": self.waits, "reminders, late at Twilio": self.lateness}
        found = []
        for name, seconds in named.items():
            if not seconds:
                continue
            for part, share in (("median", 0.5), ("99 %", 0.99), ("last", 1.0)):
                found.append(f"{percentile(seconds, share):10.3f}  s, {name}, {part} of {len(seconds)}")
        return [*found, *(f"{count:10d}  {what}" for what, count in self.broken().items())]


@dataclass
class Town:
    """People who ring at a door, and the Twilio behind them."""

    door: Door
    books: Books
    _calls: set["asyncio.Task[None]"] = field(default_factory=set)

    async def write(self, number: str, to: str, task: str, words: str, due: datetime | None) -> None:
        """Write to Nudge, as Twilio would hand it over."""
        if due:
            self.books.due[task] = due.timestamp()
        self.books.asked[task] = time.time()
        form = a_message(number, words, To=to)
        await self._ring(urlencode(form).encode(), f"{self.door.base_url}{MESSAGES}", form)

    async def reported(self) -> None:
        """Return when every report of Twilio's has arrived."""
        while self._calls:
            await asyncio.wait(self._calls)

    async def serve(self, port: int) -> web.AppRunner:
        """Be Twilio on `port`."""
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._take)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner

    async def _take(self, request: web.Request) -> web.Response:
        if not request.path.endswith("/Messages.json") or request.method != "POST":
            return web.json_response({"messages": [], "contents": [], "sid": f"HX{time.time_ns():032x}"})
        form = await request.post()
        body, sid, now = _words({name: str(value) for name, value in form.items()}), a_sid(), time.time()
        page = self.books.rung if "🔔" in body else self.books.answered
        for task in TOLD.findall(body):
            page[task].append(now)
        self._report({name: str(value) for name, value in form.items()}, sid)
        return web.json_response({"sid": sid, "status": "queued"}, status=201)

    def _report(self, form: Mapping[str, str], sid: str) -> None:
        if "StatusCallback" in form:
            call = asyncio.get_running_loop().create_task(self._call_back(form, sid))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    async def _call_back(self, form: Mapping[str, str], sid: str) -> None:
        url = urldefrag(form["StatusCallback"]).url
        for status in REPORTS:
            await asyncio.sleep(0.2)
            fields = {
                "AccountSid": ACCOUNT,
                "From": form["From"],
                "To": form["To"],
                "MessageSid": sid,
                "MessageStatus": status,
            }
            await self._ring(urlencode(fields).encode(), url, fields)

    async def _ring(self, body: bytes, url: str, fields: Mapping[str, str]) -> None:
        try:
            answer = await self.door.post(body, url=url, signed=signature(url, fields))
        except aiohttp.ClientError:
            self.books.refused += 1
        else:
            self.books.refused += answer.status not in TAKEN


def _words(form: Mapping[str, str]) -> str:
    """Return what a post says, by itself or, once there are buttons, in the first variable of a content."""
    return str(json.loads(form["ContentVariables"])["1"]) if "ContentSid" in form else form.get("Body", "")
