"""The made-up account that everything under test belongs to, and the people who write to it."""

from itertools import count

ACCOUNT = "AC" + "5" * 32
TOKEN = "fresh-token"  # noqa: S105 - made up
OLD_TOKEN = "stale-token"  # noqa: S105 - made up
NUDGE = "whatsapp:+14155238886"

TWILIO_SETTINGS = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": f"{TOKEN}, {OLD_TOKEN}",
    "TWILIO_WHATSAPP_NUMBER": NUDGE,
}

_people = count(1)


def a_number() -> str:
    """Return the number of somebody who has never written before."""
    return f"+49151{next(_people):08d}"
