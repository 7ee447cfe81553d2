"""What comes in at the door: forms, JSON, signatures."""

import json
from random import Random
from urllib.parse import parse_qsl, urlencode

from services.ingress.domain.signature import SigningKey, body_is_signed, is_signed, sign
from services.ingress.domain.webhooks import (
    Unacceptable,
    heard_from_form,
    heard_from_json,
    once,
    parse_form,
    parse_json,
    status_from_form,
)
from tests.fakes.clock import NOON
from tests.fuzz.mutations import bent, said
from tests.harness.webhooks import a_message, a_status

NUMBER = "+4915100000001"
KEYS = [SigningKey("new"), SigningKey("old")]
URL = "https://nudge.example.org/webhooks/twilio"
MESSAGES = [
    a_message(NUMBER, "/add remind me to swim at 2031-07-01 09:00 in UTC"),
    a_message(NUMBER, "напомни 🙂 завтра", OriginalRepliedMessageSid="SM" + "a" * 32),
    a_message(NUMBER, "", Latitude="52.5", Longitude="13.4"),
    a_message(NUMBER, "", NumMedia="1", MediaContentType0="audio/ogg", MessageType="audio"),
    a_message(NUMBER, "Done", ButtonPayload="nudge:abc.1.0:done k1"),
    a_status(NUMBER, "failed", ErrorCode="63016"),
]
FORMS = [urlencode(message).encode() for message in MESSAGES]
BODIES = [json.dumps(message).encode() for message in MESSAGES]


def forms(dice: Random) -> None:
    """A body is read as Python's own parser reads it, or refused with a sentence."""
    body = bent(dice, FORMS)
    try:
        fields = parse_form(body)
    except Unacceptable:
        return
    assert fields == parse_qsl(body.decode("ascii"), keep_blank_values=True), body
    for read in (
        lambda: heard_from_form(once(fields)),
        lambda: status_from_form(once(fields), marks=dict(fields)),
    ):
        try:
            read()
        except Unacceptable:
            continue


def json_bodies(dice: Random) -> None:
    """JSON is an object with text in it, or refused with a sentence."""
    body = bent(dice, BODIES)
    try:
        fields = parse_json(body)
        heard = heard_from_json(fields, body, NOON)
    except Unacceptable:
        return
    assert heard.command_id, body
    heard.body.encode()
    body_is_signed(bent(dice, [b"bodySHA256=00", b"a=b"]).decode("latin-1"), body)


def signatures(dice: Random) -> None:
    """Whatever was changed of a signed request, it is not signed any more."""
    fields = [*dice.choice(MESSAGES).items()]
    right = sign(URL, fields, KEYS[1])
    changed, url, given = [*fields], URL, right
    match dice.randrange(4):
        case 0:
            at = dice.randrange(len(fields))
            changed[at] = (fields[at][0], fields[at][1] + said(dice) + "x")
        case 1:
            changed.append((said(dice) or "x", said(dice)))
        case 2:
            url = URL + "/" + said(dice)
        case _:
            given = bent(dice, [right.encode()]).decode("latin-1")
    if (changed, url, given) != (fields, URL, right):
        assert not is_signed(url, changed, given, KEYS), (url, changed, given)
    assert is_signed(URL, fields, right, KEYS)
