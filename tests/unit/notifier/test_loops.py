"""What runs by the clock: contents are created once, and silence about a message is asked about."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from services.notifier.domain.planning import MOST_CHOICES, Contents
from services.notifier.loops import ask_about, furnish
from services.notifier.ports import Unreported
from shared.contract import ReminderId, SpeechId, StatusReported
from shared.runtime.errors import Transient
from tests.fakes.people import ANNA
from tests.fakes.voice import OnePhone, Stage


@dataclass
class Twilio:
    """The account's contents."""

    names: dict[str, str] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)

    async def find(self, name: str) -> str | None:
        return self.names.get(name)

    async def create(self, definition: Mapping[str, object]) -> str:
        name = str(definition["friendly_name"])
        self.created.append(name)
        self.names[name] = f"HX{len(self.names)}"
        return self.names[name]

    async def submit(self, sid: str, name: str) -> None: ...

    async def approval(self, sid: str) -> tuple[str, str]:
        return "unsubmitted", ""


@dataclass
class Memory:
    """What the notifiers share."""

    known: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    async def recall(self, name: str) -> str | None:
        return self.known.get(name)

    async def may_create(self, name: str) -> bool:
        is_free = name not in self.taken
        self.taken.add(name)
        return is_free

    async def keep(self, name: str, sid: str) -> None:
        self.known[name] = sid


async def until(done: Callable[[], bool], work: Coroutine[Any, Any, None]) -> None:
    """Let the loop run until it has done it."""
    task = asyncio.create_task(work)
    for _ in range(1000):
        if done():
            break
        await asyncio.sleep(0)
    task.cancel()
    assert done()


async def test_each_number_of_buttons_gets_its_content_and_the_next_notifier_finds_it() -> None:
    twilio, memory, first, second = Twilio(), Memory(), Contents(), Contents()

    for contents in (first, second):
        work = furnish(contents=contents, store=twilio, memory=memory)
        await until(lambda contents=contents: len(contents.with_choices) == MOST_CHOICES, work)  # type: ignore[misc]

    assert len(twilio.created) == MOST_CHOICES
    assert first.with_choices == second.with_choices


async def test_what_the_account_has_already_is_not_created_again() -> None:
    twilio, contents = Twilio({"nudge_1_buttons_v1": "HXold"}), Contents()

    await until(
        lambda: len(contents.with_choices) == MOST_CHOICES, furnish(contents=contents, store=twilio, memory=Memory())
    )

    assert contents.with_choices[1] == "HXold"
    assert "nudge_1_buttons_v1" not in twilio.created


@dataclass
class Forgetful(OnePhone):
    """Twilio has deleted the first message."""

    async def status(self, sid: str) -> tuple[str, int | None]:
        if sid == "SM1":
            raise Transient("HTTP 404")
        return "delivered", None


async def test_silence_is_asked_about_and_one_that_cannot_be_asked_about_keeps_no_other_waiting() -> None:
    stage = Stage(phone=Forgetful())
    stage.journal.silent = {
        0: [Unreported(ANNA, SpeechId(f"{n}.1.0"), f"SM{n}", ReminderId("k1")) for n in (1, 2)],
    }
    told: list[StatusReported] = []

    async def take(receipt: StatusReported) -> None:
        told.append(receipt)

    asking = ask_about(journal=stage.journal, phone=stage.phone, take=take, clock=stage.clock, every=timedelta(0))
    await until(lambda: bool(told), asking)

    assert [(receipt.sid, receipt.status, receipt.reminder) for receipt in told] == [("SM2", "delivered", "k1")]
