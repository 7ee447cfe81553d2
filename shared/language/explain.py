"""How a message is read, in words: what each token was taken for, and what it comes to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.language.events import event_of, find_wish
from shared.language.free import language_of
from shared.language.grammar.scan import scan
from shared.language.lexicon.words import lexicon
from shared.language.openings import opening
from shared.language.read import read
from shared.language.resolve import resolve
from shared.language.say import say_distance, say_moment, say_rule, say_zone
from shared.language.tokens import tokenize
from shared.language.values import Ask, At, Every, Intent, Outcome

LANGUAGES = ("en", "ru")


def explained(text: str, zone: ZoneInfo, now: datetime, languages: Sequence[str] = LANGUAGES) -> dict[str, Any]:
    """The tokens, the reading and the outcome, as JSON."""
    reading = read(text, languages)
    outcome = resolve(reading, zone=zone, now=now)
    return {
        "tokens": token_rows(text, languages),
        "reading": reading.to_json(),
        "outcome": outcome_json(outcome),
        "means": "; ".join(means(outcome, reading.language or "en", now)),
    }


def in_words(text: str, zone: ZoneInfo, now: datetime, languages: Sequence[str] = LANGUAGES) -> list[str]:
    """The same as lines to read."""
    reading = read(text, languages)
    outcome = resolve(reading, zone=zone, now=now)
    rows = [f"  {row['text']:<16} {row['taken']:<8} {row['says']}".rstrip() for row in token_rows(text, languages)]
    said = [f"intent: {reading.intent.value}", f"task:   {reading.task}"] if reading.intent is Intent.ADD else []
    said = said or [f"intent: {reading.intent.value}"]
    unread = [f"unread: {', '.join(reading.unread)}"] if reading.unread else []
    return [
        f"words:  {text}",
        *rows,
        *said,
        *unread,
        *(f"means:  {line}" for line in means(outcome, reading.language or "en", now)),
    ]


def token_rows(text: str, languages: Sequence[str]) -> list[dict[str, str]]:
    """Each token, what it was taken for (command, time, task) and what its word says about time."""
    tokens = tokenize(text, lexicon(tuple(languages)))
    russian = language_of(tokens) == "ru"
    asked_from, begin = find_wish(tokens, text, russian=russian)
    found = scan(tokens, text, russian=russian, begin=begin)
    pieces = [*event_of(tokens, asked_from, text, russian=russian).taken, *found.taken]
    timely = {i for began, end in pieces for i in range(began, end)}
    command = opening(text)
    asked = command.end if command and command.intent is not Intent.ADD else 0
    rows = []
    for i, token in enumerate(tokens[:-4]):
        ordered = asked_from <= i < begin or token.start < asked
        taken = "command" if ordered else "time" if i in timely else "task"
        facets = ", ".join(f"{name} {value}" for name, value in token.word.facets().items()) if taken == "time" else ""
        rows.append({"text": text[token.start : token.end], "taken": taken, "says": facets})
    return rows


def means(outcome: Outcome, language: str, now: datetime) -> list[str]:
    """What the outcome is, one fact a line."""
    match outcome:
        case At(at, zone, assumed):
            said = [f"{say_moment(at, zone, language, now=now)}, {say_distance(now, at, language)}"]
            return said + ([f"assumed {', '.join(assumed)}"] if assumed else [])
        case Every(rule, zone, first, assumed):
            said = [
                f"{say_rule(rule, language)} ({say_zone(zone, language)})",
                f"first {say_moment(first, zone, language, now=now)}",
            ]
            return said + ([f"assumed {', '.join(assumed)}"] if assumed else [])
        case Ask(reason, options, about):
            asked = f"a question: {reason.value}" + (f" ({', '.join(about)})" if about else "")
            return [asked, *(f"answer: {option.words}" for option in options)]
    return ["nothing to remind of"]


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case At(at, zone, assumed):
            return {"outcome": "at", "at": at.isoformat(), "zone": zone, "assumed": list(assumed)}
        case Every(rule, zone, first, assumed):
            body = {"rule": rule.to_json(), "rrule": list(rule.rrules()), "first": first.isoformat()}
            return {"outcome": "every", **body, "zone": zone, "assumed": list(assumed)}
        case Ask(reason, options, about):
            return {
                "outcome": "ask",
                "reason": reason.value,
                "about": list(about),
                "options": [o.words for o in options],
            }
    return {"outcome": "nothing"}
