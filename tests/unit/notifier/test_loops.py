"""What runs by the clock: contents are created once, and silence about a message is asked about."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.notifier.domain.planning import MOST_CHOICES, Contents
from services.notifier.domain.templates import TEMPLATES
from services.notifier.handlers.furnishing import TEMPLATE_MISSING, Furnishing
from services.notifier.loops import ask_about, furnish
from services.notifier.ports import Unreported
from shared.contract import ReminderId, SpeechId, StatusReported
from shared.runtime.errors import BusUnavailable, Transient
from tests.fakes.people import ANNA
from tests.fakes.voice import OnePhone, Stage


@dataclass
class Twilio:
    """The account's contents."""

    names: dict[str, str] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    submitted: list[str] = field(default_factory=list)
    verdict: str = "approved"
    looks: int = 0

    async def find(self, name: str) -> str | None:
        self.looks += 1
        await asyncio.sleep(0)
        return self.names.get(name)

    async def create(self, definition: Mapping[str, object]) -> str:
        name = str(definition["friendly_name"])
        self.created.append(name)
        self.names[name] = f"HX{len(self.names)}"
        return self.names[name]

    async def submit(self, sid: str, name: str) -> None:
        self.submitted.append(sid)

    async def approval(self, sid: str) -> tuple[str, str]:
        return (self.verdict if sid in self.submitted else "unsubmitted"), ""


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
        work = furnish(Furnishing(contents, twilio, memory).answers)
        await until(lambda contents=contents: len(contents.with_choices) == MOST_CHOICES, work)  # type: ignore[misc]

    assert len(twilio.created) == MOST_CHOICES
    assert first.with_choices == second.with_choices


async def test_what_the_account_has_already_is_not_created_again() -> None:
    twilio, contents = Twilio({"nudge_1_buttons_v1": "HXold"}), Contents()

    work = furnish(Furnishing(contents, twilio, Memory()).answers)
    await until(lambda: len(contents.with_choices) == MOST_CHOICES, work)

    assert contents.with_choices[1] == "HXold"
    assert "nudge_1_buttons_v1" not in twilio.created


APPROVED = {f"nudge_reminder_{language}_v1": f"HX{language}" for language in TEMPLATES}


async def test_templates_that_are_approved_are_found_by_their_names_and_left_when_they_are_paused() -> None:
    twilio, contents = Twilio(dict(APPROVED), submitted=[*APPROVED.values()]), Contents()
    furnishing = Furnishing(contents, twilio, Memory())
    furnishing.alarms.ring(TEMPLATE_MISSING, hint="")

    await furnishing.templates()
    assert contents.templates == {language: f"HX{language}" for language in TEMPLATES}
    assert not furnishing.alarms.rings(TEMPLATE_MISSING)

    twilio.verdict = "paused"
    await furnishing.templates()
    assert contents.templates == {}
    assert twilio.created == []


async def test_a_template_that_the_settings_name_is_not_looked_for() -> None:
    twilio, contents = Twilio(dict(APPROVED), submitted=[*APPROVED.values()]), Contents({"en": "HXmine"})

    await Furnishing(contents, twilio, Memory(), named={"en": "HXmine"}).templates()

    assert contents.templates == {"en": "HXmine", "ru": "HXru"}


async def test_whatsapp_is_asked_for_a_template_by_an_operator_only_and_a_simulator_by_whoever_needs_it() -> None:
    twilio, contents = Twilio(), Contents()

    await Furnishing(contents, twilio, Memory()).templates()
    assert (twilio.created, contents.templates) == ([], {})

    await Furnishing(contents, twilio, Memory(), asks=True).templates()
    assert [*contents.templates] == [*TEMPLATES]


async def test_all_who_need_a_template_at_a_time_wait_for_one_look() -> None:
    twilio, contents = Twilio(dict(APPROVED), submitted=[*APPROVED.values()]), Contents()
    furnishing = Furnishing(contents, twilio, Memory())

    async def needed() -> bool:
        await furnishing.templates_now()
        return bool(contents.templates)

    assert all(await asyncio.gather(*(needed() for _ in range(50))))
    assert twilio.looks == len(TEMPLATES)


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

    async def bus_made_at() -> datetime:
        raise BusUnavailable("away")  # it is asked without the bus as well

    asking = ask_about(
        journal=stage.journal,
        phone=stage.phone,
        take=take,
        bus_made_at=bus_made_at,
        clock=stage.clock,
        every=timedelta(0),
    )
    await until(lambda: bool(told), asking)

    assert [(receipt.sid, receipt.status, receipt.reminder) for receipt in told] == [("SM2", "delivered", "k1")]
