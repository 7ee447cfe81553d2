"""The operator's HTTP on the probe port: parked messages, for who has the token."""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from shared.runtime.errors import Permanent, Transient

PREFIX = "/parked"


@dataclass(frozen=True, slots=True)
class Desk:
    """What an operator may do."""

    list: Callable[[], Awaitable[Sequence[dict[str, Any]]]]
    show: Callable[[int], Awaitable[dict[str, Any] | None]]
    replay: Callable[[int], Awaitable[bool]]
    drop: Callable[[int], Awaitable[bool]]


def parked_routes(desk: Desk, token: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return what answers GET /parked, GET and DELETE /parked/<number>, and POST /parked/<number>/replay."""

    async def answer(request: web.Request) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token or not hmac.compare_digest(given.encode(), token.encode()):
            return web.json_response({"error": "a token is needed"}, status=401 if token else 404)
        try:
            return await _answer(request.method, request.path.removeprefix(PREFIX).strip("/"), desk)
        except Permanent as refusal:
            return web.json_response({"error": str(refusal)}, status=409)
        except Transient as trouble:
            return web.json_response({"error": str(trouble)}, status=503)

    return answer


async def _answer(method: str, rest: str, desk: Desk) -> web.Response:
    number, _, verb = rest.partition("/")
    if method == "GET" and not rest:
        return web.json_response([*await desk.list()])
    if not number.isdecimal():
        return _nothing_there()
    match method, verb:
        case "GET", "":
            found = await desk.show(int(number))
            return web.json_response(found) if found else _nothing_there()
        case "POST", "replay":
            return _done(await desk.replay(int(number)))
        case "DELETE", "":
            return _done(await desk.drop(int(number)))
        case _:
            return _nothing_there()


def _done(found: bool) -> web.Response:  # noqa: FBT001 - an answer
    return web.Response(status=204) if found else _nothing_there()


def _nothing_there() -> web.Response:
    return web.json_response({"error": "nothing waits under that number"}, status=404)
