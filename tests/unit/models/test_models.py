"""The protocol as small worlds, searched to the last state: it keeps its promises, and without any guard it fails."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.models import firing, speaking, taking, waiting
from tests.unit.models.exploring import NEVER_ENDS, Finding, World, explore

WORLDS: dict[str, Callable[..., World[Any]]] = {
    "taking": taking.world,
    "waiting": waiting.world,
    "firing": firing.world,
    "speaking": speaking.world,
}

BREAKS = {
    ("taking", taking.ANSWERING_LAST): taking.FOR_NOTHING,
    ("taking", taking.SEEN): taking.TWICE,
    ("taking", taking.POSITION): NEVER_ENDS,
    ("waiting", waiting.STORE): waiting.EARLY,
    ("waiting", waiting.VOICE): waiting.EARLY,
    ("firing", firing.EPOCH): firing.IT_RINGS,
    ("firing", firing.CATCHING_UP): firing.IT_RINGS,
    ("firing", firing.HANDS): firing.IT_RINGS,
    ("firing", firing.PUBLISHING_FIRST): NEVER_ENDS,
    ("firing", firing.HOLDING): NEVER_ENDS,
    ("firing", firing.REAPING): NEVER_ENDS,
    ("firing", firing.GENERATION): NEVER_ENDS,
    ("firing", firing.TOLD): NEVER_ENDS,
    ("speaking", speaking.JOURNAL): speaking.ONCE,
    ("speaking", speaking.DEADLINE): speaking.ONCE,
    ("speaking", speaking.SETTLING): speaking.ONCE,
    ("speaking", speaking.EVIDENCE): speaking.ONCE,
    ("speaking", speaking.COMPARING): speaking.ONCE,
    ("speaking", speaking.LATE_ACK): NEVER_ENDS,
}
"""Of each guard: the promise that nothing else keeps."""


@pytest.mark.parametrize(
    ("name", "states"), [("taking", 625), ("waiting", 29), ("firing", 14_549), ("speaking", 33_902)]
)
def test_whatever_happens_in_whatever_order_the_promises_are_kept(name: str, states: int) -> None:
    assert explore(WORLDS[name]()) == Finding(states)


def test_a_third_owner_in_a_row_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firing, "TENURES", 3)

    assert explore(firing.world()).promise == ""


@pytest.mark.parametrize(("name", "guard"), BREAKS)
def test_without_any_one_guard_a_promise_is_broken(name: str, guard: str) -> None:
    found = explore(WORLDS[name](guard))

    assert found.promise == BREAKS[name, guard]
    assert found.story


def test_every_guard_is_taken_away_once() -> None:
    worlds = {"taking": taking, "waiting": waiting, "firing": firing, "speaking": speaking}

    assert set(BREAKS) == {(name, guard) for name, world in worlds.items() for guard in world.GUARDS}


def test_the_memory_of_nats_spares_work_and_nothing_depends_on_it() -> None:
    assert explore(taking.world(taking.DEDUPING)).promise == ""


def test_only_who_freezes_between_the_last_check_and_the_post_may_say_it_twice() -> None:
    """Nothing could guard against that but Twilio: the residue of which the documents speak."""
    assert explore(speaking.world(speaking.FREEZING)).promise == speaking.ONCE


def test_a_story_is_the_shortest_there_is() -> None:
    assert explore(taking.world(taking.SEEN)).story == [
        "Twilio rings",
        "the door publishes, unanswered",
        "A takes the partition",
        "A reads the command",
        "A makes the change, unanswered",
        "A makes the change, unanswered",
    ]
