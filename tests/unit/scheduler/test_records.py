"""How a chat lies in Redis: what is packed is unpacked as it was."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduler.adapters.records import pack_profile, pack_reminder, unpack_chat, unpack_reminder
from services.scheduler.domain.chat import Draft, Listing, Offer, OpenQuestion, Profile, Step
from services.scheduler.domain.reminder import State
from shared.contract import Event, ReminderId
from shared.language import Rule
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
    reading=st.just({"v": 1, "words": "…"}),
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
A_LISTING = st.builds(Listing, ids=SOME_IDS, page=st.integers(1, 50), which=st.just("done"), about=A_TEXT)
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
    flat = pack_profile(profile)
    return dict(zip(flat[::2], flat[1::2], strict=True))


@given(
    text=A_TEXT,
    due_at=A_MOMENT,
    rule=st.none() | A_RULE,
    state=st.sampled_from(State),
    told_at=st.none() | A_MOMENT,
    log=st.lists(AN_EVENT, max_size=3).map(tuple),
)
def test_a_reminder_is_unpacked_as_it_was(**values: Any) -> None:
    reminder = a_reminder(**values)

    assert unpack_reminder(reminder.id, pack_reminder(reminder)) == reminder


@given(A_PROFILE)
def test_a_profile_is_unpacked_as_it_was(profile: Profile) -> None:
    assert unpack_chat(ANNA, fields_of(profile)).profile == profile


def test_a_record_of_the_first_version_is_read_and_one_on_its_way_was_told() -> None:
    older = json.loads(pack_reminder(a_reminder())) | {"v": 1, "firing": "abc.1.0"}

    assert unpack_reminder("k1", json.dumps(older)) == a_reminder(state=State.TOLD)


def test_a_record_of_an_unknown_version_is_refused() -> None:
    newer = json.loads(pack_reminder(a_reminder())) | {"v": 99}

    with pytest.raises(ValueError, match="version 99"):
        unpack_reminder("k1", json.dumps(newer))
