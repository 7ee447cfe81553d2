"""What a scan has taken so far, and where the last day and the last clock ended."""

from shared.language.grammar.draft import Draft
from shared.language.grammar.numbers import Tokens, has

AHEAD = 4
"""Empty tokens behind the last one, so that rules may look ahead freely."""


class State:
    """The tokens, what was taken of them, and the draft that it made."""

    __slots__ = (
        "begin",
        "boundary",
        "draft",
        "last_clock",
        "last_day",
        "russian",
        "t",
        "taken",
        "text",
        "timer",
        "unclosed",
        "weak",
    )

    def __init__(self, tokens: Tokens, text: str, *, russian: bool, begin: int) -> None:
        self.t = tokens
        self.text = text
        self.russian = russian
        self.begin = begin
        self.draft = Draft()
        self.taken: list[tuple[int, int]] = []
        self.boundary = len(tokens) - AHEAD
        """The token at which the task's own words begin, whatever they say."""
        self.last_clock = -1
        self.last_day = -1
        self.weak: set[int] = set()
        """Tokens that look like time and were seen to be words of the task."""
        self.unclosed: set[str] = set()
        """Closing quotes that do not come any more."""
        self.timer = any("timer" in token.word.roles for token in tokens)

    def take(self, i: int, end: int) -> None:
        """Set these tokens aside; a typo among them is a guess."""
        self.taken.append((i, end))
        for token in self.t[i:end]:
            if token.word.typo:
                self.draft.guesses.append(f"typo:{token.word.typo}")

    def alternative(self, i: int) -> bool:
        """Tell whether "or" stands before `i`."""
        return i > 0 and has(self.t[i - 1], "or") and self.draft.begun

    def beside_time(self, i: int) -> bool:
        """Tell whether a day or a clock ended right here."""
        return i in {self.last_clock, self.last_day}
