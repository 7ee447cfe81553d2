"""Every answer is one that Twilio's own description of its API allows. Needs that description: NUDGE_CASES."""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from jsonschema import Draft202012Validator

from tests.integration.simulator.stand_ins import ACCOUNT, ANNA, NUDGE, TOKEN, Simulator

CASES = os.environ.get("NUDGE_CASES")
pytestmark = pytest.mark.skipif(CASES is None, reason="NUDGE_CASES is not set")

AUTHORIZED = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
MESSAGES, CONTENT = "twilio_api_v2010.json", "twilio_content_v1.json"
ACCOUNTS = "/2010-04-01/Accounts"


@cache
def description(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((Path(CASES or "") / name).read_text("utf-8"))
    return read


def strictly(schema: Any) -> Any:
    """Return an OpenAPI 3.0 schema as JSON Schema: `nullable` is a type, and nothing undescribed is allowed."""
    if isinstance(schema, list):
        return [strictly(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: strictly(part) for name, part in schema.items() if name not in {"nullable", "example", "format"}}
    if isinstance(schema.get("properties"), dict):
        plain["additionalProperties"] = False
    if schema.get("nullable") and isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
        if "enum" in plain:
            plain["enum"] = [*plain["enum"], None]
    return plain


def check(name: str, path: str, method: str, status: int, body: Mapping[str, Any]) -> None:
    """Fail with the differences between an answer and its description."""
    described = description(name)
    schema = described["paths"][path][method]["responses"][str(status)]["content"]["application/json"]["schema"]
    whole = strictly({"components": {"schemas": described["components"]["schemas"]}, **schema})
    problems = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in _errors(whole, body)]
    assert problems == []


def _errors(schema: Any, body: Mapping[str, Any]) -> Any:
    return Draft202012Validator(schema).iter_errors(body)


async def ask(simulator: Simulator, method: str, path: str, **options: Any) -> tuple[int, Any]:
    async with simulator.http.request(method, simulator.url + path, headers=AUTHORIZED, **options) as answer:
        return answer.status, await answer.json() if answer.content_length else None


async def test_messages_are_answered_as_described(simulator: Simulator) -> None:
    every, one = f"{ACCOUNTS}/{{AccountSid}}/Messages.json", f"{ACCOUNTS}/{{AccountSid}}/Messages/{{Sid}}.json"
    here = f"{ACCOUNTS}/{ACCOUNT}/Messages"
    form = {"To": f"whatsapp:{ANNA}", "From": NUDGE, "Body": "call mom"}
    await simulator.write("hello")
    status, made = await ask(simulator, "POST", f"{here}.json", data=form)

    check(MESSAGES, every, "post", status, made)
    for query in ("", "?PageSize=1", f"?To=whatsapp:%2B{ANNA[1:]}", "?PageSize=1&Page=1"):
        status, listed = await ask(simulator, "GET", f"{here}.json{query}")
        check(MESSAGES, every, "get", status, listed)
    status, fetched = await ask(simulator, "GET", f"{here}/{made['sid']}.json")
    check(MESSAGES, one, "get", status, fetched)
    status, updated = await ask(simulator, "POST", f"{here}/{made['sid']}.json", data={})
    check(MESSAGES, one, "post", status, updated)


async def test_contents_are_answered_as_described(simulator: Simulator) -> None:
    definition = {
        "friendly_name": "reminder",
        "language": "en",
        "variables": {"1": "tea"},
        "types": {"twilio/quick-reply": {"body": "{{1}}!", "actions": [{"title": "Done", "id": "done"}]}},
    }
    status, made = await ask(simulator, "POST", "/v1/Content", json=definition)

    check(CONTENT, "/v1/Content", "post", status, made)
    status, listed = await ask(simulator, "GET", "/v1/Content?PageSize=1")
    check(CONTENT, "/v1/Content", "get", status, listed)
    sid = made["sid"]
    status, fetched = await ask(simulator, "GET", f"/v1/Content/{sid}")
    check(CONTENT, "/v1/Content/{Sid}", "get", status, fetched)
    asked = {"name": "reminder", "category": "UTILITY"}
    status, submitted = await ask(simulator, "POST", f"/v1/Content/{sid}/ApprovalRequests/whatsapp", json=asked)
    check(CONTENT, "/v1/Content/{ContentSid}/ApprovalRequests/whatsapp", "post", status, submitted)
    status, approval = await ask(simulator, "GET", f"/v1/Content/{sid}/ApprovalRequests")
    check(CONTENT, "/v1/Content/{Sid}/ApprovalRequests", "get", status, approval)


def test_the_check_notices_what_is_not_described() -> None:
    with pytest.raises(AssertionError, match="surprise"):
        check(CONTENT, "/v1/Content/{Sid}", "get", 200, {"surprise": 1})
