"""What will be done to whom is made of the seed alone."""

from itertools import islice
from random import Random

from tests.torture.links import Trouble
from tests.torture.plan import KINDS, Cast, Stroke, strokes

SERVICES = ("ingress-1", "scheduler-1", "notifier-1")
CAST = Cast(SERVICES, ("notifier-1 → simulator", "scheduler-1 → redis"), ("redis",), before=True)


def planned(seed: int, cast: Cast = CAST) -> list[Stroke]:
    dice = Random(seed)  # noqa: S311 - to be repeated
    return list(islice(strokes(dice, cast, a_second=1), 2000))


def test_a_seed_strikes_the_same_victims_in_the_same_order() -> None:
    assert planned(7) == planned(7)
    assert planned(7) != planned(8)


def test_every_kind_and_every_trouble_comes() -> None:
    plan = planned(7)

    assert {stroke.kind for stroke in plan} == set(KINDS)
    assert {stroke.more[0] for stroke in plan if stroke.kind == "line"} == set(Trouble)


def test_what_is_left_out_or_not_there_never_comes() -> None:
    plan = planned(7, Cast(SERVICES, CAST.links, without=("bus lost",)))

    assert {stroke.kind for stroke in plan} == set(KINDS) - {"clock", "other version", "bus lost"}


def test_twilio_does_within_its_time_whatever_it_does() -> None:
    plan = planned(7)
    stalled = [stroke for stroke in plan if stroke.more == (Trouble.STALL, 0.0) and "simulator" in stroke.victim]
    frozen = [stroke for stroke in plan if (stroke.kind, stroke.victim) == ("freeze", "simulator")]

    assert stalled
    assert frozen
    assert all(stroke.seconds <= 0.8 for stroke in (*stalled, *frozen))
