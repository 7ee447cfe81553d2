# ruff: noqa: E501, a line is one row of a table
"""The task: what is left of a message when its time and its "remind me" are taken away, in the sender's own letters."""

import re

from shared.language.grammar.numbers import Tokens
from shared.language.lexicon.typos import LONGEST, SHORTEST, nearest
from shared.language.tokens import Token

TRIGGERS = {
    "en": (
        "remind me about", "remind me of", "remind me that", "remind me to", "remind me", "remind", "set a reminder to",
        "set a reminder for", "set a reminder", "set reminder to", "set reminder for", "set reminder", "add a reminder to", "add a reminder",
        "add reminder to", "add reminder", "create a reminder to", "create a reminder", "create reminder",
        "new reminder", "reminder to", "reminder for", "reminder", "don't forget to", "dont forget to", "do not forget to", "don't let me forget to",
        "let me know", "ping me to", "ping me", "nudge me to", "nudge me", "i need to be reminded to", "make sure i", "tell me to", "notify me to", "notify me",
         "alert me to", "i have to remember to", "remember to", "rember to",
    ),
    "ru": (
        "напомни мне пожалуйста", "напомни пожалуйста", "напомни мне что", "напомни мне", "напомни что", "напомни", "напомните мне", "напомните",
        "напомнить мне", "напомнить", "напоминай мне", "напоминай", "напоминалка", "напоминание", "поставь напоминание", "создай напоминание",
        "добавь напоминание", "новое напоминание", "не забудь", "не забыть", "не дай мне забыть", "не дай забыть", "напомнил", "напомнила",
    ),
    "de": ("erinnere mich daran", "erinnere mich an", "erinnere mich", "erinnerung"),
}  # fmt: skip
POLITE = frozenset(
    [
        "pls",
        "please",
        "plz",
        "hey",
        "hi",
        "hello",
        "nudge",
        "bot",
        "can",
        "could",
        "would",
        "you",
        "will",
        "kindly",
        "just",
        "and",
        "so",
        "ok",
        "okay",
        "also",
        "пожалуйста",
        "плиз",
        "пж",
        "привет",
        "эй",
        "бот",
        "можешь",
        "можете",
        "хочу",
        "чтобы",
        "ты",
        "а",
        "и",
        "ну",
        "слушай",
        "мне",
        "bitte",
    ]
)
MISSPELT = frozenset(["remind", "remember", "напомни", "напомните"])
"""What people write in haste."""
REAL_WORDS = frozenset(
    ["rewind", "remand", "remint", "наполни", "наполните", "запомни", "запомните", "напомню", "напомним"]
)
"""One letter away, and not meant."""
EDGES = " \t\r\n,;:.-–—!"
LAST_EDGES = " \t\r\n,;:-–—"
"""A full stop or an exclamation mark at the end is the sender's own."""
MARKS = frozenset("?!.,;:-–—|…")
EMPTY_BRACKETS = re.compile(r"\s*[(\[] [)\]]")
"""What is left of "(tomorrow at 6pm)"."""
CONNECTORS = frozenset("or или on at the in of and or to for by и в во на к до с a an , . ; : - – —".split())  # noqa: SIM905
LEADS = ("to ", "that ", "чтобы ", "что ")
MOST_POLITE = 6
FURTHEST = 12
"""A greeting before "remind me" is not longer than this."""


def trigger(t: Tokens) -> tuple[int, int]:
    """The tokens of "please remind me to", as a half-open range; empty when there are none.

    It begins later than the message where something is said before: a greeting, or what it is all about.
    """
    size = len(t) - 4
    polite = 0
    while polite < MOST_POLITE and polite < size and (t[polite].key in POLITE or is_mark(t[polite])):
        polite += 1
    for start in range(min(size, FURTHEST)):
        end = trigger_end(t, start)
        asked = politely(t, start) if end else start
        if end and (start <= polite or t[asked - 1].key in {"!", ".", ",", "?"}):
            return (0 if start <= polite else asked), end
    return 0, 0


def politely(t: Tokens, i: int) -> int:
    """Where "could you please" before token `i` begins."""
    while i and t[i - 1].key in POLITE:
        i -= 1
    return i


def greets(t: Tokens) -> bool:
    """Tell whether the message opens with a greeting."""
    return t[0].key in POLITE or "good" in t[0].word.roles


def is_mark(token: Token) -> bool:
    return token.kind == "p" and token.key not in '"«“/'


def trigger_end(t: Tokens, start: int) -> int:
    first = meant_by(t[start].key)
    is_misspelt = first != t[start].key
    for phrase in phrases_from(first):
        if phrase == ("remind",) and is_misspelt:  # "remand the case" is no reminder's beginning
            continue
        if all(t[start + n].key == word for n, word in enumerate(phrase) if n):
            return start + len(phrase)
    return 0


def meant_by(key: str) -> str:
    """The first word of a phrase, also with one letter wrong; other words as they are."""
    if key in TABLE or not SHORTEST <= len(key) <= LONGEST:
        return key
    return nearest(key, MISSPELT, REAL_WORDS) or key


def phrases_from(first: str) -> list[tuple[str, ...]]:
    return TABLE.get(first, [])


TABLE: dict[str, list[tuple[str, ...]]] = {}
for _phrases in TRIGGERS.values():
    for _phrase in _phrases:
        TABLE.setdefault(_phrase.split()[0], []).append(tuple(_phrase.split()))
for _rows in TABLE.values():
    _rows.sort(key=len, reverse=True)


def leftover(text: str, t: Tokens, taken: list[tuple[int, int]], trigger_end: int) -> str:
    """The text outside the taken tokens; pieces that only joined them are left out."""
    pieces: list[str] = []
    i = trigger_end
    size = len(t) - 4
    for began, end in [*sorted(taken), (size, size)]:
        if began > i:
            keep(pieces, text, t, i, began)
        i = max(i, end)
    task = " ".join(pieces)
    if not EMPTY_BRACKETS.search(text):
        task = EMPTY_BRACKETS.sub("", task)
    task = task.strip()
    if not trigger_end and taken and min(taken)[0] == 0 and task.lower().startswith("to "):
        return task[len("to ") :]  # in 10 minutes to check the oven
    for lead in LEADS:
        if trigger_end and task.lower().startswith(lead):
            return task[len(lead) :]
    return task


def keep(pieces: list[str], text: str, t: Tokens, i: int, end: int) -> None:
    """Add the words of these tokens, unless they only connect."""
    if all(token.key in CONNECTORS or token.key in MARKS for token in t[i:end]):
        return
    words = text[t[i].start : t[end - 1].end].lstrip(EDGES).rstrip(EDGES if end < len(t) - 4 else LAST_EDGES)
    if words:
        pieces.append(words)
