"""The journal in Redis: a hash a speech, kept as long as a command may be replayed."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from services.notifier.domain.verdicts import NotSent, Refused, Sent, Unknown, Verdict
from services.notifier.ports import Busy, Done, Doubtful, GivenUp, Go, Standing
from shared.contract import ChatId, SpeechId, partition_of
from shared.runtime.clock import from_unix_ms
from shared.runtime.store import Client, Script

KEPT_FOR = timedelta(days=35)
LONGEST_LEASE = timedelta(minutes=5)

RANKS: Mapping[str, int] = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "failed": 4,
    "undelivered": 4,
    "delivered": 5,
    "read": 6,
}
"""Statuses may come in any order; the highest is true. An unknown one says only that the message exists."""

_HERE = Path(__file__).parent


class RedisJournal:
    """Keeps the promises of `ports.Journal`."""

    def __init__(self, client: Client) -> None:
        self._begin = Script(client, _HERE / "begin.lua")
        self._settle = Script(client, _HERE / "settle.lua")
        self._evidence = Script(client, _HERE / "evidence.lua")

    async def begin(self, chat: ChatId, speech: SpeechId, lease: timedelta) -> Standing:
        token = secrets.token_hex(8)
        answer = await self._begin([_key(chat, speech)], [token, _ms(lease), _seconds(KEPT_FOR), _ms(LONGEST_LEASE)])
        match answer:
            case ["sent", sid]:
                return Done(sid)
            case ["refused", code]:
                return GivenUp(int(code) if code else None)
            case ["busy", left]:
                return Busy(timedelta(milliseconds=float(left)))
            case ["doubtful", holder, at, age, attempts]:
                posted_at = from_unix_ms(float(at))
                return Doubtful(holder, posted_at, timedelta(milliseconds=float(age)), int(attempts))
            case [_, at]:
                return Go(token, from_unix_ms(float(at)))
            case _:
                raise AssertionError(answer)

    async def settle(self, chat: ChatId, speech: SpeechId, token: str, verdict: Verdict) -> bool:
        return bool(await self._settle([_key(chat, speech)], [token, *_written(verdict)]))

    async def evidence(self, chat: ChatId, speech: SpeechId, sid: str, status: str) -> bool:
        rank = RANKS.get(status, 0)
        return bool(await self._evidence([_key(chat, speech)], [sid, status, rank, _seconds(KEPT_FOR)]))


def _key(chat: ChatId, speech: SpeechId) -> str:
    return f"{{{partition_of(chat):02d}}}:voice:{speech}"


def _written(verdict: Verdict) -> tuple[str, str]:
    match verdict:
        case Sent(sid):
            return "sent", sid
        case NotSent():
            return "new", ""
        case Refused(_, code):
            return "refused", str(code or "")
        case Unknown():
            return "doubtful", ""


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)
