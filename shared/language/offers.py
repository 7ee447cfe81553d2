"""Ready answers: text that, sent back as it is, does what the option says."""

from datetime import datetime
from typing import TYPE_CHECKING

from shared.language.values import All, Index, Intent, Option, Reading, ReminderId, Target, Words
from shared.language.zones import key_of

if TYPE_CHECKING:
    from shared.language.rule import Rule

QUOTES = (('"', '"'), ("«", "»"), ("“", "”"))
RULE_FORMS = {
    "en": ("/add remind me to {task} {time} in {zone}", "/edit {targets} to {time} in {zone}"),
    "ru": ("/добавить напомни {task} {time} в {zone}", "/изменить {targets} на {time} в {zone}"),
}
FORMS = {
    "en": ("/add remind me to {task} at {time} in {zone}", "/edit {targets} to {time} in {zone}",
           "/snooze {targets} until {time} in {zone}", "{time} in {zone}"),
    "ru": ("/добавить напомни {task} в {time} в {zone}", "/изменить {targets} на {time} в {zone}",
           "/отложить {targets} до {time} в {zone}", "{time} в {zone}"),
}  # fmt: skip


def offer(reading: Reading, at: datetime, zone: str, *, fixed: bool = False) -> Option:
    """An option for this moment. `fixed` names the offset, because the local time alone happens twice."""
    named = offset_name(at) if fixed else zone
    stamp = at.replace(tzinfo=None).isoformat(" ", "seconds" if at.second else "minutes")
    return Option(sentence(reading, stamp, named), at=at, zone=zone)


def sentence(reading: Reading, time: str, zone: str) -> str:
    """The reading, said again with this time and zone."""
    forms = FORMS.get(reading.language or "en", FORMS["en"])
    targets = " ".join(filter(None, map(said, reading.targets)))
    if reading.intent is Intent.EDIT:
        form = forms[1]
    elif reading.intent is Intent.SNOOZE:
        form = forms[2]
    else:
        form = forms[0] if reading.task else forms[3]
    return " ".join(form.format(task=reading.task, targets=targets, time=time, zone=zone).split(" "))


def said(target: Target) -> str:
    match target:
        case Index(number):
            return str(number)
        case ReminderId(name):
            return name
        case Words(text):
            return f'"{text}"'
        case All():
            return "all"


def offset_name(at: datetime) -> str:
    """`UTC+02:00`."""
    offset = at.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}"


def zone_name(at: datetime) -> str:
    return key_of(at.tzinfo) if at.tzinfo else "UTC"


def offer_rule(reading: Reading, rule: "Rule", *, start: bool = False) -> Option:
    """An option for this rule, in words that read back to it."""
    language = reading.language or "en"
    from shared.language.say import say_rule  # noqa: PLC0415, only questions about repeats speak

    forms = RULE_FORMS.get(language, RULE_FORMS["en"])
    form = forms[reading.intent is Intent.EDIT] if reading.task or reading.targets else "{time} in {zone}"
    targets = " ".join(filter(None, map(said, reading.targets)))
    time = say_rule(rule, language if language in RULE_FORMS else "en", start=start)
    said_targets = {"targets": targets, "time": time, "zone": rule.zone}
    words = form.format(task=reading.task, **said_targets)
    for opening, closing in QUOTES:
        if not reading.task or keeps_task(words, reading):
            break
        words = form.format(task=f"{opening}{reading.task}{closing}", **said_targets)
    return Option(words, rule=rule, zone=rule.zone)


def keeps_task(words: str, reading: Reading) -> bool:
    """Tell whether the words read back to the same task; words of time in it need quotes."""
    from shared.language.read import read  # noqa: PLC0415, an option is a message of its own

    again = read(words)
    return again.task == reading.task and again.time is not None and not (again.unread or again.time.doubts)
