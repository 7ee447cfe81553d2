"""What is said before "remind me": an event with its own day and time, a time that was put first, or a greeting."""

from shared.language.grammar.draft import Draft
from shared.language.grammar.numbers import Tokens
from shared.language.grammar.scan import scan
from shared.language.grammar.state import AHEAD, State
from shared.language.task import CONNECTORS, FURTHEST, greets, leftover, politely, trigger, trigger_end
from shared.language.when import Shift


def event_of(tokens: Tokens, end: int, text: str, *, russian: bool) -> State:
    """Read what stands before token `end`."""
    return scan([*tokens[:end], *tokens[-AHEAD:]], text, russian=russian)


def find_wish(tokens: Tokens, text: str, *, russian: bool) -> tuple[int, int]:
    """The tokens of "remind me to": first in the message, in its clause, behind a time, or before "an hour before"."""
    first = trigger(tokens)
    if first[1]:
        return first
    for start in range(1, min(len(tokens) - AHEAD, FURTHEST)):
        end = trigger_end(tokens, start)
        if not end or not is_of_me(tokens, start, end):
            continue
        begin = politely(tokens, start)
        event = event_of(tokens, begin, text, russian=russian)
        wish = scan(tokens, text, russian=russian, begin=end).draft
        if event.draft.begun and (wish.lead or is_all_time(event, begin)):
            return begin, end
    return 0, 0


def is_of_me(tokens: Tokens, start: int, end: int) -> bool:
    return tokens[start].key.startswith("напом") or any(token.key == "me" for token in tokens[start:end])


def is_all_time(event: State, end: int) -> bool:
    """Tell whether nothing but a time stands before token `end`."""
    taken = {i for began, ended in event.taken for i in range(began, ended)}
    return all(i in taken or event.t[i].key in CONNECTORS for i in range(end))


def about_event(event: State, wish: Draft, task: str) -> tuple[Draft, str, bool]:
    """Return the time that is meant, the task, and whether the event has its part in the time.

    "Dentist tomorrow at 10am, remind me …": "an hour before" counts from it, "at 9am" is on its day, "tonight" is not.
    """
    said = event.draft
    name = "" if greets(event.t) else leftover(event.text, event.t, event.taken, 0)
    whole = "" if greets(event.t) else leftover(event.text, event.t, [], 0)
    if not said.begun or is_over(said) or (wish.begun and said.seconds is not None):
        return wish, task or whole, False
    if not wish.begun:
        if wish.lead is None and task and name:  # "train at 6:45, remind me to pack": not necessarily then
            return wish, task, False
        said.lead = wish.lead
        return joined(said, wish), task or name, True
    if wish.day or wish.repeat or wish.window or wish.seconds is not None:
        return wish, task or whole, False
    if task and name and said.day:  # "meeting on friday, remind me at 3pm to prepare": today, or on friday
        wish.day, wish.others = Shift(), [said.day]
        wish.doubts.append("alternatives")
        return wish, task, True
    said.clocks, said.part, said.zone = wish.clocks, wish.part, wish.zone or said.zone
    return joined(said, wish), task or name, True


def is_over(said: Draft) -> bool:
    return isinstance(said.day, Shift) and said.day.base is None and said.day.days < 0


def joined(said: Draft, wish: Draft) -> Draft:
    said.doubts += wish.doubts
    said.guesses += wish.guesses
    return said
