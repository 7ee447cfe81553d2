"""Each speech is sent once, whatever becomes of a post."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from services.notifier.domain.verdicts import NotSent, Refused, Sent, Unknown, Verdict
from services.notifier.handlers import Voice, say_fact, take_receipt
from services.notifier.ports import Busy, Done, Doubtful, GivenUp, Go, Standing
from shared.contract import (
    ChatId,
    Language,
    Message,
    NothingUnderstood,
    ReminderDue,
    ReminderId,
    ReminderView,
    SpeechId,
    SpeechRefused,
    SpeechSent,
    StatusReported,
)
from shared.runtime.errors import Permanent, Transient
from tests.fakes.clock import NOON, SetClock
from tests.fakes.people import ANNA, NUDGE

ANSWER = NothingUnderstood(
    chat=ANNA, speech_id=SpeechId("re.SM1"), sender=NUDGE, language=Language("en"), at=NOON, text="hm"
)


def a_reminder_due(at: datetime) -> ReminderDue:
    tea = ReminderView(id=ReminderId("k1"), text="tea", due_at=at, zone="UTC")
    return ReminderDue(
        chat=ANNA, speech_id=SpeechId("abc.1.0"), sender=NUDGE, language=Language("en"), at=NOON, reminder=tea
    )


@dataclass
class OneJournal:
    """Says how the speech stands, and keeps what is settled."""

    standing: Standing
    settled: list[Verdict] = field(default_factory=list)
    is_news: bool = True

    async def begin(self, chat: ChatId, speech: SpeechId, lease: timedelta) -> Standing:
        return self.standing

    async def settle(self, chat: ChatId, speech: SpeechId, token: str, verdict: Verdict) -> bool:
        self.settled.append(verdict)
        return True

    async def evidence(self, chat: ChatId, speech: SpeechId, sid: str, status: str) -> bool:
        return self.is_news


@dataclass
class OnePhone:
    """Gives one verdict, and has sent what `sent_as` says."""

    verdict: Verdict = field(default_factory=lambda: Sent("SM9"))
    sent_as: str | None = None
    texts: list[str] = field(default_factory=list)

    async def send(self, chat: ChatId, sender: str, text: str, *, speech: SpeechId, reminder: str | None) -> Verdict:
        self.texts.append(text)
        return self.verdict

    async def find(self, chat: ChatId, sender: str, text: str, *, since: datetime) -> str | None:
        return self.sent_as


@dataclass
class Outbox:
    """A bus that remembers."""

    sent: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> None:
        self.sent.append(message)


def a_voice(
    standing: Standing | None = None, phone: OnePhone | None = None
) -> tuple[Voice, OneJournal, OnePhone, Outbox]:
    journal, phone, outbox = OneJournal(standing or Go("t", NOON)), phone or OnePhone(), Outbox()
    return Voice(journal, phone, outbox, SetClock(), timedelta(seconds=35)), journal, phone, outbox


async def test_a_fact_is_sent_and_its_outcome_told() -> None:
    voice, journal, phone, outbox = a_voice()

    await say_fact(a_reminder_due(NOON), voice=voice)

    assert phone.texts == ["🔔 *tea* (k1)"]
    assert journal.settled == [Sent("SM9")]
    [outcome] = outbox.sent
    assert isinstance(outcome, SpeechSent)
    assert (outcome.reminder, outcome.sid) == ("k1", "SM9")


async def test_nothing_is_sent_before_its_moment_by_the_senders_own_clock() -> None:
    voice, _, phone, _ = a_voice()

    with pytest.raises(Transient) as wait:
        await say_fact(a_reminder_due(NOON + timedelta(hours=2)), voice=voice)

    assert phone.texts == []
    assert wait.value.retry_after == timedelta(seconds=5)


async def test_what_was_sent_is_not_sent_again_but_its_outcome_is_told_again() -> None:
    voice, _, phone, outbox = a_voice(Done("SM5"))

    await say_fact(ANSWER, voice=voice)

    assert phone.texts == []
    assert [type(message) for message in outbox.sent] == [SpeechSent]


async def test_what_another_is_sending_waits() -> None:
    voice, _, phone, _ = a_voice(Busy(timedelta(seconds=50)))

    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=voice)

    assert phone.texts == []


async def test_a_refusal_is_told_and_parked() -> None:
    voice, journal, _, outbox = a_voice(phone=OnePhone(Refused("HTTP 400", 21211)))

    with pytest.raises(Permanent):
        await say_fact(ANSWER, voice=voice)

    assert journal.settled == [Refused("HTTP 400", 21211)]
    [outcome] = outbox.sent
    assert isinstance(outcome, SpeechRefused)
    assert outcome.code == 21211


async def test_a_refusal_that_was_not_told_is_told_again() -> None:
    voice, _, phone, outbox = a_voice(GivenUp(21211))

    with pytest.raises(Permanent):
        await say_fact(ANSWER, voice=voice)

    assert phone.texts == []
    assert [type(message) for message in outbox.sent] == [SpeechRefused]


async def test_what_was_certainly_not_sent_is_tried_again_when_twilio_says() -> None:
    voice, journal, _, outbox = a_voice(phone=OnePhone(NotSent("throttled", timedelta(seconds=2))))

    with pytest.raises(Transient) as wait:
        await say_fact(ANSWER, voice=voice)

    assert wait.value.retry_after == timedelta(seconds=2)
    assert [type(verdict) for verdict in journal.settled] == [NotSent]
    assert outbox.sent == []


async def test_an_unknown_outcome_is_written_down_and_nothing_is_told() -> None:
    voice, journal, _, outbox = a_voice(phone=OnePhone(Unknown("HTTP 500")))

    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=voice)

    assert journal.settled == [Unknown("HTTP 500")]
    assert outbox.sent == []


def doubtful(*, age: int, attempts: int = 1) -> Doubtful:
    return Doubtful("t", NOON - timedelta(seconds=age), timedelta(seconds=age), attempts)


async def test_before_twilio_must_have_settled_nobody_looks_and_nobody_sends() -> None:
    voice, journal, phone, _ = a_voice(doubtful(age=34), OnePhone(sent_as="SM7"))

    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=voice)

    assert (journal.settled, phone.texts) == ([], [])


async def test_what_twilio_lists_was_sent() -> None:
    voice, journal, phone, outbox = a_voice(doubtful(age=36), OnePhone(sent_as="SM7"))

    await say_fact(ANSWER, voice=voice)

    assert journal.settled == [Sent("SM7")]
    assert phone.texts == []
    assert [type(message) for message in outbox.sent] == [SpeechSent]


async def test_what_twilio_does_not_list_is_free_to_be_sent_again() -> None:
    voice, journal, phone, _ = a_voice(doubtful(age=36))

    with pytest.raises(Transient):
        await say_fact(ANSWER, voice=voice)

    assert [type(verdict) for verdict in journal.settled] == [NotSent]
    assert phone.texts == []


async def test_after_two_posts_without_evidence_an_operator_decides() -> None:
    voice, journal, phone, outbox = a_voice(doubtful(age=36, attempts=2))

    with pytest.raises(Permanent):
        await say_fact(ANSWER, voice=voice)

    assert [type(verdict) for verdict in journal.settled] == [Refused]
    assert phone.texts == []
    assert [type(message) for message in outbox.sent] == [SpeechRefused]


@pytest.mark.parametrize("is_news", [True, False])
async def test_a_report_on_a_message_is_evidence_that_it_was_sent(is_news: bool) -> None:  # noqa: FBT001
    voice, journal, _, outbox = a_voice()
    journal.is_news = is_news
    receipt = StatusReported(
        chat=ANNA, sid="SM7", status="delivered", speech_id=SpeechId("abc.1.0"), reminder="k1", at=NOON
    )

    await take_receipt(receipt, voice=voice)

    assert [type(message) for message in outbox.sent] == ([SpeechSent] if is_news else [])
