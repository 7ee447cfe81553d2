"""Runs the targets: each input has a number, and the number makes the input again."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from tests.fuzz.targets import bus, door, people, twilio

Target = Callable[[Random], None]

TARGETS: Mapping[str, Target] = {
    "forms": door.forms,
    "json": door.json_bodies,
    "signatures": door.signatures,
    "words": people.words,
    "conversations": people.conversation,
    "messages": bus.messages,
    "facts": bus.facts,
    "records": bus.records,
    "profiles": bus.profiles,
    "answers": twilio.answers,
    "lists": twilio.lists,
}

SLOWEST_SECONDS = 1.0
"""Of the processor, for one input: whatever takes longer keeps others waiting."""


class FindingError(AssertionError):
    """An input was found that something cannot take."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How far a target got."""

    target: str
    inputs: int
    slowest_seconds: float


def run(target: str, *, seed: int, seconds: float) -> Tried:
    """Try inputs until the time is over. Raises FindingError with the words that try the last one again."""
    take, end = TARGETS[target], time.monotonic() + seconds
    number, slowest = seed, 0.0
    while time.monotonic() < end:
        slowest = max(slowest, _try(target, take, number))
        number += 1
    return Tried(target, number - seed, slowest)


def _try(name: str, take: Target, number: int) -> float:
    began = time.process_time()
    try:
        take(Random(number))  # noqa: S311 - dice for a test
    except Exception as error:
        raise FindingError(f"{name} {number}: {type(error).__name__}: {error}") from error
    took = time.process_time() - began
    if took > SLOWEST_SECONDS:
        raise FindingError(f"{name} {number}: takes {took:.1f} s")
    return took
