"""Commands: which one a message opens with, and what each does with the rest."""

import re
from collections.abc import Callable

from shared.language.commands import LONGEST, Command, languages, table
from shared.language.targets import leading_targets, read_targets
from shared.language.values import All, Index, Intent, Reading, ReminderId
from shared.language.zones import is_zone_alone

WORD = re.compile(r"\S+")
EDGES = ".,!?:;)(\"'«»\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
"""Punctuation around a command, and what only colours an emoji."""


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
    return None


def read_command(words: str, text: str, command: Command) -> Reading | None:
    """What the command says, or None when its words only look like one ("list of guests for Friday at 5pm")."""
    rest = text[command.end :].strip(" :,\n\t")
    return HANDLERS[command.intent](Message(words, rest, command))


class Message:
    """A command and what follows it."""

    __slots__ = ("command", "rest", "words")

    def __init__(self, words: str, rest: str, command: Command) -> None:
        self.words, self.rest, self.command = words, rest, command

    def reading(self, **said: object) -> Reading:
        return Reading(self.words, self.command.language, self.command.intent, **said)  # type: ignore[arg-type]


def alone(message: Message) -> Reading | None:
    """Commands that take nothing: without a slash they must be the whole message."""
    return message.reading() if message.command.slashed or not message.rest.strip(EDGES) else None


def with_targets(message: Message) -> Reading | None:
    """Commands about reminders by number or id; words of the text only after a slash."""
    targets = read_targets(message.rest)
    exact = all(isinstance(target, Index | ReminderId | All) for target in targets)
    return message.reading(targets=targets) if message.command.slashed or exact else None


def delete(message: Message) -> Reading | None:
    """Without a slash, words name a reminder only when nothing else could be meant."""
    exact = with_targets(message)
    if exact is not None:
        return exact
    targets = read_targets(message.rest)
    return message.reading(targets=targets) if one_reminder(message.rest) else None


def one_reminder(rest: str) -> bool:
    """Say whether it reads as "the … one", "… reminder", "про …"."""
    words = rest.lower().split()
    told = {"one", "reminder", "reminders", "напоминание", "про"} & set(words)
    return bool(told) or rest[:1] in '"«“'


def change(message: Message) -> Reading | None:
    targets, _ = leading_targets(message.rest)
    return message.reading(targets=targets) if targets or message.command.slashed else None


def zone(message: Message) -> Reading | None:
    """A place must follow; "я в магазине" is not one."""
    place = message.rest.strip().rstrip("!?;,")
    if message.command.slashed or is_zone_alone(place):
        return message.reading(zone=place or None)
    return message.reading() if not place and message.command.intent is Intent.ZONE and not message.rest else None


def language(message: Message) -> Reading | None:
    name = message.rest.lower().strip(EDGES + " ")
    code = languages().get(name)
    return message.reading(wanted=code) if code or not name or message.command.slashed else None


def not_here(_: Message) -> Reading | None:
    """An addition is read as free text."""
    return None


def answer(message: Message) -> Reading | None:
    return None if message.rest.strip(EDGES) else message.reading()


HANDLERS: dict[Intent, Callable[[Message], Reading | None]] = {
    Intent.START: alone,
    Intent.HELP: alone,
    Intent.LIST: alone,
    Intent.EXPORT: alone,
    Intent.FORGET: alone,
    Intent.STOP: alone,
    Intent.UNDO: alone,
    Intent.DONE: with_targets,
    Intent.SKIP: with_targets,
    Intent.PAUSE: with_targets,
    Intent.RESUME: with_targets,
    Intent.WHY: with_targets,
    Intent.DELETE: delete,
    Intent.EDIT: change,
    Intent.SNOOZE: change,
    Intent.ZONE: zone,
    Intent.LANGUAGE: language,
    Intent.ANSWER: answer,
    Intent.ADD: not_here,
}
