"""Repeats, their ends, and delays: what the scan does with each."""

from dataclasses import replace

from shared.language.grammar.clock import clock
from shared.language.grammar.dates import Named
from shared.language.grammar.day import day
from shared.language.grammar.delay import Delay, Span, delay, span
from shared.language.grammar.ends import Bound, bound
from shared.language.grammar.leads import lead
from shared.language.grammar.lists import weekdays
from shared.language.grammar.numbers import Tokens, has, integer
from shared.language.grammar.repeat import repeat
from shared.language.grammar.state import State
from shared.language.tokens import Token
from shared.language.when import Shift, Weekday

HALF_DAY = 12 * 3600
A_WEEK = 7
LOOSELY = frozenset(["about", "exact", "more"])
OWNERS = frozenset(["my", "our", "his", "her", "their", "your"])
REPEATING = frozenset(["every", "plural", "once-in"])


def repeats(s: State, i: int) -> int | None:
    found = repeat(s.t, i)
    if not found:
        return on_weekdays(s, i)
    end, again = found
    if again.adjective and describes(s, i, end):
        return None
    s.draft.add_repeat(again)
    if again.adjective and plain_noun(s.t, end) and any(is_one_weekday(token) for token in s.t[end : s.boundary]):
        s.draft.doubts.append("several")  # "weekly report on friday": once, or each week?
    s.last_day = end
    return end


def plain_noun(t: Tokens, i: int) -> bool:
    return t[i].kind == "w" and not t[i].word.lang


def is_one_weekday(token: Token) -> bool:
    return token.word.weekday is not None and not has(token, "plural")


def on_weekdays(s: State, i: int) -> int | None:
    """Every 2 hours … on Tuesday and Friday: the days of a repeat that has none yet."""
    known = s.draft.repeat
    if known is None or known.weekdays or known.freq not in {"HOURLY", "MINUTELY", "WEEKLY"}:
        return None
    j = i + 1 if s.t[i].key in {"on", "в", "во", "по"} else i
    found = weekdays(s.t, j)
    if not found:
        return None
    s.draft.repeat = replace(known, weekdays=tuple((0, day) for day in found[1].days))
    return found[0]


def describes(s: State, i: int, end: int) -> bool:
    """Tell whether "weekly" describes the task: after an article, or before a noun when the day is known."""
    t = s.t
    if t[i].word.lang == "ru":
        adjective = not t[i].key.endswith("но")
        s.weak.update([i] if adjective else [])
        return adjective
    before = t[i - 1] if i > s.begin else None
    noun = plain_noun(t, end)
    owned = before is not None and (has(before, "the") or has(before, "a") or before.key in OWNERS)
    if owned or (noun and (s.draft.day is not None or names_day(t[end : s.boundary]))):
        s.weak.add(i)
        return True
    return noun and before is not None and before.kind == "w" and not before.word.lang


def names_day(t: Tokens) -> bool:
    """Tell whether a day of its own follows: tomorrow, or a date."""
    return any(token.word.shift is not None or token.word.month is not None or token.kind == "d" for token in t)


def bounds(s: State, i: int) -> int | None:
    t = s.t
    if has(t[i], "until") and t[i].word.lang == "ru" and t[i + 1].word.part:
        return None
    found = bound(t, i, russian=s.russian) or course(s, i)
    if not found:
        return before_clock(s, i)
    end, edge = found
    if s.draft.repeat is None and not repeat_follows(t, end, s.boundary):
        return without_repeat(s, i, end, edge)
    if edge.clock and edge.until is None:
        s.draft.doubts.append("which_times")
    if edge.clock or edge.window:
        s.last_clock = end
    if edge.window and (s.draft.window or s.draft.clocks):
        s.draft.doubts.append("several")
    s.draft.add_bound(edge)
    return end


GOVERNING = frozenset(["за", "на", "через", "до", "после", "в", "к", "по", "с", "раз", "около"])
"""What stands before a span that is not how long a repeat goes on."""


def before_clock(s: State, i: int) -> int | None:
    """Step over "starting at" where only an hour follows: the hour says it all."""
    if not has(s.t[i], "starting"):
        return None
    j = i + 1
    while s.t[j].key in {"at", "from", "с", "со", "в"}:
        j += 1
    return j if clock(s.t, j, s.t[j - 1].word.lang, russian=s.russian) else None


def course(s: State, i: int) -> tuple[int, Bound] | None:
    """Read "каждый день пить антибиотик 10 дней": so long, where the message ends with it."""
    t = s.t
    if s.draft.repeat is None or not s.russian or t[i].kind != "n" or t[i - 1].key in GOVERNING:
        return None
    found = span(t, i)
    ends = found is not None and found[0] >= s.boundary
    return (found[0], Bound(lasting=found[1])) if found and ends and found[1].shift and not found[1].vague else None


def repeat_follows(t: Tokens, i: int, boundary: int) -> bool:
    return any(token.word.roles & REPEATING or token.word.freq or token.word.group for token in t[i:boundary])


def without_repeat(s: State, i: int, end: int, edge: Bound) -> int | None:
    """An edge of a one-off: a deadline, a window of the day, or a timer; a count or an exception is the task's."""
    if edge.times or edge.omit:
        return None
    if edge.lasting:
        return timed_for(s, i, end, edge.lasting)
    if edge.start or edge.until:
        return deadline(s, i, end, edge)
    s.last_clock = end
    if edge.window and (s.draft.window or s.draft.clocks):
        s.draft.doubts.append("several")
    s.draft.add_bound(edge)
    return end


def timed_for(s: State, i: int, end: int, size: Span) -> int | None:
    """A delay in "set a timer for 10 minutes", a part of the task in "call for 10 minutes"."""
    course = has(s.t[i + 1], "course")
    if not (s.timer or course) or s.draft.begun:
        return None
    s.draft.guesses.append("deadline" if course else "timer")
    s.draft.add_delay(Delay(size), None)
    return end


def deadline(s: State, i: int, end: int, edge: Bound) -> int | None:
    """Until or from a day: the day itself, and it is said so."""
    last = edge.until or edge.start
    starts = has(s.t[i], "starting") or isinstance(last, Shift)
    if last is None or (edge.start is not None and not edge.until and not starts):
        return None
    if edge.start is not None and edge.until is not None:
        s.draft.doubts.append("several")
    s.draft.add_day(Named(last))
    s.draft.guesses.append("deadline")
    s.last_day = end
    if edge.clock is not None:
        s.draft.add_clock(edge.clock, alternative=False, listed=False)
        s.last_clock = end
    return end


def delays(s: State, i: int) -> int | None:
    if s.t[i].word.roles & LOOSELY and has(s.t[i + 1], "in"):  # "примерно через час", "ещё через час"
        s.draft.guesses += ["about"] if has(s.t[i], "about") else []
        i += 1
    found = delay(s.t, i)
    if not found:
        return timer_for(s, i) or weekdays_ahead(s, i) or lead(s, i)
    end, late = found
    more = integer(s.t, end + 1) if has(s.t[end], "or") else None
    if more:  # "in a week or two"
        s.draft.doubts.append("vague")
        end = more[0]
    if not late.anchored:
        end = more_delays(s, end)
    anchor = None
    if late.anchored:
        named = anchor_day(s, end)
        if not named:
            return from_clock(s, end, late.size) or lead(s, i)
        end, anchor = named
    if s.alternative(i):
        s.draft.doubts.append("alternatives")
    s.draft.add_delay(late, anchor)
    s.last_day = end
    return end


def more_delays(s: State, i: int) -> int:
    """Step over the rest of "in 5 minutes, 10 minutes and 15 minutes": one of them is not what was asked for."""
    end = i
    while (has(s.t[end], "and") or s.t[end].key == ",") and (more := span(s.t, end + 1)):
        end = more[0]
    if end == i or not any(has(token, "and") for token in s.t[i:end]):  # "in 10 minutes, 5 minutes of rest"
        return i
    s.draft.doubts.append("several")
    return end


def weekdays_ahead(s: State, i: int) -> int | None:
    """In three fridays."""
    counted = integer(s.t, i + 1) if has(s.t[i], "in") else None
    weekday = s.t[counted[0]].word.weekday if counted else None
    if counted is None or weekday is None or counted[1] < 1:
        return None
    s.draft.add_day(Named(Shift(days=A_WEEK * (counted[1] - 1), base=Weekday(weekday))))
    s.last_day = counted[0] + 1
    return s.last_day


def from_clock(s: State, i: int, size: Span) -> int | None:
    """15 minutes before 3pm, half an hour after noon, за час до полуночи."""
    found = clock(s.t, i, s.t[i - 1].word.lang, russian=s.russian)
    if not found or size.shift or abs(size.seconds) >= HALF_DAY or s.draft.clocks:
        return None
    end, base = found
    minutes = (base.hour * 60 + base.minute + size.seconds // 60) % (24 * 60)
    s.draft.add_clock(
        replace(base, hour=minutes // 60, minute=minutes % 60, midnight=False), alternative=False, listed=False
    )
    s.last_clock = end
    return end


def anchor_day(s: State, i: int) -> tuple[int, Named] | None:
    while s.t[i].key in {"the", "on"}:
        i += 1
    return day(s.t, i, russian=s.russian, led=True)


def timer_for(s: State, i: int) -> int | None:
    """Таймер на 10 минут, timer for half an hour."""
    led = has(s.t[i], "for") or has(s.t[i], "of")
    if not s.timer or s.draft.begun or not (led or (i and has(s.t[i - 1], "timer"))):
        return None
    found = span(s.t, i + led, bare=s.t[i].word.lang == "ru")
    return timed_for(s, i, found[0], found[1]) if found and found[1].seconds else None
