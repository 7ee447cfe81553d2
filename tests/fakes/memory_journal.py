"""What the journal of the voice should know and answer, in memory and in few words: its scripts are held against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.notifier.domain.codes import meaning_of
from services.notifier.domain.receipts import ARRIVED, FAILED, rank_of, remedy_for
from services.notifier.domain.verdicts import NotSent, Otherwise, Refused, Sent, Unknown, Verdict

STANDINGS = frozenset({"opted_out", "unreachable"})
Answer = tuple[Any, ...]


@dataclass
class Entry:
    """One speech. `pause` is over, not over, or there never was one."""

    state: str = ""
    token: str = ""
    lease_is_over: bool = False
    attempts: int = 0
    sid: str = ""
    code: str = ""
    rank: int = -1
    form: str = ""
    tries: int = 0
    pause: str = ""
    said: str = ""
    fact: bool = False
    told_under: str = ""
    after: str = ""
    failed: frozenset[str] = frozenset()
    doubled: frozenset[str] = frozenset()


@dataclass
class MemoryJournal:
    """Of one person. Time is in the test's hand: a lease or a pause is over when it says so."""

    entries: dict[str, Entry] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    """Which speech, or name, a message of Twilio's is."""
    waiting: set[str] = field(default_factory=set)
    unreported: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    standing: str = ""
    """Why the person cannot be written to, as a code."""

    def of(self, speech: str) -> Entry:
        return self.entries.setdefault(speech, Entry())

    def begin(self, speech: str, said: str, token: str, *, is_due: bool, heard_since: bool, gather: bool) -> Answer:
        entry = self.of(speech)
        if entry.state in {"sent", "refused"}:
            self.waiting.discard(speech)
            return ("done", entry.sid) if entry.state == "sent" else ("given up", entry.code)
        if entry.state == "sending" and not entry.lease_is_over:
            return ("busy",)
        if entry.state == "sending":
            entry.state, entry.attempts = "doubtful", entry.attempts + 1
        if entry.state == "doubtful":
            return ("doubtful", entry.token, entry.attempts, entry.said)
        if is_due and self.standing and not heard_since:
            entry.state, entry.code = "refused", self.standing
            return ("given up", entry.code)
        if entry.pause == "on" or (gather and speech not in self.waiting and not entry.form):
            if not entry.form and not entry.pause:
                self.waiting.add(speech)
            return ("wait",)
        self._hold(speech, token, said, told_under="")
        others = self.waiting if not entry.form and (is_due or not self.standing) else ()
        return ("go", entry.form, frozenset(others))

    def _hold(self, speech: str, token: str, said: str, *, told_under: str) -> None:
        held = {"state": "sending", "token": token, "said": said, "fact": True, "lease_is_over": False}
        self.entries[speech].__dict__.update(**held, told_under=told_under, after="")
        self.waiting.discard(speech)

    def join(self, first: str, others: Sequence[str], token: str, said: str, name: str) -> bool:
        entries = [self.of(other) for other in others]
        if not self._holds(first, token) or any(e.state not in {"", "new"} or e.form or e.pause for e in entries):
            return False
        self.entries[first].said, self.entries[first].told_under = said, name
        for other in others:
            self._hold(other, token, said, told_under=name)
        return True

    def _holds(self, speech: str, token: str) -> bool:
        entry = self.of(speech)
        return entry.state == "sending" and entry.token == token

    def rephrase(self, speech: str, token: str, said: str) -> bool:
        if self._holds(speech, token):
            self.of(speech).said = said
            return True
        return False

    def settle(self, speech: str, token: str, verdict: Verdict) -> str:
        entry = self.of(speech)
        if isinstance(verdict, Sent):
            return self._sent(speech, token, verdict.sid)
        if entry.state in {"sent", "refused"}:
            return "known"
        if entry.token != token or entry.state not in {"sending", "doubtful"}:
            return "lost"
        was = entry.state
        match verdict:
            case Unknown():
                entry.state, entry.attempts = "doubtful", entry.attempts + (was == "sending")
            case Refused(code, kind):
                entry.state, entry.code, entry.said, entry.fact = "refused", str(code or ""), "", False
                self.standing = entry.code if kind.value in STANDINGS else self.standing
            case Otherwise(code):
                entry.state, entry.form = "new", remedy_for(code).form
            case NotSent():
                entry.state = "new"
                if was == "sending" and entry.told_under and not entry.form and not entry.pause:
                    entry.told_under = ""
                    self.waiting.add(speech)
        return "written"

    def _sent(self, speech: str, token: str, sid: str) -> str:
        entry = self.of(speech)
        owner = entry.told_under or speech
        if self.owners.setdefault(sid, owner) != owner:
            return "taken"
        if sid in entry.failed:
            if entry.after and self._holds(speech, token):
                entry.state, entry.after = entry.after, ""
            return "failed"
        if entry.state == "sent":
            if sid in {entry.sid, *entry.doubled}:
                return "known"
            entry.doubled |= {sid}
            return "double"
        entry.state, entry.sid, entry.rank = "sent", sid, 0
        self.given_up.discard(speech)
        self.unreported.add(speech)
        return "written"

    def evidence(self, speech: str, sid: str, status: str, code: int | None, *, told_under: str) -> Answer:
        entry, rank = self.of(speech), rank_of(status)
        is_known = entry.sid == sid
        self.owners.setdefault(sid, told_under)
        if sid in entry.failed and rank < ARRIVED:
            return self._failed_before(entry, again=rank == FAILED and is_known)
        if entry.state == "sent" and not is_known:
            if rank == FAILED or sid in entry.doubled:
                return ("known",)
            entry.doubled |= {sid}
            return ("double",)
        if is_known and rank <= entry.rank:
            return ("known",)
        entry.sid, entry.rank = sid, rank
        (self.unreported.discard if rank >= FAILED else self.unreported.add)(speech)
        return self._failed(speech, sid, code) if rank == FAILED else self._came(speech, rank)

    def _failed_before(self, entry: Entry, *, again: bool) -> Answer:
        is_repaired = entry.state in {"new", "doubtful"} or (entry.state == "sending" and not entry.after)
        if again and is_repaired and entry.fact:
            return ("again", entry.tries)
        return ("failed", entry.code, entry.fact) if again and entry.state == "refused" else ("known",)

    def overdue(self) -> set[tuple[str, str]]:
        """Return speech and message of all that Twilio is to be asked about; the others are let go of."""
        for speech in [*self.unreported]:
            entry = self.of(speech)
            is_open = entry.state in {"sent", "new", "sending", "doubtful"} and entry.said
            if not is_open or not entry.sid or entry.rank >= ARRIVED:
                self.unreported.discard(speech)
        return {(speech, self.of(speech).sid) for speech in self.unreported}

    def _came(self, speech: str, rank: int) -> Answer:
        entry = self.of(speech)
        self.given_up.discard(speech)
        was_news, entry.state = entry.state != "sent", "sent"
        if rank < ARRIVED:
            return ("sent",) if was_news else ("known",)
        had_fact, entry.said, entry.fact = entry.fact, "", False
        return ("arrived", was_news, had_fact)

    def _failed(self, speech: str, sid: str, code: int | None) -> Answer:
        entry, remedy, kind = self.of(speech), remedy_for(code), meaning_of(code).kind.value
        entry.failed |= {sid}
        entry.code = str(code or "")
        is_posting = entry.state == "sending"
        told: Answer
        if entry.tries < remedy.again and entry.fact:
            entry.attempts, entry.tries, entry.form = 0, entry.tries + 1, remedy.form
            entry.pause = "on" if remedy.wait else "over"
            self.unreported.add(speech)
            after, told = "new", ("again", entry.tries)
        else:
            self.standing = entry.code if kind in STANDINGS else self.standing
            after, told = "refused", ("failed", entry.code, entry.fact)
            self.given_up |= {speech} if entry.fact else set()
        # Who posts right now is told when they come back: nobody may post beside them.
        setattr(entry, "after" if is_posting else "state", after)
        return ("known",) if is_posting else told

    def forgive(self, speech: str) -> None:
        self.standing = ""
        entry = self.of(speech)
        if entry.state == "refused":
            self.entries[speech] = replace(entry, state="new", attempts=0, tries=0, form="", pause="")

    def held(self, speech: str) -> Mapping[str, Any]:
        """Return what is written down of a speech."""
        entry = self.of(speech)
        return {name: value for name, value in vars(entry).items() if name not in {"lease_is_over", "pause"}}
