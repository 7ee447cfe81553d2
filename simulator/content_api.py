"""The routes of Twilio's Content API, and of the typing indicator."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from simulator.contents import Content, Contents
from simulator.resources import Code, TwilioError, request_id
from simulator.settings import Settings

LARGEST_PAGE = 500


def content_api(
    settings: Settings, contents: Contents, authenticate: Callable[[Request], Awaitable[None]], where: str
) -> APIRouter:
    """Contents of one account: create, list, fetch, delete, ask for approval. `where` is the address of this API."""
    api = ContentRoutes(settings, contents, where)
    router = APIRouter(prefix="/v1/Content", dependencies=[Depends(authenticate)])
    router.add_api_route("", api.create, methods=["POST"])
    router.add_api_route("", api.list, methods=["GET"])
    router.add_api_route("/{sid}", api.fetch, methods=["GET"])
    router.add_api_route("/{sid}", api.delete, methods=["DELETE"])
    router.add_api_route("/{sid}/ApprovalRequests", api.approval, methods=["GET"])
    router.add_api_route("/{sid}/ApprovalRequests/whatsapp", api.submit, methods=["POST"])
    return router


class ContentRoutes:
    """The routes of the Content resource."""

    def __init__(self, settings: Settings, contents: Contents, where: str) -> None:
        self._account = settings.twilio_account_sid
        self._contents = contents
        self._where = where

    async def create(self, request: Request) -> Response:
        return self._answer(self._contents.create(await _json(request)), 201)

    async def list(self, request: Request) -> Response:
        size = min(max(_number(request, "PageSize", 50), 1), LARGEST_PAGE)
        page = _number(request, "Page", 0)
        everything = [*self._contents.kept.values()]
        shown = everything[page * size : (page + 1) * size]

        def address(number: int) -> str:
            return f"{self._where}/v1/Content?PageSize={size}&Page={number}"

        meta = {
            "first_page_url": address(0),
            "key": "contents",
            "next_page_url": address(page + 1) if len(everything) > (page + 1) * size else None,
            "page": page,
            "page_size": size,
            "previous_page_url": address(page - 1) if page else None,
            "url": address(page),
        }
        body = {"contents": [self._body(content) for content in shown], "meta": meta}
        return JSONResponse(body, headers=request_id())

    async def fetch(self, sid: str) -> Response:
        return self._answer(self._contents.find(sid))

    async def delete(self, sid: str) -> Response:
        self._contents.delete(sid)
        return Response(status_code=204, headers=request_id())

    async def submit(self, sid: str, request: Request) -> Response:
        asked = await _json(request)
        content = self._contents.submit(sid, str(asked.get("name", "")), str(asked.get("category", "")))
        status = {**_approval(content), "status": "received"}
        return JSONResponse(status, 201, request_id())

    async def approval(self, sid: str) -> Response:
        content = self._contents.find(sid)
        body = {
            "sid": sid,
            "account_sid": self._account,
            "whatsapp": _approval(content) | {"type": "whatsapp"},
            "url": f"{self._where}/v1/Content/{sid}/ApprovalRequests",
        }
        return JSONResponse(body, headers=request_id())

    def _answer(self, content: Content, status: int = 200) -> Response:
        return JSONResponse(self._body(content), status, request_id())

    def _body(self, content: Content) -> dict[str, object]:
        url = f"{self._where}/v1/Content/{content.sid}"
        moment = content.created_at.isoformat(timespec="seconds").replace("+00:00", "Z")
        return {
            "account_sid": self._account,
            "date_created": moment,
            "date_updated": moment,
            "friendly_name": content.friendly_name,
            "language": content.language,
            "links": {
                "approval_create": f"{url}/ApprovalRequests/whatsapp",
                "approval_fetch": f"{url}/ApprovalRequests",
            },
            "sid": content.sid,
            "types": content.types,
            "url": url,
            "variables": content.variables,
        }


def _approval(content: Content) -> dict[str, object]:
    return {
        "allow_category_change": True,
        "category": content.category,
        "content_type": next(iter(content.types)),
        "name": content.name,
        "rejection_reason": content.rejection_reason,
        "status": content.status,
    }


async def _json(request: Request) -> Mapping[str, Any]:
    try:
        asked = json.loads(await request.body())
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise TwilioError(Code.BAD_CONTENT, "send a JSON object")
    return asked


def _number(request: Request, name: str, otherwise: int) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isdecimal() else otherwise
