"""The people's side: what the page and the tests drive. A phone writes, reads and listens here."""

import json
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from simulator.broadcast import Broadcast
from simulator.carrier import Carrier
from simulator.enclosures import Enclosed
from simulator.ledger import Ledger, Message, Status
from simulator.settings import PERSON, Settings

Number = Annotated[str, Field(pattern=rf"^{PERSON}$")]


class Written(BaseModel):
    """What a person sends. A known `sid` means: send that very message again."""

    model_config = ConfigDict(extra="forbid")

    sender: Number = Field(alias="from")
    to: str = ""
    """Which number of the business; the first when it is not said."""
    body: str = Field(max_length=4096)
    profile_name: str = Field("", max_length=200)
    sid: str | None = Field(None, pattern=r"^SM[0-9a-f]{32}$")
    tapped: str | None = Field(None, max_length=256)
    """The id of a button or of a row of a list under the message `reply_to`."""
    reply_to: str | None = Field(None, pattern=r"^SM[0-9a-f]{32}$")
    """The message that this one answers."""
    enclosed: Enclosed | None = None
    """What comes with the words, or instead of them."""
    wait: bool = False
    """Answer only after ingress has."""


class Looked(BaseModel):
    """Someone has this phone open and sees its chat."""

    model_config = ConfigDict(extra="forbid")

    number: Number


def phone_api(settings: Settings, ledger: Ledger, carrier: Carrier, broadcast: Broadcast) -> APIRouter:
    """Write, read and listen as the people would."""
    router = APIRouter(prefix="/phone")

    def write(written: Written) -> Message:
        known = ledger.find(written.sid) if written.sid else None
        if known is not None and known.inbound:
            return ledger.move(known.sid, Status.SENT) if known.status is Status.FAILED else known
        answered = ledger.find(written.reply_to) if written.reply_to else None
        tapped = (
            next((option for option in answered.options if option.id == written.tapped), None) if answered else None
        )
        return ledger.inbound(
            party=written.sender,
            business=written.to or (answered.business if answered else settings.senders[0]),
            body=tapped.title if tapped else written.body,
            tapped=tapped,
            shape=answered.shape if tapped and answered else "text",
            reply_to=answered.sid if answered else None,
            enclosed=written.enclosed,
            profile_name=written.profile_name,
            sid=written.sid if known is None else None,
        )

    @router.post("/messages")
    async def send(written: Written, *, wait: bool = False) -> JSONResponse:
        if written.to and written.to not in settings.senders:
            return JSONResponse({"problem": "nobody has that number"}, 404)
        message = write(written)
        ringing = carrier.carry_to_business(message)
        if not (wait or written.wait):
            return JSONResponse({"sid": message.sid, "status": message.status}, 202)
        outcome = await ringing
        status = (ledger.find(message.sid) or message).status
        return JSONResponse(
            {"sid": message.sid, "status": status, "webhook_status": outcome.status, "tries": outcome.tries}
        )

    @router.get("/messages")
    async def transcript(number: Annotated[str, Query(pattern=rf"^{PERSON}$")]) -> JSONResponse:
        return JSONResponse([bubble(message) for message in ledger.transcript(number)])

    @router.post("/seen", status_code=204)
    async def seen(looked: Looked) -> None:
        carrier.seen(looked.number)

    @router.get("/events")
    async def events(number: Annotated[list[str], Query(default_factory=list)]) -> StreamingResponse:
        return StreamingResponse(
            broadcast.listen(number),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return router


def announce(broadcast: Broadcast, message: Message) -> None:
    """Tell the open pages how this message looks now."""
    broadcast.tell("message", lambda: json.dumps(bubble(message), ensure_ascii=False))


def bubble(message: Message) -> dict[str, object]:
    """One message as its phone sees it: what the person wrote is going out."""
    moments = message.moments
    arrived = message.created_at if message.inbound else moments.get(Status.DELIVERED, message.created_at)
    return {
        "sid": message.sid,
        "number": message.party,
        "business": message.business,
        "direction": "out" if message.inbound else "in",
        "body": message.body,
        "status": message.status,
        "at": iso_ms(arrived),
        "created_at": iso_ms(message.created_at),
        "updated_at": iso_ms(message.updated_at),
        "moments": {status: iso_ms(moment) for status, moment in moments.items()},
        "error": _error(message),
        "shape": message.shape,
        "options": [option.model_dump() for option in message.options],
        "options_label": message.options_label,
        "reply_to": message.reply_to,
        "enclosed": message.enclosed and message.enclosed.model_dump(),
        "is_tap": message.tapped is not None,
    }


def iso_ms(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _error(message: Message) -> dict[str, object] | None:
    if message.error_code is None:
        return None
    return {"code": message.error_code, "message": message.error_message}
