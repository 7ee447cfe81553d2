"""Which reminders a command means: indexes, ids, ranges, words of the text, all."""

import re
from collections.abc import Iterator

from shared.language.values import All, Index, ReminderId, Target, Words

MOST = 500
"""A person has no more reminders than this, so no list of targets is longer."""

PIECE = r'"[^"]*"|«[^»]*»|“[^”]*”|[^\s,;]+'
RANGE = r"#?(\d{1,6})\s*(?:-|–|—|\.\.)\s*#?(\d{1,6})\Z"
NUMBER = r"(?:#|№|no\.?)?(\d{1,6})(?:[-‐]?(?:е|й|я|ю|го|ое|ую|st|nd|rd|th))?[.)!?]?\Z"
IDENTIFIER = r"#?([a-zкмнт]\d{1,9})[.)!?]?\Z"
LOOK_ALIKE = str.maketrans("кмнт", "kmht")
"""Letters of the other keyboard that look like those of an id."""

EVERYTHING = frozenset("all everything все всё всех".split())  # noqa: SIM905, a row of words
JOINING = frozenset(
    [
        "and",
        "и",
        "&",
        "+",
        "номер",
        "number",
        "id",
        "reminder",
        "reminders",
        "напоминание",
        "напоминания",
        "напоминаний",
        "number:",
        "№",
    ]
)
AROUND = frozenset(
    (
        *("the", "one", "about", "my", "with", "for", "that", "this", "it", "last", "latest", "please"),
        *("про", "о", "об", "мое", "моё", "то", "это", "этот", "его", "её", "последнее", "последний", "последнюю"),
        "пожалуйста",
    )
)
"""Words that name no reminder: alone they mean what is spoken of."""


def read_targets(text: str) -> tuple[Target, ...]:
    """Read every target in `text`; words that are neither numbers nor ids become one `Words`."""
    targets: list[Target] = []
    loose: list[str] = []
    for piece in re.findall(PIECE, tightened(text)):
        if len(targets) >= MOST:
            break
        found = one(piece.lower())
        if piece[0] in '"«“':
            targets.append(Words(piece[1:-1].strip()))
        elif found:
            targets += found
        elif piece.lower() not in JOINING:
            loose.append(piece)
    words = [word for word in loose if word.lower() not in AROUND]
    if words:
        targets.append(Words(" ".join(words).strip(".!?")))
    return tuple(dict.fromkeys(targets))[:MOST]


def splits(text: str) -> Iterator[tuple[tuple[Target, ...], str]]:
    """Every way to split off targets that `text` begins with, the most first: a number may belong to what follows."""
    targets: list[Target] = []
    found_so_far = [(0, 0)]
    for piece in re.finditer(PIECE, text):
        word = piece[0].lower()
        found = one(word)
        if (not found and word not in JOINING) or len(targets) >= MOST:
            break
        targets += found
        found_so_far.append((len(targets), piece.end()))
    for count, end in reversed(found_so_far[1:]):
        yield tuple(targets[:count]), text[end:].strip(" ,;:")


def tightened(text: str) -> str:
    """Bring "5 - 7" and "with 5 to 7" to "5-7"."""
    return re.sub(r"(?<=\d)\s?(?:-|–|—| to | по | до )\s?(?=#?\d)", "-", text)


def one(piece: str) -> list[Target]:
    if piece in EVERYTHING:
        return [All()]
    span = re.match(RANGE, piece)
    if span is not None:
        low, high = sorted((int(span[1]), int(span[2])))
        return [Index(number) for number in range(low, min(high, low + MOST - 1) + 1)]
    number = re.match(NUMBER, piece)
    if number is not None:
        return [Index(int(number[1]))]
    identifier = re.match(IDENTIFIER, piece)
    return [ReminderId(identifier[1].translate(LOOK_ALIKE))] if identifier else []
