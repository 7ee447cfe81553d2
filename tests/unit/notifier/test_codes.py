"""The table of Twilio's codes: every row says something, and what nobody knows has a safe answer."""

from datetime import timedelta

import pytest

from services.notifier.domain.codes import MEANINGS, Kind, meaning_of
from services.notifier.domain.receipts import RANKS, rank_of, remedy_for

every_row = pytest.mark.parametrize("code", MEANINGS)


@every_row
def test_every_code_is_explained_in_a_sentence(code: int) -> None:
    sentence = meaning_of(code).sentence

    assert sentence[0].isupper()
    assert sentence.endswith(".")


@every_row
def test_no_failure_is_tried_more_than_twice_or_put_off_by_more_than_hours(code: int) -> None:
    meaning = meaning_of(code)

    assert 0 <= meaning.again <= 2
    assert timedelta(seconds=1) <= meaning.wait <= timedelta(hours=4)


@every_row
def test_who_does_not_want_or_cannot_get_messages_is_not_written_to_again(code: int) -> None:
    meaning = meaning_of(code)

    assert not (meaning.kind in {Kind.OPTED_OUT, Kind.UNREACHABLE} and meaning.again)


def test_a_failure_that_nobody_knows_is_tried_once_more() -> None:
    assert (meaning_of(99999).kind, remedy_for(99999).again) == (Kind.UNKNOWN, 1)
    assert remedy_for(None).again == 1


def test_outside_the_window_a_template_is_the_remedy_and_for_refused_content_plain_words() -> None:
    assert (remedy_for(63016).form, remedy_for(63016).again) == ("template", 1)
    assert (remedy_for(63005).form, remedy_for(63005).again) == ("plain", 1)
    assert remedy_for(30008).form == ""


def test_a_failure_outranks_being_under_way_and_never_an_arrival() -> None:
    assert RANKS["sent"] < RANKS["failed"] == RANKS["undelivered"] < RANKS["delivered"] < RANKS["read"]
    assert rank_of("invented_in_2031") == 0
