"""Days, clocks and parts of the day: what the scan does with each."""

from typing import NamedTuple

from shared.language.grammar.clock import clock
from shared.language.grammar.dates import Named
from shared.language.grammar.day import day
from shared.language.grammar.face import finish, half_day, whole_window
from shared.language.grammar.numbers import has
from shared.language.grammar.place import SHORT
from shared.language.grammar.state import State
from shared.language.when import Clock, Feast, Weekday

LEADS = frozenset(["at", "on", "by", "about", "exact", "the", "for", "in", "until"])
POINTING = frozenset(["at", "by", "until"])
MOST_LEADS = 4
CULTURE = {"de": "ru"}
"""Whose clock a preposition points at: German tells the time as Russian does."""
DASHES = frozenset(["-", "–", "—"])
MILITARY = 4
NOON = 12
FIRST_YEAR = 1000


class Lead(NamedTuple):
    """The prepositions before a day or a clock: where they begin and end, whose language points, and "about"."""

    start: int
    end: int
    lang: str
    about: bool

    def __bool__(self) -> bool:
        return self.end > self.start


def led(s: State, i: int) -> int | None:
    """A day or a clock, after its prepositions."""
    lead = leads(s, i)
    return dated(s, lead) or clocked(s, lead)


def leads(s: State, i: int) -> Lead:
    t = s.t
    j, lang, about = i, "", False
    while j < i + MOST_LEADS and t[j].word.roles & LEADS and t[j].word.clock is None and t[j].word.month is None:
        roles = t[j].word.roles
        if "in" in roles and t[j].word.lang == "ru":
            break
        if roles & POINTING and ("for" not in roles or points_at(s, j + 1)):
            lang = CULTURE.get(t[j].word.lang, t[j].word.lang)
        if "about" in roles:
            about = True
            lang = lang or (t[j].word.lang if t[j + 1].kind == "t" or len(t[j + 1].key) == MILITARY else "")
        j += 1
    if t[j].key == "up" and has(t[j + 1], "to"):
        j, lang = j + 2, "en"
    if has(t[i], "after") and j == i and t[i + 1].kind in {"t", "n"} and t[i + 2].word.unit in {None, "hour"}:
        j, lang, about = i + 1, t[i].word.lang, True
    if has(t[i], "before") and j == i and t[i].word.lang == "en":
        j, lang = i + 1, "en"
    if t[i].key in {"no", "not"} and has(t[i + 1], "later") and t[i + 2].key == "than":
        j, lang = i + 3, "en"
    if t[i].key == "часов" and t[i + 1].key == "в" and j == i:
        j, lang, about = i + 2, "ru", True
    return Lead(i, j, lang, about)


def points_at(s: State, i: int) -> bool:
    """Tell an hour, as in "на 9 утра", from a count, as in "стол на 5 персон"."""
    following = s.t[i + 1]
    return s.t[i].kind == "t" or bool(following.word.lang) or following.kind in {"", "p"} or s.timer


def dated(s: State, lead: Lead) -> int | None:
    if not may_be_date(s, lead):
        return None
    russian = lead.lang == "ru" or (s.russian and lead.lang != "en")
    found = day(s.t, lead.end, russian=russian, led=bool(lead))
    if not found:
        return None
    end, named = found
    if of_the_task(s, lead, end, named):
        s.weak.add(lead.end)
        return None
    if s.alternative(lead.start):
        s.draft.doubts.append("alternatives")
    if lead.about:
        s.draft.guesses.append("about")
    s.draft.add_day(named, apart=task_between(s, lead.start))
    s.draft.iso = s.draft.iso or (s.t[lead.end].kind == "d" and s.t[lead.end].value[0] >= FIRST_YEAR)
    s.last_day = end
    return end


def task_between(s: State, i: int) -> bool:
    """Tell whether words of the task stand between the last day or clock and `i`."""
    last = max(s.last_day, s.last_clock)
    return last >= 0 and any(token.kind == "w" and not token.word.lang for token in s.t[last:i])


def may_be_date(s: State, lead: Lead) -> bool:
    """Numbers like 10.12 or 2-15 are dates only where a date would stand; after "в" they are clocks."""
    t, j = s.t, lead.end
    if t[j].kind == "f":
        pointed = lead.lang == "ru" and (
            t[j - 1].key in {"в", "к"} or (not has(t[lead.start], "on") and len(t[j].key) >= MILITARY)
        )
        return not pointed and near_time(s, lead)
    return t[j].kind != "r" or (not lead.lang and near_time(s, lead))


def near_time(s: State, lead: Lead) -> bool:
    """Tell whether it is first, after a preposition, or beside a time."""
    if lead or lead.start == s.begin or s.beside_time(lead.start):
        return True
    return has(s.t[lead.end + 1], "at") and s.t[lead.end + 2].kind in {"n", "t"}


def of_the_task(s: State, lead: Lead, end: int, named: Named) -> bool:
    """A feast after a full time, or a short weekday that is a word of its own, belongs to the task."""
    if isinstance(named.day, Feast):
        return s.draft.day is not None and s.draft.timed
    pointed = any(token.word.roles & {"on", "by", "for", "at"} for token in s.t[lead.start : lead.end])
    return isinstance(named.day, Weekday) and not named.check and not pointed and weak_weekday(s, lead.end, end)


def weak_weekday(s: State, i: int, end: int) -> bool:
    """Short names ("sat", "sun") count beside a time, or where the message ends."""
    t = s.t
    if "weak" not in t[i].word.roles:
        return False
    if end >= s.boundary or t[end - 1].key == "." or t[end].key == ",":
        return False
    near = t[end]
    timely = near.kind in {"n", "t"} or bool(near.word.roles & {"at", "and"}) or near.word.weekday is not None
    return not timely and near.word.part is None and not s.beside_time(i)


def clocked(s: State, lead: Lead) -> int | None:
    t, j = s.t, lead.end
    if not lead and t[j].kind == "n" and t[j + 1].key == "по" and t[j + 2].key in SHORT:
        lead = lead._replace(lang="ru")
    if t[lead.start].word.lang == "en" and (
        has(t[lead.start], "on") or (has(t[lead.start], "in") and t[j].kind != "t")
    ):
        return None
    window = clock_window(s, lead)
    if window:
        return window
    found = clock(t, j, lead.lang, russian=s.russian)
    if not found:
        return None
    end, at = found
    if lead.about or has(t[end - 1], "ish") or t[j].key == "noonish":
        s.draft.guesses.append("about")
    add_clock(s, at, lead.start, end)
    return more_clocks(s, lead.lang, end)


def more_clocks(s: State, lang: str, i: int) -> int:
    """Read on in "at 9 and 21", "в 9, 14 и 21"."""
    t = s.t
    while lang and (has(t[i], "and") or (t[i].key == "," and t[i + 1].kind in {"n", "t"})):
        following = clock(t, i + 1, lang, russian=s.russian)
        if not following or t[i + 1].kind not in {"n", "t"} or not ends_list(s, following[0]):
            return i
        add_clock(s, following[1], i, following[0])
        i = following[0]
    return i


def ends_list(s: State, i: int) -> bool:
    """Tell whether an hour just ended, and not the count of something: an unknown word does not follow it."""
    token = s.t[i]
    return token.kind in {"", "p"} or bool(token.word.lang)


def clock_window(s: State, lead: Lead) -> int | None:
    """8am - 1pm: a stretch of the day."""
    t, j = s.t, lead.end
    if t[j].kind == "r" and max(t[j].value) <= NOON and half_day(t, j + 1):
        return hours_of_pair(s, j)
    first = clock(t, j, lead.lang, russian=s.russian)
    if not first or t[first[0]].key not in DASHES:
        return None
    last = clock(t, first[0] + 1, "ru" if s.russian else "en", russian=s.russian)
    if not last:
        return None
    if s.draft.clocks or s.draft.window:
        s.draft.doubts.append("several")
    s.draft.window = whole_window(t, first[1], first[0], last)
    s.last_clock = last[0]
    return last[0]


def hours_of_pair(s: State, i: int) -> int | None:
    """3-4pm."""
    start, end = s.t[i].value
    last = finish(s.t, i + 1, end, 0, "known")
    if last is None:
        return None
    s.draft.window = whole_window(s.t, Clock(start, half="unknown"), i, last)
    s.last_clock = last[0]
    return last[0]


def add_clock(s: State, at: Clock, i: int, end: int) -> None:
    """Add a clock; right after another one it makes a list with it: "at 9:00 and 21:00"."""
    between = s.t[s.last_clock : i] if s.last_clock >= 0 else []
    listed = s.last_clock >= 0 and all(token.key == "," or has(token, "and") for token in between)
    s.draft.add_clock(at, alternative=s.alternative(i), listed=listed)
    if listed and between:
        s.taken.append((s.last_clock, i))
    s.last_clock = end
