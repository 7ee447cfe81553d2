"""What an operator turns: the moods of Twilio. And the panel's view of the wire."""

import json
from collections import deque
from collections.abc import Callable, MutableMapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.broadcast import Broadcast
from simulator.contents import Contents
from simulator.moods import Moods, Weather, changed

REMEMBERED = 200
TWILIOS = ("/2010-04-01/", "/v1/", "/v2/")


class Wire:
    """What went over the wire lately: who called whom, and what came of it. Never what anybody wrote."""

    def __init__(self, broadcast: Broadcast, now: Callable[[], datetime]) -> None:
        self._broadcast = broadcast
        self._now = now
        self.lately: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)

    def note(self, way: str, what: str, result: str) -> None:
        """Note one call: `way` is `in` for a call to Twilio, `out` for a webhook, `mood` for what a mood did."""
        line = {"way": way, "what": what, "result": result, "at": self._now().isoformat(timespec="milliseconds")}
        self.lately.append(line)
        self._broadcast.tell("wire", lambda: json.dumps(line))


def control_api(weather: Weather, contents: Contents, wire: Wire) -> APIRouter:
    """Look at the moods and change them; see the wire."""
    router = APIRouter(prefix="/simulator")

    @router.get("/moods")
    async def moods() -> JSONResponse:
        return JSONResponse(weather.moods.model_dump())

    @router.put("/moods")
    async def set_moods(wanted: dict[str, Any]) -> JSONResponse:
        return _change(Moods().model_dump() | wanted)

    @router.patch("/moods")
    async def change_moods(wanted: dict[str, Any]) -> JSONResponse:
        return _change(wanted)

    @router.get("/wire")
    async def lately() -> JSONResponse:
        return JSONResponse([*wire.lately])

    def _change(wanted: dict[str, Any]) -> JSONResponse:
        try:
            weather.change(changed(weather.moods, wanted))
        except ValidationError as error:
            problems = [f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()]
            return JSONResponse({"problems": problems}, 422)
        contents.verdict = weather.moods.template
        return JSONResponse(weather.moods.model_dump())

    return router


class Witness:
    """Notes every call to Twilio's API that passes; bare ASGI, so that whoever hangs up can."""

    def __init__(self, app: ASGIApp, wire: Wire) -> None:
        self._app = app
        self._wire = wire

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(TWILIOS):
            await self._app(scope, receive, send)
            return

        async def noting(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kind = scope["path"].rpartition("/")[2].partition(".")[0][:20]
                self._wire.note("in", f"{scope['method']} {kind}", str(message["status"]))
            await send(message)

        await self._app(scope, receive, noting)
