"""Whole numbers, amounts ("two and a half", "полтора") and positions ("2nd", "second to last", "двадцать третье")."""

from shared.language.tokens import Token

Tokens = list[Token]
HUNDRED = 100
TEN = 10


def has(token: Token, role: str) -> bool:
    return role in token.word.roles


def skip(t: Tokens, i: int, *roles: str) -> int:
    """Step over one token with any of these roles."""
    for role in roles:
        if role in t[i].word.roles:
            return i + 1
    return i


def skip_mark(t: Tokens, i: int, marks: str) -> int:
    return i + 1 if t[i].kind == "p" and t[i].key in marks else i


def integer(t: Tokens, i: int) -> tuple[int, int] | None:
    """A whole number in digits or words: "12", "twenty five", "сто двадцать"."""
    token = t[i]
    if token.kind == "n":
        return i + 1, int(token.value)
    if token.word.num is None or "a" in token.word.roles:
        return None
    return number_words(t, i)


def number_words(t: Tokens, i: int) -> tuple[int, int] | None:
    """Words that add up: tens and ones, hundreds and thousands."""
    total = current = 0
    last = 1_000_000
    start = end = i
    while True:
        word = t[i].word
        if word.num is None or "half-more" in word.roles:
            break
        value = int(word.num)
        if "hundred" in word.roles:
            current = (current or 1) * value if value in {HUNDRED, 1000} else current + value
            last = value
            if value == 1000:  # noqa: PLR2004
                total, current = total + current, 0
        elif (
            start != i
            and not (value < last and (last >= HUNDRED or ("tens" in t[i - 1].word.roles or t[i - 1].key == "-")))
        ) or (last < HUNDRED and value >= TEN):
            break
        else:
            current += value
            last = value
        i += 1
        end = i
        following = i + 1 if t[i].key == "-" and t[i].glued and t[i + 1].glued else i
        following = (
            following + 1
            if last >= HUNDRED and has(t[following], "and") and t[following].word.lang == "en"
            else following
        )
        if t[following].word.num is None or "a" in t[following].word.roles:
            break
        i = following
    return (end, total + current) if end > start else None


def amount(t: Tokens, i: int) -> tuple[int, float, bool] | None:  # noqa: PLR0911, a table of forms
    """How much of a unit: a number with its fraction, and whether it was only said roughly."""
    token = t[i]
    roles = token.word.roles
    if token.kind == "c":
        return i + 1, token.value, False
    if token.kind == "f":
        return i + 1, float(token.key.replace("-", ".")), False
    if token.kind == "s":
        above, below = token.value
        return (i + 1, above / below, False) if below in {2, 3, 4} else None
    if token.kind == "r" and token.value[0] < token.value[1]:
        return i + 1, token.value[0], True
    if "half-more" in roles:
        return i + 1, 1.5, False
    found = fraction(t, i) or rough(t, i)
    if found:
        return found
    if "a" in roles:
        return i + 1, 1, False
    whole = integer(t, i)
    if whole and (has(t[whole[0]], "to") or has(t[whole[0]], "or") or t[whole[0]].key == "-"):
        more = integer(t, whole[0] + 1)
        if more and more[1] > whole[1] and t[more[0]].word.unit is not None:
            return more[0], whole[1], True
    return with_half(t, *whole) if whole else None


def with_half(t: Tokens, i: int, whole: int) -> tuple[int, float, bool]:
    """Read "and a half" or "с половиной" after a number."""
    if has(t[i], "and") and (has(t[i + 1], "half") or (has(t[i + 1], "a") and has(t[i + 2], "half"))):
        return (i + 2 if has(t[i + 1], "half") else i + 3), whole + 0.5, False
    if t[i].key == "с" and has(t[i + 1], "half-noun"):
        return i + 2, whole + 0.5, False
    if t[i].kind == "s" and t[i].value == (1, 2):
        return i + 1, whole + 0.5, False
    return i, whole, False


def fraction(t: Tokens, i: int) -> tuple[int, float, bool] | None:
    """Half an, a half, a quarter of an, three-quarters of an, пол, четверть."""
    j = skip(t, i, "a")
    if has(t[j], "half"):
        return past_of(t, j + 1), 0.5, False
    if has(t[j], "quarter") and (t[j + 1].word.unit == "hour" or has(t[j + 1], "of") or t[j].word.unit is None):
        return past_of(t, j + 1), 0.25, False
    if t[i].word.num == 3 and has(t[i + 1 + (t[i + 1].key == "-")], "quarters"):  # noqa: PLR2004
        return past_of(t, i + 2 + (t[i + 1].key == "-")), 0.75, False
    return None


def past_of(t: Tokens, i: int) -> int:
    """Step over "of an", "a"."""
    i = skip(t, i, "of")
    return i + 1 if has(t[i], "a") else i


def rough(t: Tokens, i: int) -> tuple[int, float, bool] | None:
    """Read "a couple of", "a few", "пару"."""
    j = skip(t, i, "a")
    return (skip(t, j + 1, "of"), 2, True) if has(t[j], "couple") else None


def ordinal(t: Tokens, i: int) -> tuple[int, int] | None:
    """A position, negative from the end: "3rd", "twenty third", "last", "second to last", "вторая с конца"."""
    found = plain_ordinal(t, i)
    if found is None:
        return None
    end, n = found
    if n <= 0:
        return found
    if has(t[end], "last"):
        return end + 1, -n
    if t[end].key == "с" and has(t[end + 1], "from-end"):
        return end + 2, -n
    if has(t[end], "to"):
        after = skip(t, end + 1, "the")
        if has(t[after], "last"):
            return after + 1, -n
    return found


def plain_ordinal(t: Tokens, i: int) -> tuple[int, int] | None:
    token = t[i]
    if token.word.ord is not None:
        return i + 1, token.word.ord
    if token.kind == "n" and token.value <= 400:  # noqa: PLR2004
        j = i + 1 if t[i + 1].key == "-" and t[i + 1].glued else i
        if t[j + 1].glued and has(t[j + 1], "suffix"):
            return j + 2, token.value
    if "tens" in token.word.roles:
        j = i + 2 if t[i + 1].key == "-" else i + 1
        ones = t[j].word.ord
        if ones is not None and 0 < ones < TEN:
            return j + 1, int(token.word.num or 0) + ones
    return None
