"""How a fact is said: in plain words, with buttons, or by template; and what a template's variable may hold."""

from datetime import timedelta
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.domain.codes import Kind
from services.notifier.domain.planning import MOST_CHOICES, Contents, content_with_choices, plan
from services.notifier.domain.templates import TEMPLATES, buttons, definition, name_of, sanitised
from services.notifier.domain.utterances import is_said_by
from services.notifier.domain.verdicts import Refused
from services.notifier.domain.wording import CATALOGUES, label_of
from services.notifier.domain.wording.labels import LONGEST
from services.notifier.handlers.speaking import say_fact
from services.notifier.ports import Go
from shared.contract import Choice, Language, QuestionAsked, ReminderDue, SpeechId, payload_of, read_payload
from shared.runtime.errors import Permanent, Transient
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, NUDGE
from tests.fakes.voice import ANSWER, Stage, a_reminder_due

A_DAY_AGO = NOON - timedelta(hours=24)
ENGLISH, RUSSIAN = "HX" + "e" * 32, "HX" + "a" * 32
CONTENTS = Contents({"en": ENGLISH, "ru": RUSSIAN}, {3: "HX" + "3" * 32})


def with_buttons(fact: ReminderDue) -> ReminderDue:
    """Return the fact with the ready answers that the scheduler puts under a reminder."""
    return fact.model_copy(update={"choices": buttons(fact.reminder.id)})


@pytest.mark.parametrize(
    ("silent_for", "by_template"),
    [(0, False), (23, False), (23.8, False), (23.9, True), (24, True), (500, True)],
)
def test_who_has_been_silent_for_a_day_or_nearly_gets_the_template(silent_for: float, by_template: bool) -> None:  # noqa: FBT001
    said = plan(a_reminder_due(heard_at=NOON - timedelta(hours=silent_for)), CONTENTS, now=NOON)

    assert said is not None
    assert (said.content == ENGLISH) is by_template


def test_a_template_speaks_the_persons_language_and_carries_task_id_and_fire_id() -> None:
    fact = a_reminder_due(heard_at=A_DAY_AGO, text="чай").model_copy(update={"language": Language("ru")})

    said = plan(fact, CONTENTS, now=NOON)

    assert said is not None
    assert said.content == RUSSIAN
    assert said.variables == {"1": "чай", "2": "k1", "3": "abc.1.0"}
    assert "чай (k1)" in said.text


def test_one_template_may_serve_every_language_and_without_any_nothing_can_be_said() -> None:
    fact = a_reminder_due(heard_at=A_DAY_AGO)

    everyone = plan(fact, Contents({"": ENGLISH}), now=NOON)
    assert everyone is not None
    assert everyone.content == ENGLISH
    assert plan(fact, Contents({"ru": RUSSIAN}), now=NOON) is None
    assert plan(fact, Contents(), now=NOON) is None


def test_a_late_reminder_by_template_says_so() -> None:
    said = plan(a_reminder_due(NOON - timedelta(minutes=5), heard_at=A_DAY_AGO), CONTENTS, now=NOON)

    assert said is not None
    assert said.variables["1"] == "tea, due at 11:55"


def test_inside_the_window_ready_answers_are_buttons() -> None:
    said = plan(with_buttons(a_reminder_due()), CONTENTS, now=NOON)

    assert said is not None
    assert said.content == CONTENTS.with_choices[3]
    assert said.variables["1"] == said.text == "🔔 *tea* (k1)"
    assert [said.variables[number] for number in "246"] == ["Done", "Snooze 10 min", "Snooze 1 h"]
    assert read_payload(said.variables["3"]) == ("/done k1", "abc.1.0")


@pytest.mark.parametrize(
    ("fact", "contents", "form"),
    [
        (a_reminder_due(), CONTENTS, ""),
        (with_buttons(a_reminder_due()), Contents(), ""),
        (with_buttons(a_reminder_due()), CONTENTS, "plain"),
        (with_buttons(a_reminder_due(text="tea " * 300)), CONTENTS, ""),
        (ANSWER, CONTENTS, ""),
    ],
    ids=["no answers", "no content", "asked for", "too long", "an answer"],
)
def test_where_buttons_cannot_be_there_are_plain_words(fact: ReminderDue, contents: Contents, form: str) -> None:
    said = plan(fact, contents, now=NOON, form=form)

    assert said is not None
    assert said.content is None


@given(st.text())
def test_a_variable_is_one_line_never_empty_never_long_and_without_runs_of_spaces(text: str) -> None:
    value = sanitised(text, 50)

    assert 1 <= len(value) <= 50
    assert not any(character in value for character in "\n\r\t\x00\x0b\u2028")
    assert "  " not in value
    assert value == value.strip()


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_language_has_a_template_that_whatsapp_would_take(language: str) -> None:
    template = TEMPLATES[language]
    shape: Any = definition(template)
    body = template.body

    assert shape["friendly_name"] == name_of(language)
    assert not body.startswith("{{")
    assert not body.endswith("}}")
    assert "}}{{" not in body.replace(" ", "")
    assert len(body.split()) >= 2 * 2 + 1
    assert all(0 < len(action["title"]) <= LONGEST for action in shape["types"]["twilio/quick-reply"]["actions"])
    assert all(sample.strip() for sample in shape["variables"].values())


def test_a_moment_or_a_place_is_its_own_label() -> None:
    at = Choice(words="1", due_at=NOON, zone="Europe/Berlin")

    assert label_of(at, "en") == "13:00 Mon 23 Nov"
    assert label_of(Choice(words="1", zone="Europe/Berlin"), "ru") == "Берлин"
    assert label_of(Choice(words="something much longer than a button"), "en") == "something much long…"


@pytest.mark.parametrize("number", range(1, MOST_CHOICES + 1))
def test_a_content_with_ready_answers_numbers_its_variables_without_a_gap(number: int) -> None:
    shape: Any = content_with_choices(number)
    used = str(shape["types"])

    assert [*shape["variables"]] == [str(at) for at in range(1, used.count("{{"))]
    assert all(f"{{{{{at}}}}}" in used for at in shape["variables"])


def a_question(answers: int) -> QuestionAsked:
    return QuestionAsked(
        chat=ANNA,
        speech_id=SpeechId("re.SM1"),
        sender=NUDGE,
        language=Language("ru"),
        at=NOON,
        reason="no_time",
        choices=tuple(
            Choice(words=f"{n}", zone="UTC", due_at=NOON + timedelta(hours=n)) for n in range(1, answers + 1)
        ),
    )


@pytest.mark.parametrize("number", [4, 10])
def test_more_answers_than_buttons_are_a_list_to_pick_from(number: int) -> None:
    said = plan(a_question(number), Contents(with_choices={number: "HXlist"}), now=NOON)

    assert said is not None
    assert said.content == "HXlist"
    assert said.variables.keys() == content_with_choices(number)["variables"].keys()  # type: ignore[attr-defined]
    assert said.variables[str(2 * number + 2)] == "Выбрать"
    assert read_payload(said.variables["9"]) == ("4", "re.SM1")


@pytest.mark.parametrize("contents", [Contents(), Contents(with_choices={3: "HX3"})])
def test_without_a_list_they_are_numbered_lines(contents: Contents) -> None:
    said = plan(a_question(4), contents, now=NOON)

    assert said is not None
    assert said.content is None
    assert [line[:2] for line in said.text.splitlines()[1:5]] == ["1.", "2.", "3.", "4."]


def test_a_button_carries_its_words_and_its_speech_and_nothing_else_is_taken_for_one() -> None:
    payload = payload_of("/snooze k1 10 min", SpeechId("abc.1.0"))

    assert read_payload(payload) == ("/snooze k1 10 min", "abc.1.0")
    assert [read_payload(other) for other in ("", "done", "nudge:abc", "nudge:a b:x", "nudge:a:\n")] == [None] * 5


def test_a_message_is_recognised_by_its_words_or_by_what_was_put_into_a_template() -> None:
    assert is_said_by("tea", (), "tea")
    assert not is_said_by("tea", (), "tea, and more")
    assert is_said_by("whatever", ("tea", "k1"), "The operator's own words about tea (k1)")
    assert not is_said_by("whatever", ("tea", "k1"), "tea (k2)")


async def test_without_a_template_the_reminder_is_parked_and_one_alarm_rings() -> None:
    stage = Stage()

    for _ in range(3):
        with pytest.raises(Permanent):
            await say_fact(a_reminder_due(heard_at=A_DAY_AGO), voice=stage.voice)

    assert stage.phone.said == []
    assert stage.journal.settled == [Refused(63016, Kind.TEMPLATE)] * 3
    assert stage.voice.alarms.rings("template_missing")


@pytest.mark.parametrize("form", ["", "template"])
async def test_a_template_that_is_approved_meanwhile_is_found_when_it_is_needed(form: Literal["", "template"]) -> None:
    stage = Stage(Go("t", NOON, form))

    async def find() -> None:
        stage.voice.contents.templates["en"] = ENGLISH

    object.__setattr__(stage.voice, "find_templates", find)
    await say_fact(a_reminder_due(heard_at=A_DAY_AGO), voice=stage.voice)

    assert [said.content for said in stage.phone.said] == [ENGLISH]


async def test_another_form_is_written_down_before_it_is_posted() -> None:
    stage = Stage(Go("t", NOON, "template"))
    stage.voice.contents.with_choices[3] = CONTENTS.with_choices[3]
    object.__setattr__(stage.voice.contents, "templates", CONTENTS.templates)

    await say_fact(a_reminder_due(), voice=stage.voice)

    assert [said.content for said in stage.journal.rephrased] == [ENGLISH]
    assert [said.content for said in stage.phone.said] == [ENGLISH]


async def test_who_lost_the_speech_meanwhile_does_not_post() -> None:
    stage = Stage(Go("t", NOON, "plain"))

    async def lost(*_: object) -> bool:
        return False

    object.__setattr__(stage.journal, "rephrase", lost)
    with pytest.raises(Transient):
        await say_fact(a_reminder_due(), voice=stage.voice)

    assert stage.phone.said == []
