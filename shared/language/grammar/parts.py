"""Parts of the day: what the scan does with each."""

from shared.language.grammar.dates import Named
from shared.language.grammar.day import day
from shared.language.grammar.numbers import has
from shared.language.grammar.part import Part, part
from shared.language.grammar.state import State
from shared.language.when import Shift


def parts(s: State, i: int) -> int | None:
    article = has(s.t[i], "the") and s.t[i + 1].word.part is not None
    found = part(s.t, i + article)
    if not found or (s.t[i].key == "днем" and i and s.t[i - 1].key == "с"):
        return None
    end, said = found
    beside = eve(s, end) if said.bare or said.name == "night" else None
    if beside:
        s.draft.add_part(said._replace(bare=False))
        s.last_day = beside
        return beside
    if article and not morning_of(s, end):
        return None
    if said.bare and not morning_of(s, end) and not noun_counts(s, i, end, said):
        s.weak.add(i)
        return None
    s.draft.add_part(said)
    if has(s.t[end], "of") and (s.t[end + 1].word.weekday is not None or has(s.t[end + 1], "the")):
        end += 1
    s.last_day = end
    return end


def eve(s: State, i: int) -> int | None:
    """Read "(the evening) before friday", "(the morning) after christmas"."""
    t = s.t
    if not (has(t[i], "before") or (has(t[i], "after") and t[i].key == "after")):
        return None
    found = day(t, i + 1 + has(t[i + 1], "the"), russian=s.russian, led=True)
    if not found:
        return None
    s.draft.add_day(Named(Shift(days=-1 if has(t[i], "before") else 1, base=found[1].day)))
    return found[0]


def morning_of(s: State, i: int) -> bool:
    """Read "(the morning) of december 5th"."""
    if not has(s.t[i], "of"):
        return False
    j = i + 1 + has(s.t[i + 1], "the")
    return day(s.t, j, russian=s.russian, led=True) is not None


def noun_counts(s: State, i: int, end: int, said: Part) -> bool:
    """A noun like "morning" counts right after a day, an hour that needs it, or alone; "lunch" may be the task."""
    ends = end >= s.boundary or s.t[end].kind == "p"
    if s.last_day == i:
        return said.name != "lunch" or ends
    if s.last_clock == i:
        return said.name != "lunch" and bool(s.draft.clocks) and s.draft.clocks[-1].half != "known"
    return i == s.begin and end >= s.boundary
