"""Which words a language must have, and how a fact is put together from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifier.domain import times
from services.notifier.domain.whatsapp import bold, plain, shortened
from shared.contract import (
    AnyFact,
    Choice,
    HelpAsked,
    LimitReached,
    NothingUnderstood,
    PersonWelcomed,
    QuestionAsked,
    ReminderAdded,
    ReminderDue,
    RemindersDeleted,
    RemindersListed,
    ReminderView,
    ZoneChanged,
)
from shared.language import zone_of

LATE_FROM = timedelta(minutes=1)
"""From here on a reminder says that it is late."""

LISTED_TEXT = 80
"""Characters of a reminder's text in a list: ten of them, with their times, still fit one message."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that Nudge says in one language. Names in braces are filled in; a test fills in all of them."""

    language: str
    welcome: str
    ask_zone: str
    propose_zone: str
    zone_known: str
    help: str
    added: str
    listed: str
    listed_pages: str
    nothing_listed: str
    deleted: str
    deleted_several: str
    too_late: str
    missing: str
    kept_all: str
    zone_changed: str
    due: str
    due_late: str
    not_understood: str
    no_words: str
    limits: Mapping[str, str]
    questions: Mapping[str, str]
    """By reason; "" is for a reason that this version does not know."""
    answer_by_number: str
    yes_no: tuple[str, str]
    example_zone: str
    """For a person whose own is not known."""
    example_task: str


def render(fact: AnyFact, words: Catalogue, *, now: datetime) -> str:  # noqa: C901, PLR0911 - a table
    """Return the fact in the catalogue's words."""
    match fact:
        case PersonWelcomed():
            return _welcome(fact, words)
        case HelpAsked():
            return words.help.format(add=_example(fact, words))
        case ReminderAdded():
            return _added(fact, words)
        case RemindersListed():
            return _listed(fact, words)
        case RemindersDeleted():
            return _deleted(fact, words)
        case ZoneChanged(zone=zone):
            here = times.clock(fact.at, zone)
            return words.zone_changed.format(city=times.city(zone, words.language), zone=zone, time=here)
        case QuestionAsked():
            return _question(fact, words)
        case LimitReached():
            return words.limits[fact.limit].format(allowed=fact.allowed)
        case NothingUnderstood():
            return words.not_understood if fact.text.strip() else words.no_words
        case ReminderDue():
            return _due(fact, words, now)


def _welcome(fact: PersonWelcomed, words: Catalogue) -> str:
    if fact.zone:
        city = times.city(fact.zone, words.language)
        zone = words.zone_known.format(city=city, time=times.clock(fact.at, fact.zone))
    elif fact.likely:
        cities = ", ".join(times.city(zone, words.language) for zone in fact.likely)
        zone = words.propose_zone.format(cities=cities, first=fact.likely[0])
    else:
        zone = words.ask_zone
    return f"{words.welcome}\n\n{zone}"


def _example(fact: HelpAsked, words: Catalogue) -> str:
    zone = fact.zone or words.example_zone
    tomorrow = (fact.at + timedelta(days=1)).astimezone(zone_of(zone))
    return words.example_task.format(date=tomorrow.strftime("%Y-%m-%d"), zone=zone)


def _added(fact: ReminderAdded, words: Catalogue) -> str:
    view = fact.reminder
    return words.added.format(
        task=bold(view.text), id=view.id, when=_when(view, words, fact.at), ahead=_ahead(view, words, fact.at)
    )


def _listed(fact: RemindersListed, words: Catalogue) -> str:
    if not fact.reminders:
        return words.nothing_listed
    lines = [_line(view, words, fact.at) for view in fact.reminders]
    if fact.pages > 1:
        after = fact.page % fact.pages + 1
        lines.append(words.listed_pages.format(page=fact.page, pages=fact.pages, next=after))
    return "\n".join([words.listed.format(total=fact.total), *lines])


def _line(view: ReminderView, words: Catalogue, now: datetime) -> str:
    text = plain(shortened(view.text, LISTED_TEXT))
    return f"{view.index}. {text} ({view.id})\n   {_when(view, words, now)}"


def _deleted(fact: RemindersDeleted, words: Catalogue) -> str:
    parts = []
    match fact.deleted:
        case [view]:
            task, when = bold(shortened(view.text, LISTED_TEXT)), _when(view, words, fact.at)
            parts.append(words.deleted.format(task=task, id=view.id, when=when))
        case [_, *_] as several:
            ids = ", ".join(view.id for view in several[:20]) + ("…" if len(several) > 20 else "")  # noqa: PLR2004
            parts.append(words.deleted_several.format(number=len(several), ids=ids))
    parts += [words.too_late.format(task=bold(shortened(view.text, LISTED_TEXT))) for view in fact.too_late[:3]]
    if fact.missing:
        names = ", ".join(plain(shortened(name, 30)) for name in fact.missing[:10])
        parts.append(words.missing.format(names=names))
    return "\n".join(parts) or words.kept_all


def _question(fact: QuestionAsked, words: Catalogue) -> str:
    sentence = words.questions.get(fact.reason, words.questions[""])
    doubtful = ", ".join(plain(shortened(word, 40)) for word in fact.doubtful)
    lines = [sentence.format(task=bold(shortened(fact.about, LISTED_TEXT)), doubtful=doubtful, number=fact.about)]
    lines += [f"{number}. {_choice(fact, number, words)}" for number, _ in enumerate(fact.choices, start=1)]
    if fact.choices:
        lines.append(words.answer_by_number)
    return "\n".join(lines)


def _choice(fact: QuestionAsked, number: int, words: Catalogue) -> str:
    choice = fact.choices[number - 1]
    if fact.reason == "delete_all":
        return words.yes_no[number - 1]
    prefix = f"{plain(shortened(choice.text, 40))}: " if choice.text else ""
    return prefix + _offered(choice, words, fact.at)


def _offered(choice: Choice, words: Catalogue, now: datetime) -> str:
    if choice.due_at is not None and choice.zone is not None:
        return times.when(choice.due_at, choice.zone, words.language, now=now)
    if choice.zone is not None:
        return f"{times.city(choice.zone, words.language)} ({choice.zone})"
    return plain(choice.words)


def _due(fact: ReminderDue, words: Catalogue, now: datetime) -> str:
    view = fact.reminder
    late = now - view.due_at
    if late < LATE_FROM:
        return words.due.format(task=bold(view.text), id=view.id)
    return words.due_late.format(
        task=bold(view.text),
        id=view.id,
        time=_moment_missed(view, words, now),
        late=times.how_long(late, words.language),
    )


def _moment_missed(view: ReminderView, words: Catalogue, now: datetime) -> str:
    zone = zone_of(view.zone)
    if view.due_at.astimezone(zone).date() == now.astimezone(zone).date():
        return times.clock(view.due_at, view.zone)
    return f"{times.day(view.due_at, view.zone, words.language, now=now)}, {times.clock(view.due_at, view.zone)}"


def _when(view: ReminderView, words: Catalogue, now: datetime) -> str:
    return times.when(view.due_at, view.zone, words.language, now=now)


def _ahead(view: ReminderView, words: Catalogue, now: datetime) -> str:
    return times.ahead(view.due_at - now, words.language)


def sentences(words: Catalogue) -> Sequence[str]:
    """Return every sentence of a catalogue, for a reader."""
    single = [getattr(words, name) for name in Catalogue.__slots__]
    return [sentence for sentence in single if isinstance(sentence, str)] + [
        *words.limits.values(),
        *words.questions.values(),
    ]
