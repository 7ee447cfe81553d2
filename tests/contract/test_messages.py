"""The contract keeps its word: golden JSON for each message, and readers that survive a newer writer."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.contract import (
    FOLLOWED,
    PARTITIONS,
    STREAMS,
    AddReminder,
    AnyCommand,
    AnyFact,
    AnyOutcome,
    ChangeUndone,
    ChatId,
    Choice,
    Command,
    CommandId,
    DeleteReminders,
    EditReminder,
    Event,
    ExplainReminder,
    ExportAll,
    ExportAsked,
    Fact,
    FinishReminders,
    ForgetPerson,
    HelpAsked,
    Language,
    LanguageChanged,
    LimitReached,
    ListReminders,
    Message,
    NothingSpokenOf,
    NothingUnderstood,
    Outcome,
    PauseReminders,
    PersonForgotten,
    PersonWelcomed,
    QuestionAsked,
    QuestionDropped,
    ReminderAdded,
    ReminderDue,
    ReminderEdited,
    ReminderExplained,
    ReminderId,
    RemindersDeleted,
    RemindersFinished,
    RemindersListed,
    RemindersMoved,
    RemindersPaused,
    RemindersResumed,
    RemindersSkipped,
    RemindersSnoozed,
    ReminderView,
    ResumeReminders,
    SetLanguage,
    SetZone,
    ShowHelp,
    SkipReminders,
    SnoozeReminders,
    SpeechDelivered,
    SpeechFailed,
    SpeechId,
    SpeechRead,
    SpeechRefused,
    SpeechSent,
    StatusReported,
    StopWriting,
    TakeAnswer,
    TakeMedia,
    Target,
    UndoLast,
    Welcome,
    WritingStopped,
    ZoneChanged,
    consumers_of,
    partition_of,
)

GOLDEN = Path(__file__).parent / "golden"
CHAT = ChatId("whatsapp:+4915112345678")
NUDGE = "whatsapp:+14155238886"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TEA = ReminderView(id=ReminderId("k7"), text="чай & *tea*", due_at=NOON, zone="Europe/Berlin", index=1)
DAILY = {"v": 1, "freq": "DAILY", "zone": "Europe/Berlin", "start": "2026-11-23T13:00:00", "times": ["13:00:00"]}
SERIES = ReminderView(
    id=ReminderId("d1"),
    text="tea",
    due_at=NOON,
    zone="Europe/Berlin",
    rule=DAILY,
    then=(NOON,),
    paused=True,
    done_at=NOON,
)
MILK = (Target(by="words", value="milk"),)
UNDO = Choice(words="/undo", does="undo")
SAID = {
    "chat": CHAT,
    "command_id": CommandId("SM" + "0" * 32),
    "sender": NUDGE,
    "words": "…",
    "language": Language("ru"),
    "said_at": NOON,
}
TOLD = {"chat": CHAT, "speech_id": SpeechId("re.SM1"), "sender": NUDGE, "language": Language("en"), "at": NOON}
CAME_OF_IT = {"chat": CHAT, "speech_id": SpeechId("0123456789abcdef.1.0"), "reminder": ReminderId("k7"), "at": NOON}

MESSAGES: Sequence[Message] = (
    Welcome(**SAID),
    ShowHelp(**SAID),
    AddReminder(**SAID, task="чай", reading={"v": 1, "words": "…"}),
    ListReminders(**SAID, page=2),
    DeleteReminders(**SAID, targets=(Target(by="index", value="2"), Target(by="id", value="k7"), Target(by="all"))),
    FinishReminders(**SAID, targets=MILK, reply_to="SM" + "1" * 32),
    SnoozeReminders(**SAID, targets=MILK, reading={"v": 1}),
    EditReminder(**SAID, targets=MILK, reading={"v": 1}, text="oat milk"),
    SkipReminders(**SAID, targets=MILK),
    PauseReminders(**SAID, targets=MILK, reading={"v": 1}),
    ResumeReminders(**SAID, targets=MILK),
    ExplainReminder(**SAID, targets=MILK),
    UndoLast(**SAID),
    StopWriting(**SAID),
    SetZone(**SAID, zone="Berlin", for_a_while=True),
    SetLanguage(**SAID, wanted="en"),
    ExportAll(**SAID, link="https://nudge.example/export/1secret"),
    ForgetPerson(**SAID),
    TakeMedia(**SAID, media="voice"),
    TakeAnswer(**SAID, choice=2),
    PersonWelcomed(**TOLD, likely=("Europe/Berlin",), back=True, waiting=2),
    WritingStopped(**TOLD, waiting=2),
    HelpAsked(**TOLD, zone="Europe/Berlin"),
    ReminderAdded(**TOLD, reminder=SERIES, assumed=("morning",), zone_set=True, choices=(UNDO,), dropped="milk"),
    RemindersListed(**TOLD, reminders=(TEA,), total=11, page=1, pages=2, which="done", about="tea"),
    RemindersDeleted(**TOLD, deleted=(TEA,), too_late=(TEA,), missing=("9",), count=30, series=1, ended=4),
    RemindersFinished(**TOLD, done=(TEA,), missing=("9",)),
    RemindersSnoozed(**TOLD, reminders=(TEA,), missing=("9",)),
    ReminderEdited(**TOLD, old=TEA, new=SERIES, assumed=("morning",)),
    RemindersSkipped(**TOLD, skipped=(SERIES,), next=(SERIES,), ended=(SERIES,), single=(TEA,), missing=("9",)),
    RemindersPaused(**TOLD, paused=(TEA,), returning=(TEA,), missing=("9",)),
    RemindersResumed(**TOLD, resumed=(SERIES,), over=(TEA,), missing=("9",)),
    ReminderExplained(
        **TOLD,
        reminder=TEA,
        words="чай в 13",
        state="told",
        events=(Event(what="told", at=NOON, moment=NOON, text="…"),),
    ),
    ChangeUndone(**TOLD, what="delete", back=(TEA,), gone=(SERIES,), left=2),
    ZoneChanged(**TOLD, zone="Asia/Tbilisi", staying=2, back="Europe/Berlin"),
    RemindersMoved(**TOLD, zone="Asia/Tbilisi", moved=(TEA,), count=30),
    LanguageChanged(**TOLD, follows=True),
    QuestionAsked(
        **TOLD,
        reason="am_pm",
        about="tea",
        doubtful=("at 5",),
        choices=(Choice(words="5:00", text="tea", due_at=NOON, zone="UTC", rule=DAILY), Choice(words="1", does="yes")),
    ),
    QuestionDropped(**TOLD, about="tea", late=True),
    LimitReached(**TOLD, limit="pending", allowed=500),
    NothingUnderstood(**TOLD, text="hm", media="voice", courtesy="thanks"),
    NothingSpokenOf(**TOLD, missing=("9",)),
    ExportAsked(**TOLD, link="https://nudge.example/export"),
    PersonForgotten(**TOLD),
    ReminderDue(**TOLD, reminder=TEA, others=(SERIES,), heard_at=NOON, concerns=(ReminderId("k7"), ReminderId("d1"))),
    SpeechSent(**CAME_OF_IT, sid="SM2"),
    SpeechRefused(**CAME_OF_IT, code=63024),
    SpeechDelivered(**CAME_OF_IT),
    SpeechRead(**CAME_OF_IT),
    SpeechFailed(**CAME_OF_IT, code=63003, why="unreachable"),
    StatusReported(chat=CHAT, sid="SM2", status="delivered", speech_id=SpeechId("re.SM1"), reminder="k7", at=NOON),
)
READERS: dict[type[Message], TypeAdapter[Message]] = {
    Command: TypeAdapter(AnyCommand),
    Fact: TypeAdapter(AnyFact),
    Outcome: TypeAdapter(AnyOutcome),
    StatusReported: TypeAdapter(StatusReported),
}


def reader_of(message: Message) -> TypeAdapter[Message]:
    return next(reader for kind, reader in READERS.items() if isinstance(message, kind))


def name_of(message: Message) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(message).__name__).lower()


every_message = pytest.mark.parametrize("message", MESSAGES, ids=name_of)


def test_every_message_of_the_contract_has_a_golden_example() -> None:
    unions = (AnyCommand, AnyFact, AnyOutcome)
    classes = {kind for union in unions for kind in get_args(get_args(union)[0])} | {StatusReported}

    assert {type(message) for message in MESSAGES} == classes
    assert {file.stem for file in GOLDEN.glob("*.json")} == {name_of(message) for message in MESSAGES}


@every_message
def test_a_message_is_written_as_its_golden_example(message: Message) -> None:
    golden = json.loads((GOLDEN / f"{name_of(message)}.json").read_text("utf-8"))

    assert json.loads(message.model_dump_json()) == golden


@every_message
def test_a_golden_example_is_read_back_whole(message: Message) -> None:
    golden = (GOLDEN / f"{name_of(message)}.json").read_bytes()

    assert reader_of(message).validate_json(golden) == message


@every_message
def test_a_reader_ignores_what_a_newer_writer_added(message: Message) -> None:
    newer = json.loads(message.model_dump_json()) | {"added_in_2031": {"by": "somebody"}}

    assert reader_of(message).validate_python(newer) == message


@every_message
def test_a_message_cannot_be_changed(message: Message) -> None:
    with pytest.raises(ValidationError):
        message.v = 2  # type: ignore[misc]


@every_message
def test_a_subject_is_of_its_stream_and_tells_nothing_of_the_person(message: Message) -> None:
    [stream] = [stream for stream in STREAMS if stream.name == message.stream]

    assert any(re.fullmatch(subject.replace("*", r"\d+"), message.subject) for subject in stream.subjects)
    assert "4915112345678" not in message.subject


@every_message
def test_somebody_reads_every_subject(message: Message) -> None:
    subjects = [consumer.subject for consumer in consumers_of(message.stream)]
    subjects += [FOLLOWED[message.stream]] if message.stream in FOLLOWED else []
    patterns = [subject.replace("*", r"\d+") for subject in subjects]

    assert any(re.fullmatch(pattern, message.subject) for pattern in patterns)


@every_message
def test_a_fact_of_the_past_is_named_in_the_past_and_a_command_is_not(message: Message) -> None:
    states_a_fact = type(message).__name__.endswith(
        ("ed", "Sent", "Due", "Understood", "Undone", "SpokenOf", "Forgotten", "Read")
    )

    assert states_a_fact is not isinstance(message, Command)


def test_the_partition_of_a_chat_never_changes() -> None:
    known = {"whatsapp:+4915112345678": 1, "whatsapp:+79161234567": 3, "whatsapp:DE.abc123": 7}

    assert {chat: partition_of(ChatId(chat)) for chat in known} == known


def test_every_partition_is_used() -> None:
    chats = (ChatId(f"whatsapp:+49151{number:08d}") for number in range(1000))

    assert {partition_of(chat) for chat in chats} == set(range(PARTITIONS))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        Welcome(**SAID | {"said_at": NOON.replace(tzinfo=None)})


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_a_moment_that_no_calendar_holds_in_utc_is_refused_as_a_whole(moment: str) -> None:
    """Whoever reads the bus parks what is invalid, and falls over what is not foreseen."""
    golden = json.loads((Path(__file__).parent / "golden" / "welcome.json").read_text("utf-8"))

    with pytest.raises(ValidationError):
        TypeAdapter(AnyCommand).validate_json(json.dumps(golden | {"said_at": moment}))
