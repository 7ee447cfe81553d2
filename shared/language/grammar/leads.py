"""How long before: "remind me an hour before", «напомни за час». What it counts back from is said elsewhere."""

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.language.grammar.delay import Span, span
from shared.language.grammar.numbers import Tokens, has
from shared.language.when import Shift

if TYPE_CHECKING:
    from shared.language.grammar.draft import Draft
    from shared.language.grammar.state import State

A_DAY, HALF_A_DAY, AN_HOUR = 24 * 60, 12 * 60, 60
NOON = 12
AHEAD = frozenset(["before", "ahead", "early", "earlier", "beforehand", "prior"])


def lead(s: "State", i: int) -> int | None:
    """An hour before, 15 minutes ahead, за час (до), right after "remind me"."""
    if i != s.begin or not i:
        return None
    russian = s.t[i].key == "за"
    found = span(s.t, i + russian, bare=russian)
    if not found or found[1].vague:
        return None
    end = before_what(s.t, found[0], russian=russian)
    if end is not None:
        s.draft.lead = found[1]
    return end


def before_what(t: Tokens, i: int, *, russian: bool) -> int | None:
    if russian:
        return i + 1 if has(t[i], "until") else i if t[i].kind in {"", "p"} else None
    if t[i].key == "in" and t[i + 1].key == "advance":
        return i + 2
    return i + 1 if t[i].key in AHEAD else None


def lead_up(draft: "Draft", size: Span) -> None:
    """Set the draft's time so much earlier; what cannot be is asked about."""
    shift, minutes = size.shift or Shift(), size.seconds // 60
    if draft.seconds is not None and not size.shift and draft.seconds > size.seconds:
        draft.seconds -= size.seconds
        return
    timed = len(draft.clocks) == 1 and draft.window is None and draft.seconds is None
    if (minutes and not timed) or (size.shift and (draft.day is None or draft.repeat)):
        draft.doubts.append("unread" if draft.begun else "no_time")
        return
    days = shift.days + (earlier(draft, minutes) if minutes else 0)
    if draft.day and (days or size.shift):
        draft.day = Shift(-shift.years, -shift.months, -days, base=None if draft.day == Shift() else draft.day)


def earlier(draft: "Draft", minutes: int) -> int:
    """Set the clock so much earlier; return how many days before its own that is."""
    clock = draft.clocks[0]
    at = clock.hour * 60 + clock.minute - minutes
    if clock.half in {"unknown", "likely", "digital"} and clock.hour <= NOON:
        at -= HALF_A_DAY if clock.hour == NOON else 0
        if at < 0:  # one of the two hours that it may be is the day before
            draft.doubts.append("unread")
        at = at if at >= AN_HOUR else at + HALF_A_DAY
    elif at < 0 and draft.repeat:
        draft.doubts.append("unread")
    draft.clocks = [replace(clock, hour=at % A_DAY // 60, minute=at % 60, midnight=False)]
    return -(at // A_DAY)
