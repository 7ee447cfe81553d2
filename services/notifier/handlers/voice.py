"""What the verbs work with, and what all of them say."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from services.notifier.domain.breaker import Breakers
from services.notifier.domain.codes import meaning_of
from services.notifier.domain.planning import Contents
from services.notifier.domain.watch import Watch
from services.notifier.ports import Bus, Journal, Pace, Phone
from shared.contract import AnyFact, Fact, PersonForgotten, ReminderDue, ReminderId, SpeechRefused, SpeechSent
from shared.runtime.alarms import Alarms
from shared.runtime.clock import Clock
from shared.runtime.errors import Permanent
from shared.runtime.telemetry import speeches_refused_total

LONGEST_WAIT = timedelta(seconds=5)


async def nothing_to_find() -> None:
    """Find no templates besides those that are known."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The voice's ports, and how patient it is."""

    journal: Journal
    phone: Phone
    pace: Pace
    bus: Bus
    clock: Clock
    settle_after: timedelta
    """How long Twilio may take to create a message after its answer was lost, or to list it."""
    contents: Contents = field(default_factory=Contents)
    prices: Mapping[str, float] = field(default_factory=lambda: {"session": 0.0, "template": 0.0})
    """What a message costs, in dollars, by its form."""
    senders: tuple[str, ...] = ()
    """Our numbers. Whoever wrote to one of them hears from it."""
    breakers: Breakers = field(default_factory=Breakers)
    alarms: Alarms = field(default_factory=Alarms)
    watch: Watch = field(default_factory=Watch)
    find_templates: Callable[[], Awaitable[None]] = nothing_to_find
    """Looks for templates that were approved meanwhile; what it finds is in `contents`."""


def reminder_of(fact: Fact) -> ReminderId | None:
    return fact.reminder.id if isinstance(fact, ReminderDue) else None


async def report_sent(fact: AnyFact, sid: str, voice: Voice) -> None:
    await voice.bus.send(
        SpeechSent(chat=fact.chat, speech_id=fact.speech_id, reminder=reminder_of(fact), sid=sid, at=voice.clock.now())
    )


async def report_refused(fact: AnyFact, code: int | None, voice: Voice) -> None:
    """Report, then park the fact itself for the operator. Once this is reported nobody else holds it."""
    if not isinstance(fact, PersonForgotten):  # what is left of them is not to be kept
        await voice.journal.keep(fact.chat, fact.speech_id, fact.model_dump_json().encode(), code)
    speeches_refused_total.labels(meaning_of(code).kind.value).inc()
    await voice.bus.send(
        SpeechRefused(
            chat=fact.chat, speech_id=fact.speech_id, reminder=reminder_of(fact), code=code, at=voice.clock.now()
        )
    )
    raise Permanent(f"{meaning_of(code).sentence} ({code})")
