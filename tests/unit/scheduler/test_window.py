"""What is due soon, in memory: order, fairness, and who may be fired."""

from services.scheduler.loops.window import Window
from services.scheduler.ports import Waiting
from shared.contract import ChatId, ReminderId
from tests.fakes.people import ANNA, BORIS

HOUR = 3_600_000


def entry(id_: str, due_ms: int, chat: ChatId = ANNA) -> Waiting:
    return Waiting(chat, ReminderId(id_), due_ms)


def nobody(_chat: ChatId) -> bool:
    return False


def test_the_soonest_comes_first_and_nothing_before_its_time() -> None:
    window = Window(end_ms=HOUR)
    window.add([entry("k2", 20), entry("k1", 10), entry("k3", 30)])

    assert [found.id for found in window.take(20, 10, is_busy=nobody)] == ["k1", "k2"]
    assert window.next_ms() == 30


def test_what_is_due_behind_the_window_is_not_held() -> None:
    window = Window(end_ms=HOUR)
    window.add([entry("k1", HOUR)])

    assert window.next_ms() is None


def test_at_one_moment_everybody_s_first_comes_before_anybody_s_second() -> None:
    window = Window(end_ms=HOUR)
    window.add([entry(f"k{n}", 10) for n in range(1, 4)])
    window.add([entry("d9", 10, BORIS)])

    assert {found.chat for found in window.take(10, 2, is_busy=nobody)} == {ANNA, BORIS}


def test_what_comes_for_one_chat_at_one_moment_is_taken_together_however_little_is_asked_for() -> None:
    """It is told in one message. A new owner would make another message of the rest, and tell what was told before."""
    window = Window(end_ms=HOUR)
    window.add([entry("k1", 10), entry("k1", 10, BORIS), entry("d1", 10), entry("d1", 10, BORIS), entry("f1", 11)])

    assert {found.id for found in window.take(20, 1, is_busy=nobody)} == {"k1", "d1"}
    assert [(found.chat, found.id) for found in window.take(20, 1, is_busy=nobody)] == [(BORIS, "k1"), (BORIS, "d1")]
    assert [found.id for found in window.take(20, 1, is_busy=nobody)] == ["f1"]


def test_nobody_waits_behind_somebody_s_hundred() -> None:
    window = Window(end_ms=HOUR)
    window.add([entry(f"k{n}", 10) for n in range(1, 101)])
    window.add([entry("d9", 10, BORIS)])

    assert [found.chat for found in window.take(10, 1, is_busy=nobody)] == [BORIS]
    assert len(window.take(10, 1, is_busy=nobody)) == 100
    assert window.next_ms() is None


def test_an_entry_that_came_twice_is_taken_once() -> None:
    window = Window(end_ms=HOUR)
    window.add([entry("k1", 10), entry("k1", 10)])

    assert len(window.take(10, 10, is_busy=nobody)) == 1


def test_those_of_a_busy_chat_stay() -> None:
    window = Window(end_ms=HOUR)
    window.add([entry("k1", 10), entry("k1", 10, BORIS)])

    assert [found.chat for found in window.take(10, 10, is_busy=lambda chat: chat == ANNA)] == [BORIS]
    assert [found.chat for found in window.take(10, 10, is_busy=nobody)] == [ANNA]
