"""Random messages for as long as one likes: NUDGE_FUZZ_SECONDS=600 pytest tests/fuzz/language."""

import os
import random
from datetime import UTC, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from shared.language import Ask, At, Every, Reading, first, next_after, read, resolve
from shared.language.lexicon.words import lexicon
from shared.language.resolve import resolve_time
from shared.language.values import Outcome

SECONDS = float(os.environ.get("NUDGE_FUZZ_SECONDS", "2"))
ZONES = [ZoneInfo(key) for key in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")]
GLUE = [" ", " ", " ", " ", "", "-", ", ", ". ", ":", "/", "\n", "('", "«", '"']
NOISE = [
    "🙂",
    "42",
    "9:30",
    "31.12",
    "1/2",
    "2027-02-29",
    "k7",
    "milk",
    "маме",
    "@",
    "%",
    "12345678901234567890",
    "99999999999",
    "9998",
    "31.12.9999",
    "½",
    "İ",
    "\u200b",
]
SLOWEST = 0.25
"""Seconds for one message of this size on a busy machine; linear reading needs a hundredth."""


def messages(seed: int) -> str:
    dice = random.Random(seed)  # noqa: S311, dice for a test
    words = sorted(lexicon(("en", "ru")).words)
    size = dice.choice([1, 3, 6, 12, 40])
    return "".join(dice.choice([*dice.sample(words, 8), *NOISE]) + dice.choice(GLUE) for _ in range(size))


def test_random_messages_never_stumble_and_never_lie() -> None:
    began = perf_counter()
    seed = int(os.environ.get("NUDGE_FUZZ_SEED", "0"))
    while perf_counter() - began < SECONDS:
        seed += 1
        check(messages(seed), seed)


def again(text: str) -> float:
    """A second try: the machine may have been busy."""
    began = perf_counter()
    read(text)
    return perf_counter() - began


def resolve_bare(text: str, zone: ZoneInfo, now: datetime) -> Outcome:
    reading = read(text)
    assert reading.time is not None, text
    return resolve_time(reading, reading.time, zone=zone, now=now)


def check(text: str, seed: int) -> None:
    zone = ZONES[seed % len(ZONES)]
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=seed * 7 % 20000)
    began = perf_counter()
    reading = read(text)
    outcome = resolve(reading, zone=zone, now=now)

    assert perf_counter() - began < SLOWEST or again(text) < SLOWEST, (seed, text)
    assert Reading.from_json(reading.to_json()) == reading, (seed, text)
    match outcome:
        case At(at):
            assert at >= now - timedelta(minutes=1), (seed, text)
            assert not reading.unread, (seed, text)
        case Every(rule, _, start):
            assert start > now - timedelta(minutes=1), (seed, text)
            assert first(rule, 1) == (start,), (seed, text)
            assert next_after(rule, start - timedelta(seconds=1)) == start, (seed, text)
        case Ask(_, options):
            assert len(options) <= 4, (seed, text)
            for option in options:
                answer = resolve_bare(option.words, zone, now) if option.at else None
                assert getattr(answer, "at", None) == option.at, (seed, text, option)
