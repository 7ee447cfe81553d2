"""What the voice needs, in its own words."""

from services.notifier.ports.bus import Bus
from services.notifier.ports.contents import ContentMemory, ContentStore
from services.notifier.ports.journal import (
    Again,
    Arrived,
    Busy,
    Done,
    Doubtful,
    Failed,
    Form,
    GivenUp,
    Go,
    Journal,
    Kept,
    News,
    Standing,
    Told,
    Unreported,
    Wait,
    Written,
)
from services.notifier.ports.pace import NotYet, Pace, Slot, Turn
from services.notifier.ports.parked import Decision, ParkedMessage, ParkedMessages
from services.notifier.ports.phone import Phone
from services.notifier.ports.sweeping import Door, Inbox, Missed, SweepMemory

__all__ = [
    "Again",
    "Arrived",
    "Bus",
    "Busy",
    "ContentMemory",
    "ContentStore",
    "Decision",
    "Done",
    "Door",
    "Doubtful",
    "Failed",
    "Form",
    "GivenUp",
    "Go",
    "Inbox",
    "Journal",
    "Kept",
    "Missed",
    "News",
    "NotYet",
    "Pace",
    "ParkedMessage",
    "ParkedMessages",
    "Phone",
    "Slot",
    "Standing",
    "SweepMemory",
    "Told",
    "Turn",
    "Unreported",
    "Wait",
    "Written",
]
