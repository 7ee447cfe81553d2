"""Twilio's error codes as data: what each means, in a sentence that a person would say, and what is worth doing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What a refusal or failure is about; it decides what happens to the message."""

    THROTTLED = "throttled"
    """Too much at once, and certainly not processed: it waits, and so does everybody else."""
    ACCOUNT = "account"
    """Nothing can be sent for anybody until an operator mends it: all messages wait."""
    SENDER = "sender"
    """Nothing can be sent from this number of ours until an operator mends it: what leaves from it waits."""
    OPERATOR = "operator"
    """This message cannot be sent until an operator mends something: it is parked."""
    TEMPLATE = "template"
    """The template cannot be used: parked, as a plain message would be refused as well."""
    WINDOW = "window"
    """The person has been silent for a day: only a template is let through."""
    OPTED_OUT = "opted_out"
    """The person does not want to be written to."""
    UNREACHABLE = "unreachable"
    """The person cannot be written to."""
    CONTENT = "content"
    """This message will never be taken as it is."""
    PASSING = "passing"
    """It failed on the way, through nobody's fault."""
    POLICY = "policy"
    """A rule of WhatsApp's stands in the way today."""
    UNKNOWN = "unknown"
    """A code that this version does not know."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says. `again` new messages are worth a try, `wait` apart, after one that was taken failed."""

    kind: Kind
    sentence: str
    again: int = 0
    wait: timedelta = timedelta(minutes=1)
    plainly: bool = False
    """The next try goes without buttons."""


_MINUTES = timedelta(minutes=5)
_HOURS = timedelta(hours=2)


def meaning_of(code: int | None) -> Meaning:
    """Return what the code means. A failure that nobody knows is tried once more, then an operator decides."""
    return MEANINGS.get(code or 0, UNKNOWN)


UNKNOWN = Meaning(Kind.UNKNOWN, "Twilio gave a reason that Nudge does not know.", again=1)

_NOT_A_NUMBER = Meaning(Kind.UNREACHABLE, "There is no WhatsApp at this number.")
_NOT_OURS = Meaning(Kind.SENDER, "The sender is not one that this account may use.")
_BROKEN_CHANNEL = Meaning(Kind.SENDER, "The WhatsApp sender is not set up, or was locked.")
_INCOMPLETE = Meaning(Kind.CONTENT, "The message was not put together as Twilio wants it.")
_BAD_CONTENT = Meaning(Kind.CONTENT, "Twilio does not take the content or its variables.", again=1, plainly=True)
_REFUSED_CONTENT = Meaning(Kind.CONTENT, "WhatsApp does not take this content.", again=1, plainly=True)
_ON_THE_WAY = Meaning(Kind.PASSING, "It got lost on the way.", again=2)
_BAD_TEMPLATE = Meaning(Kind.TEMPLATE, "The template was rejected, paused, or does not fit.")
_TRIAL = Meaning(Kind.OPERATOR, "A trial account writes only to numbers that were verified.")

MEANINGS: Mapping[int, Meaning] = {
    14107: Meaning(Kind.THROTTLED, "Twilio takes it for a loop and holds the pair back.", wait=timedelta(seconds=45)),
    20003: Meaning(Kind.ACCOUNT, "The account's credentials are wrong, or it is closed."),
    20404: Meaning(Kind.ACCOUNT, "There is no such account or address at Twilio."),
    20429: Meaning(Kind.THROTTLED, "That was too many requests at once.", wait=timedelta(seconds=1)),
    21211: _NOT_A_NUMBER,
    21212: _NOT_OURS,
    21214: _NOT_A_NUMBER,
    21408: Meaning(Kind.OPERATOR, "The account may not write to this country."),
    21602: _INCOMPLETE,
    21603: _INCOMPLETE,
    21604: _INCOMPLETE,
    21606: _NOT_OURS,
    21608: _TRIAL,
    21610: Meaning(Kind.OPTED_OUT, "The person said STOP."),
    21611: Meaning(Kind.THROTTLED, "The sender's queue at Twilio is full.", wait=_MINUTES),
    21614: _NOT_A_NUMBER,
    21617: _INCOMPLETE,
    21620: _INCOMPLETE,
    21623: _INCOMPLETE,
    21654: _BAD_CONTENT,
    21655: _BAD_CONTENT,
    21656: _BAD_CONTENT,
    21658: _BAD_CONTENT,
    21703: _NOT_OURS,
    21705: _NOT_OURS,
    21910: Meaning(Kind.CONTENT, "Sender and recipient are not on the same channel."),
    30001: Meaning(Kind.THROTTLED, "It waited too long in Twilio's queue.", again=2, wait=_MINUTES),
    30002: Meaning(Kind.ACCOUNT, "The account is suspended."),
    30003: Meaning(Kind.PASSING, "The phone could not be reached.", again=1, wait=_MINUTES),
    30004: Meaning(Kind.UNREACHABLE, "The message was blocked."),
    30005: _NOT_A_NUMBER,
    30006: _NOT_A_NUMBER,
    30007: Meaning(Kind.CONTENT, "The message was filtered."),
    30008: _ON_THE_WAY,
    30036: Meaning(Kind.POLICY, "It was not delivered while it was still of use."),
    30500: _ON_THE_WAY,
    63001: _BROKEN_CHANNEL,
    63002: _NOT_OURS,
    63003: _NOT_A_NUMBER,
    63005: _REFUSED_CONTENT,
    63006: _REFUSED_CONTENT,
    63007: _NOT_OURS,
    63008: _BROKEN_CHANNEL,
    63009: _ON_THE_WAY,
    63010: _ON_THE_WAY,
    63012: _ON_THE_WAY,
    63013: Meaning(Kind.CONTENT, "WhatsApp sees its policy violated."),
    63014: Meaning(Kind.OPTED_OUT, "The person has blocked this sender."),
    63015: Meaning(Kind.UNREACHABLE, "The person has not joined the sandbox, or that was three days ago."),
    63016: Meaning(Kind.WINDOW, "The person has been silent for a day, so only a template is let through.", again=1),
    63017: Meaning(Kind.THROTTLED, "That was too much for WhatsApp.", again=2, wait=timedelta(seconds=10)),
    63018: Meaning(Kind.THROTTLED, "That was too fast for WhatsApp.", again=2, wait=timedelta(seconds=10)),
    63019: Meaning(Kind.PASSING, "The phone could not load it.", again=1),
    63020: _BROKEN_CHANNEL,
    63021: _REFUSED_CONTENT,
    63023: _ON_THE_WAY,
    63024: _NOT_A_NUMBER,
    63026: _BAD_TEMPLATE,
    63027: _BAD_TEMPLATE,
    63028: _BAD_TEMPLATE,
    63029: Meaning(Kind.PASSING, "The phone could not take it just then.", again=1, wait=_MINUTES),
    63030: _REFUSED_CONTENT,
    63031: Meaning(Kind.CONTENT, "The sender would have written to itself."),
    63032: Meaning(Kind.UNREACHABLE, "WhatsApp keeps this person out of such messages."),
    63033: Meaning(Kind.UNREACHABLE, "The person cannot be written to."),
    63034: _REFUSED_CONTENT,
    63036: Meaning(Kind.PASSING, "The phone could not take it just then.", again=1, wait=_MINUTES),
    63037: Meaning(Kind.PASSING, "The phone is slow, and Twilio keeps trying.", again=1, wait=_MINUTES),
    63038: Meaning(Kind.POLICY, "The account has sent all that it may send today.", again=2, wait=_HOURS),
    63039: Meaning(Kind.POLICY, "The person gets too much just now.", again=1, wait=_HOURS),
    63040: _BAD_TEMPLATE,
    63041: _BAD_TEMPLATE,
    63042: _BAD_TEMPLATE,
    63049: Meaning(Kind.POLICY, "WhatsApp held it back, as if it were advertising."),
    63051: _BROKEN_CHANNEL,
    572006: _TRIAL,
}
