"""Text to tokens: words, numbers with the shape they were typed in, and marks. Linear in the length of the text."""

import re
from functools import lru_cache
from typing import Any

from shared.language.lexicon.typos import mended
from shared.language.lexicon.words import NOTHING, Lexicon, Word

PIECE = re.compile(
    r"(?P<x>(?:https?://|www\.)\S+)"
    r"|(?P<n>\d+(?:(?P<sep>[.,:/\-\u2010-\u2012])\d+(?:(?P=sep)\d+)?)?)"
    r"|(?P<w>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<p>\S)"
)
FOLDED = str.maketrans({"ё": "е", "\u2019": "'", "\u02bc": "'", "`": "'"})
SIGNS = {"&", "@", "%", "~"}
LONGEST_NUMBER = 12
ROUND = set("oо")


class Token:
    """One piece of the text. `kind`: w(ord), n(umber), t(9:30), f(9.30), c(1,5), s(1/12), r(9-30), d(ate), p(unct)."""

    __slots__ = ("end", "glued", "key", "kind", "start", "value", "word")

    def __init__(self, kind: str, key: str, start: int, end: int, glued: bool, word: Word, value: Any) -> None:  # noqa: FBT001, PLR0917
        self.kind = kind
        self.key = key
        self.start = start
        self.end = end
        self.glued = glued
        self.word = word
        self.value = value


def tokenize(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of `text`, followed by four empty ones, so that rules may look ahead freely."""
    low = text.lower().translate(FOLDED) if not text.isascii() else text.lower()
    if len(low) != len(text):  # a letter whose small form is longer: offsets would lie
        low = "".join(letter if len(letter.lower()) != 1 else letter.lower() for letter in text)
    words = lexicon.words
    tokens: list[Token] = []
    end = -1
    for found in PIECE.finditer(low):
        kind = found.lastgroup
        key = found[0]
        start = found.start()
        glued = start == end
        end = found.end()
        word = NOTHING
        value: Any = None
        if kind == "w":
            word = words.get(key) or mended(key, lexicon) or NOTHING
        elif kind in {"n", "sep"}:
            kind, value = shape(key)
            if glued and tokens and attached(tokens[-1]):
                kind = "x"
        elif kind == "p":
            word = words.get(key, NOTHING) if key in SIGNS else NOTHING
        tokens.append(Token(kind or "x", key, start, end, glued, word, value))
    if "@" in low:
        hide_addresses(tokens)
    tokens += [Token("", "", len(text), len(text), False, NOTHING, None) for _ in range(4)]  # noqa: FBT003
    return tokens


def attached(token: Token) -> bool:
    """Tell whether a number glued to this is part of a word ("A4"), unlike "Feb13" or "2h30"."""
    if token.kind == "w":
        if token.key == "t" and token.glued:  # 2026-12-04T14:30
            return False
        return token.word.month is None and token.word.unit is None and "at" not in token.word.roles
    return token.kind in "xtf" or token.key in "$€£#№_.,"


def hide_addresses(tokens: list[Token]) -> None:
    for i in range(1, len(tokens) - 1):
        if tokens[i].key == "@" and tokens[i].glued and tokens[i + 1].glued and tokens[i + 1].kind == "w":
            for token in tokens[i - 1 : i + 4]:
                if token.glued or token is tokens[i - 1]:
                    token.kind, token.word = "x", NOTHING


@lru_cache(maxsize=4096)
def shape(key: str) -> tuple[str, Any]:  # noqa: PLR0911, a table of forms
    """The kind and value of digits as typed."""
    if len(key) > LONGEST_NUMBER:
        return "x", None
    if key.isdigit():
        return "n", int(key)
    parts = re.split(r"[^\d]", key)
    mark = next(letter for letter in key if not letter.isdigit())
    if len(parts) == 3:  # noqa: PLR2004
        return three(parts, mark)
    first, second = parts
    if mark == ":":
        return ("t", (int(first), int(second), 0)) if len(first) <= 2 and len(second) == 2 else ("x", None)  # noqa: PLR2004
    if mark == ",":
        return ("c", float(f"{first}.{second}")) if len(second) <= 2 else ("x", None)  # noqa: PLR2004
    if len(first) > 4 or len(second) > 4:  # noqa: PLR2004
        return "x", None
    return {".": "f", "/": "s"}.get(mark, "r"), (int(first), int(second))


def three(parts: list[str], mark: str) -> tuple[str, Any]:
    """9:30:15, or a date: (first, second, third, the mark, how the last was written)."""
    first, second, third = map(int, parts)
    if mark == ":":
        return ("t", (first, second, third)) if len(parts[1]) == len(parts[2]) == 2 else ("x", None)  # noqa: PLR2004
    lengths = tuple(map(len, parts))
    if mark == "," or not (lengths in DATE_LENGTHS or (lengths[:2] == (1, 1) and lengths[2] == 2 and mark == "/")):  # noqa: PLR2004
        return "x", None
    return "d", (first, second, third, mark, lengths)


DATE_LENGTHS = frozenset(
    [(4, a, b) for a in (1, 2) for b in (1, 2)]
    + [(a, b, 4) for a in (1, 2) for b in (1, 2)]
    + [(2, 1, 2), (1, 2, 2), (2, 2, 2)]
)
