"""An hour by itself, in digits or in words."""

from shared.language.grammar.face import in_digits, named
from shared.language.grammar.numbers import Tokens
from shared.language.grammar.spoken import in_words
from shared.language.when import Clock


def plain_clock(t: Tokens, i: int, led: str, ru: bool) -> tuple[int, Clock] | None:  # noqa: FBT001
    """Noon, 9:30, 5pm, "at eight": an hour by itself."""
    return named(t, i) or in_digits(t, i, led, ru) or in_words(t, i, led, ru)
