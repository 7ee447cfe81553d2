"""Words with one letter wrong: recognised when they can only be meant for one time word, and remembered as guesses."""

from functools import cache, lru_cache

from shared.language.lexicon.words import Lexicon, Word

SHORTEST = 5
LONGEST = 20
LONG = 7
"""Words of this length are checked for two mistakes."""
FAR = 2


def mended(key: str, lexicon: Lexicon) -> Word | None:
    """The word that `key` is one letter from, marked with what it stands for."""
    if not SHORTEST <= len(key) <= LONGEST:
        return None
    meant = nearest(key, lexicon.targets, lexicon.innocent)
    return marked(meant, lexicon) if meant else None


@lru_cache(maxsize=8192)
def nearest(key: str, targets: frozenset[str], innocent: frozenset[str]) -> str | None:
    """The target that is one insertion, deletion, change or swap away; None for real words and for none or several."""
    if key in innocent:
        return None
    shorter = {key[:i] + key[i + 1 :] for i in range(len(key))}
    index = deletions(targets)
    found = {word for form in (key, *shorter) for word in index.get(form, ()) if is_near(key, word)}
    return min(found) if found else None


@lru_cache(maxsize=8192)
def resembles(key: str, targets: frozenset[str], innocent: frozenset[str]) -> bool:
    """Tell whether a longer word is two edits from a time word: too far to read, too near to pass over."""
    if len(key) < LONG or key in innocent:
        return False
    near = (word for word in targets if word[0] == key[0] and abs(len(word) - len(key)) < FAR and len(word) >= LONG)
    return any(distance(key, word) <= FAR for word in near)


def distance(one: str, other: str) -> int:
    """Edits between two words: insert, delete, change, swap."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one):
        older, before, row = before, row, [i + 1]
        for j, b in enumerate(other):
            cost = min(before[j + 1] + 1, row[j] + 1, before[j] + (a != b))
            if i and j and a == other[j - 1] and b == one[i - 1]:
                cost = min(cost, older[j - 1] + 1)
            row.append(cost)
    return row[-1]


@cache
def deletions(targets: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Every target with none or one of its letters left out, and the targets that leave it."""
    index: dict[str, tuple[str, ...]] = {}
    for word in targets:
        for form in {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}:
            index[form] = (*index.get(form, ()), word)
    return index


def is_near(one: str, other: str) -> bool:
    """At most one edit, and the first letter is right or the only thing wrong."""
    if len(one) == len(other):
        wrong = [i for i in range(len(one)) if one[i] != other[i]]
        if len(wrong) <= 1:
            return True
        i = wrong[0]
        return len(wrong) == 2 and one[i : i + 2] == other[i : i + 2][::-1] and wrong[1] == i + 1  # noqa: PLR2004
    return abs(len(one) - len(other)) == 1


@cache
def marked(meant: str, lexicon_: Lexicon) -> Word:
    known = lexicon_.words[meant]
    word = Word(known.lang)
    for name in Word.__slots__:
        setattr(word, name, getattr(known, name))
    word.typo = meant
    return word
