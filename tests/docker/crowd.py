"""People who write to a composed house at a steady pace, and what each of them heard in the end."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.harness.account import a_number
from tests.harness.phones import Bubble, Phones, add, soon
from tests.harness.waiting import wait_until

TOLD_MEANWHILE = 3
"""Every third reminder comes a few seconds after it was asked for; the others in years."""

AFTER_SECONDS = 6.0
LATER = datetime(2035, 5, 5, 17)  # noqa: DTZ001 - the words name the zone
SETTLED_WITHIN = 180.0
AT_ONCE = 50


@dataclass
class Crowd:
    """Everybody writes once, so that whatever is heard twice was said twice."""

    phones: Phones
    due: dict[str, datetime | None] = field(default_factory=dict)
    """By number: when a reminder has to come, if one has to."""
    heard: dict[str, Sequence[Bubble]] = field(default_factory=dict)

    async def write(self, rate: float, until: asyncio.Event, least_seconds: float) -> None:
        """Write `rate` messages a second until told, and for so long at the least."""
        loop, writing = asyncio.get_running_loop(), []
        began, count = loop.time(), 0
        while loop.time() < began + least_seconds or not until.is_set():
            number = a_number()
            self.due[number] = soon(AFTER_SECONDS) if count % TOLD_MEANWHILE == 0 else None
            writing.append(asyncio.create_task(self.phones.try_to_say(number, add("swim", self.due[number] or LATER))))
            count += 1
            await asyncio.sleep(max(began + count / rate - loop.time(), 0))
        await asyncio.gather(*writing)

    async def listen(self) -> None:
        """Return when everybody has heard what they were promised; `heard` is what every phone shows then."""

        async def everybody_has() -> bool:
            await self._look([number for number in self.due if not self._has_heard(number)])
            return all(map(self._has_heard, self.due))

        try:
            await wait_until(everybody_has, description="everybody has heard", within=SETTLED_WITHIN)
        except AssertionError:
            return  # what is missing is told by what was heard

    def _has_heard(self, number: str) -> bool:
        return number in self.heard and bool(self._answers(number)) and self._rings(number)

    async def _look(self, numbers: Sequence[str]) -> None:
        turns = asyncio.Semaphore(AT_ONCE)

        async def shown(number: str) -> Sequence[Bubble]:
            async with turns:
                return await self.phones.transcript(number)

        self.heard |= zip(numbers, await asyncio.gather(*map(shown, numbers)), strict=True)

    async def look_again(self) -> None:
        """Read every phone: by now nothing is on its way that could come a second time."""
        await self._look([*self.due])

    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Return who did not hear exactly what they were promised, once, and not early."""
        found = {}
        for number, due in self.due.items():
            told = [bubble.body for bubble in self.heard[number] if bubble.said_by_nudge]
            rings = [bubble for bubble in self.heard[number] if "🔔" in bubble.body]
            is_early = any(due and bubble.created_at < due for bubble in rings)
            if len(self._answers(number)) != 1 or len(told) != 1 + bool(due) or len(rings) != bool(due) or is_early:
                found[number] = told
        return found

    def waits(self) -> list[float]:
        """Return how long everybody waited for their answer, in seconds, shortest first."""
        return sorted(
            (self._answers(number)[0].created_at - self.heard[number][0].created_at).total_seconds()
            for number in self.due
        )

    def _answers(self, number: str) -> Sequence[Bubble]:
        return [bubble for bubble in self.heard[number] if bubble.said_by_nudge and "Saved *swim*" in bubble.body]

    def _rings(self, number: str) -> bool:
        return self.due[number] is None or any("🔔 *swim*" in bubble.body for bubble in self.heard[number])
