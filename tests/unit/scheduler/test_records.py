"""How a chat lies in Redis: what is packed is unpacked as it was."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduler.adapters.records import pack_profile, pack_reminder, unpack_chat, unpack_reminder
from services.scheduler.domain.chat import Offer, OpenQuestion, Profile
from shared.contract import ReminderId, SpeechId
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, a_reminder

A_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
AN_ID = st.from_regex(r"[a-z][0-9]{1,3}", fullmatch=True).map(ReminderId)
A_MOMENT = st.integers(0, 10**9).map(lambda seconds: NOON + timedelta(seconds=seconds))
AN_OFFER = st.builds(
    Offer,
    words=A_TEXT,
    task=A_TEXT,
    due_at=st.none() | A_MOMENT,
    zone=st.none() | st.just("Asia/Tbilisi"),
    drop=st.lists(AN_ID, max_size=3).map(tuple),
)
A_QUESTION = st.builds(OpenQuestion, offers=st.lists(AN_OFFER, max_size=4).map(tuple), until=A_MOMENT)
A_PROFILE = st.builds(
    Profile,
    zone=st.none() | st.just("UTC+03:00"),
    language=st.sampled_from(["en", "ru"]),
    sender=st.just("whatsapp:+14155238886"),
    heard_at=st.none() | A_MOMENT,
    shown=st.lists(AN_ID, max_size=5).map(tuple),
    next_number=st.integers(0, 10**6),
    question=st.none() | A_QUESTION,
)


def fields_of(profile: Profile) -> dict[str, str]:
    flat = pack_profile(profile)
    return dict(zip(flat[::2], flat[1::2], strict=True))


@given(text=A_TEXT, due_at=A_MOMENT, firing=st.none() | st.just(SpeechId("abc.1.0")), version=st.integers(1, 99))
def test_a_reminder_is_unpacked_as_it_was(text: str, due_at: Any, firing: Any, version: int) -> None:
    reminder = a_reminder(text=text, due_at=due_at, firing=firing, version=version)

    assert unpack_reminder(reminder.id, pack_reminder(reminder)) == reminder


@given(A_PROFILE)
def test_a_profile_is_unpacked_as_it_was(profile: Profile) -> None:
    assert unpack_chat(ANNA, fields_of(profile)).profile == profile


def test_a_record_of_an_unknown_version_is_refused() -> None:
    newer = json.loads(pack_reminder(a_reminder())) | {"v": 99}

    with pytest.raises(ValueError, match="version 99"):
        unpack_reminder("k1", json.dumps(newer))
