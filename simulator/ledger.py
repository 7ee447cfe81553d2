"""Every message that ever crossed the line, and where each one stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from simulator.enclosures import Enclosed


class Direction(StrEnum):
    """Seen from the business, as Twilio spells it."""

    INBOUND = "inbound"
    OUTBOUND = "outbound-api"


class Status(StrEnum):
    """Where a message stands. Outbound ones start as queued; what a phone sends starts as sent."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNDELIVERED = "undelivered"


FINISHED = frozenset({Status.DELIVERED, Status.READ, Status.FAILED, Status.UNDELIVERED})
"""A message that stands here has arrived or never will."""


Shape = Literal["text", "buttons", "list"]


class Option(BaseModel):
    """A button or a row of a list."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    description: str = ""


class Message(BaseModel):
    """One message, whichever way it went. `party` is the person's number, without a channel prefix."""

    model_config = ConfigDict(frozen=True)

    sid: str
    direction: Direction
    party: str
    business: str
    body: str
    status: Status
    moments: Mapping[Status, datetime] = Field(default_factory=dict)
    """When each status was reached."""
    updated_at: datetime
    created_at: datetime
    profile_name: str = ""
    status_callback: str | None = None
    content_sid: str | None = None
    shape: Shape = "text"
    options: tuple[Option, ...] = ()
    """What can be tapped under it."""
    options_label: str = ""
    """What opens the list."""
    tapped: Option | None = None
    """The option that the person tapped to send this."""
    reply_to: str | None = None
    """The message that the person answered with this."""
    enclosed: Enclosed | None = None
    """What the person sent that is not text."""
    error_code: int | None = None
    error_message: str | None = None
    hidden: bool = False
    """Twilio's list does not show it."""
    redacted: bool = False
    """Twilio forgot the words; the phone keeps its own copy."""
    deleted: bool = False
    """Twilio forgot the message; the phone keeps its own copy."""

    @property
    def inbound(self) -> bool:
        return self.direction is Direction.INBOUND


def new_sid() -> str:
    return f"SM{uuid4().hex}"


class Ledger:
    """Holds messages in the order in which they were written and tells `witnesses` about every change."""

    def __init__(self, *, now: Callable[[], datetime], remembered: Iterable[Message] = ()) -> None:
        self.now = now
        self._messages: dict[str, Message] = {}
        self._heard: dict[tuple[str, str], datetime] = {}
        self._by_party: dict[str, list[str]] = {}
        self._unread: dict[tuple[str, Direction], dict[str, None]] = {}
        self.witnesses: list[Callable[[Message], None]] = []
        for message in remembered:
            self._keep(message)

    def inbound(
        self,
        *,
        party: str,
        business: str,
        body: str,
        profile_name: str = "",
        sid: str | None = None,
        tapped: Option | None = None,
        shape: Shape = "text",
        reply_to: str | None = None,
        enclosed: Enclosed | None = None,
    ) -> Message:
        """Write down what a person said."""
        now = self.now()
        return self._write(
            Message(
                sid=sid or new_sid(),
                direction=Direction.INBOUND,
                party=party,
                business=business,
                body=body,
                profile_name=profile_name,
                tapped=tapped,
                shape=shape,
                reply_to=reply_to,
                enclosed=enclosed,
                status=Status.SENT,
                moments={Status.SENT: now},
                created_at=now,
                updated_at=now,
            )
        )

    def outbound(
        self,
        *,
        party: str,
        business: str,
        body: str,
        status_callback: str | None = None,
        content_sid: str | None = None,
        shape: Shape = "text",
        options: tuple[Option, ...] = (),
        options_label: str = "",
        hidden: bool = False,
    ) -> Message:
        """Write down what the business asks to be said."""
        now = self.now()
        return self._write(
            Message(
                sid=new_sid(),
                direction=Direction.OUTBOUND,
                party=party,
                business=business,
                body=body,
                status_callback=status_callback,
                content_sid=content_sid,
                shape=shape,
                options=options,
                options_label=options_label,
                hidden=hidden,
                status=Status.QUEUED,
                moments={Status.QUEUED: now},
                created_at=now,
                updated_at=now,
            )
        )

    def move(
        self, sid: str, status: Status, *, error_code: int | None = None, error_message: str | None = None
    ) -> Message:
        """Let the message stand at `status` from now on."""
        now = self.now()
        message = self._messages[sid]
        return self._change(
            sid,
            status=status,
            moments={**message.moments, status: now},
            error_code=error_code,
            error_message=error_message,
            updated_at=now,
        )

    def redact(self, sid: str) -> Message:
        return self._change(sid, redacted=True, updated_at=self.now())

    def delete(self, sid: str) -> Message:
        return self._change(sid, deleted=True, updated_at=self.now())

    def find(self, sid: str) -> Message | None:
        return self._messages.get(sid)

    def transcript(self, party: str) -> list[Message]:
        """Everything that one phone shows, oldest first."""
        return [self._messages[sid] for sid in self._by_party.get(party, ())]

    def last_heard(self, party: str, business: str) -> datetime | None:
        """When the person last wrote to that number of the business."""
        return self._heard.get((party, business))

    def unread(self, party: str, direction: Direction) -> list[Message]:
        """What has arrived and nobody has looked at."""
        return [self._messages[sid] for sid in self._unread.get((party, direction), ())]

    def newest_first(self, party: str | None = None) -> Iterator[Message]:
        """What Twilio still remembers, of everyone or of one person."""
        sids = reversed(self._messages) if party is None else reversed(self._by_party.get(party, []))
        messages = (self._messages[sid] for sid in sids)
        return (message for message in messages if not message.deleted and not message.hidden)

    def unfinished(self) -> list[Message]:
        return [message for message in self._messages.values() if message.status not in FINISHED]

    def _write(self, message: Message) -> Message:
        self._keep(message)
        self._tell(message)
        return message

    def _change(self, sid: str, **changes: object) -> Message:
        changed = self._messages[sid].model_copy(update=changes)
        self._keep(changed)
        self._tell(changed)
        return changed

    def _keep(self, message: Message) -> None:
        if message.sid not in self._messages:
            self._by_party.setdefault(message.party, []).append(message.sid)
        self._messages[message.sid] = message
        if message.inbound:
            pair = (message.party, message.business)
            self._heard[pair] = max(message.created_at, self._heard.get(pair, message.created_at))
        unread = self._unread.setdefault((message.party, message.direction), {})
        if message.status is Status.DELIVERED:
            unread[message.sid] = None
        else:
            unread.pop(message.sid, None)

    def _tell(self, message: Message) -> None:
        for witness in self.witnesses:
            witness(message)
