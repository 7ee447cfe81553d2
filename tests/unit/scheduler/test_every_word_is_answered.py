"""Whatever somebody writes is answered, once: with questions open, and with moments that passed meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from services.notifier.domain.wording import buttons
from services.scheduler.adapters.profiles import pack_profile, unpack_chat
from services.scheduler.adapters.records import pack_reminder
from services.scheduler.domain.chat import Chat, Profile
from shared.contract import AnyFact, NothingSpokenOf, NothingUnderstood, QuestionAsked
from tests.fakes.people import a_sid
from tests.fakes.talk import Talk

FACTS: TypeAdapter[Any] = TypeAdapter(AnyFact)

ABOUT = ["", "k1", "1", "2", "7", "1-3", "tea", "milk", "nobody", "all", "it", "чай"]
WORDS = [
    "{verb} {about}",
    "{verb} {about} {time}",
    "{verb} {time}",
    "/edit {about} to {time}",
    "/edit {about} text {task}",
    "move {about} to {time}",
    "перенеси {about} на {time}",
    "/add remind me to {task} {time}",
    "remind me to {task} {time}",
    "remind me to {task}",
    "remind me {time}",
    "напомни {time} {task}",
    "every day {time} {task}",
    "{task} every 30 min from 9 to 18",
    "{time}",
    "{task}",
    "{about}",
]
VERBS = ["/done", "done", "готово", "/delete", "delete", "/skip", "/pause", "/resume", "resume", "/why", "why"]
VERBS += ["/snooze", "snooze", "отложи", "later", "edit"]
TASKS = ["tea", "milk", "tea and milk", "чай", "call mom"]
ALONE = ["1", "2", "3", "4", "18", "99", "yes", "no", "да", "нет", "cancel", "both", "hm", "", "👍", "thanks", "привет"]
ALONE += [
    "/start",
    "/help",
    "/list",
    "/list 2",
    "more",
    "/list done",
    "/undo",
    "верни",
    "/timezone Berlin",
    "я в Тбилиси",
]
ALONE += [
    "/timezone",
    "Berlim",
    "/language",
    "/language ru",
    "/language auto",
    "/export",
    "/forget me",
    "stop",
    "START",
]
TIMES = [
    "at 17:00",
    "at 5",
    "tomorrow",
    "friday evening",
    "in 10 minutes",
    "через час",
    "завтра в 9",
    "yesterday",
    "at 25:00",
]
TIMES += ["on february 30", "at 2027-03-28 02:30 in Europe/Berlin", "in Narnia", "next weekend", "on 5/6 at 7"]
SECONDS = [-90_000, -3600, -61, -2, 1, 5, 20, 70, 4000, 90_000]
"""From now on: some of these moments have passed."""
SPANS = [1, 6, 30, 65, 700, 1000, 4000, 90_000]

times = st.one_of(st.sampled_from(TIMES), st.sampled_from(SECONDS))
phrases = st.one_of(
    st.sampled_from(ALONE),
    st.tuples(st.sampled_from(WORDS), st.sampled_from(VERBS), st.sampled_from(ABOUT), st.sampled_from(TASKS), times),
    st.just("again"),
)
unclear = st.tuples(
    st.sampled_from(["{verb} {time}", "{verb} it"]), st.sampled_from(VERBS), st.just(""), st.just(""), times
)
"""These may ask which one."""

deeds = st.one_of(
    st.tuples(st.just("say"), phrases),
    st.tuples(st.just("say"), phrases),
    st.tuples(st.just("swipe"), phrases, st.integers(1, 6)),
    st.tuples(st.just("tap"), st.integers(0, 3), st.integers(1, 3)),
    st.tuples(st.just("ask and choose"), phrases | unclear, st.integers(0, 3)),
    st.tuples(st.just("wait"), st.sampled_from(SPANS)),
    st.tuples(st.just("hear of"), st.booleans()),
)


class Visit:
    """One person's conversation; what is kept of it goes through the store's form after each word."""

    def __init__(self, zone: str | None) -> None:
        self.talk = Talk(zone=zone)
        self.last = "/list"
        if zone:
            for task in ("tea", "milk"):
                self.talk.say(f"/add remind me to {task} at 2026-11-23 12:00:05 in UTC")

    def words(self, phrase: Any) -> str:
        """Return what is written: a moment counts from when it is."""
        if phrase == "again":
            return self.last
        if isinstance(phrase, str):
            return phrase
        form, verb, about, task, time = phrase
        if isinstance(time, int):
            time = f"at {self.talk.now + timedelta(seconds=time):%Y-%m-%d %H:%M:%S} in UTC"
        return str(form.format(verb=verb, about=about, task=task, time=time))

    def do(self, deed: Any) -> None:
        match deed:
            case ("say", phrase):
                self.last = self.words(phrase)
                self.is_answered(lambda: self.talk.say(self.last))
            case ("swipe", phrase, back):
                sid = self.talk.sids[-back] if back <= len(self.talk.sids) else a_sid()
                self.last = self.words(phrase)
                self.is_answered(lambda: self.talk.say(self.last, reply_to=sid))
            case ("tap", number, back) if back <= len(self.talk.facts):
                fact = self.talk.facts[-back]
                shown = buttons(fact)
                if number < len(shown):
                    words = shown[number].words
                    self.is_answered(lambda: self.talk.say(words, reply_to=fact.speech_id, is_tap=True))
            case ("ask and choose", phrase, number):
                self.do(("say", phrase))
                self.choose(number)
            case ("hear of", is_known):
                self.talk.hears_of = is_known
            case ("wait", seconds):
                assert all(self.talk.wait(seconds=seconds))

    def is_answered(self, say: Callable[[], str]) -> None:
        was_silent, said = self.talk.chat.profile.is_stopped, len(self.talk.facts)
        answer = say()
        heard = self.talk.facts[said:]

        assert len(heard) == 1 or (not heard and was_silent)
        assert bool(answer.strip()) == bool(heard)
        for fact in heard:
            assert FACTS.validate_json(fact.model_dump_json()) == fact
            buttons(fact)  # type: ignore[arg-type]
        self.talk.chat = stored(self.talk.chat)

    def choose(self, number: int) -> None:
        """Take a ready answer of what was just asked."""
        asked, question = self.talk.facts[-1:], self.talk.chat.profile.question
        if not (question and asked and isinstance(asked[0], QuestionAsked) and number < len(asked[0].choices)):
            return
        is_open = self.talk.now <= question.until and not self.talk.chat.profile.is_stopped
        named = [id_ for offer in question.offers for id_ in offer.ids]
        self.is_answered(lambda: self.talk.say(str(number + 1)))
        answer = self.talk.facts[-1]
        if is_open and all(id_ in self.talk.chat.reminders for id_ in named):
            assert not isinstance(answer, NothingUnderstood | NothingSpokenOf)
            assert not (isinstance(answer, QuestionAsked) and answer.reason == "no_task")


def stored(chat: Chat) -> Chat:
    """Return the chat as the next command finds it."""
    flat, _ = pack_profile(chat.profile, Profile())
    row = dict(zip(flat[::2], flat[1::2], strict=True))
    row |= {id_: pack_reminder(reminder) for id_, reminder in chat.reminders.items()}
    found = unpack_chat(chat.id, row)
    return Chat(chat.id, chat.revision, found.profile, found.reminders, chat.spoken, chat.fates)


@settings(max_examples=max(200, settings().max_examples))
@given(zone=st.sampled_from(["UTC", "Europe/Berlin", None]), first=deeds, rest=st.lists(deeds, max_size=20))
def test_everything_that_is_written_is_answered_once_unless_it_was_to_be_silent(
    zone: str | None, first: Any, rest: Any
) -> None:
    visit = Visit(zone)
    for deed in (("wait", 6), first, *rest):
        visit.do(deed)


def two_rang() -> Talk:
    talk = Talk(zone="UTC")
    for task in ("tea", "milk"):
        talk.say(f"/add remind me to {task} at 2026-11-23 12:00:20 in UTC")
    talk.wait(seconds=21)
    return talk


def test_the_one_that_was_meant_is_told_again_at_the_time_that_was_said_before() -> None:
    talk = two_rang()
    assert "Which one?" in talk.say("snooze at 18:00")

    assert "*milk* (d1) comes again Monday 23 November, 18:00" in talk.say("2")


@pytest.mark.parametrize("words", ["at 19:00", "at 2026-11-23 19:00:00 in UTC"])
def test_another_time_instead_of_which_one_is_kept_and_asked_about(words: str) -> None:
    talk = two_rang()
    talk.say("snooze at 18:00")

    assert "1. tea: " in talk.say(words)
    assert "*milk* (d1) comes again Monday 23 November, 19:00" in talk.say("2")


def test_a_moment_that_is_repeated_when_it_has_passed_is_asked_about() -> None:
    talk = two_rang()
    words = "snooze at 2026-11-23 12:00:40 in UTC"
    talk.say(words)
    talk.wait(minutes=5)

    assert "1. tea" in talk.say(words)
    assert "That moment has passed. When should I remind you of *tea*?" in talk.say("1")
    assert "*tea* (k1) comes again" in talk.say("in 10 minutes")


def test_who_takes_a_while_to_say_which_one_is_told_right_now() -> None:
    talk = two_rang()
    talk.say("snooze at 2026-11-23 12:00:40 in UTC")
    talk.wait(minutes=5)

    assert "*tea* (k1) comes again Monday 23 November, 12:00 (UTC), right now." in talk.say("1")


def test_words_that_name_none_of_them_show_them_again() -> None:
    talk = two_rang()
    talk.say("done")

    assert "1. tea" in talk.say("both")
