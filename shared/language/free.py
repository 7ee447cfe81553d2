"""Free text: a time somewhere, the task around it, and an account of every word that looks like time."""

from collections.abc import Sequence

from shared.language.events import about_event, event_of, find_wish
from shared.language.grammar.draft import Draft
from shared.language.grammar.numbers import Tokens
from shared.language.grammar.scan import scan
from shared.language.grammar.state import State
from shared.language.lexicon.typos import resembles
from shared.language.lexicon.words import Lexicon, lexicon
from shared.language.task import leftover
from shared.language.tokens import ROUND, Token, tokenize
from shared.language.values import Intent, Reading

NOON, HOUR, YEAR_DIGITS = 12, 60, 4
CONTINENTAL = frozenset(["ru", "de"])
"""Languages that write dates day first and tell the time on the 24-hour face."""
QUOTES = {'"': '"', "«": "»", "“": "”"}


def read_free(text: str, *, adding: bool, languages: Sequence[str], words: str | None = None) -> Reading:
    """Read a reminder out of free text; NOTHING when there is neither a time nor a wish for one."""
    known = lexicon(tuple(languages))
    tokens = tokenize(text, known)
    language = language_of(tokens)
    russian = language in CONTINENTAL or (language is None and languages[:1] == ("ru",))
    begin, end = find_wish(tokens, text, russian=russian)
    adding = adding or end > 0
    found = scan(tokens, text, russian=russian, begin=end)
    draft, task = found.draft, leftover(text, tokens, found.taken if asks(found.draft) else [], end)
    left = unread(found, known)
    if begin:
        event = event_of(tokens, begin, text, russian=russian)
        draft, task, is_used = about_event(event, draft, task)
        left = (*unread(event, known), *left) if is_used else left
    said = words if words is not None else text
    if not asks(draft) and not (adding and draft.doubts):
        if not adding:
            return Reading(said, language, Intent.NOTHING)
        return Reading(said, language, Intent.ADD, task=unquoted(task), unread=left)
    return Reading(said, language, Intent.ADD, task=unquoted(task), time=draft.finish(), unread=left)


def asks(draft: Draft) -> bool:
    """Tell whether it is about some time."""
    return draft.begun or draft.insists or draft.lead is not None


def unquoted(task: str) -> str:
    if len(task) > 1 and QUOTES.get(task[0]) == task[-1]:
        return task[1:-1].strip()
    return task


def language_of(t: Tokens) -> str | None:
    """The language of most words; known time words and letters both tell."""
    russian = latin = german = 0
    for token in t:
        if token.kind == "w":
            if "а" <= token.key[0] <= "я":
                russian += 1
            else:
                latin += token.word.lang != "de"
                german += token.word.lang == "de"
    if not russian and not latin + german:
        return None
    return "ru" if russian >= latin + german else "de" if german > 1 or german >= latin else "en"


def unread(found: State, known: Lexicon) -> tuple[str, ...]:
    """The words that look like time and found no place before the task's own words began."""
    t = found.t
    taken = {i for began, end in found.taken for i in range(began, end)}
    after = {end for _, end in found.taken}
    weak = set(found.weak)
    return tuple(
        found.text[t[i].start : t[i].end]
        for i in range(found.begin, found.boundary)
        if i not in taken
        and (
            (i not in weak and (timely(t, i) or misspelt(t[i], known)))
            or (i in after and left_behind(found, i, is_weak=i in weak))
        )
    )


def left_behind(found: State, i: int, *, is_weak: bool) -> bool:
    """Tell whether what stands right behind a time may belong to it."""
    return part_of_last_day(found, i) or (not is_weak and (dangling(found.t, i) or stretched(found, i)))


def part_of_last_day(found: State, i: int) -> bool:
    """Tell whether "evening" was left of "until tomorrow evening"."""
    return found.t[i].word.part is not None and found.draft.until is not None and i + 1 == found.boundary


def dangling(t: Tokens, i: int) -> bool:
    """Tell whether a number right after a time ends the message or its clause: it may belong to the time."""
    if t[i].kind != "n" or t[i].glued:
        return False
    ends = t[i + 1].kind in {"", "p"} and t[i + 1].key not in {"-", "/", "%"}
    return ends or len(t[i].key) == YEAR_DIGITS


def glued_stretch(t: Tokens, i: int) -> bool:
    """Tell whether "45m" or "1hr" was left: typed like that it is time."""
    return t[i].kind == "n" and t[i + 1].glued and t[i + 1].word.unit is not None and not t[i + 2].glued


def stretched(found: State, i: int) -> bool:
    """Tell whether "10 days" was left right after a repeat: perhaps its length."""
    token, unit = found.t[i], found.t[i + 1]
    return found.draft.repeat is not None and token.kind == "n" and unit.word.unit is not None and not unit.word.part


def misspelt(token: Token, known: Lexicon) -> bool:
    if token.kind != "w" or token.word.lang:
        return False
    return resembles(token.key, known.targets, known.innocent)


def timely(t: Tokens, i: int) -> bool:
    """Tell whether this token looks like time by itself."""
    token = t[i]
    if token.kind in {"t", "d"} or (token.kind == "x" and token.key[-3:-2] == ":" and token.key[0].isdigit()):
        return True
    if token.kind == "w":
        return timely_word(token, t, i)
    if token.kind == "n" and (stretch_left(t, i) or glued_stretch(t, i)):
        return True
    return token.kind == "n" and t[i + 1].key == ":" and t[i + 2].glued and set(t[i + 2].key) <= ROUND


def stretch_left(t: Tokens, i: int) -> bool:
    """Tell whether "15 minutes from", "2 дня после" was left over."""
    return t[i + 1].word.unit is not None and bool(t[i + 2].word.roles & {"from", "after", "before", "ago", "later"})


def timely_word(token: Token, t: Tokens, i: int) -> bool:  # noqa: C901, PLR0911, PLR0912, a table of forms
    word = token.word
    if not word.lang:
        return False
    if "within" in word.roles and word.lang == "ru":
        return any("until" in later.word.roles for later in t[i + 2 : i + 5]) and any(
            later.word.unit for later in t[i + 1 : i + 4]
        )
    if word.shift is not None or word.clock or word.part == "tonight":
        return True
    if word.weekday is not None:
        return bool(word.roles & {"full", "plural"})
    if word.num is not None and "a" not in word.roles and word.num <= NOON:
        return NOON - 2 <= (t[i + 1].word.num or 0) < HOUR  # "six thirty" that found no place
    if word.month is not None:
        return t[i + 1].kind == "n" and len(t[i + 1].key) == YEAR_DIGITS
    if token.key == "during" or "mid" in word.roles:
        return any(later.word.unit in {"week", "month", "year"} for later in t[i + 1 : i + 3])
    if "eve-of" in word.roles or ("in" in word.roles and word.lang == "ru"):
        return True
    if token.key == "in" and (t[i + 1].kind == "n" or t[i + 1].word.num is not None):
        return any(later.word.unit for later in t[i + 2 : i + 4])
    if "all" in word.roles:
        return t[i + 1].word.unit in {"week", "month", "year"}
    if word.ord is not None and t[i + 1].word.weekday is not None:
        return True
    if word.ord is not None and t[i + 1].word.unit == "day":
        return "of" in t[i + 2].word.roles or t[i + 2].word.unit is not None
    if "minus" in word.roles:
        return t[i + 1].kind == "n" or t[i + 1].word.num is not None
    if word.unit == "month" and token.key in {"месяца", "month"}:
        return any(before.word.ord is not None for before in t[max(0, i - 4) : i])
    if word.roles & {"every", "am", "pm"}:
        return "every" in word.roles or t[i - 1].kind == "n" or t[i - 1].word.num is not None
    return bool(word.freq) or (bool(word.roles & {"ago"}) and token.key != "back")
