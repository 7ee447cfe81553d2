"""Which words a language must have. A test compares the languages with each other, value by value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

Forms = tuple[str, str, str]
"""One, few, many: 1 день, 2 дня, 5 дней."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that Nudge says in one language. Names in braces are filled in; a test fills in all of them."""

    language: str

    welcome: str
    welcome_back: str
    back_waiting: str
    ask_zone: str
    propose_zone: str
    propose_zones: str
    zone_known: str
    stopped: str
    stopped_waiting: str
    help: str

    added: str
    added_series: str
    first_only: str
    """Of a series that comes once."""
    then: str
    clock_gap: str
    clock_shift: str
    zone_set: str
    assumed: Mapping[str, str]
    """By what was assumed; "" is for what this version does not know."""
    other_reading: str

    listed: str
    listed_done: str
    listed_about: str
    nothing_listed: str
    nothing_done: str
    courtesy: Mapping[str, str]
    """By what was said that asks for nothing."""
    nothing_then: str
    """On the days that were asked about."""
    nothing_about: str
    more: str
    paused_list: str
    """The heading over what is paused."""
    repeat_mark: str

    deleted: str
    deleted_series: str
    deleted_several: str
    series_ended: str
    series_endless: str
    too_late: str
    kept_all: str
    undo_hint: str
    and_more: str
    """Of very many: how many are not named."""
    missing: str
    nothing_spoken_of: str

    done: str
    done_series: str
    snoozed: str
    edited_time: str
    edited_text: str
    edited_rule: str
    moved_out: str
    skipped: str
    skipped_last: str
    nothing_to_skip: str
    paused: str
    paused_until: str
    resumed: str
    resumed_over: str
    undone: Mapping[str, str]
    """By what was taken back; "" when there was nothing."""
    is_back: str
    is_gone: str

    why: str
    why_words: str
    why_state: Mapping[str, str]
    why_event: Mapping[str, str]
    """By what happened; "" is for what this version does not know."""

    zone_changed: str
    zone_staying: str
    zone_back: str
    moved: str
    stayed: str
    language_set: str
    language_follows: str
    forgotten: str
    export: str
    export_link: str

    due: str
    due_several: str
    due_late: str
    due_late_several: str
    due_away: str
    """Over those that came due at several moments while nobody could tell them."""
    due_late_one: str
    """One of several that were due at different moments."""
    due_away_end: str

    not_understood: str
    no_words: str
    media: Mapping[str, str]
    """By what came; "" is for what this version does not know."""
    limits: Mapping[str, str]
    questions: Mapping[str, str]
    """By reason; "" is for a reason that this version does not know."""
    answer_by_number: str
    unknown_place: str
    """Without anything like it to choose from."""
    answer_by_words: str
    question_dropped: str
    question_dropped_task: str
    question_late: str
    question_let_go: str

    offers: Mapping[str, str]
    """What a ready answer does, in a line of the message."""
    labels: Mapping[str, str]
    """By what a button does; twenty characters at most."""
    choose: str
    """What opens a list of ready answers."""
    """The same on a button: 20 characters at most."""

    reminders: Forms
    times: Forms
    today: str
    tomorrow: str
    example_zone: str
    """For a person whose own is not known."""
    example_task: str

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Return every sentence with its name, for a reader."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Mapping):
                yield from ((f"{field.name} · {name or 'anything else'}", sentence) for name, sentence in value.items())
            elif isinstance(value, tuple):
                yield field.name, " · ".join(value)
            else:
                yield field.name, value
