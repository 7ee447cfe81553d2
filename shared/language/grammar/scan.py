"""One pass over the tokens: each rule is tried where it may begin, what it takes is set aside, the rest is the task."""

from dataclasses import replace

from shared.language.grammar.bare import bare_hours
from shared.language.grammar.clock import HALVES
from shared.language.grammar.dates import Named
from shared.language.grammar.edges import bounds, delays, repeats
from shared.language.grammar.feasts import by_first_word
from shared.language.grammar.numbers import Tokens, has
from shared.language.grammar.part import Part
from shared.language.grammar.parts import parts
from shared.language.grammar.place import place, place_before_time
from shared.language.grammar.state import State
from shared.language.grammar.times import led
from shared.language.when import Stretch

OPENERS = frozenset(by_first_word()) | frozenset(HALVES)
"""Words that are in no lexicon by themselves, and yet begin a name of a day or an hour."""
MONTHS = 12
SAME = frozenset(["at", "the", "this", "same", "в", "это", "то", "же", "самое"])
MOST_SAME = 5
QUOTES = {'"': '"', "«": "»", "“": "”"}
FINISHED = frozenset(
    [
        *["done", "completion", "completing", "finish", "finishing", "finished", "completed", "complete"],
        *["выполнения", "завершения", "сделаю", "выполню", "закончу", "готово", "сделал", "сделала"],
    ]
)
OPEN_MARKS = "(@~+"
MOST_PIECES = 24
"""No message says when in more pieces than this."""
NO_UNIT_LIMIT = 120
"""Of minutes, when the unit is missing; a larger number is something else."""


def scan(tokens: Tokens, text: str, *, russian: bool, begin: int = 0) -> State:
    """Read every time expression in `text` from token `begin` on."""
    s = State(tokens, text, russian=russian, begin=begin)
    i = begin
    while i < s.boundary:
        if marks_task(s, i):
            s.boundary = i
            break
        i = after_mark(s, i) if plain(s, i) else after_step(s, i)
    bare_hours(s)
    return s


def plain(s: State, i: int) -> bool:
    """Tell whether no rule can begin with this token."""
    token = s.t[i]
    if token.kind == "w":
        return not token.word.lang and s.last_clock != i and token.key not in OPENERS
    return token.kind in {"", "x"} or (token.kind == "p" and token.key not in OPEN_MARKS)


def after_mark(s: State, i: int) -> int:
    """Step over a plain token; what stands in quotes is the task, whatever it says."""
    closing = QUOTES.get(s.t[i].key)
    if closing is None or closing in s.unclosed:
        return i + 1
    for j in range(i + 1, s.boundary):
        if s.t[j].key == closing:
            s.weak.update(range(i, j))
            return j + 1
    s.unclosed.add(closing)
    return i + 1


def marks_task(s: State, i: int) -> bool:
    """Tell whether the task's own words begin here: after "if" or "что", a colon, or more than enough."""
    token = s.t[i]
    if token.key == ":" and not s.t[i + 1].glued:
        return s.draft.timed and i > s.begin
    if "boundary" in token.word.roles:
        return s.draft.begun
    if len(s.taken) > MOST_PIECES:
        s.draft.doubts.append("several")
        return True
    return "topic" in token.word.roles and s.draft.timed


def after_step(s: State, i: int) -> int:
    end = step(s, i)
    if end is None or end <= i:
        return i + 1
    s.take(i, end)
    return end


def step(s: State, i: int) -> int | None:
    """Try every rule that may begin here, the longest forms first."""
    if greets(s, i):
        s.weak.add(i + 1)
        return None
    if s.t[i].key in SAME:
        same = same_time(s, i)
        if same:
            return same
    return repeats(s, i) or bounds(s, i) or delays(s, i) or zones(s, i) or parts(s, i) or led(s, i) or loose(s, i)


def greets(s: State, i: int) -> bool:
    """Good morning, доброй ночи: not a time."""
    following = s.t[i + 1].word
    return has(s.t[i], "good") and (following.part is not None or following.weekday is not None)


def zones(s: State, i: int) -> int | None:
    if s.t[i].key == "time" and i > s.begin:
        return before_time(s, i)
    if not (s.draft.clocks or s.draft.window or s.draft.repeat) and s.t[i + 2].key != "/":
        return None
    found = place(s.t, i, s.text, after_clock=s.last_clock == i or (s.last_day == i and bool(s.draft.clocks)))
    if not found:
        return None
    if s.draft.zone is not None:
        s.draft.doubts.append("several")
    s.draft.zone = found[1]
    return found[0]


def before_time(s: State, i: int) -> int | None:
    """Berlin time 5pm: the place stands before, and is taken with it."""
    found = place_before_time(s.t, i, s.text)
    if not found or s.draft.zone is not None:
        return None
    s.draft.zone = found[1]
    s.taken.append((found[0], i))
    return i + 1


def loose(s: State, i: int) -> int | None:
    """What says too little: soon, попозже, "in 20", "in august"; and now."""
    if has(s.t[i], "vague") or (has(s.t[i], "later") and i == s.begin > 0):
        s.draft.doubts.append("vague")
        s.draft.insists = s.draft.insists or i == s.begin
        return i + 1
    if s.draft.repeat and has(s.t[i], "after") and finishing(s, i + 1):
        s.draft.doubts.append("after_done")
        return None
    if has(s.t[i], "now") and has(s.t[i + 1], "and"):
        return None
    if has(s.t[i], "now"):
        s.draft.seconds = s.draft.seconds or 0
        return i + 1
    if has(s.t[i], "in") and has(s.t[i + 1], "a") and has(s.t[i + 2], "moment"):
        s.draft.doubts.append("vague")
        s.draft.insists = True
        return i + 3
    return without_unit(s, i) or month_alone(s, i)


def same_time(s: State, i: int) -> int | None:
    """Read "(at) this time", "the same time", "в это же время": the hour that it is now."""
    j = i
    while s.t[j].key in SAME and j < i + MOST_SAME:
        j += 1
    if s.t[j].key not in {"time", "время"}:
        return None
    s.draft.add_part(Part("same-time"))
    s.last_day = j + 1
    return j + 1


def finishing(s: State, i: int) -> bool:
    """Tell whether "done", "completion" or "сделаю" follows within a few words."""
    return any(token.key in FINISHED for token in s.t[i : i + 4])


def without_unit(s: State, i: int) -> int | None:
    number = s.t[i + 1]
    if not has(s.t[i], "in") or number.kind != "n" or number.value > NO_UNIT_LIMIT:
        return None
    if s.t[i + 2].kind not in {"", "p"} and i > s.begin:
        return None
    s.draft.doubts.append("no_unit")
    s.draft.insists = True
    s.draft.number = number.value
    return i + 2


def month_alone(s: State, i: int) -> int | None:
    if not has(s.t[i], "in") and s.t[i].key not in {"в", "by", "к"}:
        return None
    j = i + 1 + bool(s.t[i + 1].word.roles & {"next", "this"})
    if s.t[j].word.month is None:
        return None
    known = s.draft.repeat
    if known is not None and known.freq in {"DAILY", "WEEKLY"} and not known.months:
        end, months = month_list(s, j)
        s.draft.repeat = replace(known, months=months)
        return end
    s.draft.add_day(Named(Stretch("month", month=s.t[j].word.month)))
    return j + 1


def month_list(s: State, i: int) -> tuple[int, tuple[int, ...]]:
    """Read "june, july and august"."""
    months: list[int] = []
    end = i
    while s.t[i].word.month is not None and len(months) < MONTHS:
        months.append(s.t[i].word.month or 0)
        end = i + 1
        i = end + 1 if s.t[end].key == "," else end
        i = i + 1 if has(s.t[i], "and") else i
        i = i + 1 if s.t[i].key in {"in", "в"} and i > end else i
    return end, tuple(sorted(set(months)))
