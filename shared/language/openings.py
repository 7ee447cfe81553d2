"""What a message opens with: the command, and what follows it."""

import re
from collections.abc import Sequence

from shared.language.commands import GUESSED, LONGEST, UNGUESSED, Command, table
from shared.language.lexicon.typos import nearest
from shared.language.values import Reading

WORD = re.compile(r"\S+")
EDGES = ".,!?:;)(\"'«»\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
"""Punctuation around a command, and what only colours an emoji."""
APART = re.compile(
    r"\W*(?:put|поставь(?:те)?|поставить)\s+(?P<what>\S.*?)\s+(?P<word>on\s+(?:hold|pause)|на\s+паузу)\b(?P<rest>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)


def together(text: str) -> str:
    """Return what is said around its object with the command in front: "put the pills on hold until friday"."""
    found = APART.match(text)
    if not found:
        return text
    return f"{'pause' if found['word'].isascii() else 'пауза'} {found['what']}{found['rest']}"


def opening(text: str) -> Command | None:
    """The longest command that `text` begins with."""
    pieces = [found for _, found in zip(range(LONGEST), WORD.finditer(text), strict=False)]
    if not pieces:
        return None
    slashed = pieces[0][0][0] in "/!\\"
    words = [piece[0].lower().replace("ё", "е").replace("’", "'") for piece in pieces]
    words[0] = words[0].lstrip("/!\\")
    known = table()
    for length in range(len(pieces), 0, -1):
        phrase = " ".join(words[:length])
        found = known.get(phrase) or known.get(phrase.rstrip(EDGES))
        if found:
            return Command(*found, end=pieces[length - 1].end(), slashed=slashed)
    meant = nearest(words[0].rstrip(EDGES), GUESSED, UNGUESSED)
    return Command(*known[meant], end=pieces[0].end(), slashed=slashed, meant=meant) if meant else None


class Message:
    """A command and what follows it."""

    __slots__ = ("command", "languages", "rest", "text", "words")

    def __init__(self, words: str, text: str, command: Command, languages: Sequence[str]) -> None:
        self.words, self.text, self.command, self.languages = words, text, command, languages
        self.rest = text[command.end :].strip(" :,\n\t")

    def reading(self, **said: object) -> Reading:
        return Reading(self.words, self.command.language, self.command.intent, **said)  # type: ignore[arg-type]

    @property
    def phrase(self) -> str:
        """The words of the command itself."""
        return " ".join(self.text[: self.command.end].lower().replace("’", "'").split()).strip(EDGES)

    @property
    def verb(self) -> str:
        return self.command.meant or self.text[: self.command.end].strip().split()[0].lower().lstrip("/!\\")
