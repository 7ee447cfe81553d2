"""What happens to a message between the business and the phone, one way and the other."""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from simulator.broadcast import Broadcast
from simulator.ledger import Direction, Ledger, Message, Status
from simulator.moods import Weather
from simulator.settings import Settings
from simulator.webhooks import Outcome, Postman, message_form, status_form

NOT_DELIVERED = 11200
"""Twilio's code for a webhook that was not answered as it should."""


WINDOW = timedelta(hours=24)
OUTSIDE_THE_WINDOW = 63016

Result = TypeVar("Result")


@dataclass(frozen=True)
class Pace:
    """How long the simulated network takes for each step of an outbound message."""

    until_sent: timedelta = timedelta(milliseconds=60)
    until_delivered: timedelta = timedelta(milliseconds=180)
    until_read: timedelta = timedelta(milliseconds=600)


class Carrier:
    """Moves messages along, one task a message, and calls ingress on the way."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        postman: Postman,
        broadcast: Broadcast,
        *,
        pace: Pace,
        weather: Weather,
    ) -> None:
        self._weather = weather
        self._settings = settings
        self._ledger = ledger
        self._postman = postman
        self._broadcast = broadcast
        self._pace = pace
        self._tasks: set[asyncio.Task[Any]] = set()
        self._hurry = asyncio.Event()
        self._last_callback: dict[str, asyncio.Task[Outcome]] = {}

    def carry_to_phone(self, message: Message, *, is_template: bool = False) -> None:
        """Start the life of an outbound message: queued, sent, delivered, read; or undelivered."""
        self._start(self._live(message, self._fate(message, is_template=is_template)))

    async def carry_at_once(self, message: Message) -> None:
        """Report the first step before anybody was told that there is such a message."""
        if message.status_callback:
            sent = message.model_copy(update={"status": Status.SENT})
            await self._postman.deliver(message.status_callback, status_form(sent, self._settings.twilio_account_sid))

    def typing(self, party: str) -> None:
        """Show the person that an answer is on its way."""
        self._broadcast.tell("typing", lambda: json.dumps({"number": party}))

    def carry_to_business(self, message: Message) -> asyncio.Task[Outcome]:
        """Ring ingress until it has taken the message, or mark it as not delivered."""
        return self._start(self._ring(message))

    def seen(self, party: str) -> None:
        """The person looked at the chat: whatever has arrived is read now."""
        for message in self._ledger.unread(party, Direction.OUTBOUND):
            self._advance(message.sid, Status.READ)

    def resume(self) -> None:
        """Go on with what a previous run left half-way."""
        for message in self._ledger.unfinished():
            if message.inbound:
                self.carry_to_business(message)
            else:
                self.carry_to_phone(message)

    @property
    def is_idle(self) -> bool:
        """Nothing is on its way, to a phone or to ingress."""
        return not self._tasks

    async def idle(self) -> None:
        """Return when nothing is on its way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Let messages arrive at once while inside."""
        self._hurry.set()
        try:
            yield
        finally:
            self._hurry.clear()

    async def close(self) -> None:
        """Drop what is on its way; the journal knows where each message stood."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _fate(self, message: Message, *, is_template: bool) -> int | None:
        """Return the code with which the message will not arrive; None when it will."""
        if self._weather.happens("fail"):
            return self._weather.moods.fail_code
        heard = self._ledger.last_heard(message.party, message.business)
        is_open = heard is not None and message.created_at - heard < WINDOW
        return None if is_open or is_template or not self._weather.moods.window else OUTSIDE_THE_WINDOW

    async def _live(self, message: Message, fate: int | None = None) -> None:
        if message.status is Status.QUEUED:
            await self._pause(self._pace.until_sent)
            if fate is not None:
                self._advance(message.sid, Status.UNDELIVERED, fate)
                return
            self._advance(message.sid, Status.SENT)
        await self._pause(self._pace.until_delivered)
        self._advance(message.sid, Status.DELIVERED)
        self._answered(message.party)
        if self._settings.simulator_auto_read:
            await self._pause(self._pace.until_read)
            if not self._broadcast.shows(message.party):
                self.seen(message.party)

    async def _pause(self, span: timedelta) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(span.total_seconds()):
                await self._hurry.wait()

    async def _ring(self, message: Message) -> Outcome:
        url, form = self._settings.webhook_url, message_form(message, self._settings.twilio_account_sid)
        if self._weather.happens("webhooks_lost"):
            return Outcome(None, 0)
        if self._weather.happens("webhooks_late"):
            await asyncio.sleep(self._weather.moods.late_seconds)
        if self._weather.happens("webhooks_forged"):
            await self._postman.deliver(url, form, is_forged=True)
        outcome = await self._postman.deliver(url, form)
        if not outcome.accepted and self._settings.simulator_fallback_url:
            failed = form | {"ErrorCode": str(NOT_DELIVERED), "ErrorUrl": url}
            outcome = await self._postman.deliver(self._settings.simulator_fallback_url, failed)
        if self._weather.happens("webhooks_doubled"):
            await self._postman.deliver(url, form)
        self._settle(message.sid, outcome)
        return outcome

    def _settle(self, sid: str, outcome: Outcome) -> None:
        """Mark how the webhook ended, unless a twin of it ended before and the mark stands."""
        message = self._ledger.find(sid)
        if message is None or message.status is not Status.SENT:
            return
        if outcome.accepted:
            self._ledger.move(sid, Status.DELIVERED)
            return
        reason = f"ingress answered {outcome.status}" if outcome.status else "ingress does not answer"
        self._ledger.move(sid, Status.FAILED, error_code=NOT_DELIVERED, error_message=reason)

    def _answered(self, party: str) -> None:
        """Whoever writes back has read what came before: the ticks on the phone turn blue."""
        for message in self._ledger.unread(party, Direction.INBOUND):
            self._ledger.move(message.sid, Status.READ)

    def _advance(self, sid: str, status: Status, error_code: int | None = None) -> None:
        reason = None if error_code is None else f"error {error_code}"
        message = self._ledger.move(sid, status, error_code=error_code, error_message=reason)
        if message.status_callback and not self._weather.happens("callbacks_lost"):
            self._call_back(message, message.status_callback)
            if self._weather.happens("callbacks_doubled"):
                self._call_back(message, message.status_callback)

    def _call_back(self, message: Message, url: str) -> None:
        """Report the status, after the reports before it: one message's statuses arrive in order."""
        before = None if self._weather.happens("callbacks_shuffled") else self._last_callback.get(message.sid)
        form = status_form(message, self._settings.twilio_account_sid)
        task = self._start(self._report(before, url, form))
        self._last_callback[message.sid] = task
        task.add_done_callback(lambda done: self._forget_callback(message.sid, done))

    async def _report(self, before: asyncio.Task[Outcome] | None, url: str, form: dict[str, str]) -> Outcome:
        if before is not None:
            await asyncio.wait({before})
        if self._weather.happens("callbacks_late"):
            await asyncio.sleep(self._weather.moods.late_seconds)
        return await self._postman.deliver(url, form)

    def _forget_callback(self, sid: str, task: asyncio.Task[Outcome]) -> None:
        if self._last_callback.get(sid) is task:
            del self._last_callback[sid]

    def _start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
