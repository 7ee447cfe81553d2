"""How a chat lies in Redis: what is packed is unpacked as it was."""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduler.adapters.profiles import pack_profile, unpack_chat
from services.scheduler.adapters.records import NewerRecord, is_outdated, pack_reminder, unpack_reminder
from services.scheduler.domain.chat import Draft, Listing, Offer, OpenQuestion, Profile, Step
from services.scheduler.domain.reminder import Reminder, State
from shared.contract import Event, Language, ReminderId
from shared.language import Rule, read
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, a_reminder

A_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
AN_ID = st.from_regex(r"[a-z][0-9]{1,3}", fullmatch=True).map(ReminderId)
A_MOMENT = st.integers(0, 10**9).map(lambda seconds: NOON + timedelta(seconds=seconds))
A_RULE = st.just(Rule("WEEKLY", "Asia/Tbilisi", NOON.replace(tzinfo=None), weekdays=((0, 4),), times=(NOON.time(),)))
SOME_IDS = st.lists(AN_ID, max_size=3).map(tuple)
AN_EVENT = st.builds(Event, what=st.just("told"), at=A_MOMENT, moment=st.none() | A_MOMENT, text=A_TEXT)
AN_OFFER = st.builds(
    Offer,
    does=st.sampled_from(["add", "delete", "nothing"]),
    words=A_TEXT,
    due_at=st.none() | A_MOMENT,
    zone=st.none() | st.just("Asia/Tbilisi"),
    rule=st.none() | A_RULE,
    ids=SOME_IDS,
)
A_DRAFT = st.builds(
    Draft,
    act=st.sampled_from(["add", "edit"]),
    task=A_TEXT,
    words=A_TEXT,
    said_at=A_MOMENT,
    reading=st.just(read("tea at 9")),
    ids=SOME_IDS,
)
A_QUESTION = st.builds(
    OpenQuestion,
    reason=st.just("am_pm"),
    offers=st.lists(AN_OFFER, max_size=4).map(tuple),
    until=A_MOMENT,
    about=A_TEXT,
    draft=st.none() | A_DRAFT,
    asked_by=st.just("re.SM1"),
)
A_STEP = st.builds(
    Step,
    what=st.just("delete"),
    at=A_MOMENT,
    before=st.lists(AN_ID.map(lambda id_: (id_, a_reminder(id_))) | AN_ID.map(lambda id_: (id_, None)), max_size=3).map(
        tuple
    ),
)
A_DAY = A_MOMENT.map(lambda moment: moment.date())
A_LISTING = st.builds(
    Listing,
    ids=SOME_IDS,
    page=st.integers(1, 50),
    which=st.just("done"),
    about=A_TEXT,
    days=st.none() | st.tuples(A_DAY, A_DAY),
)
A_PROFILE = st.builds(
    Profile,
    zone=st.none() | st.just("UTC+03:00"),
    language=st.sampled_from(["en", "ru"]),
    sender=st.just("whatsapp:+14155238886"),
    heard_at=st.none() | A_MOMENT,
    language_fixed=st.booleans(),
    listing=A_LISTING,
    steps=st.lists(A_STEP, max_size=3).map(tuple),
    focus=SOME_IDS,
    focus_at=st.none() | A_MOMENT,
    is_stopped=st.booleans(),
    next_number=st.integers(0, 10**6),
    question=st.none() | A_QUESTION,
)


def fields_of(profile: Profile) -> dict[str, str]:
    written, _ = pack_profile(profile, profile)
    return dict(zip(written[::2], written[1::2], strict=True))


@given(
    text=A_TEXT,
    words=A_TEXT,
    due_at=A_MOMENT,
    rule=st.none() | A_RULE,
    state=st.sampled_from(State),
    version=st.integers(1, 9),
    occurrence=st.integers(0, 9),
    told_at=st.none() | A_MOMENT,
    is_open=st.booleans(),
    log=st.lists(AN_EVENT, max_size=3).map(tuple),
)
def test_a_reminder_is_unpacked_as_it_was(**values: Any) -> None:
    reminder = a_reminder(**values)

    assert unpack_reminder(reminder.id, pack_reminder(reminder)) == reminder


@given(A_PROFILE)
def test_a_profile_is_unpacked_as_it_was(profile: Profile) -> None:
    assert unpack_chat(ANNA, fields_of(profile)).profile == profile


def test_the_wall_is_kept_although_the_zone_is_another_by_now() -> None:
    moved = a_reminder(wall=NOON.replace(tzinfo=None, hour=3), due_at=NOON + timedelta(milliseconds=269))

    assert unpack_reminder("k1", pack_reminder(moved)) == moved


def test_a_profile_that_loses_its_question_and_its_steps_loses_their_fields() -> None:
    before = Profile(question=a_full_profile().question, steps=a_full_profile().steps)

    assert pack_profile(Profile(), before)[1] == ["@question", "@steps"]


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_record_is_read_as_each_version_wrote_it(version: int) -> None:
    expected = a_full_reminder(State.TOLD if version == 1 else State.PAUSED)

    assert unpack_reminder("k7", golden(f"series.{version}")) == expected
    assert is_outdated(golden(f"series.{version}")) is (version < 3)


@pytest.mark.parametrize("version", [2, 3])
def test_a_plain_record_is_read_as_each_version_wrote_it(version: int) -> None:
    assert unpack_reminder("k1", golden(f"plain.{version}")) == A_PLAIN_REMINDER


@pytest.mark.parametrize("name", ["profile.fields.json", "profile.1.json"])
def test_a_profile_is_read_as_each_version_wrote_it(name: str) -> None:
    assert unpack_chat(ANNA, json.loads(golden(name))).profile == a_full_profile()


def test_what_is_written_is_what_the_present_version_writes() -> None:
    assert pack_reminder(a_full_reminder(State.PAUSED)) == golden("series.3")
    assert pack_reminder(A_PLAIN_REMINDER) == golden("plain.3")
    assert fields_of(a_full_profile()) == json.loads(golden("profile.1.json"))


def test_a_record_of_a_newer_version_is_refused() -> None:
    with pytest.raises(NewerRecord, match="version 99"):
        unpack_reminder("k1", "99" + pack_reminder(a_reminder())[1:])


def test_a_profile_of_a_newer_version_is_refused() -> None:
    with pytest.raises(NewerRecord, match="version 99"):
        unpack_chat(ANNA, {"@": "99[]"})


def golden(name: str) -> str:
    """Return what a version has written, byte by byte."""
    return (Path(__file__).parent / "records" / name).read_text("utf-8")


A_PLAIN_REMINDER = a_reminder(
    uid="0123456789abcdef",
    wall=datetime.fromisoformat("2026-11-23T13:00"),
    zone="Europe/Berlin",
    made_at=NOON - timedelta(hours=1),
)


def a_full_reminder(state: State) -> Reminder:
    """Return the reminder of the golden records, with something in every field."""
    made, told = NOON + timedelta(milliseconds=250), datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
    return Reminder(
        id=ReminderId("k7"),
        uid="ff9b82a9a9bc2fd9",
        text='полить "фикус"\nи кактус',
        wall=datetime.fromisoformat("2026-12-04T09:30"),
        zone="Asia/Tbilisi",
        due_at=datetime(2026, 12, 4, 5, 30, tzinfo=UTC),
        made_at=made,
        version=3,
        occurrence=2,
        rule=FRIDAYS,
        state=state,
        told_at=told,
        is_open=True,
        words="полить фикус по пятницам в 9:30",
        log=(
            Event(what="added", at=made),
            Event(what="told", at=NOON + timedelta(days=4), moment=told),
            Event(what="edited", at=NOON + timedelta(days=5), text="old text"),
        ),
    )


FRIDAYS = Rule(
    "WEEKLY", "Asia/Tbilisi", datetime.fromisoformat("2026-11-27T09:30"), weekdays=((0, 4),), times=(time(9, 30),)
)


def a_full_profile() -> Profile:
    """Return the profile of the golden fields, with something in every field."""
    milk = (ReminderId("k1"),)
    return Profile(
        zone="Asia/Tbilisi",
        language=Language("ru"),
        language_fixed=True,
        sender="whatsapp:+14155238886",
        heard_at=NOON,
        listing=Listing(
            (ReminderId("k7"), ReminderId("k1")), 2, "done", "milk", (NOON.date(), NOON.date() + timedelta(days=6))
        ),
        next_number=7,
        question=OpenQuestion(
            reason="am_pm",
            offers=(Offer("add", "9 утра", NOON, "Asia/Tbilisi", FRIDAYS, milk),),
            until=NOON + timedelta(minutes=15),
            about="tea",
            draft=Draft("add", "tea", "tea at 9", NOON, read("tea at 9"), milk),
            asked_by="re.SM1",
        ),
        steps=(Step("delete", NOON, ((ReminderId("k1"), A_PLAIN_REMINDER), (ReminderId("d1"), None))),),
        focus=(ReminderId("k7"),),
        focus_at=NOON,
        is_stopped=True,
        minute=NOON,
        messages=3,
    )
