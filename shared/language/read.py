"""From what somebody typed to what they mean. Pure: no clock, no zone of theirs, and it never raises."""

import re
from collections.abc import Sequence

from shared.language import intents
from shared.language.commands import Command, table
from shared.language.corrections import read_correction
from shared.language.free import read_free
from shared.language.openings import opening, together
from shared.language.strict import read_strict
from shared.language.timing import is_stretch
from shared.language.values import Intent, Reading
from shared.language.zones import is_zone_alone

INVISIBLE = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0xAD, 0x200E, 0x200F, 0x202A, 0x202C, 0x2066, 0x2069])
LONGEST = 4096
"""WhatsApp sends no longer message; what is beyond is not looked at."""
OFFSET_ALONE = re.compile(r"\s*[+\-−–]\s?\d{1,2}(?::?\d{2})?\s*\Z")
"""Of a zone, where it was asked for; anywhere else "+1" only means that somebody agrees."""
NUMBER_ALONE = re.compile(r"\s*#?(\d{1,6})\s*[.)!]?\s*\Z")
SMALL_TALK = (
    *(
        "how are you",
        "see you",
        "talk to you",
        "good night",
        "good morning",
        "what's on my",
        "what is on my",
        "have a ",
    ),
    *(
        "как дела",
        "до встречи",
        "увидимся",
        "до завтра!",
        "спокойной ночи",
        "хорошего",
        "что у меня",
        "как ты",
        "до скорого",
    ),
)
CYRILLIC = r"[\u0400-\u04ff]"
LATIN = r"[a-zA-Z]"
MOST_WORDS_OF_A_PLACE = 4
SNOOZING = frozenset(["for", "на"])
ORDERS = frozenset([Intent.DELETE, Intent.SKIP, Intent.RESUME, Intent.UNDO])
EVERYTHING = frozenset(["all", "everything", "it", "them", "все", "всё", "это", "их"])
SENTENCE_OPENERS = frozenset(["remind", "напомни", "напомнить"])


def read(text: str, languages: Sequence[str] = ("en", "ru")) -> Reading:
    """Say what `text` means. A message that asks for nothing reads as NOTHING; no text raises."""
    clean = text[:LONGEST].translate(INVISIBLE) if not text.isascii() else text[:LONGEST]
    number = NUMBER_ALONE.match(clean)
    if number is not None:
        return Reading(text, None, Intent.ANSWER, number=int(number[1]))
    if OFFSET_ALONE.match(clean):
        return Reading(text, None, Intent.ANSWER)
    clean = together(clean)
    command = opening(clean)
    found = intents.read_command(text, clean, command, tuple(languages)) if command else None
    return found or read_correction(text, clean, languages) or read_plain(text, clean, command, languages)


def read_plain(text: str, clean: str, command: Command | None, languages: Sequence[str]) -> Reading:
    """A message without a command, or one that asks to add."""
    adding = command is not None and command.intent is Intent.ADD
    body = body_of(clean, command) if command and adding else clean
    strict = read_strict(body) if adding else None
    if strict is not None and (body != clean or not names_a_day(strict.task, languages)):
        return Reading(text, language_of(clean), Intent.ADD, task=strict.task, time=strict.time)
    snooze = is_stretch(clean, languages) if first_word(clean) in SNOOZING else None
    if snooze is not None:
        return Reading(text, language_of(clean), Intent.SNOOZE, time=snooze)
    if not adding and is_small_talk(clean):
        return Reading(text, language_of(clean), Intent.NOTHING)
    free = read_free(body, adding=adding, languages=languages, words=text)
    if not adding and is_order(free.task):
        return Reading(text, free.language, Intent.NOTHING)
    return free if free.intent is not Intent.NOTHING else bare(text, clean, free, languages)


def is_order(task: str) -> bool:
    """Tell whether "skip", "delete all" is all that a time leaves: nobody wants to be reminded of that."""
    words = task.lower().split()
    found = table().get(" ".join(words[:1])) if words else None
    return found is not None and found[0] in ORDERS and set(words[1:]) <= EVERYTHING


def names_a_day(task: str, languages: Sequence[str]) -> bool:
    """Tell whether the words before a strict ending say more than a clock: then they must be accounted for."""
    time = read_free(task, adding=False, languages=languages).time
    return time is not None and bool(time.day or time.repeat or time.delay)


def first_word(text: str) -> str:
    return text.split(maxsplit=1)[0].lower() if text.strip() else ""


def bare(text: str, clean: str, free: Reading, languages: Sequence[str]) -> Reading:
    """A place alone sets the zone; a stretch of time alone answers a question; "for an hour" snoozes."""
    stretch = is_stretch(clean, languages)
    if stretch is not None:
        return Reading(text, free.language, Intent.ANSWER, time=stretch)
    if is_place(clean):
        return Reading(text, language_of(clean), Intent.ZONE, zone=clean.strip())
    return free


def body_of(clean: str, command: Command) -> str:
    """What an addition adds: "remind me" is a part of it, "/add" and "add a reminder" are not."""
    last = clean[: command.end].rsplit(maxsplit=1)[-1].lower().strip(".,!:;/\\")
    if last in SENTENCE_OPENERS:
        return clean.lstrip("/!\\ ")
    return clean[command.end :].lstrip(" :,")


def is_small_talk(text: str) -> bool:
    """Tell whether it is a greeting or a question about the day: nothing to remind of."""
    low = text.lower().lstrip()
    return low.startswith(SMALL_TALK) and "remind" not in low and "напомн" not in low


def is_place(text: str) -> bool:
    return len(text.split()) <= MOST_WORDS_OF_A_PLACE and is_zone_alone(text)


def language_of(text: str) -> str | None:
    """Which alphabet the letters are of."""
    cyrillic = len(re.findall(CYRILLIC, text))
    latin = len(re.findall(LATIN, text))
    if not cyrillic and not latin:
        return None
    return "ru" if cyrillic >= latin else "en"
