"""What the status page says: what somebody should look at, put together from what processes tell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.ingress.domain.standing import House, concerns
from services.ingress.domain.status_page import page
from shared.runtime.clock import unix_ms
from shared.runtime.pulse import Pulse, Pulses
from tests.fakes.clock import NOON


def a_pulse(service: str, *, gauges: Mapping[str, float] | None = None, **changes: Any) -> Pulse:
    pulse = Pulse(service, f"{service}-1:9", "1.0", unix_ms(NOON), {"nats": True}, gauges or {})
    return replace(pulse, **changes)


def rows(partitions: Sequence[int], *, late: int = 0, overdue: int = 0) -> Mapping[str, Any]:
    return {"partitions": [[number, 10, 1, late, 2, overdue, unix_ms(NOON) + 90_000] for number in partitions]}


CLOCK = a_pulse("scheduler", facts=rows(range(16)))
WELL = [a_pulse("ingress"), a_pulse("notifier"), CLOCK]


def a_house(*told: Pulse, after: float = 0) -> House:
    return House(told, NOON + timedelta(seconds=after))


def test_nobody_has_to_look_while_everybody_is_there_and_nothing_waits() -> None:
    assert concerns(a_house(*WELL)) == []
    assert "People are served" in page(a_house(*WELL))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (WELL[1:], "No ingress is heard: does one run?"),
        ([*WELL[:2], a_pulse("scheduler", facts=rows(range(14)))], "Nobody acts for partition 14, 15."),
        ([*WELL[:2], a_pulse("scheduler", facts=rows([]))], "Nobody acts for any partition."),
        ([*WELL[:2], a_pulse("scheduler", facts=rows(range(16), late=1))], "16 are due and not on the bus"),
        ([*WELL[:2], a_pulse("scheduler", facts=rows(range(16), overdue=1))], "16 are on their way"),
        (
            [*WELL, a_pulse("notifier", who="b", ready={"nats": True, "redis": False})],
            "notifier at b is not ready: redis.",
        ),
        (
            [*WELL, a_pulse("notifier", who="b", gauges={"backlog_oldest_seconds lane=due": 75.0})],
            "the lane due, the oldest for 75 s.",
        ),
        ([*WELL, a_pulse("notifier", who="b", gauges={"alarm_raised alarm=account_refused": 1.0})], "Twilio refuses"),
        ([*WELL, a_pulse("notifier", who="b", gauges={"parked_messages": 2.0})], "2 parked messages"),
        ([*WELL, a_pulse("notifier", who="b", version="1.1")], "Several versions run side by side: 1.0, 1.1."),
    ],
)
def test_what_somebody_should_look_at_is_a_sentence(told: Sequence[Pulse], sentence: str) -> None:
    [concern] = concerns(a_house(*told))

    assert sentence in concern
    assert "Somebody should look at this" in page(a_house(*told))


def test_who_was_not_heard_for_ten_seconds_is_silent_and_owns_nothing() -> None:
    house = a_house(*WELL, after=11)

    assert house.partitions == []
    assert concerns(house)[:3] == [
        f"No {name} is heard: does one run?" for name in ("ingress", "scheduler", "notifier")
    ]


def test_what_several_tell_of_the_same_thing_is_not_added_up() -> None:
    two = [a_pulse("notifier", who=who, gauges={"parked_messages": 3.0}) for who in "ab"]

    assert a_house(*two).largest("parked_messages") == 3


def test_what_a_process_tells_cannot_become_markup() -> None:
    shown = page(a_house(*WELL, a_pulse("notifier", who="<b>", weaknesses=["1 < 2"])))

    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
    assert "1 &lt; 2" in shown


def test_the_page_runs_nothing_and_loads_nothing() -> None:
    shown = page(a_house(*WELL))

    assert not [tag for tag in ("<script", "<link", "<img", "src=", "http:", "https:") if tag in shown]


def test_the_last_word_of_each_counts_and_the_forgotten_are_gone() -> None:
    pulses = Pulses()
    for word in (
        b'{"service": "ingress", "who": "a", "version": "1", "at_ms": 1000, "ready": {}, "gauges": {}, "new": 1}',
        b'{"service": "ingress", "who": "a", "version": "2", "at_ms": 2000, "ready": {}, "gauges": {}}',
        b"nonsense",
        b'{"service": "ingress"}',
        b"[]",
    ):
        pulses.hear(word)
    [last] = pulses.latest(Pulse("", "", "", 3000, {}, {}).at)

    assert last.version == "2"
    assert pulses.latest(NOON) == []
