"""What a word may say about time, and the tables of every language folded into one dictionary."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module

FILES = {"en": "english", "ru": "russian", "de": "german"}
"""A new language is one more file here."""


class Word:
    """The facets of one written form; most words have one, some ("second", "дня", "may") have several."""

    __slots__ = (
        "clock",
        "count",
        "feast",
        "freq",
        "group",
        "lang",
        "month",
        "num",
        "ord",
        "part",
        "roles",
        "shift",
        "starts",
        "typo",
        "unit",
        "weekday",
    )

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.num: float | None = None
        self.ord: int | None = None
        self.unit: str | None = None
        self.weekday: int | None = None
        self.group: str | None = None
        self.month: int | None = None
        self.shift: int | None = None
        self.part: str | None = None
        self.clock: str | None = None
        self.freq: str | None = None
        self.count: int | None = None
        self.feast: str | None = None
        self.roles: frozenset[str] = frozenset()
        self.starts = False
        self.typo: str | None = None

    def facets(self) -> dict[str, object]:
        """What it says, for people who want to know why."""
        named = {name: getattr(self, name) for name in self.__slots__ if name not in {"starts", "lang", "roles"}}
        said = {name: value for name, value in named.items() if value is not None}
        return said | ({"role": " ".join(sorted(self.roles))} if self.roles else {})


NUMBERS = frozenset({"ord", "weekday", "month", "shift", "count"})
NOTHING = Word("")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """One dictionary for a set of languages, and what typos of its words may look like."""

    words: dict[str, Word]
    targets: frozenset[str]
    innocent: frozenset[str]


@cache
def lexicon(languages: tuple[str, ...]) -> Lexicon:
    """The words of these languages; unknown languages are left out."""
    words: dict[str, Word] = {}
    targets: set[str] = set()
    innocent: set[str] = set()
    for language in languages:
        if language in FILES:
            module = import_module(f"shared.language.lexicon.{FILES[language]}")
            fold(words, language, module.WORDS)
            targets.update(module.TYPO_MAY_MEAN.split())
            innocent.update(module.NO_TYPOS.split())
    return Lexicon(words, frozenset(targets), frozenset(innocent))


def fold(words: dict[str, Word], language: str, table: dict[str, str]) -> None:
    for spec, forms in table.items():
        facets = [facet.partition("=") for facet in spec.split()]
        for form in dict.fromkeys(forms.split()):
            word = words.setdefault(form, Word(language))
            for name, _, value in facets:
                add_facet(word, name, value)


def add_facet(word: Word, name: str, value: str) -> None:
    if name == "role":
        word.roles |= {value}
    elif name == "num":
        word.num = float(value) if "." in value else int(value)
    else:
        setattr(word, name, int(value) if name in NUMBERS else value)
