"""Twilio's Content API by aiohttp: finds, creates and submits contents. What goes wrong is Transient."""

from collections.abc import Mapping
from typing import Any

import aiohttp

from services.notifier.domain.account import Account
from shared.runtime.errors import Transient

MOST_PAGES = 20
PAGE = 100


class TwilioContents:
    """Keeps the promises of `ports.ContentStore`."""

    def __init__(self, session: aiohttp.ClientSession, account: Account) -> None:
        self._session = session
        self._account = account

    async def find(self, name: str) -> str | None:
        url: str | None = f"{self._account.content_url}/v1/Content?PageSize={PAGE}"
        for _ in range(MOST_PAGES):
            if url is None:
                break
            answer = await self._ask("GET", url)
            for content in answer.get("contents", []):
                if content.get("friendly_name") == name:
                    return str(content["sid"])
            following = (answer.get("meta") or {}).get("next_page_url")
            # Only the path is believed: the address is ours to choose.
            url = self._account.content_url + _path(following) if following else None
        return None

    async def create(self, definition: Mapping[str, object]) -> str:
        return str((await self._ask("POST", f"{self._account.content_url}/v1/Content", definition))["sid"])

    async def submit(self, sid: str, name: str) -> None:
        url = f"{self._account.content_url}/v1/Content/{sid}/ApprovalRequests/whatsapp"
        await self._ask("POST", url, {"name": name, "category": "UTILITY"})

    async def approval(self, sid: str) -> tuple[str, str]:
        answer = await self._ask("GET", f"{self._account.content_url}/v1/Content/{sid}/ApprovalRequests")
        whatsapp = answer.get("whatsapp") or {}
        return str(whatsapp.get("status") or "unsubmitted"), str(whatsapp.get("rejection_reason") or "")

    async def _ask(self, method: str, url: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        try:
            async with self._session.request(method, url, json=body, allow_redirects=False) as response:
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Transient(f"Twilio's contents cannot be asked: {type(error).__name__}") from error
        if response.status not in {200, 201} or not isinstance(answer, dict):
            code = answer.get("code") if isinstance(answer, dict) else None
            raise Transient(f"Twilio's contents cannot be asked: HTTP {response.status} ({code})")
        return answer


def _path(url: str) -> str:
    return "/" + url.split("://", 1)[-1].partition("/")[2]
