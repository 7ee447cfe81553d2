"""A ledger whose clock stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator.ledger import Ledger, Message

NOON = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
ANNA = "+4915112345678"
NUDGE = "whatsapp:+14155238886"


class Clock:
    """Noon, and later when someone says so."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(clock: Clock) -> Ledger:
    return Ledger(now=clock)


@pytest.fixture
def told(ledger: Ledger) -> Message:
    """Something that Nudge said to Anna."""
    return ledger.outbound(party=ANNA, business=NUDGE, body="call mom")


@pytest.fixture
def asked(ledger: Ledger) -> Message:
    """Something that Anna said to Nudge."""
    return ledger.inbound(party=ANNA, business=NUDGE, body="/list", profile_name="Anna 🌸")
