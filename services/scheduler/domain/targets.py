"""Which reminders a command means: by id, by the position in the list shown last, by words, or spoken of last."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from services.scheduler.domain.chat import Chat
from services.scheduler.domain.reminder import Reminder
from services.scheduler.domain.replies import Reply
from shared.contract import ReminderId, Target, Targeted

SPOKEN_OF_FOR = timedelta(hours=1)
"""How long "it" means what the last answer was about."""

MESSAGE_SIDS = ("SM", "MM")
"""How Twilio's names of messages begin."""

SHORTEST_STEM = 3
ENDINGS = frozenset(
    (
        *("", "s", "es", "а", "я", "у", "ю", "е", "и", "ы", "о", "ь", "й", "ой", "ей", "ою", "ею", "ом", "ем", "ам"),
        *("ям", "ах", "ях", "ов", "ев", "ами", "ями", "ого", "его", "ому", "ему", "ую", "юю", "ый", "ий", "ая"),
    )
)
"""By which forms of one word differ: Russian cases, an English plural."""
_WORD = re.compile(r"\w+")

Wanted = Callable[[Reminder], bool]


@dataclass(slots=True)
class Named:
    """What the names came to."""

    found: list[Reminder] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unclear: list[Reminder] = field(default_factory=list)
    """Several that the same words name."""


def find(targets: Sequence[Target], chat: Chat, *, wanted: Wanted) -> Named:
    """Return the reminders that the targets name; words look only among those that are `wanted`."""
    named = Named()
    for target in targets:
        match _candidates(target, chat, wanted):
            case []:
                named.missing.append(target.value)
            case several if len(several) > 1 and target.by == "words":
                named.unclear.extend(several)
            case found:
                named.found.extend(reminder for reminder in found if reminder not in named.found)
    return named


def meant(command: Targeted, reply: Reply, *, wanted: Wanted, told_first: bool = False) -> Named:
    """Return what the command names, or else what is spoken of."""
    if command.targets:
        return find(command.targets, reply.chat, wanted=wanted)
    spoken = [reminder for reminder in spoken_of(reply, told_first=told_first) if wanted(reminder)]
    is_clear = len(spoken) < 2 or (command.reply_to and is_one_message(spoken, reply))  # noqa: PLR2004
    return Named(found=spoken) if is_clear else Named(unclear=spoken)


def spoken_of(reply: Reply, *, told_first: bool = False) -> Sequence[Reminder]:
    """Return what was answered by swiping; else what was told last, or what the last answer was about."""
    if reply.command.reply_to:
        return _answered(reply)
    focus, told = _focus(reply), _told_last(reply.chat)
    if not focus or not told:
        return told or focus
    since = reply.chat.profile.focus_at
    is_newer = since is not None and max(map(_told_at, told)) >= since.timestamp()
    return told if told_first or is_newer else focus


def _answered(reply: Reply) -> Sequence[Reminder]:
    mark = reply.command.reply_to
    if not mark:
        return []
    # One message may have told several speeches.
    ids = [id_ for spoken in reply.chat.spoken if mark in {spoken.sid, spoken.speech} for id_ in spoken.ids]
    uid = mark.partition(".")[0]
    # A message that is no longer remembered still carries the reminder's own id in its fire id.
    known = [other for other in reply.chat.reminders.values() if other.id in ids or (not ids and other.uid == uid)]
    return known if known or not mark.startswith(MESSAGE_SIDS) else _unheard_of(reply)


def _unheard_of(reply: Reply) -> list[Reminder]:
    """Return what was told a moment ago in messages whose sid we do not know yet: their outcomes are on their way."""
    return [
        other
        for other in reply.chat.reminders.values()
        if other.told_at is not None
        and reply.now.timestamp() - _told_at(other) < SPOKEN_OF_FOR.total_seconds()
        and not _is_heard_of(other.told_at, reply.chat)
    ]


def _is_heard_of(moment: datetime, chat: Chat) -> bool:
    """Say whether we know of a message that told what was due then.

    Of one that came before its firing was noted only the first reminder is known. One that was refused an operator may
    have sent since, under a name that we do not know.
    """
    told = {reminder.id for reminder in chat.reminders.values() if reminder.told_at == moment}
    about = (spoken for spoken in chat.spoken if not (spoken.refused or spoken.speech.startswith("re.")))
    return any(spoken.at >= moment and told.intersection(spoken.ids) for spoken in about)


def is_one_message(reminders: Sequence[Reminder], reply: Reply) -> bool:
    """Say whether the message that was answered told all of these; of one we have not heard of, whether it may have."""
    is_known = any(reply.command.reply_to in {spoken.sid, spoken.speech} for spoken in reply.chat.spoken)
    return is_known or len({reminder.told_at for reminder in reminders}) == 1


def _focus(reply: Reply) -> Sequence[Reminder]:
    profile = reply.chat.profile
    if profile.focus_at is None or reply.now - profile.focus_at > SPOKEN_OF_FOR:
        return []
    return _by_ids(profile.focus, reply.chat)


def _told_last(chat: Chat) -> Sequence[Reminder]:
    """Return those that the last message of a moment told and nobody has answered."""
    told = [reminder for reminder in chat.reminders.values() if reminder.is_open and reminder.log]
    moments = {reminder.id: _told_at(reminder) for reminder in told}
    latest = max(moments.values(), default=0.0)
    return [reminder for reminder in told if moments[reminder.id] == latest]


def _told_at(reminder: Reminder) -> float:
    return max((event.at.timestamp() for event in reminder.log if event.what == "told"), default=0.0)


def _candidates(target: Target, chat: Chat, wanted: Wanted) -> list[Reminder]:
    match target.by:
        case "id":
            return _by_ids([ReminderId(target.value.lower())], chat)
        case "index":
            return _by_index(int(target.value), chat)
        case "all":
            return [reminder for reminder in chat.pending() if wanted(reminder)]
        case _:
            return _by_words(target.value, [reminder for reminder in _by_age(chat) if wanted(reminder)])


def _by_words(words: str, among: Sequence[Reminder]) -> list[Reminder]:
    """Return those whose text holds the words; else those that hold each in some form: "встречу" for "встреча"."""
    exact = [reminder for reminder in among if _folded(words) in _folded(reminder.text)]
    return exact or [reminder for reminder in among if _speaks_of(_WORD.findall(_folded(words)), reminder.text)]


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _speaks_of(words: Sequence[str], text: str) -> bool:
    there = _WORD.findall(_folded(text))
    return bool(words) and all(any(_is_form_of(word, other) for other in there) for word in words)


def _is_form_of(word: str, other: str) -> bool:
    """Say whether two words differ in nothing but an ending of case or number."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    return common >= SHORTEST_STEM and {word[common:], other[common:]} <= ENDINGS


def _by_age(chat: Chat) -> Sequence[Reminder]:
    """Return all, what is pending first."""
    pending = chat.pending()
    return [*pending, *(reminder for reminder in chat.reminders.values() if reminder not in pending)]


def _by_ids(ids: Sequence[ReminderId], chat: Chat) -> list[Reminder]:
    return [chat.reminders[id_] for id_ in ids if id_ in chat.reminders]


def _by_index(index: int, chat: Chat) -> list[Reminder]:
    shown = chat.profile.listing.ids
    return _by_ids(shown[index - 1 : index], chat) if index >= 1 else []
