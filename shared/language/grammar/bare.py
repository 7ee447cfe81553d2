"""A lone number beside a day is its hour, when nothing else is: "9 tomorrow"."""

from shared.language.grammar.delay import SECONDS
from shared.language.grammar.state import State
from shared.language.when import Clock

NOON = 12


LAST_HOUR = 24
COUNTED = frozenset([*SECONDS, "day", "week", "month", "year"])


def bare_hours(s: State) -> None:
    """A lone number right before or after a day is its hour, when nothing else is: "9 tomorrow"."""
    draft = s.draft
    if draft.timed or draft.day is None or draft.doubts:
        return
    for began, end in s.taken:
        for i in (began - 1, end):
            if is_bare_hour(s, i):
                draft.clocks.append(bare_hour(s, i, after=i == end))
                draft.guesses.append("bare_hour")
                s.taken.append((i, i + 1))
                return


def bare_hour(s: State, i: int, *, after: bool) -> Clock:
    """How sure it is: before a word of the task it may as well count something."""
    hour = s.t[i].value
    if after and s.t[i + 1].kind == "w" and not s.t[i + 1].word.lang:
        return Clock(hour, half="unknown")
    return Clock(hour, half="likely" if s.russian else "unknown" if hour <= NOON else "known")


def is_bare_hour(s: State, i: int) -> bool:
    t = s.t
    if not s.begin <= i < s.boundary or t[i].kind != "n" or t[i].value > LAST_HOUR or len(t[i].key) > 2:  # noqa: PLR2004
        return False
    if any(began <= i < end for began, end in s.taken) or (i > s.begin and t[i].glued):
        return False
    following = t[i + 1]
    return following.kind == "p" or (following.word.unit not in COUNTED and not following.glued)
