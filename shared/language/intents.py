"""Commands: which one a message opens with, and what each does with the rest."""

import re
from collections.abc import Callable, Sequence

from shared.language.commands import (
    CALLED,
    ERASING,
    MOVING,
    NAMING,
    NAMING_ZONE,
    NOTHING_ALONE,
    RENAMING,
    REWORDING,
    SHIFTING,
    SNOOZING,
    TEXT_WORDS,
    Command,
    languages,
)
from shared.language.free import read_free
from shared.language.moving import read_move
from shared.language.openings import EDGES, Message
from shared.language.targets import read_targets, splits
from shared.language.timing import Timing, counts, read_timing
from shared.language.values import All, Index, Intent, Reading, ReminderId, Target
from shared.language.zones import is_zone_alone

TO_WORDS = (" to ", " на ")
LEADING = ("until", "for", " на", " до")
UNTIL_WORDS = (" until ", " till ", " до ")
MOST_WORDS_OF_A_PLACE = 4
INTO = re.compile(r"(?:to|as|into|в|во|на)\s+(?=\S)", re.IGNORECASE)
PUTTING_OFF = (" until ", " till ", " for ", " by ", " to ", " на ", " до ")

PAUSING = (" until ", " till ", " for ", " на ", " до ")


def read_command(words: str, text: str, command: Command, languages: Sequence[str]) -> Reading | None:
    """What the command says, or None when its words only look like one ("list of guests for Friday at 5pm")."""
    return HANDLERS[command.intent](Message(words, text, command, languages))


def alone(message: Message) -> Reading | None:
    """Commands that take nothing: without a slash they must be the whole message."""
    return message.reading() if message.command.slashed or not message.rest.strip(EDGES) else None


def courtesy(message: Message) -> Reading | None:
    """Hello, and thanks: nothing else in the message but signs."""
    return None if any(letter.isalnum() for letter in message.rest) else message.reading()


def listing(message: Message) -> Reading | None:
    """/list, what do I have on friday, что у меня завтра: all that waits, or what waits for the days that are named."""
    rest = message.rest.strip(EDGES)
    if not rest:
        return None if message.phrase in NOTHING_ALONE else message.reading()
    timing = read_timing(rest, message.languages)
    if timing.time and timing.time.day and not timing.rest.strip(EDGES) and not timing.time.clocks:
        return message.reading(time=timing.time)
    return message.reading() if message.command.slashed else None


def with_targets(message: Message) -> Reading | None:
    """Commands about reminders by number or id; words of the text after a slash, or where no time makes it a task."""
    targets = read_targets(message.rest)
    exact = all(isinstance(target, Index | ReminderId | All) for target in targets)
    named = message.verb in NAMING and not says_when(message)
    return message.reading(targets=targets) if message.command.slashed or exact or named else None


def delete(message: Message) -> Reading | None:
    """Without a slash, words name a reminder only when nothing else could be meant."""
    exact = with_targets(message)
    if exact is not None:
        return exact
    named = bool(CALLED & set(message.rest.lower().split())) or message.rest[:1] in '"«“'
    if named or (message.verb in ERASING and not says_when(message)):
        return message.reading(targets=read_targets(message.rest))
    return None


def says_when(message: Message) -> bool:
    return read_free(message.text, adding=False, languages=message.languages).time is not None


def edit(message: Message) -> Reading | None:
    """/edit 3 to friday 18:00, /edit k7 text buy milk, перенеси 3 на завтра, move the dentist to friday at 10:00."""
    for targets, rest in splits(message.rest):
        if not counts(rest, message.languages):  # "2 hours later": a span, and not number 2
            return edited(message, targets, rest)
    named = by_name(message)
    if named:
        return named
    return edited(message, read_targets(message.rest), "") if message.command.slashed else None


def edited(message: Message, targets: tuple[Target, ...], rest: str) -> Reading:
    if message.verb in RENAMING:
        return message.reading(targets=targets, task=INTO.sub("", rest, count=1))
    first, _, remainder = rest.partition(" ")
    if first.lower().rstrip(":") in TEXT_WORDS:
        return message.reading(targets=targets, task=remainder.strip())
    moved = read_move(message.text, rest, message.languages)
    if moved and not moved[0]:
        return message.reading(targets=targets, time=moved[1])
    if not rest:
        return message.reading(targets=targets)
    timing = read_timing(rest, message.languages)
    return message.reading(targets=targets, task=timing.rest, time=timing.time, unread=timing.unread)


def by_name(message: Message) -> Reading | None:
    """Read "the dentist to friday", "the dentist an hour later", "call mom to call dad"; none: what is spoken of."""
    if message.verb in RENAMING:
        name, text = [*re.split(r"\s+(?:to|into|в|на)\s+", message.rest, maxsplit=1), ""][:2]
        return message.reading(targets=read_targets(name), task=text) if text else None
    moved = read_move(message.text, message.rest, message.languages)
    if moved:
        return message.reading(targets=read_targets(moved[0]), time=moved[1])
    return (moved_to(message) or reworded(message)) if message.verb in MOVING else None


def moved_to(message: Message) -> Reading | None:
    """Take the words up to the last "to" that only a time follows."""
    for word in TO_WORDS:
        name, found, when = f" {message.rest}".rpartition(word)
        timing = read_timing(when, message.languages) if found else None
        if timing and timing.time and not timing.rest:
            return message.reading(targets=read_targets(name.strip()), time=timing.time, unread=timing.unread)
    return None


def reworded(message: Message) -> Reading | None:
    """Without any time: another text after "to", or only what is to be changed."""
    if not message.rest or says_when(message):
        return None
    for word in TO_WORDS if message.verb in REWORDING else ():
        name, found, text = message.rest.partition(word)
        if found and name.strip() and text.strip():
            return message.reading(targets=read_targets(name), task=text.strip())
    return message.reading(targets=read_targets(message.rest)) if message.verb in SHIFTING else None


def snooze(message: Message) -> Reading | None:
    """Snooze 2h, отложи на час, snooze k7 until friday; alone it takes the usual time."""
    if not message.rest:
        return message.reading()
    until = message.text[: message.command.end].lower().endswith(LEADING)
    for targets, rest in () if until else splits(message.rest):
        if not counts(rest, message.languages):
            timing = read_timing(rest, message.languages) if rest else Timing(None)
            return message.reading(targets=targets, time=timing.time, unread=timing.unread)
    timing = read_timing(message.rest, message.languages)
    if timing.time is not None and not timing.rest:
        return message.reading(time=timing.time, unread=timing.unread)
    return None if until else snooze_by_name(message)


def snooze_by_name(message: Message) -> Reading | None:
    """Snooze the milk one until friday, отложи молоко на час; "отложи деньги завтра" is a task."""
    if message.verb not in SNOOZING:
        return message.reading() if message.command.slashed else None
    for word in PUTTING_OFF:
        name, found, when = message.rest.rpartition(word)
        timing = read_timing(when, message.languages) if found else None
        if timing and timing.time and not timing.rest:
            return message.reading(targets=read_targets(name), time=timing.time, unread=timing.unread)
    if message.command.slashed or not says_when(message):
        return message.reading(targets=read_targets(message.rest))
    return None


def pause(message: Message) -> Reading | None:
    """Pause 2, pause pills until friday, пауза на неделю; without an end it lasts until somebody says so."""
    for word in PAUSING:
        name, found, when = f" {message.rest}".rpartition(word)
        timing = read_timing(when, message.languages) if found else None
        if timing and timing.time and not timing.rest:
            return message.reading(targets=read_targets(name), time=timing.time, unread=timing.unread)
    return with_targets(message)


def zone(message: Message) -> Reading | None:
    """A place must follow; "я в магазине" is not one. It may be for a while: "я в Тбилиси до пятницы"."""
    place = message.rest.strip().rstrip("!?;,.")
    if is_zone_alone(place):
        return message.reading(zone=place)
    for word in UNTIL_WORDS:
        here, until, _ = place.partition(word)
        if until and is_zone_alone(here):
            timing = read_timing(place[len(here) :].strip(), message.languages)
            return message.reading(zone=here.strip(), time=timing.time, unread=timing.unread)
    if not place:
        return (
            message.reading() if message.command.slashed or message.verb not in {"я", "мы", "i", "i'm", "im"} else None
        )
    # Nobody says "timezone" of a task: what follows is meant as a place, known or not.
    is_meant = message.command.slashed or message.verb in NAMING_ZONE
    return message.reading(zone=place) if is_meant and len(place.split()) <= MOST_WORDS_OF_A_PLACE else None


def language(message: Message) -> Reading | None:
    name = message.rest.lower().strip(EDGES + " ")
    code = languages().get(name)
    return message.reading(wanted=code) if code or not name or message.command.slashed else None


def not_here(_: Message) -> Reading | None:
    """An addition is read as free text."""
    return None


HANDLERS: dict[Intent, Callable[[Message], Reading | None]] = {
    Intent.START: alone,
    Intent.HELP: alone,
    Intent.LIST: listing,
    Intent.EXPORT: alone,
    Intent.FORGET: alone,
    Intent.STOP: alone,
    Intent.UNDO: alone,
    Intent.ANSWER: alone,
    Intent.GREETING: courtesy,
    Intent.THANKS: courtesy,
    Intent.DONE: with_targets,
    Intent.SKIP: with_targets,
    Intent.PAUSE: pause,
    Intent.RESUME: with_targets,
    Intent.WHY: with_targets,
    Intent.DELETE: delete,
    Intent.EDIT: edit,
    Intent.SNOOZE: snooze,
    Intent.ZONE: zone,
    Intent.LANGUAGE: language,
    Intent.ADD: not_here,
}
