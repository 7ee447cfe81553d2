"""WhatsApp's window: within 24 hours of a person's last words anything may be said, later only a template."""

from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=10)
"""Clocks differ, and a message may wait at Twilio for a while."""


def is_open(heard_at: datetime | None, now: datetime) -> bool:
    """Tell whether anything may be said to who wrote at `heard_at`. Unknown is open: Twilio would say otherwise."""
    return heard_at is None or now - heard_at < WINDOW - MARGIN
