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
    shift, minutes = size.shift, size.seconds // 60
    if draft.seconds is not None and not shift and draft.seconds > size.seconds:
        draft.seconds -= size.seconds
        return
    timed = len(draft.clocks) == 1 and draft.window is None and draft.seconds is None
    if (minutes and not timed) or (shift and (draft.day is None or draft.repeat)):
        draft.doubts.append("unread" if draft.begun else "no_time")
        return
    if minutes:
        shift = earlier(draft, minutes) or shift
    if shift:
        back = Shift(-shift.years, -shift.months, -shift.days, base=None if draft.day == Shift() else draft.day)
        draft.day = back if draft.day or size.shift else None


def earlier(draft: "Draft", minutes: int) -> Shift | None:
    """Set the clock so much earlier; return a day if that is the day before."""
    clock = draft.clocks[0]
    at = clock.hour * 60 + clock.minute - minutes
    if clock.half in {"unknown", "likely", "digital"} and clock.hour * 60 < HALF_A_DAY + AN_HOUR:
        at = at % HALF_A_DAY  # either half of the day
        at = at if at >= AN_HOUR else at + HALF_A_DAY
    draft.clocks = [replace(clock, hour=at % A_DAY // 60, minute=at % 60, midnight=False)]
    if at < 0 and draft.repeat:
        draft.doubts.append("unread")
    return Shift(days=-(at // A_DAY)) if at < 0 else None
