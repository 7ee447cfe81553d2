"""What an answer of Twilio's means."""

from datetime import timedelta
from typing import Any

import pytest

from services.notifier.domain.codes import MEANINGS, Kind
from services.notifier.domain.verdicts import NotSent, Otherwise, Refused, Sent, Unknown, Verdict, judge

SID = "SM" + "0" * 32


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (201, {"sid": SID}, Sent),
        (200, {"sid": SID}, Sent),
        (201, {}, Unknown),
        (201, None, Unknown),
        (201, {"sid": "XX1"}, Unknown),
        (429, {"code": 20429}, NotSent),
        (429, None, NotSent),
        (401, {"code": 20003}, NotSent),
        (403, None, NotSent),
        (404, {"code": 20404}, NotSent),
        (400, {"code": 63018}, NotSent),
        (400, {"code": 21606}, NotSent),
        (400, {"code": 21211}, Refused),
        (400, {"code": 99999}, Refused),
        (404, None, NotSent),
        (400, {"code": 63016}, Otherwise),
        (400, {"code": 21656}, Otherwise),
        (400, {"code": 30008}, Refused),
        (429, {"code": 63038}, NotSent),
        (422, None, Refused),
        (302, None, Unknown),
        (408, None, Unknown),
        (500, {"code": 20500}, Unknown),
        (503, None, Unknown),
    ],
)
def test_an_answer_has_one_meaning(status: int, answer: dict[str, Any] | None, kind: type[Verdict]) -> None:
    assert isinstance(judge(status, answer), kind)


def test_the_pause_that_twilio_asks_for_is_kept() -> None:
    assert judge(429, {"code": 20429}, timedelta(seconds=7)) == NotSent(
        "throttled (20429)", timedelta(seconds=7), Kind.THROTTLED
    )


def test_a_refusal_keeps_twilios_code_and_what_it_is_about() -> None:
    assert judge(400, {"code": 21610, "message": "…"}) == Refused(21610, Kind.OPTED_OUT)


def test_wrong_credentials_keep_the_message() -> None:
    verdict = judge(401, {"code": 20003})

    assert isinstance(verdict, NotSent)
    assert verdict.kind is Kind.ACCOUNT


@pytest.mark.parametrize("code", MEANINGS)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 429, 500, 503])
def test_no_answer_is_beyond_judgement_and_no_5xx_is_believed(status: int, code: int) -> None:
    verdict = judge(status, {"code": code})

    assert isinstance(verdict, Unknown) == (status >= 500)
