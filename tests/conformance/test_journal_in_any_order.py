"""The journal's scripts and a small model of them, step by step beside each other: whatever is done in whatever order.

Two notifiers begin, post, come back late or never, and say the same again when an answer was lost; Twilio reports what
it likes about messages that were made, and nobody knows which of them the person has.
"""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar, cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from deploy.embedded.servers import RunningServer
from services.notifier.adapters.journal_keys import Keys
from services.notifier.adapters.journal_records import FACT, unpacked
from services.notifier.adapters.redis_journal import RedisJournal
from services.notifier.domain.codes import meaning_of
from services.notifier.domain.receipts import RANKS
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import NotSent, Otherwise, Refused, Sent, Unknown, Verdict
from services.notifier.ports import Again, Arrived, Busy, Done, Doubtful, Failed, GivenUp, Go, Wait
from shared.contract import AnyFact, SpeechId, partition_of
from shared.runtime.store import Client, connected
from tests.conformance.test_any_order import redis
from tests.fakes.memory_journal import MemoryJournal
from tests.fakes.voice import ANSWER, a_reminder_due

__all__ = ["redis"]

Result = TypeVar("Result")

LEASE, OVER, LONG = timedelta(seconds=30), timedelta(0), timedelta(hours=1)
CHAT = ANSWER.chat
FACTS: dict[str, AnyFact] = {
    fact.speech_id: fact
    for fact in (a_reminder_due(speech="abc.1.0"), a_reminder_due(speech="abc.2.0", text="milk"), ANSWER)
}
LATER = {speech: fact.model_copy(update={"heard_at": datetime.now(UTC) + LONG}) for speech, fact in FACTS.items()}
"""The same after the person has written again."""

SPEECHES = st.sampled_from([*FACTS])
CODES = st.sampled_from([None, 63016, 30008, 63005, 21610, 30004])
"""Unknown; to be said by template, again, plainly; the person cannot be written to; nor ever."""

KEPT = ("state", "token", "attempts", "sid", "code", "rank", "form", "tries", "said", "fact", "with", "after")


class AnyOrder(RuleBasedStateMachine):
    """Each step is done to both."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self._client = connected(self.url)
        self.client = self.runner.run(self._empty())
        self.journal = RedisJournal(self.client, ask_after=OVER)
        self.model = MemoryJournal()
        self.numbers = count(1)
        self.holds: list[tuple[str, str]] = []
        """Speech and token of all who were let go on, ever: any of them may come back."""
        self.names: dict[str, tuple[str, ...]] = {}
        self.sids: list[str] = []

    async def _empty(self) -> Client:
        client = await self._client.__aenter__()
        await client.flushall()
        return client

    def run(self, work: Awaitable[Result]) -> Result:
        async def done() -> Result:
            return await work

        return self.runner.run(done())

    @rule(speech=SPEECHES, is_quick=st.booleans(), gather=st.booleans(), heard=st.booleans())
    def somebody_begins(self, speech: str, *, is_quick: bool, gather: bool, heard: bool) -> None:
        """Before long its lease is over, or it is not."""
        said, lease = f"words {next(self.numbers)}", OVER if is_quick else LEASE
        fact = LATER[speech] if heard else FACTS[speech]
        found = self.run(self.journal.begin(fact, Utterance(said), lease, gather=LONG if gather else OVER))
        token = found.token if isinstance(found, Go) else ""
        is_due = fact.kind == "reminder_due"
        expected = self.model.begin(speech, said, token, is_due=is_due, heard_since=heard, gather=gather)
        match found:
            case Go(_, _, form, waiting):
                assert expected == ("go", form, frozenset(other.speech_id for other in waiting))
                self.model.of(speech).lease_is_over = is_quick
                self.holds.append((speech, token))
            case Done(sid):
                assert expected == ("done", sid)
            case GivenUp(code):
                assert expected == ("given up", str(code or ""))
            case Busy():
                assert expected == ("busy",)
            case Wait():
                assert expected == ("wait",)
            case Doubtful(holder, _, _, attempts, utterance):
                assert expected == ("doubtful", holder, attempts, utterance.text)
                self.holds.append((speech, holder))

    @precondition(lambda self: self.holds)
    @rule(number=st.integers(0, 30), others=st.sets(SPEECHES, min_size=1, max_size=2))
    def others_are_taken_along(self, number: int, others: set[str]) -> None:
        speech, token = self._hold(number)
        along = sorted(others - {speech})
        if not along:
            return
        said = f"words {next(self.numbers)}"
        facts = [FACTS[each] for each in (speech, *along)]
        name = self.run(self.journal.join(facts, token, Utterance(said), LEASE))
        assert (name is not None) is self.model.join(speech, along, token, said, name or "")
        if name:
            self.names[name] = (speech, *along)
            self.holds += [(other, token) for other in along]

    @precondition(lambda self: self.holds)
    @rule(number=st.integers(0, 30), code=CODES, verdict=st.sampled_from(["sent", "sent", "not", "other", "no", "?"]),
          again=st.booleans())  # fmt: skip
    def a_holder_comes_back(self, number: int, code: int | None, verdict: str, *, again: bool) -> None:
        """At once, late, or again because the answer was lost."""
        verdicts: dict[str, Verdict] = {
            "not": NotSent("no"),
            "other": Otherwise(63016),
            "no": Refused(code, meaning_of(code).kind),
            "?": Unknown("?"),
        }
        told = verdicts.get(verdict) or Sent(self._new_message())
        for _ in range(1 + again):
            self._settle(*self._hold(number), told)

    @precondition(lambda self: self.holds)
    @rule(speech=SPEECHES, code=CODES, status=st.sampled_from(["failed", "delivered"]), is_late=st.booleans())
    def twilio_reports_before_the_post_returns(
        self, speech: str, code: int | None, status: str, *, is_late: bool
    ) -> None:
        """And whoever posted may have been away for too long."""
        self.somebody_begins(speech, is_quick=is_late, gather=False, heard=True)
        self._report(SpeechId(speech), self._new_message(), status, code, SpeechId(speech))
        if is_late:
            self.somebody_begins(speech, is_quick=False, gather=False, heard=True)
        self._settle(*self._hold(0), Sent(self._message(0)))

    @rule(speech=SPEECHES, posts=st.integers(1, 3), is_told=st.booleans())
    def nobody_knows_again_and_again(self, speech: str, posts: int, *, is_told: bool) -> None:
        """Posts whose answers were lost, or whose holders died; nothing is found of any."""
        for _ in range(posts):
            self.somebody_begins(speech, is_quick=not is_told, gather=False, heard=True)
            if is_told and self.holds:
                self._settle(*self._hold(0), Unknown("?"))
            self.somebody_begins(speech, is_quick=False, gather=False, heard=True)
            if self.holds:
                self._settle(*self._hold(0), NotSent("no evidence"))

    @precondition(lambda self: self.holds)
    @rule(speech=SPEECHES, code=st.sampled_from([21610, 30004]), heard=st.booleans())
    def a_person_cannot_be_written_to(self, speech: str, code: int, *, heard: bool) -> None:
        self._settle(*self._hold(0), Refused(code, meaning_of(code).kind))
        self.somebody_begins(speech, is_quick=False, gather=True, heard=heard)

    @precondition(lambda self: self.holds and self.sids)
    @rule(number=st.integers(0, 30), message=st.integers(0, 30))
    def the_list_shows_a_message(self, number: int, message: int) -> None:
        """It says what was said, and may be another speech's."""
        self._settle(*self._hold(number), Sent(self._message(message)))

    @precondition(lambda self: self.holds)
    @rule(number=st.integers(0, 30))
    def words_are_changed(self, number: int) -> None:
        (speech, token), said = self._hold(number), f"words {next(self.numbers)}"
        real = self.run(self.journal.rephrase(FACTS[speech], token, Utterance(said)))
        assert real == self.model.rephrase(speech, token, said)

    @rule(speech=SPEECHES, message=st.integers(-2, 30), status=st.sampled_from([*RANKS]), code=CODES,
          name=st.none() | st.integers(0, 5))  # fmt: skip
    def twilio_reports(self, speech: str, message: int, status: str, code: int | None, name: int | None) -> None:
        sid = self._new_message() if message < 0 or not self.sids else self._message(message)
        told_under = SpeechId(speech)
        about: tuple[str, ...] = (speech,)
        if name is not None and self.names:
            told_under = SpeechId([*self.names][name % len(self.names)])
            about = self.names[told_under]
        for each in about:
            self._report(SpeechId(each), sid, status, code, told_under)

    def _report(self, speech: SpeechId, sid: str, status: str, code: int | None, told_under: SpeechId) -> None:
        found = self.run(self.journal.evidence(CHAT, speech, sid, status, code, told_under=told_under))
        expected = self.model.evidence(speech, sid, status, code, told_under=told_under)
        match found:
            case Arrived(was_news, fact):
                assert expected == ("arrived", was_news, fact is not None)
            case Again(tries, _):
                assert expected == ("again", tries)
            case Failed(failed_with, fact):
                assert expected == ("failed", str(failed_with or ""), fact is not None)
            case word:
                assert expected == (word,)

    @rule()
    def nobody_has_reported_for_long(self) -> None:
        """So Twilio is to be asked, about the message that the speech was sent as last."""
        found = self.run(self.journal.overdue(partition_of(CHAT)))
        assert {(each.speech, each.sid) for each in found} == self.model.overdue()

    @rule(speech=SPEECHES)
    def its_holder_is_gone(self, speech: str) -> None:
        """Its lease runs out."""
        if self.model.of(speech).state == "sending":
            self.run(self.client.hset(Keys(CHAT).speech(SpeechId(speech)), "lease", 0))
            self.model.of(speech).lease_is_over = True

    @rule(speech=SPEECHES)
    def a_pause_is_over(self, speech: str) -> None:
        if self.model.of(speech).pause == "on":
            self.run(self.client.hset(Keys(CHAT).speech(SpeechId(speech)), "not_before", 0))
            self.model.of(speech).pause = "over"

    @rule(speech=SPEECHES)
    def an_operator_forgives(self, speech: str) -> None:
        self.run(self.journal.forgive(CHAT, SpeechId(speech)))
        self.model.forgive(speech)

    @rule(speech=SPEECHES, is_wanted=st.booleans())
    def it_is_given_up(self, speech: str, *, is_wanted: bool) -> None:
        """And an operator wants it kept, or lets go of it."""
        if is_wanted:
            self.run(self.journal.keep(CHAT, SpeechId(speech), FACTS[speech].model_dump_json().encode(), None))
            self.model.given_up.add(speech)
        else:
            self.run(self.journal.let_go(CHAT, SpeechId(speech)))
            self.model.given_up.discard(speech)

    @invariant()
    def both_hold_the_same(self) -> None:
        self.run(self._compare())

    async def _compare(self) -> None:
        keys = Keys(CHAT)
        for speech in FACTS:
            fields = await self.client.hgetall(keys.speech(SpeechId(speech)))
            assert _read(cast("dict[str, str]", fields)) == self.model.held(speech), speech
        assert set(await self.client.hkeys(keys.waiting)) == self.model.waiting
        standing, code = await self.client.hmget(keys.person, ["standing", "code"])
        assert (code if standing else "") == self.model.standing
        members = cast("list[str]", await self.client.zrange(keys.unreported, 0, -1))
        assert {member.partition(" ")[0] for member in members} == self.model.unreported
        kept = [await self.journal.kept(CHAT, SpeechId(speech)) for speech in FACTS]
        assert {FACT.validate_json(each.body).speech_id for each in kept if each} == self.model.given_up
        assert {speech for _, speech in await self.journal.given_up(partition_of(CHAT))} == self.model.given_up
        for sid in self.sids:
            assert await self.client.get(keys.message(sid)) == self.model.owners.get(sid)

    def _settle(self, speech: str, token: str, verdict: Verdict) -> None:
        real = self.run(self.journal.settle(FACTS[speech], token, verdict))
        assert real == self.model.settle(speech, token, verdict)

    def _hold(self, number: int) -> tuple[str, str]:
        """Return one of the last who were let go on; a small number is a late one."""
        return self.holds[-1 - number % min(len(self.holds), 4)]

    def _new_message(self) -> str:
        self.sids.append(f"SM{next(self.numbers):032x}")
        return self.sids[-1]

    def _message(self, number: int) -> str:
        return self.sids[-1 - number % min(len(self.sids), 4)]

    def teardown(self) -> None:
        self.run(self._client.__aexit__(None, None, None))
        self.runner.close()


def _read(fields: dict[str, str]) -> dict[str, Any]:
    """Return what is written down of a speech, in the words of the model."""
    kept = {name: fields.get(name, "") for name in KEPT}
    return {
        **{name: kept[name] for name in ("state", "token", "sid", "code", "form", "after")},
        "attempts": int(kept["attempts"] or 0),
        "rank": int(kept["rank"] or -1),
        "tries": int(kept["tries"] or 0),
        "said": unpacked(kept["said"]).text,
        "fact": bool(kept["fact"]),
        "told_under": kept["with"],
        "failed": frozenset(fields.get("failed", "").split()),
        "doubled": frozenset(fields.get("doubled", "").split()),
    }


def test_in_any_order_the_journal_does_what_its_model_does(redis: RunningServer) -> None:
    AnyOrder.url = redis.url
    short = settings(stateful_step_count=20, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(AnyOrder, settings=short)
