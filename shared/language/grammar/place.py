"""A time zone beside a time: 9am EST, 10 по мск, 17:30 Berlin time, in Europe/Berlin."""

from shared.language.grammar.numbers import Tokens, has
from shared.language.zones import is_zone

SHORT = frozenset(
    [
        "est",
        "edt",
        "cst",
        "cdt",
        "mst",
        "mdt",
        "pst",
        "pdt",
        "gmt",
        "utc",
        "cet",
        "cest",
        "eet",
        "eest",
        "msk",
        "мск",
        "bst",
        "ist",
        "jst",
        "kst",
        "aest",
        "aedt",
        "akst",
        "hst",
        "nzst",
        "ast",
        "z",
    ]
)
MOST_WORDS = 3
MOST_IN_BRACKETS = 10


def place(t: Tokens, i: int, text: str, *, after_clock: bool) -> tuple[int, str] | None:
    """The zone named at `i`, as typed."""
    token = t[i]
    if token.kind != "w" and token.key not in {"(", "+"}:
        return None
    if token.key in SHORT and after_clock:
        return offset(t, i, text)
    if token.key == "(":
        return in_brackets(t, i, text)
    if token.key == "по" and t[i + 1].kind == "w":
        return by_place(t, i + 1, text)
    if token.key in {"in", "в", "at"} and (after_clock or t[i + 2].key == "/" or t[i + 1].key in {"utc", "gmt"}):
        return in_place(t, i + 1, text, at_end=after_clock)
    return place_time(t, i, text) if after_clock else None


def in_brackets(t: Tokens, i: int, text: str) -> tuple[int, str] | None:
    """Read "(MSK)", "(New York)", "(UTC+03:00)"."""
    for end in range(i + 2, min(i + MOST_IN_BRACKETS, len(t))):
        if t[end].key == ")":
            words = text[t[i + 1].start : t[end - 1].end]
            return (end + 1, words) if known(words) else None
    return None


def offset(t: Tokens, i: int, text: str) -> tuple[int, str]:
    """UTC+3, GMT -5:30, or the bare abbreviation."""
    if t[i].key in {"utc", "gmt"} and t[i + 1].key in {"+", "-"} and t[i + 2].kind in {"n", "t"}:
        return i + 3, text[t[i].start : t[i + 2].end]
    return i + 1, text[t[i].start : t[i].end]


def by_place(t: Tokens, i: int, text: str) -> tuple[int, str] | None:
    """Read "по Москве", "по московскому времени", "по мск"."""
    for size in range(MOST_WORDS, 0, -1):
        if t[i + size - 1].kind != "w":
            continue
        words = text[t[i].start : t[i + size - 1].end]
        if t[i + size - 1].key in {"времени", "время"} or t[i].key in SHORT or known(words):
            return (i + size, words) if known(words) else None
    return None


def in_place(t: Tokens, i: int, text: str, *, at_end: bool) -> tuple[int, str] | None:
    """Read "in Europe/Berlin" anywhere, "in UTC+2" and "in New York" where the message ends."""
    if t[i].key in SHORT:
        return offset(t, i, text)
    if t[i + 1].key == "/" and t[i + 1].glued:
        end = i + 3
        while t[end].key in {"/", "_", "-", "+"} and t[end].glued:
            end += 2
        words = text[t[i].start : t[end - 1].end]
        return (end, words) if known(words) else None
    end = i
    while end < i + MOST_WORDS + 2 and (t[end].kind == "w" or (t[end].key == "-" and t[end].glued)):
        end += 1
    words = text[t[i].start : t[end - 1].end] if end > i else ""
    return (end, words) if at_end and t[end].kind in {"", "p"} and t[end + 1].kind == "" and known(words) else None


def place_time(t: Tokens, i: int, text: str) -> tuple[int, str] | None:
    """Read "Berlin time", "New York time"."""
    for size in range(1, MOST_WORDS + 1):
        if has(t[i + size], "time") and t[i + size].key == "time":
            words = text[t[i].start : t[i + size - 1].end]
            return (i + size + 1, words) if known(words) else None
    return None


def known(words: str) -> bool:
    return is_zone(words)


def place_before_time(t: Tokens, i: int, text: str) -> tuple[int, str] | None:
    """At "time": where the name of the place before it begins, as in "Berlin time 5pm"."""
    for size in range(MOST_WORDS, 0, -1):
        start = i - size
        if start >= 0 and all(token.kind == "w" and (not token.word.lang or has(token, "new")) for token in t[start:i]):
            words = text[t[start].start : t[i - 1].end]
            if is_zone(words):
                return start, words
    return None
