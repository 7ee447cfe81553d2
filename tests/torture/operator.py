"""Somebody who looks after the house: sends again what is parked."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.torture.chronicle import PEOPLE, Chronicle
from tests.torture.stage import OPERATOR_TOKEN, Stage

LOOK_EVERY_SECONDS = 2.0
WITHIN = aiohttp.ClientTimeout(total=3)


@dataclass
class Operator:
    """One pair of hands."""

    stage: Stage
    chronicle: Chronicle
    sent_again: set[str] = field(default_factory=set)
    """Names of tasks and of speeches."""
    parked: set[str] = field(default_factory=set)
    """Names of those that still wait."""
    replays: Counter[str] = field(default_factory=Counter)
    """How many were sent again, by the reason why they were parked."""

    async def work(self) -> None:
        """Send again whatever is parked, for ever."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            for name in self.stage.services:
                if name.startswith("notifier"):
                    with suppress(aiohttp.ClientError, OSError, TimeoutError):
                        await self._look(f"http://127.0.0.1:{self.stage.house[name].settings['PROBE_PORT']}/parked")
                        break

    async def _look(self, desk: str) -> None:
        waiting = [found for found in await self._ask("GET", desk) or [] if found["from"] != "scheduler-command"]
        self.parked.clear()
        for found in waiting:
            names = _names_of((await self._ask("GET", f"{desk}/{found['number']}") or {}).get("body"))
            # Before it is sent: nobody learns what became of a request that was cut off.
            self.sent_again |= names
            self.parked |= names
            await self._ask("POST", f"{desk}/{found['number']}/replay")
            self.replays[found["why"]] += 1
            self.chronicle.tick(PEOPLE, "sent again")

    async def _ask(self, method: str, url: str) -> Any:
        headers = {"Authorization": f"Bearer {OPERATOR_TOKEN}"}
        async with self.stage.house.door.http.request(method, url, headers=headers, timeout=WITHIN) as answer:
            return await answer.json() if answer.status == 200 else None


def _names_of(body: Any) -> set[str]:
    """Return the name of the speech, and those of the tasks that it tells."""
    if not isinstance(body, dict):
        return set()
    views = [body.get("reminder"), *body.get("others", [])] if body.get("kind") == "reminder_due" else []
    return {body.get("speech_id", ""), *(view["text"] for view in views if view)}
