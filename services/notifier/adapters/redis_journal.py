"""The journal in Redis: a hash a speech, kept as long as a command may be replayed."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from services.notifier.domain.codes import Kind, meaning_of
from services.notifier.domain.receipts import ARRIVED, rank_of, remedy_for
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import NotSent, Otherwise, Refused, Sent, Unknown, Verdict
from services.notifier.ports import (
    Again,
    Arrived,
    Busy,
    Done,
    Doubtful,
    Failed,
    GivenUp,
    Go,
    News,
    Standing,
    Unreported,
    Wait,
    Written,
)
from shared.contract import AnyFact, ChatId, Fact, ReminderDue, SpeechId, partition_of
from shared.runtime.clock import from_unix_ms, unix_ms
from shared.runtime.store import Client, Script, translated

KEPT_FOR = timedelta(days=35)
OWNER_KEPT_FOR = timedelta(days=2)
"""How long a message of Twilio's is known to be a certain speech: longer than anybody looks for it."""

LONGEST_LEASE = timedelta(minutes=5)
ASK_AFTER = timedelta(minutes=2)
"""Without a report of an end: callbacks are best effort."""

ASK_AGAIN = timedelta(minutes=15)
ASK_FOR = timedelta(days=1)
"""A phone may be off for so long."""

AT_ONCE = 20
ANSWERS_AHEAD = 15
"""Answers may come closer together than the gap, so many of them; WhatsApp bears bursts."""

_HERE = Path(__file__).parent
_FACT: TypeAdapter[AnyFact] = TypeAdapter(AnyFact)
_STANDINGS = {Kind.OPTED_OUT, Kind.UNREACHABLE}


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one chat's voice. The braces put all of them into one slot of a cluster."""

    chat: ChatId

    def _key(self, name: str) -> str:
        return f"{{{partition_of(self.chat):02d}}}:voice:{name}"

    def speech(self, speech: SpeechId) -> str:
        return self._key(speech)

    def message(self, sid: str) -> str:
        return self._key(f"message:{sid}")

    def member(self, speech: SpeechId) -> str:
        return f"{speech} {self.chat}"

    @property
    def unreported(self) -> str:
        return unreported(partition_of(self.chat))

    @property
    def person(self) -> str:
        return self._key(f"person:{self.chat}")


def unreported(partition: int) -> str:
    return f"{{{partition:02d}}}:voice:unreported"


class RedisJournal:
    """Keeps the promises of `ports.Journal`."""

    def __init__(self, client: Client, *, gap: timedelta = timedelta(0), ask_after: timedelta = ASK_AFTER) -> None:
        self._client = client
        self._ask_after = ask_after
        self._overdue = Script(client, _HERE / "overdue.lua")
        self._gap = gap
        self._begin = Script(client, _HERE / "begin.lua")
        self._settle = Script(client, _HERE / "settle.lua")
        self._evidence = Script(client, _HERE / "evidence.lua")
        self._rephrase = Script(client, _HERE / "rephrase.lua")
        self._forgive = Script(client, _HERE / "forgive.lua")

    async def begin(self, fact: Fact, said: Utterance, lease: timedelta) -> Standing:
        keys = Keys(fact.chat)
        token = secrets.token_hex(8)
        answer = await self._begin(
            [keys.speech(fact.speech_id), keys.person],
            [
                token,
                _ms(lease),
                _seconds(KEPT_FOR),
                _ms(LONGEST_LEASE),
                _packed(said),
                fact.model_dump_json(),
                "due" if isinstance(fact, ReminderDue) else "reply",
                unix_ms(_heard_at(fact)),
                _ms(self._gap),
                ANSWERS_AHEAD,
            ],
        )
        return _standing(answer, token)

    async def settle(self, fact: Fact, token: str, verdict: Verdict) -> Written:
        keys = Keys(fact.chat)
        state, value, form, standing = _written(verdict)
        answer: Written = await self._settle(
            [keys.speech(fact.speech_id), keys.message(value if state == "sent" else ""), keys.person, keys.unreported],
            [
                *(token, state, value, fact.speech_id, form, standing, _seconds(OWNER_KEPT_FOR)),
                *(keys.member(fact.speech_id), _ms(self._ask_after)),
            ],
        )
        return answer

    async def rephrase(self, fact: Fact, token: str, said: Utterance) -> bool:
        return bool(await self._rephrase([Keys(fact.chat).speech(fact.speech_id)], [token, _packed(said)]))

    async def evidence(self, chat: ChatId, speech: SpeechId, sid: str, status: str, code: int | None) -> News:
        keys = Keys(chat)
        remedy, kind = remedy_for(code), meaning_of(code).kind
        arguments = [
            *(sid, status, rank_of(status), _seconds(KEPT_FOR), speech, _seconds(OWNER_KEPT_FOR)),
            *(str(code or ""), remedy.again, remedy.form, _ms(remedy.wait)),
            kind.value if kind in _STANDINGS else "",
            *(keys.member(speech), _ms(self._ask_after)),
        ]
        match await self._evidence([keys.speech(speech), keys.message(sid), keys.person, keys.unreported], arguments):
            case ["again", tries, fact]:
                return Again(int(tries), _FACT.validate_json(fact))
            case ["failed", failed_with, fact]:
                return Failed(_code(failed_with), _FACT.validate_json(fact) if fact else None)
            case [("sent" | "known") as news, fact]:
                return Arrived(was_news=news == "sent", fact=_FACT.validate_json(fact) if fact else None)
            case [news]:
                known: News = news
                return known
            case answer:
                raise AssertionError(answer)

    async def overdue(self, partition: int) -> Sequence[Unreported]:
        members = await self._overdue([unreported(partition)], [AT_ONCE, _ms(ASK_AGAIN)])
        return [found for member in members if (found := await self._unreported(partition, member))]

    async def _unreported(self, partition: int, member: str) -> Unreported | None:
        speech, _, chat = member.partition(" ")
        keys = Keys(ChatId(chat))
        with translated():
            state, sid, rank, at, fact = await self._client.hmget(
                keys.speech(SpeechId(speech)), ["state", "sid", "rank", "at", "fact"]
            )
            is_old = datetime.now(UTC) - from_unix_ms(float(at or 0)) > ASK_FOR
            if state != "sent" or sid is None or int(rank or 0) >= ARRIVED or is_old:
                await self._client.zrem(unreported(partition), member)
                return None
        known = _FACT.validate_json(fact) if fact else None
        reminder = known.reminder.id if isinstance(known, ReminderDue) else None
        return Unreported(keys.chat, SpeechId(speech), str(sid), reminder)

    async def forgive(self, chat: ChatId, speech: SpeechId) -> None:
        keys = Keys(chat)
        await self._forgive([keys.speech(speech), keys.person], ["refused"])


def _standing(answer: Sequence[str], token: str) -> Standing:
    match answer:
        case ["sent", sid]:
            return Done(sid)
        case ["refused", code]:
            return GivenUp(_code(code))
        case ["busy", left]:
            return Busy(timedelta(milliseconds=float(left)))
        case ["wait", left]:
            return Wait(timedelta(milliseconds=float(left)))
        case ["doubtful", holder, at, age, attempts, said]:
            posted_at = from_unix_ms(float(at))
            return Doubtful(holder, posted_at, timedelta(milliseconds=float(age)), int(attempts), _unpacked(said))
        case ["go", at, ("" | "template" | "plain") as form]:
            return Go(token, from_unix_ms(float(at)), form)
        case _:
            raise AssertionError(answer)


def _written(verdict: Verdict) -> tuple[str, str, str, str]:
    """Return state, value, form of the next post and standing of the person."""
    match verdict:
        case Sent(sid):
            return "sent", sid, "", ""
        case NotSent():
            return "new", "", "", ""
        case Otherwise(code):
            return "new", "", remedy_for(code).form, ""
        case Refused(code, kind):
            return "refused", str(code or ""), "", kind.value if kind in _STANDINGS else ""
        case Unknown():
            return "doubtful", "", "", ""


def _heard_at(fact: Fact) -> datetime:
    """Return when the person last wrote, as far as the fact tells; an answer was asked for."""
    if isinstance(fact, ReminderDue):
        return fact.heard_at or from_unix_ms(0)
    return fact.at


def _packed(said: Utterance) -> str:
    return json.dumps([said.text, said.content, dict(said.variables)], ensure_ascii=False)


def _unpacked(packed: str) -> Utterance:
    text, content, variables = json.loads(packed) if packed else ("", None, {})
    return Utterance(text, content, variables)


def _code(text: str) -> int | None:
    return int(text) if text else None


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)
