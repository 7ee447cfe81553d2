# ruff: noqa: E501, a line is one row of a table
"""Named days of the year: the phrases, longest first. When each falls is known to the resolver."""

from functools import cache

from shared.language.tokens import Token
from shared.language.when import Feast

PHRASES = {
    "christmas": "christmas day, christmas, xmas, xmas day, x mas",
    "christmas-eve": "christmas eve, xmas eve",
    "boxing-day": "boxing day",
    "new-year": "new year's day, new years day, new year day, new year's, new year, new years, новый год, нового года, новому году",
    "new-year-eve": "new year's eve, new years eve, new year eve, nye, канун нового года",
    "valentine": "valentine's day, valentines day, valentine day, valentine's, день святого валентина, день влюбленных",
    "halloween": "halloween day, halloween, hallowe'en, хэллоуин, хеллоуин",
    "thanksgiving": "thanksgiving day, thanksgiving",
    "black-friday": "black friday, черная пятница, черную пятницу",
    "easter": "easter sunday, easter day, easter",
    "easter-monday": "easter monday",
    "good-friday": "good friday",
    "easter-ru": "пасха, пасху, пасхе, пасхи",
    "christmas-ru": "рождество, рождества, рождеству",
    "independence-day": "independence day",
    "labor-day": "labor day, labour day",
    "memorial-day": "memorial day",
    "mlk-day": "martin luther king day, martin luther king's day, martin luther king jr day, mlk day",
    "presidents-day": "presidents day, president's day, presidents' day",
    "columbus-day": "columbus day",
    "veterans-day": "veterans day, veteran's day",
    "mothers-day": "mother's day, mothers day, mother day",
    "fathers-day": "father's day, fathers day, father day",
    "st-patrick": "st patrick's day, st patricks day, saint patrick's day, st. patrick's day, st patrick day",
    "april-fools": "april fools, april fool's day, april fools day, april fools' day",
    "earth-day": "earth day",
    "groundhog-day": "groundhog day",
    "may-day": "may day",
    "chinese-new-year": "chinese new year, chinese new year's day, chinese lunar new year, chinese lunar new year's day, "
    "chinese new years day, lunar new year, китайский новый год",
    "islamic-new-year": "islamic new year, hijri new year, muharram",
    "ramadan": "ramadan, рамадан",
    "eid-al-fitr": "eid al fitr, eid al-fitr, eid ul fitr, ураза байрам, ураза-байрам",
    "eid-al-adha": "eid al adha, eid al-adha, eid ul adha, курбан байрам, курбан-байрам",
    "rosh-hashanah": "rosh hashanah, rosh hashana, rosh ha shanah",
    "yom-kippur": "yom kippur",
    "passover": "passover, pesach",
    "hanukkah": "hanukkah, chanukah, hanukah",
    "diwali": "diwali, deepavali",
    "victory-day-ru": "день победы, дня победы, дню победы",
    "russia-day": "день россии",
    "womens-day": "women's day, womens day, международный женский день, женский день",
    "defender-day": "день защитника отечества",
    "old-new-year": "старый новый год",
    "knowledge-day": "день знаний",
    "guy-fawkes": "guy fawkes night, bonfire night",
}


@cache
def by_first_word() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, phrases in PHRASES.items():
        for phrase in phrases.split(","):
            words = tuple(phrase.replace("-", " ").replace(".", "").split())
            table.setdefault(words[0], []).append((words, name))
    return {first: sorted(found, key=lambda row: -len(row[0])) for first, found in table.items()}


def feast(t: list[Token], i: int) -> tuple[int, Feast] | None:
    """A named day at `i`, with the year that may follow."""
    for words, name in by_first_word().get(t[i].key, ()):
        end = matched(t, i, words)
        if end is not None:
            year = t[end]
            with_year = year.kind == "n" and 1900 <= year.value < 2200  # noqa: PLR2004
            return (end + 1, Feast(name, year.value)) if with_year else (end, Feast(name))
    return None


def matched(t: list[Token], i: int, words: tuple[str, ...]) -> int | None:
    """Where the phrase ends; hyphens and dots between its words do not matter."""
    for word in words:
        if t[i].key in {"-", "."}:
            i += 1
        if i >= len(t) or t[i].key != word:
            return None
        i += 1
    return i
