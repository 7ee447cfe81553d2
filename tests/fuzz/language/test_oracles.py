"""Other people's parsers as oracles, offline: where they and we both answer, a difference is a phrase to read.

Neither is a dependency: `pip install timesense pyduckling-native-phihos python-dateutil` into a scratch environment.
duckling can take all memory on a short message, so it only ever runs in a child with limits on time and memory.
"""

import json
import multiprocessing
import os
import random
import resource
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from shared.language import Rule, first
from shared.language.jsonl import answer

CPU_SECONDS = 5
MEMORY = 2 * 1024**3
AGREEMENT = 0.97
"""Where both answer with a moment; the rest was read by hand, and it is the oracle that is wrong."""


def cases() -> list[dict[str, Any]]:
    if "NUDGE_CASES" not in os.environ:
        pytest.skip("the scored cases live outside the repository")
    lines = Path(os.environ["NUDGE_CASES"], "language_dev.jsonl").read_text("utf8").splitlines()
    return [case for case in map(json.loads, lines) if case["kind"] == "instant" and not case["ambiguous"]]


def shared(answers: Iterator[tuple[dict[str, Any], datetime | None]]) -> tuple[int, list[str]]:
    """How many both answered, and what they differ on."""
    both, differ = 0, []
    for case, theirs in answers:
        ours = answer(case)
        if theirs is None or ours["outcome"] != "at":
            continue
        both += 1
        mine = datetime.fromisoformat(ours["at"])
        if abs((mine - theirs).total_seconds()) >= 60 and theirs.isoformat()[:16] != case["expect"][:16]:
            continue
        if abs((mine - theirs).total_seconds()) >= 60:
            differ.append(f"{case['text']!r}: {mine} here, {theirs} there")
    return both, differ


def test_timesense_and_we_agree_where_it_is_right() -> None:
    timesense = pytest.importorskip("timesense", reason="an oracle for developers, not a dependency")
    parser = timesense.TimeSenseParser()

    def moments() -> Iterator[tuple[dict[str, Any], datetime | None]]:
        for case in cases():
            found = parser.analyze(case["text"], datetime.fromisoformat(case["ref"]), language=case["lang"]).result
            yield case, getattr(found, "datetime_at", None)

    both, differ = shared(moments())

    assert both > 50
    assert len(differ) <= (1 - AGREEMENT) * both, "\n".join(differ)


def limited(texts: list[tuple[str, str, int]], replies: Any) -> None:
    """The child: duckling's moments, one reply a text."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS * 12, CPU_SECONDS * 12))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    d: Any = import_module("duckling")  # only ever in a child

    zones = d.load_time_zones("/usr/share/zoneinfo")
    for text, lang, stamp in texts:
        locale = d.parse_locale(lang.upper(), d.default_locale_lang(d.parse_lang(lang.upper())))
        context = d.Context(d.parse_ref_time(zones, "UTC", stamp), locale)
        found = d.parse(text, context, d.parse_dimensions(["time"]), with_latent=False)
        values = [
            row["value"].get("value") for row in found if row["value"].get("grain") in {"minute", "hour", "second"}
        ]
        replies.put(values[0][:19] if len(values) == 1 and values[0] else None)


def test_duckling_and_we_agree_where_it_is_right() -> None:
    pytest.importorskip("duckling", reason="an oracle for developers, not a dependency")
    chosen = [case for case in cases() if case["tz"] == "UTC"]
    texts = [
        (case["text"], case["lang"], int(datetime.fromisoformat(case["ref"] + "+00:00").timestamp())) for case in chosen
    ]
    context = multiprocessing.get_context("spawn")
    replies: Any = context.Queue()
    child = context.Process(target=limited, args=(texts, replies), daemon=True)
    child.start()
    moments = ((case, datetime.fromisoformat(said) if (said := replies.get(timeout=60)) else None) for case in chosen)
    both, differ = shared(iter(moments))
    child.join(10)
    child.kill()

    assert both > 50
    assert len(differ) <= (1 - AGREEMENT) * both, "\n".join(differ)


def random_rule(dice: random.Random) -> Rule:
    freq = dice.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    said: dict[str, Any] = {}
    if freq == "WEEKLY":
        said["weekdays"] = tuple((0, day) for day in sorted(dice.sample(range(7), dice.randint(0, 4))))
    elif freq != "DAILY":
        said["months"] = tuple(sorted(dice.sample(range(1, 13), 2))) if freq == "YEARLY" or dice.random() < 0.2 else ()
        if dice.random() < 0.5:
            said["month_days"] = tuple(dice.sample([1, 2, 15, 29, 30, 31, -1, -2], 2))
        else:
            said["weekdays"] = ((dice.choice([1, 2, 3, 4, 5, -1, -2]), dice.randrange(7)),)
    if dice.random() < 0.5:
        said |= dice.choice([{"count": dice.randint(1, 30)}, {"until": date(2028, dice.randint(1, 12), 5)}])
    start = datetime(2026, dice.randint(1, 12), dice.randint(1, 28), dice.randrange(24))  # noqa: DTZ001
    return Rule(freq, "UTC", start, interval=dice.choice([1, 1, 2, 3]), times=(time(dice.randrange(24)),), **said)


def test_rules_fire_when_dateutil_says() -> None:
    rrule = pytest.importorskip("dateutil.rrule", reason="an oracle for developers, not a dependency")
    for seed in range(500):
        rule = random_rule(random.Random(seed))  # noqa: S311, dice for a test
        theirs = rrule.rrulestr(rule.rrules()[0].replace("Z", ""), dtstart=rule.start)

        assert [at.replace(tzinfo=None) for at in first(rule, 20)] == list(islice(theirs, 20)), rule
