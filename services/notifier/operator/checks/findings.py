"""What a check finds: a sentence, and how bad it is."""

from dataclasses import dataclass
from enum import Enum


class Grade(Enum):
    """How it stands."""

    GOOD = "✔"
    WEAK = "!"
    """It works, and a promise is weaker than it could be; or it could not be looked at."""
    WRONG = "✘"
    """It does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence."""

    grade: Grade
    sentence: str

    def __str__(self) -> str:
        return f"{self.grade.value} {self.sentence}"


def good(sentence: str) -> Finding:
    return Finding(Grade.GOOD, sentence)


def weak(sentence: str) -> Finding:
    return Finding(Grade.WEAK, sentence)


def wrong(sentence: str) -> Finding:
    return Finding(Grade.WRONG, sentence)
