"""What will be done to whom, and when: made of a seed alone, so that it can be done again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.torture.links import Trouble

STORES = ("nats", "redis")
SIMULATOR = "simulator"


@dataclass(frozen=True, slots=True)
class Stroke:
    """One fault. `more` is what its kind needs to know besides."""

    after_seconds: float
    """Since the stroke before it."""
    kind: str
    victim: str
    seconds: float
    more: Any = None


@dataclass(frozen=True, slots=True)
class Cast:
    """Whom faults can happen to. Without `clocks` nobody's clock is set; without `before` all are of one version."""

    services: Sequence[str]
    links: Sequence[str]
    clocks: Sequence[str] = ()
    before: bool = False
    without: Sequence[str] = ()
    """Kinds of faults that are left out."""


KINDS = {
    "kill": 20,
    "freeze": 22,
    "stop": 4,
    "store killed": 7,
    "store restarted": 3,
    "line": 30,
    "mood": 7,
    "clock": 7,
    "other version": 4,
    "bus lost": 1,
}
"""How many of a hundred or so are of which kind."""

MOODS: Sequence[dict[str, float]] = (
    {"drop": 0.5},
    {"error": 0.5},
    {"throttle": 0.5},
    {"slow_seconds": 0.8},
    {"callbacks_lost": 0.8},
    {"callbacks_late": 0.5, "callbacks_shuffled": 0.5},
    {"callbacks_doubled": 0.5, "callbacks_early": 0.5},
    {"webhooks_doubled": 0.5},
    {"webhooks_lost": 0.3},
    {"hidden": 0.3, "drop": 0.2},
)

USUAL: dict[str, float] = {
    "drop": 0.02,
    "error": 0.02,
    "deny": 0.01,
    "throttle": 0.003,
    "fail": 0.01,
    "fail_code": 63017,
    "callbacks_lost": 0.03,
    "callbacks_doubled": 0.03,
    "callbacks_late": 0.03,
    "late_seconds": 2,
    "callbacks_early": 0.03,
    "callbacks_shuffled": 0.05,
    "webhooks_doubled": 0.03,
    "webhooks_lost": 0.005,
    "webhooks_forged": 0.01,
}
"""A bad day, all day long. One throttled message lets the whole sender pause for a second: more would be the limit."""

STEPS = (2, -2, 30, -30, 600, -600, 7200, -7200)
"""Seconds by which one clock is wrong for a while."""


LENGTHS: Mapping[str, tuple[float, float]] = {"freeze": (0.2, 8), "mood": (1, 4), "clock": (2, 6)}
"""Seconds; the rest is short, and what is killed takes its time to start."""


def strokes(dice: Random, cast: Cast, *, a_second: float) -> Iterator[Stroke]:
    """Return strokes without end, so many a second on average."""
    kinds = {kind: weight for kind, weight in KINDS.items() if _is_possible(kind, cast)}
    while True:
        [kind] = dice.choices([*kinds], [*kinds.values()])
        yield _stroke(dice.expovariate(a_second), kind, dice, cast)


def _is_possible(kind: str, cast: Cast) -> bool:
    return kind not in cast.without and {"clock": bool(cast.clocks), "other version": cast.before}.get(kind, True)


def _stroke(after: float, kind: str, dice: Random, cast: Cast) -> Stroke:
    if kind == "line":
        return _line(after, dice, cast)
    victims: Mapping[str, Sequence[str]] = {
        "kill": [*cast.services, *cast.services, SIMULATOR],
        "freeze": [*cast.services, *STORES, SIMULATOR],
        "store killed": STORES,
        "store restarted": STORES,
        "mood": [SIMULATOR],
        "clock": cast.clocks,
        "bus lost": ["nats"],
    }
    victim = dice.choice(victims.get(kind, cast.services))
    seconds = dice.uniform(*LENGTHS.get(kind, (0, 1.5)))
    if kind == "freeze" and victim == SIMULATOR:
        # Twilio does within its time whatever it does: ours is shortened, and so is Twilio's.
        seconds /= 10
    more = dice.choice({"mood": MOODS, "clock": STEPS}.get(kind, [None]))
    return Stroke(after, kind, victim, seconds, more)


def _line(after: float, dice: Random, cast: Cast) -> Stroke:
    link, trouble = dice.choice(cast.links), dice.choice([*Trouble])
    # What is on its way to Twilio is there within Twilio's time, or not at all.
    most = 0.8 if trouble is Trouble.STALL and link.endswith(SIMULATOR) else 6
    late = {Trouble.LATENCY: dice.uniform(0.01, 0.3), Trouble.SLOW_CLOSE: dice.uniform(0.5, 3)}.get(trouble, 0.0)
    return Stroke(after, "line", link, dice.uniform(0.3, most), (trouble, late))
