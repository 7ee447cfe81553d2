"""Every example that Nudge or its front page gives, sent as it is, does what it says: all of it, and nothing else."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from services.notifier.domain.wording.english import ENGLISH
from services.notifier.domain.wording.russian import RUSSIAN
from services.scheduler.domain.chat import Chat
from services.scheduler.domain.reminder import Reminder, State
from tests.contract.test_phrases import phrases
from tests.fakes.talk import Talk

NOT_FOR_SENDING = ("•", "Write it", "Пишите")
INLINE = re.compile(r"/\w+(?: (?:done|milk|готово|молоко|\d (?:text|текст) .+))?")


@dataclass(frozen=True)
class Sent:
    """What sending a phrase did."""

    before: Chat
    talk: Talk
    answer: str

    @property
    def chat(self) -> Chat:
        return self.talk.chat

    def was(self, id_: str) -> Reminder:
        return {str(name): each for name, each in self.before.reminders.items()}[id_]

    def added(self) -> list[Reminder]:
        return [each for id_, each in self.chat.reminders.items() if id_ not in self.before.reminders]

    def others_are_as_they_were(self, *but: str) -> bool:
        mine, theirs = ({i: r for i, r in chat.reminders.items() if i not in but} for chat in (self.before, self.chat))
        return all(mine[id_] == theirs[id_] for id_ in mine)


Effect = Callable[[Sent], bool]


def saved(text: str, when: str) -> Effect:
    def holds(sent: Sent) -> bool:
        [new] = sent.added()
        return (new.text, f"{new.wall:%a %d %b %H:%M}") == (text, when) and sent.others_are_as_they_were()

    return holds


def says(*words: str) -> Effect:
    return lambda sent: all(word in sent.answer for word in words) and sent.before.reminders == sent.chat.reminders


def at(id_: str, when: str) -> Effect:
    return lambda sent: sent.talk.local(id_) == when and sent.others_are_as_they_were(id_)


def text(id_: str, words: str) -> Effect:
    return lambda sent: sent.talk.reminder(id_).text == words and sent.others_are_as_they_were(id_)


def in_state(id_: str, state: State) -> Effect:
    return lambda sent: sent.talk.reminder(id_).state is state and sent.others_are_as_they_were(id_)


def once(when: str) -> Effect:
    """The next occurrence of the series comes then, and the others as before."""

    def holds(sent: Sent) -> bool:
        [new] = sent.added()
        return (new.text, f"{new.wall:%a %d %b %H:%M}", new.rule) == ("stretch", when, None) and (
            sent.talk.local("k1") == f"{TOMORROW} 18:00" and sent.others_are_as_they_were("k1")
        )

    return holds


def gone(id_: str) -> Effect:
    return lambda sent: id_ not in sent.chat.reminders and sent.others_are_as_they_were(id_)


def asks(reason: str) -> Effect:
    def holds(sent: Sent) -> bool:
        question = sent.chat.profile.question
        return question is not None and question.reason == reason and sent.before.reminders == sent.chat.reminders

    return holds


def zone(key: str) -> Effect:
    return lambda sent: sent.chat.profile.zone == key


def language(code: str) -> Effect:
    return lambda sent: (sent.chat.profile.language, sent.chat.profile.language_fixed) == (code, True)


def child(when: str) -> Effect:
    """What was told last comes again then; the series does not move."""

    def holds(sent: Sent) -> bool:
        back = sent.talk.reminder("f1")
        return f"{back.wall:%a %d %b %H:%M}" == when and back.state is State.WAITING

    return holds


def snoozed_series(when: str) -> Effect:
    def holds(sent: Sent) -> bool:
        [new] = sent.added()
        return f"{new.wall:%a %d %b %H:%M}" == when and sent.talk.local("k1") == f"{sent.was('k1').wall:%a %d %b %H:%M}"

    return holds


def resumed(sent: Sent) -> bool:
    """Of the list, what was paused comes last."""
    return all(each.state is not State.PAUSED for each in sent.chat.reminders.values())


TOMORROW, FRIDAY = "Tue 24 Nov", "Fri 27 Nov"
EFFECTS: Mapping[str, Effect] = {
    "/start": says("Berlin"),
    "/старт": says("Берлин"),
    "/help": says("/list"),
    "/помощь": says("/список"),
    "Berlin": zone("Europe/Berlin"),
    "Москва": zone("Europe/Moscow"),
    "/timezone London": zone("Europe/London"),
    "/пояс Москва": zone("Europe/Moscow"),
    "remind me to call mom tomorrow at 17:00": saved("call mom", f"{TOMORROW} 17:00"),
    "напомни завтра в 17:00 позвонить маме": saved("позвонить маме", f"{TOMORROW} 17:00"),
    "every friday at 18:00 water the plants": saved("water the plants", f"{FRIDAY} 18:00"),
    "каждую пятницу в 18:00 полить цветы": saved("полить цветы", f"{FRIDAY} 18:00"),
    "/add remind me to call mom at 2026-11-24 17:00 in Europe/Berlin": saved("call mom", f"{TOMORROW} 17:00"),
    "/добавить напомни позвонить маме в 2026-11-24 17:00 в Europe/Berlin": saved("позвонить маме", f"{TOMORROW} 17:00"),
    "take the cake out in 20 minutes": saved("take the cake out", "Mon 23 Nov 13:21"),
    "достать пирог через 20 минут": saved("достать пирог", "Mon 23 Nov 13:21"),
    "call mom friday evening": saved("call mom", f"{FRIDAY} 19:00"),
    "позвонить маме в пятницу вечером": saved("позвонить маме", f"{FRIDAY} 19:00"),
    "train friday at 18:40, remind me an hour before": saved("train", f"{FRIDAY} 17:40"),
    "поезд в пятницу в 18:40, напомни за час": saved("поезд", f"{FRIDAY} 17:40"),
    "no, make it 6pm": child("Mon 23 Nov 18:00"),
    "нет, лучше в 18:00": child("Mon 23 Nov 18:00"),
    "call mom tomorrow at 9": asks("am_pm"),
    "позвонить маме завтра в 5": asks("am_pm"),
    "1": saved("call mom", f"{TOMORROW} 09:00"),
    "/add remind me to call mom at 2027-01-15 09:00 in Europe/Berlin": saved("call mom", "Fri 15 Jan 09:00"),
    "/добавить напомни позвонить маме в 2027-01-15 09:00 в Москве": saved("позвонить маме", "Fri 15 Jan 09:00"),
    "every weekday at 09:00 stand up": saved("stand up", f"{TOMORROW} 09:00"),
    "по будням в 09:00 размяться": saved("размяться", f"{TOMORROW} 09:00"),
    "/list": says("stretch", "buy milk"),
    "/список": says("stretch", "buy milk"),
    "/list done": says("done"),
    "/список готово": says("готов"),
    "/list milk": lambda sent: "buy milk" in sent.answer and "stretch" not in sent.answer,
    "/список молоко": lambda sent: "buy milk" in sent.answer and "stretch" not in sent.answer,
    "what do I have tomorrow": says("_Tomorrow_", "buy milk"),
    "что у меня завтра": says("_Завтра_", "buy milk"),
    "/delete 2": gone("d1"),
    "/удалить 2": gone("d1"),
    "/delete k1": gone("k1"),
    "/удалить k1": gone("k1"),
    "/delete milk": gone("d1"),
    "/удалить молоко": gone("d1"),
    "/delete all": asks("delete_all"),
    "/удалить все": asks("delete_all"),
    "/edit 1 to tomorrow at 18:00": once(f"{TOMORROW} 18:00"),
    "/изменить 1 на завтра в 18:00": once(f"{TOMORROW} 18:00"),
    "/edit 1 to friday 18:00": once(f"{FRIDAY} 18:00"),
    "перенеси 1 на пятницу": once(f"{FRIDAY} 18:00"),
    "/edit 1 text buy milk": text("k1", "buy milk"),
    "/изменить 1 текст купить молоко": text("k1", "купить молоко"),
    "done": in_state("f1", State.DONE),
    "готово": in_state("f1", State.DONE),
    "/done 1": at("k1", f"{TOMORROW} 18:00"),
    "/готово 1": at("k1", f"{TOMORROW} 18:00"),
    "snooze": child("Mon 23 Nov 13:11"),
    "snooze 2h": child("Mon 23 Nov 15:01"),
    "через час": child("Mon 23 Nov 14:01"),
    "отложи": child("Mon 23 Nov 13:11"),
    "/snooze 1 for 2 h": snoozed_series("Mon 23 Nov 15:01"),
    "/отложить 1 на 2 часа": snoozed_series("Mon 23 Nov 15:01"),
    "pause 1 until friday": at("k1", f"{FRIDAY} 18:00"),
    "пауза 1 до пятницы": at("k1", f"{FRIDAY} 18:00"),
    "/skip 1": at("k1", f"{TOMORROW} 18:00"),
    "/пропустить 1": at("k1", f"{TOMORROW} 18:00"),
    "/pause 1": in_state("k1", State.PAUSED),
    "/пауза 1": in_state("k1", State.PAUSED),
    "/resume 1": resumed,
    "/продолжить 1": resumed,
    "/why 1": says("every day at 18:00 stretch", "saved for"),
    "/почему 1": says("every day at 18:00 stretch", "записано на"),
    "/why k1": says("every day at 18:00 stretch", "saved for"),
    "/почему k1": says("every day at 18:00 stretch", "записано на"),
    "/undo": gone("f1"),
    "/верни": gone("f1"),
    "/language en": language("en"),
    "/язык русский": language("ru"),
    "/export": says("/export/", "once"),
    "/экспорт": says("/export/", "один раз"),
    "/forget me": asks("forget_me"),
    "/забудь меня": asks("forget_me"),
    "STOP": lambda sent: sent.chat.profile.is_stopped and sent.others_are_as_they_were(),
    "стоп": lambda sent: sent.chat.profile.is_stopped and sent.others_are_as_they_were(),
    "/language auto": lambda sent: not sent.chat.profile.language_fixed,
    "/язык авто": lambda sent: not sent.chat.profile.language_fixed,
}
"""What each does for somebody who has a series as number 1, milk as number 2, and was just told to blink (f1)."""

NEEDS_MORE = {"/delete", "/удалить", "/resume", "/продолжить", "/snooze", "/отложить",
              "/done", "/готово", "/timezone", "/пояс", "/edit", "/изменить", "/add", "/добавить"}  # fmt: skip
"""Named in a sentence with something to fill in, or to be completed by the person."""


def a_busy_chat() -> Talk:
    talk = Talk()
    for words in ("every day at 18:00 stretch", "buy milk and молоко tomorrow at 19:00", "in 1 minute to blink"):
        talk.say(words)
    talk.wait(minutes=1)
    talk.say("/list")
    return talk


def examples_of_help() -> list[str]:
    lines = "\n".join(Talk().say(word) for word in ("/help", "/помощь")).splitlines()
    whole = [line for line in lines if line and not line.startswith((*NOT_FOR_SENDING, "STOP", "СТОП"))]
    inline = [found for line in lines if line.startswith("•") for found in INLINE.findall(line)]
    return [*whole, *inline, "snooze", "отложи"]


def commands_in_sentences() -> list[str]:
    """Return the commands that any sentence of the catalogues names; `{…}` is filled in by what it is about."""
    found = set()
    for catalogue in (ENGLISH, RUSSIAN):
        for name, sentence in catalogue.sentences():
            if name not in {"help", "example_task"}:
                found |= {
                    command.rstrip(".,") for command in re.findall(r"(?<!\S)/(?:\w+)(?: (?:auto|авто))?", sentence)
                }
    return sorted(found - NEEDS_MORE)


ALL = [*dict.fromkeys([*examples_of_help(), *phrases(), *commands_in_sentences()])]


def test_there_are_examples_in_every_place() -> None:
    assert len(examples_of_help()) >= 44
    assert len(phrases()) >= 44
    assert len(commands_in_sentences()) >= 12


@pytest.mark.parametrize("words", ALL)
def test_an_example_does_what_it_says(words: str) -> None:
    talk = a_busy_chat()
    if words == "1":
        talk.say("call mom tomorrow at 9")
    if words in {"/resume 1", "/продолжить 1"}:
        talk.say("/delete 2")
        talk.say("/pause k1")
        talk.say("/list")
    before = talk.chat
    answer = talk.say(words)

    assert EFFECTS[words](Sent(before, talk, answer)), answer
