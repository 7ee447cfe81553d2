"""The journal in Redis: a hash a speech, kept as long as a command may be replayed."""

import json
import secrets
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast

from services.notifier.adapters.journal_keys import Keys, given_up
from services.notifier.adapters.journal_records import (
    FACT,
    STANDINGS,
    code_of,
    heard_at,
    packed,
    reminder_of,
    standing,
    written,
)
from services.notifier.adapters.redis_silence import Silence
from services.notifier.domain.codes import meaning_of
from services.notifier.domain.receipts import rank_of, remedy_for
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import Verdict
from services.notifier.ports import Again, Arrived, Failed, Kept, News, Standing, Told, Written
from shared.contract import ChatId, Fact, ReminderDue, SpeechId, partition_of, spots
from shared.runtime import traces
from shared.runtime.clock import unix_ms
from shared.runtime.store import Client, Script, translated

KEPT_FOR = timedelta(days=35)
OWNER_KEPT_FOR = timedelta(days=2)
"""How long a message of Twilio's is known to be a certain speech: longer than anybody looks for it."""

FORGOTTEN_AFTER = timedelta(minutes=2)
"""Longer than answers may run ahead of the gap: then nothing is left of somebody who asked for it."""

ASK_AFTER = timedelta(minutes=2)
"""Without a report of an end: callbacks are best effort."""

ANSWERS_AHEAD = 15
"""Answers may come closer together than the gap, so many of them; WhatsApp bears bursts."""

MOST_WAITING = 64
"""Of one person, to be told together; whatever else waits goes its own way."""

_HERE = Path(__file__).parent


class RedisJournal:
    """Keeps the promises of `ports.Journal`."""

    def __init__(self, client: Client, *, gap: timedelta = timedelta(0), ask_after: timedelta = ASK_AFTER) -> None:
        self._client = client
        self._ask_after = ask_after
        self.overdue = Silence(client, ask_after).overdue
        self._gap = gap
        self._join = Script(client, _HERE / "join.lua")
        self._begin = Script(client, _HERE / "begin.lua")
        self._settle = Script(client, _HERE / "settle.lua")
        self._evidence = Script(client, _HERE / "evidence.lua")
        self._rephrase = Script(client, _HERE / "rephrase.lua")
        self._forgive = Script(client, _HERE / "forgive.lua")

    async def begin(
        self, fact: Fact, said: Utterance, lease: timedelta, *, gather: timedelta = timedelta(0)
    ) -> Standing:
        with traces.inside("journal begin", "client", {"nudge.speech": fact.speech_id}) as span:
            found = await self._standing(fact, said, lease, gather)
            span.note({"nudge.outcome": type(found).__name__.lower()})
            return found

    async def _standing(self, fact: Fact, said: Utterance, lease: timedelta, gather: timedelta) -> Standing:
        keys = Keys(fact.chat)
        token = secrets.token_hex(8)
        answer = await self._begin(
            [keys.speech(fact.speech_id), keys.person, keys.waiting],
            [
                token,
                _ms(lease),
                _seconds(KEPT_FOR),
                packed(said),
                fact.model_dump_json(),
                "due" if isinstance(fact, ReminderDue) else "reply",
                unix_ms(heard_at(fact)),
                _ms(self._gap),
                ANSWERS_AHEAD,
                fact.speech_id,
                _ms(gather),
                MOST_WAITING,
            ],
        )
        return standing(answer, token)

    async def join(self, facts: Sequence[Fact], token: str, said: Utterance, lease: timedelta) -> SpeechId | None:
        first, *others = facts
        began_ns = time.time_ns()
        keys, name = Keys(first.chat), spots.together(first.speech_id, secrets.token_hex(8))
        told = [[fact.speech_id, reminder_of(fact)] for fact in facts]
        has_due = any(isinstance(fact, ReminderDue) for fact in facts)
        taken = await self._join(
            [
                *(keys.speech(name), keys.waiting, keys.person, keys.speech(first.speech_id)),
                *(keys.speech(fact.speech_id) for fact in others),
            ],
            [
                *(token, _ms(lease), _seconds(KEPT_FOR), packed(said), name, json.dumps(told)),
                _ms(self._gap) if has_due else 0,
                *(argument for fact in others for argument in (fact.speech_id, fact.model_dump_json())),
            ],
        )
        if not taken:
            return None
        links = [spots.of_speech(fact.speech_id) for fact in facts]
        told_together = {"nudge.speech": name}
        traces.record(spots.of_speech(name), "tell together", "internal", told_together, links=links, since_ns=began_ns)
        return name

    async def told_under(self, chat: ChatId, speech: SpeechId) -> Sequence[Told]:
        if not speech.startswith(spots.TOGETHER):
            return ()
        with translated():
            told = await self._client.get(Keys(chat).speech(speech))
        return [Told(SpeechId(each), reminder) for each, reminder in json.loads(told or "[]")]

    async def settle(self, fact: Fact, token: str, verdict: Verdict) -> Written:
        keys = Keys(fact.chat)
        state, value, form, person = written(verdict)
        answer: Written = await self._settle(
            [
                *(keys.speech(fact.speech_id), keys.message(value if state == "sent" else "")),
                *(keys.person, keys.unreported, keys.waiting, keys.given_up),
            ],
            [
                *(token, state, value, fact.speech_id, form, person, _seconds(OWNER_KEPT_FOR)),
                *(keys.member(fact.speech_id), _ms(self._ask_after)),
            ],
        )
        return answer

    async def rephrase(self, fact: Fact, token: str, said: Utterance) -> bool:
        return bool(await self._rephrase([Keys(fact.chat).speech(fact.speech_id)], [token, packed(said)]))

    async def evidence(
        self, chat: ChatId, speech: SpeechId, sid: str, status: str, code: int | None, *, told_under: SpeechId
    ) -> News:
        keys = Keys(chat)
        remedy, kind = remedy_for(code), meaning_of(code).kind
        arguments = [
            *(sid, status, rank_of(status), _seconds(KEPT_FOR), told_under, _seconds(OWNER_KEPT_FOR)),
            *(str(code or ""), remedy.again, remedy.form, _ms(remedy.wait)),
            kind.value if kind in STANDINGS else "",
            *(keys.member(speech), _ms(self._ask_after)),
        ]
        held = [keys.speech(speech), keys.message(sid), keys.person, keys.unreported, keys.given_up]
        match await self._evidence(held, arguments):
            case ["again", tries, fact]:
                return Again(int(tries), FACT.validate_json(fact))
            case ["failed", failed_with, fact]:
                return Failed(code_of(failed_with), FACT.validate_json(fact) if fact else None)
            case [("sent" | "known") as news, fact]:
                return Arrived(was_news=news == "sent", fact=FACT.validate_json(fact) if fact else None)
            case [news]:
                known: News = news
                return known
            case answer:
                raise AssertionError(answer)

    async def forget(self, chat: ChatId) -> None:
        keys = Keys(chat)
        with translated():
            async for member, _ in self._client.zscan_iter(keys.unreported, match=f"* {chat}"):
                await self._client.hdel(keys.speech(SpeechId(member.partition(" ")[0])), "said", "fact")
            for theirs, speech in await self.given_up(partition_of(chat)):
                if theirs == chat:
                    await self.let_go(chat, speech)
            # The pace is kept while it can matter.
            await self._client.expire(keys.person, FORGOTTEN_AFTER)

    async def forgive(self, chat: ChatId, speech: SpeechId) -> None:
        keys = Keys(chat)
        await self._forgive([keys.speech(speech), keys.person], ["refused"])

    async def keep(self, chat: ChatId, speech: SpeechId, body: bytes, code: int | None) -> None:
        keys = Keys(chat)
        with translated():
            await self._client.hset(keys.given_up, keys.member(speech), f"{code or ''} {body.decode()}")

    async def given_up(self, partition: int) -> Sequence[tuple[ChatId, SpeechId]]:
        with translated():
            members = cast("list[str]", await self._client.hkeys(given_up(partition)))
        return [(ChatId(chat), SpeechId(speech)) for speech, _, chat in (each.partition(" ") for each in members)]

    async def kept(self, chat: ChatId, speech: SpeechId) -> Kept | None:
        keys = Keys(chat)
        with translated():
            found = cast("str | None", await self._client.hget(keys.given_up, keys.member(speech)))
        if found is None:
            return None
        code, _, body = found.partition(" ")
        return Kept(code_of(code), body.encode())

    async def let_go(self, chat: ChatId, speech: SpeechId) -> None:
        keys = Keys(chat)
        with translated():
            await self._client.hdel(keys.given_up, keys.member(speech))


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)
