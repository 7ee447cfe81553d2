"""Reading the simulator's clock, moving it, following it."""

import json
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, WebSocket
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from simulator.broadcast import Broadcast
from simulator.clock import Clock
from simulator.moving import Follower, Hello, Travel

FARTHEST = timedelta(days=4000)


class Move(BaseModel):
    """Where to: a moment, or a span from now. Without either the time stays, and what is due is waited for."""

    model_config = ConfigDict(extra="forbid")

    to: AwareDatetime | None = None
    by_seconds: float = Field(0, ge=0, le=FARTHEST.total_seconds())
    stands: bool | None = None
    """From now on the clock stands still between moves, or goes on."""


def clock_api(travel: Travel) -> APIRouter:
    """The clock of the house, where a simulator plays Twilio."""
    router = APIRouter(prefix="/simulator/clock")

    @router.get("")
    async def look() -> JSONResponse:
        return JSONResponse(shown(travel.clock))

    @router.post("")
    async def move(wanted: Move) -> JSONResponse:
        now = travel.clock()
        to = wanted.to or now + timedelta(seconds=wanted.by_seconds)
        if problem := _problem(now, to):
            return JSONResponse({"problems": [problem]}, 422)
        await travel.move(to, stands=wanted.stands)
        return JSONResponse(shown(travel.clock))

    @router.websocket("")
    async def follow(line: WebSocket) -> None:
        await line.accept()
        hello = Hello.model_validate(await line.receive_json())
        follower = Follower(line, acts=hello.acts)
        async with travel.joined(follower):
            await follower.listen()

    return router


def _problem(now: datetime, to: datetime) -> str:
    if to < now:
        return "time does not go back; begin anew instead: ./task up -- --fresh"
    return "that is too far away" if to - now > FARTHEST else ""


def announce_clock(broadcast: Broadcast, clock: Clock) -> None:
    """Tell the open pages what time it is."""
    broadcast.tell("clock", lambda: json.dumps(shown(clock)))


def shown(clock: Clock) -> dict[str, Any]:
    return {"now": clock().isoformat(timespec="milliseconds"), "stands": clock.stands, **clock.told()}
