"""Messages and where they stand."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from simulator.journal import Journal
from simulator.ledger import Direction, Ledger, Message, Status

ANNA = "+4915112345678"
BEN = "+12025550143"
NUDGE = "whatsapp:+14155238886"

Open = Callable[[], Ledger]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state.jsonl"


@pytest.fixture
def open_ledger(state: Path, clock: Any) -> Iterator[Open]:
    """A ledger as a fresh process finds it: what the file remembers, and nothing else."""
    with ExitStack() as stack:

        def open_one() -> Ledger:
            journal = stack.enter_context(closing(Journal(state)))
            ledger = Ledger(now=clock, remembered=journal.remembered())
            ledger.witnesses.append(journal.record)
            return ledger

        yield open_one


def test_every_status_keeps_the_moment_it_was_reached(ledger: Ledger, told: Message, clock: Any) -> None:
    clock.pass_by(1.5)
    sent = ledger.move(told.sid, Status.SENT)

    assert (sent.moments[Status.SENT] - sent.moments[Status.QUEUED]).total_seconds() == 1.5
    assert sent.updated_at == clock()


def test_a_transcript_is_one_person_s_chat_oldest_first(ledger: Ledger, told: Message, asked: Message) -> None:
    ledger.inbound(party=BEN, business=NUDGE, body="hello")

    assert [message.sid for message in ledger.transcript(ANNA)] == [told.sid, asked.sid]


def test_unread_is_what_was_delivered_and_not_looked_at(ledger: Ledger, told: Message) -> None:
    ledger.move(told.sid, Status.DELIVERED)
    unread = [message.sid for message in ledger.unread(ANNA, Direction.OUTBOUND)]
    ledger.move(told.sid, Status.READ)

    assert unread == [told.sid]
    assert ledger.unread(ANNA, Direction.OUTBOUND) == []


def test_a_deleted_message_leaves_the_list_but_not_the_phone(ledger: Ledger, told: Message) -> None:
    ledger.delete(told.sid)

    assert list(ledger.newest_first()) == []
    assert [message.body for message in ledger.transcript(ANNA)] == ["call mom"]


def test_every_change_is_witnessed(ledger: Ledger) -> None:
    seen: list[Status] = []
    ledger.witnesses.append(lambda message: seen.append(message.status))

    told = ledger.outbound(party=ANNA, business=NUDGE, body="stretch")
    ledger.move(told.sid, Status.SENT)

    assert seen == [Status.QUEUED, Status.SENT]


def test_the_journal_brings_every_message_back_as_it_stood(open_ledger: Open) -> None:
    before = open_ledger()
    told = before.outbound(party=ANNA, business=NUDGE, body="напомни 🥛", status_callback="http://x/y?rid=1")
    before.move(told.sid, Status.SENT)

    after = open_ledger()

    assert after.transcript(ANNA) == before.transcript(ANNA)
    assert [message.sid for message in after.unfinished()] == [told.sid]


def test_a_line_cut_short_by_a_crash_is_left_out(open_ledger: Open, state: Path) -> None:
    open_ledger().inbound(party=ANNA, business=NUDGE, body="hello")
    with state.open("a", encoding="utf-8") as file:
        file.write('{"sid": "SM00')

    assert [message.body for message in open_ledger().transcript(ANNA)] == ["hello"]


def test_a_restart_folds_the_journal_to_one_line_a_message(open_ledger: Open, state: Path) -> None:
    ledger = open_ledger()
    told = ledger.outbound(party=ANNA, business=NUDGE, body="stretch")
    for status in (Status.SENT, Status.DELIVERED, Status.READ):
        ledger.move(told.sid, status)

    open_ledger()

    assert len(state.read_text("utf-8").splitlines()) == 1
