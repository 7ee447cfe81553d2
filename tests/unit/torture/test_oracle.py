"""The oracle finds each thing that must not happen, and excuses what nobody could have known."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from tests.torture.books import lost
from tests.torture.findings import Evidence, Fault, Verdict
from tests.torture.oracle import BOUND, judge
from tests.torture.promises import Need, Promises, Silence
from tests.torture.witness import Letter

DUE = datetime(2031, 5, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ANNA, BORIS = "+4915100000001", "+4915100000002"

_sids = count()


def a_letter(body: str, at: datetime, *, to: str = ANNA, speech: str = "", hidden: bool = False) -> Letter:
    sid = f"SM{next(_sids)}"
    return Letter(sid, to, body, at, speech or sid, hidden, has_arrived=True)


def a_ring(task: str, at: datetime, *, to: str = ANNA, id_: str = "k1", speech: str = "") -> Letter:
    return a_letter(f"🔔 *{task}* ({id_})", at, to=to, speech=speech)


@pytest.fixture
def promises() -> Promises:
    """Anna was promised errand1."""
    promises = Promises()
    promises.promise(promises.new_task(ANNA), "k1", DUE)
    return promises


def found(promises: Promises, letters: Sequence[Letter], evidence: Evidence | None = None) -> list[Fault]:
    return [finding.fault for finding in verdict_of(promises, letters, evidence).guilty]


def verdict_of(promises: Promises, letters: Sequence[Letter], evidence: Evidence | None = None) -> Verdict:
    return judge(promises, letters, evidence or Evidence())


def test_what_rings_once_and_after_its_moment_is_right(promises: Promises) -> None:
    verdict = verdict_of(promises, [a_ring("errand1", DUE + SECOND)])

    assert not verdict.findings
    assert (verdict.promised, verdict.rang, verdict.late_seconds) == (1, 1, [1.0])


def test_what_never_rings_is_lost(promises: Promises) -> None:
    assert found(promises, []) == [Fault.LOST]


def test_what_twilio_took_and_did_not_deliver_is_lost(promises: Promises) -> None:
    letter = a_ring("errand1", DUE)
    letter.has_arrived = False

    assert found(promises, [letter]) == [Fault.LOST]


def test_what_rings_before_its_moment_is_early_and_its_moment_stays_empty(promises: Promises) -> None:
    assert found(promises, [a_ring("errand1", DUE - SECOND / 1000)]) == [Fault.EARLY, Fault.LOST]


def test_what_rings_twice_is_double(promises: Promises) -> None:
    assert found(promises, [a_ring("errand1", DUE), a_ring("errand1", DUE + SECOND)]) == [Fault.DOUBLE]


def test_a_copy_before_the_next_moment_is_double_and_not_early(promises: Promises) -> None:
    promises.promise("errand1", "k1", DUE + 60 * SECOND)
    copies = [a_ring("errand1", DUE + second * SECOND, speech="one") for second in (0, 1)]

    assert found(promises, [*copies, a_ring("errand1", DUE + 60 * SECOND)]) == [Fault.DOUBLE]


@pytest.mark.parametrize(("is_hidden", "is_counted"), [(True, True), (True, False), (False, True)])
def test_a_copy_is_excused_when_twilio_hid_the_first_and_the_journal_counted(
    promises: Promises, *, is_hidden: bool, is_counted: bool
) -> None:
    first, second = a_ring("errand1", DUE), a_ring("errand1", DUE + SECOND)
    first.hidden = is_hidden
    evidence = Evidence(counted=frozenset({second.sid} if is_counted else ()))

    assert found(promises, [first, second], evidence) == ([] if is_hidden and is_counted else [Fault.DOUBLE])


def test_a_copy_is_excused_when_an_operator_sent_it_again(promises: Promises) -> None:
    copies = [a_ring("errand1", DUE), a_ring("errand1", DUE + SECOND)]

    assert found(promises, copies, Evidence(sent_again=frozenset({"errand1"}))) == []


def test_what_rings_for_somebody_else_is_foreign(promises: Promises) -> None:
    letters = [a_ring("errand1", DUE), a_letter("📋 Waiting: 1\n1. 09:00 errand1 (k1)", DUE, to=BORIS)]

    assert found(promises, letters) == [Fault.FOREIGN]


def test_nothing_rings_after_it_was_taken_back(promises: Promises) -> None:
    promises.take_back(promises.last("errand1"), DUE - SECOND)

    assert found(promises, []) == []
    assert found(promises, [a_ring("errand1", DUE)]) == [Fault.TAKEN_BACK]


def test_what_was_changed_after_its_moment_may_have_rung(promises: Promises) -> None:
    promises.take_back(promises.last("errand1"), DUE + SECOND)

    assert found(promises, []) == []
    assert found(promises, [a_ring("errand1", DUE)]) == []


def test_a_ring_after_a_change_keeps_the_promise_that_must_be_kept(promises: Promises) -> None:
    promises.last("errand1").need = Need.MAY
    promises.promise("errand1", "k1", DUE + 9 * SECOND)

    assert found(promises, [a_ring("errand1", DUE + 10 * SECOND)]) == []


def test_what_nobody_asked_for_is_a_phantom(promises: Promises) -> None:
    promises.new_task(ANNA)

    assert found(promises, [a_ring("errand1", DUE), a_ring("errand2", DUE)]) == [Fault.PHANTOM]


def test_a_reminder_is_told_under_the_id_that_its_person_was_given(promises: Promises) -> None:
    assert found(promises, [a_ring("errand1", DUE, id_="m1")]) == [Fault.WRONG_WORDS]


def test_what_comes_long_after_everything_was_whole_is_late(promises: Promises) -> None:
    letter = a_ring("errand1", DUE + BOUND + 3 * SECOND)

    assert found(promises, [letter], Evidence(whole=[(DUE - SECOND, DUE + 2 * BOUND)])) == [Fault.LATE]
    assert found(promises, [letter], Evidence(whole=[(DUE + 5 * SECOND, DUE + 2 * BOUND)])) == []
    assert found(promises, [letter], Evidence(whole=[(DUE - SECOND, DUE + BOUND)])) == []


def test_an_answer_that_is_said_twice_is_double(promises: Promises) -> None:
    answers = [a_letter("⏰ Saved *errand1* (k1).", DUE - SECOND, speech="an answer") for _ in range(2)]

    assert found(promises, [*answers, a_ring("errand1", DUE)]) == [Fault.DOUBLE]


def test_who_gets_no_answer_was_not_heard_unless_the_bus_was_lost_with_it(promises: Promises) -> None:
    promises.silences.append(Silence(ANNA, "/list", DUE, "SM1"))
    ring = a_ring("errand1", DUE)

    assert found(promises, [ring]) == [Fault.UNANSWERED]
    assert found(promises, [ring], Evidence(lost_commands={"SM1"})) == []
    assert found(promises, [ring], Evidence(lost_commands={"SM2"})) == [Fault.UNANSWERED]


def test_only_what_was_given_to_the_bus_and_never_taken_was_lost_with_it() -> None:
    given = {"taken": -9, "waited": -9, "waited long ago": -90, "given since": 3, "given again": -9}
    kept = [(sid, DUE + seconds * SECOND) for sid, seconds in given.items()] + [("given again", DUE + 5 * SECOND)]

    assert lost(kept, lambda sid: sid == "taken", [(DUE, DUE + 2 * SECOND)]) == {"waited"}
    assert lost(kept, lambda sid: sid == "taken", []) == set()


def test_what_is_told_after_something_that_was_due_later_is_counted(promises: Promises) -> None:
    promises.promise(promises.new_task(ANNA), "d1", DUE - SECOND)

    letters = [a_ring("errand1", DUE), a_ring("errand2", DUE + SECOND, id_="d1")]

    assert verdict_of(promises, letters).out_of_order == 1
    assert found(promises, letters) == []
