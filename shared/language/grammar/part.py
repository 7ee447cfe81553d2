"""Parts of the day: in the morning, tonight, после обеда, late in the evening."""

from typing import NamedTuple

from shared.language.grammar.numbers import Tokens, has, skip


class Part(NamedTuple):
    """A part of the day; `today` when it was said of this one; `bare` when only a noun stood there."""

    name: str
    today: bool = False
    bare: bool = False
    shift: int = 0


LATER = {"morning": "early-morning", "evening": "early-evening", "night": "night"}


def part(t: Tokens, i: int) -> tuple[int, Part] | None:  # noqa: PLR0911, a table of forms
    """A part of the day at `i`, with its preposition."""
    token = t[i]
    if has(token, "early") or has(token, "late"):
        return shifted(t, i)
    if token.key in {"после", "до", "к", "ко", "перед", "after", "before", "by", "с"}:
        return around_lunch(t, i)
    if has(token, "closer") and t[i + 1].key == "к" and t[i + 2].word.part:
        return i + 3, Part("early-evening" if t[i + 2].word.part == "evening" else t[i + 2].word.part or "")
    if has(token, "last") and t[i + 1].word.part in {"night", "evening"}:
        return i + 2, Part("evening", shift=-1)
    if token.word.part == "tonight":
        return i + 1, Part("tonight", today=True)
    if has(token, "this") and t[i + 1].word.part:
        return i + 2, Part(t[i + 1].word.part or "", today=True)
    if token.word.part:
        return (
            (i + 1, Part(token.word.part, bare="adverb" not in token.word.roles))
            if "half-day" not in token.word.roles
            else None
        )
    return led(t, i)


def led(t: Tokens, i: int) -> tuple[int, Part] | None:
    """In the morning, at night, at lunch, в обед, на этот вечер, during the day."""
    if not (has(t[i], "in") or has(t[i], "at") or has(t[i], "on") or has(t[i], "for")):
        return None
    j = skip(t, i + 1, "the")
    if has(t[j], "early") or has(t[j], "late") or has(t[j], "this"):
        found = part(t, j)
        return found if found and found[0] > j + 1 else None
    name = t[j].word.part
    if name is None or "half-day" in t[j].word.roles:
        return None
    return j + 1, Part(name)


def shifted(t: Tokens, i: int) -> tuple[int, Part] | None:
    """Early in the morning, late tonight, рано утром, поздно вечером."""
    early = has(t[i], "early")
    j = skip(t, skip(t, i + 1, "in", "at"), "the", "this")
    name = t[j].word.part
    if name is None:
        return None
    if early:
        return j + 1, Part(LATER.get(name, name))
    return j + 1, Part("late", today=name == "tonight")


def around_lunch(t: Tokens, i: int) -> tuple[int, Part] | None:
    """После обеда, до обеда, к вечеру, до утра, after lunch, с утра."""
    name = t[i + 1].word.part
    if name is None or (t[i].word.lang == "en" and name != "lunch"):
        return None
    if name == "lunch":
        side = {
            "после": "after-lunch",
            "after": "after-lunch",
            "до": "before-lunch",
            "before": "before-lunch",
            "перед": "before-lunch",
        }
        return i + 2, Part(side.get(t[i].key, "lunch"))
    if t[i].key == "к" and name == "evening":
        return i + 2, Part("early-evening")
    bent = "half-day" in t[i + 1].word.roles or t[i].key in {"к", "ко"}
    return (i + 2, Part(name)) if t[i].key in {"к", "ко", "до", "с"} and bent else None
