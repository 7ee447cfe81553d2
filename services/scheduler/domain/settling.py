"""Who a person is to us: their clock, their language, whether they want to hear from us at all."""

from dataclasses import replace
from datetime import UTC, timedelta

from services.scheduler.domain.adding import settle_add
from services.scheduler.domain.asking import ask_zone, put_question
from services.scheduler.domain.chat import QUESTION_STAYS_OPEN, Change, Draft, Offer, OpenQuestion
from services.scheduler.domain.reminder import Reminder
from services.scheduler.domain.replies import Reply
from services.scheduler.domain.zones import likely_zones
from shared.contract import (
    Choice,
    ExportAll,
    ExportAsked,
    ForgetPerson,
    HelpAsked,
    Language,
    LanguageChanged,
    NothingUnderstood,
    PersonForgotten,
    PersonWelcomed,
    ReminderId,
    RemindersMoved,
    SetLanguage,
    SetZone,
    ShowHelp,
    StopWriting,
    TakeMedia,
    Welcome,
    WritingStopped,
    ZoneChanged,
    key_of_link,
)
from shared.language import ZoneFound, find_zone, zone_of

LANGUAGES = ("en", "ru")
_A_MOMENT = timedelta(seconds=1)


def welcome(_command: Welcome, reply: Reply) -> Change:
    return greet(reply)


def greet(reply: Reply) -> Change:
    """Greet, or write again; ask for the zone unless it is known. A number's zones are proposed, never assumed."""
    zone = reply.profile.zone
    likely = () if zone else likely_zones(reply.chat.id)
    waiting = _waiting(reply)
    question = _question("zone", tuple(Offer("zone", zone=near) for near in likely), reply)
    return reply.with_fact(
        PersonWelcomed,
        zone=zone,
        likely=likely,
        back=reply.profile.is_stopped,
        waiting=len(waiting),
        choices=tuple(Choice(words=f"/timezone {near}", zone=near) for near in likely),
        profile=replace(reply.profile, is_stopped=False, question=None if zone else question),
        # While nothing was to come nobody followed the zones.
        put=tuple(reminder.derived() for reminder in waiting) if reply.profile.is_stopped else (),
        concerns=(),
    )


def _question(reason: str, offers: tuple[Offer, ...], reply: Reply) -> OpenQuestion:
    return OpenQuestion(reason, offers, reply.now + QUESTION_STAYS_OPEN, asked_by=reply.speech)


def stop(_command: StopWriting, reply: Reply) -> Change:
    """Fall silent, at once and whatever is open. What waits is kept."""
    waiting = _waiting(reply)
    return reply.answering().with_fact(
        WritingStopped,
        waiting=len(waiting),
        choices=(Choice(words="/start", does="start"),),
        profile=replace(reply.profile, is_stopped=True),
        put=waiting,
        concerns=(),
    )


def _waiting(reply: Reply) -> tuple[Reminder, ...]:
    return tuple(reminder for reminder in reply.chat.reminders.values() if reminder.is_waiting)


def help_asked(_command: ShowHelp, reply: Reply) -> Change:
    return reply.with_fact(HelpAsked, zone=reply.profile.zone)


def set_zone(command: SetZone, reply: Reply, draft: Draft | None = None) -> Change:
    """Read and show times in the named zone from now on; ask when the name is not known."""
    if not command.zone.strip():
        return put_question("zone", [], [], reply, draft=draft)
    return zone_named(command.zone, reply, draft, for_a_while=command.for_a_while)


def zone_named(words: str, reply: Reply, draft: Draft | None = None, *, for_a_while: bool = False) -> Change:
    found = find_zone(words)
    if not isinstance(found, ZoneFound):
        return ask_zone(words, found, reply, draft)
    return zone_chosen(found.key, reply, draft, for_a_while=for_a_while)


def zone_chosen(zone: str, reply: Reply, draft: Draft | None = None, *, for_a_while: bool = False) -> Change:
    """Take the zone; a reminder that waited for it is finished, and what was made in another may move along."""
    before = reply.profile.zone
    reply = reply.having(replace(reply.profile, zone=zone))
    if draft is not None:
        return settle_add(draft, reply, zone_set=True)
    staying = tuple(reminder.id for reminder in _alive_in(before, reply)) if before not in {None, zone} else ()
    back = before if for_a_while and before and before != zone else ""
    if not staying:
        return reply.with_fact(ZoneChanged, zone=zone, back=back)
    offers = (Offer("move", zone=zone, ids=staying), Offer("stay", zone=zone))
    question = _question("move_along", offers, reply)
    return reply.with_fact(
        ZoneChanged,
        zone=zone,
        staying=len(staying),
        back=back,
        choices=(Choice(words="1", does="move"), Choice(words="2", does="stay")),
        profile=replace(reply.profile, question=question),
    )


def _alive_in(zone: str | None, reply: Reply) -> list[Reminder]:
    return [reminder for reminder in reply.chat.pending() if reminder.zone == zone]


def move(ids: tuple[ReminderId, ...], zone: str, reply: Reply) -> Change:
    """Let these show the same hour on the clock of the new zone; what would then be behind stays where it is."""
    along = [_in_zone(reply.chat.reminders[id_], zone, reply) for id_ in ids if id_ in reply.chat.reminders]
    moved = tuple(reminder for reminder in along if reminder)
    return reply.with_fact(
        RemindersMoved,
        zone=zone,
        moved=tuple(reminder.view() for reminder in moved),
        count=len(moved),
        put=moved,
        concerns=(),
        undo="move" if moved else "",
    )


def _in_zone(reminder: Reminder, zone: str, reply: Reply) -> Reminder | None:
    there = replace(reminder, zone=zone, rule=replace(reminder.rule, zone=zone) if reminder.rule else None)
    due = reminder.wall.replace(tzinfo=zone_of(zone)).astimezone(UTC)
    moment = there.after(max(reply.now, due.replace(microsecond=0) - _A_MOMENT)) if there.rule else due
    if moment is None or moment <= reply.now:
        return None
    return there.renewed().at(moment).noted("moved", reply.now, moment=moment)


def set_language(command: SetLanguage, reply: Reply) -> Change:
    """Answer in this language from now on; `auto` is that of the last message again."""
    if command.wanted == "auto":
        return reply.with_fact(LanguageChanged, follows=True, profile=replace(reply.profile, language_fixed=False))
    if command.wanted in LANGUAGES:
        profile = replace(reply.profile, language=Language(command.wanted), language_fixed=True)
        return reply.with_fact(LanguageChanged, profile=profile)
    offers = [Offer("language", words=code) for code in (*LANGUAGES, "auto")]
    choices = [Choice(words=f"/language {code}", does=f"language_{code}") for code in (*LANGUAGES, "auto")]
    return put_question("language", choices, offers, reply)


def forget(_command: ForgetPerson, reply: Reply) -> Change:
    """Erase everything, after a yes."""
    choices = [Choice(words="1", does="forget"), Choice(words="2", does="keep")]
    return put_question(
        "forget_me", choices, [Offer("forget"), Offer("keep")], reply, about=str(len(reply.chat.reminders))
    )


def forgotten(reply: Reply) -> Change:
    return replace(reply.with_fact(PersonForgotten), erase=True)


def export(command: ExportAll, reply: Reply) -> Change:
    """Hand out the link under which the door shows everything."""
    key = key_of_link(command.link) if command.link else ""
    return replace(reply.with_fact(ExportAsked, link=command.link), export_key=key)


def take_media(command: TakeMedia, reply: Reply) -> Change:
    return reply.with_fact(NothingUnderstood, media=command.media)
