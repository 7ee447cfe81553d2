"""What Twilio answers, if it is Twilio: judged, listed, never believed further than it goes."""

import json
from random import Random

from services.notifier.adapters.twilio_list import is_inbound, made_at, missed, saying_this
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import Sent, judge
from shared.contract import ChatId
from tests.fakes.clock import NOON
from tests.fuzz.mutations import bent, warped

ANSWERS = [
    {"sid": "SM" + "1" * 32, "status": "queued", "error_code": None},
    {"code": 63016, "message": "Failed", "status": 400},
    {"code": 21610, "message": "Opted out", "status": 400, "more_info": "x"},
]
LISTED = {
    "sid": "SM" + "1" * 32,
    "to": "whatsapp:+49151",
    "from": "whatsapp:+1415",
    "body": "🔔 tea",
    "direction": "outbound-api",
    "num_media": "0",
    "date_created": "Mon, 23 Nov 2026 12:00:00 +0000",
}
STATUSES = (200, 201, 202, 204, 301, 400, 401, 403, 404, 408, 422, 429, 500, 502, 503, 599, 0, -1)


def answers(dice: Random) -> None:
    """Any answer is a verdict, and sent is only what has a sid."""
    answer = warped(dice, dice.choice(ANSWERS))
    verdict = judge(dice.choice(STATUSES), answer if isinstance(answer, dict) else None)
    assert not isinstance(verdict, Sent) or verdict.sid.startswith(("SM", "MM")), answer


def lists(dice: Random) -> None:
    """Any entry of the list can be looked at; one without a time is older than everything."""
    entry = warped(dice, LISTED)
    entry = entry if isinstance(entry, dict) else {}
    if dice.random() < 0.3:
        entry["date_created"] = bent(dice, [json.dumps(LISTED["date_created"]).encode()]).decode("latin-1")
    found = made_at(entry)
    assert found.tzinfo is not None, entry
    saying_this([entry], ChatId("whatsapp:+49151"), "whatsapp:+1415", Utterance("🔔 tea"), since=NOON)
    if is_inbound(entry):
        missed(entry)
