"""Free text: a time somewhere, the task around it, and an account of every word that looks like time."""

from collections.abc import Sequence

from shared.language.grammar.numbers import Tokens
from shared.language.grammar.scan import scan
from shared.language.grammar.state import State
from shared.language.lexicon.words import lexicon
from shared.language.task import leftover, trigger
from shared.language.tokens import ROUND, Token, tokenize
from shared.language.values import Intent, Reading

QUOTES = {'"': '"', "«": "»", "“": "”"}


def read_free(text: str, *, adding: bool, languages: Sequence[str], words: str | None = None) -> Reading:
    """Read a reminder out of free text; NOTHING when there is neither a time nor a wish for one."""
    known = lexicon(tuple(languages))
    tokens = tokenize(text, known)
    language = language_of(tokens)
    end = trigger(tokens)[1]
    adding = adding or end > 0
    russian = language == "ru" or (language is None and languages[:1] == ("ru",))
    found = scan(tokens, text, russian=russian, begin=end)
    draft = found.draft
    said = words if words is not None else text
    vague_only = not draft.begun
    if vague_only and not (adding and draft.doubts):
        if not adding:
            return Reading(said, language, Intent.NOTHING)
        return Reading(said, language, Intent.ADD, task=unquoted(leftover(text, tokens, [], end)), unread=unread(found))
    task = unquoted(leftover(text, tokens, found.taken, end))
    return Reading(said, language, Intent.ADD, task=task, time=draft.finish(), unread=unread(found))


def unquoted(task: str) -> str:
    if len(task) > 1 and QUOTES.get(task[0]) == task[-1]:
        return task[1:-1].strip()
    return task


def language_of(t: Tokens) -> str | None:
    """The language of most words; known time words and letters both tell."""
    russian = latin = 0
    for token in t:
        if token.kind == "w":
            if "а" <= token.key[0] <= "я":
                russian += 1
            elif token.key.isascii():
                latin += 1
    if not russian and not latin:
        return None
    return "ru" if russian >= latin else "en"


def unread(found: State) -> tuple[str, ...]:
    """The words that look like time and found no place before the task's own words began."""
    t = found.t
    taken = {i for began, end in found.taken for i in range(began, end)}
    weak = set(found.weak)
    return tuple(
        found.text[t[i].start : t[i].end]
        for i in range(found.begin, found.boundary)
        if i not in taken and i not in weak and timely(t, i)
    )


def timely(t: Tokens, i: int) -> bool:
    """Tell whether this token looks like time by itself."""
    token = t[i]
    if token.kind in {"t", "d"}:
        return True
    if token.kind == "w":
        return timely_word(token, t, i)
    return token.kind == "n" and t[i + 1].key == ":" and t[i + 2].glued and set(t[i + 2].key) <= ROUND


def timely_word(token: Token, t: Tokens, i: int) -> bool:
    word = token.word
    if not word.lang:
        return False
    if word.shift is not None or word.clock or word.part == "tonight":
        return True
    if word.weekday is not None:
        return bool(word.roles & {"full", "plural"})
    if word.roles & {"every", "am", "pm"}:
        return "every" in word.roles or t[i - 1].kind == "n" or t[i - 1].word.num is not None
    return bool(word.freq and word.lang == "ru") or (bool(word.roles & {"ago"}) and token.key != "back")
