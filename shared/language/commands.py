# ruff: noqa: E501, a line is one row of a table
"""The words that open a command, per language, and what they ask for. Data, and the one function that looks."""

from functools import cache
from typing import NamedTuple

from shared.language.values import Intent

ENGLISH = {
    Intent.START: "start",
    Intent.HELP: "help, what can you do, what else can you do, how does this work, how do i use this, commands, who are you, what are you",
    Intent.LIST: "list, my reminders, reminders, show reminders, show my reminders, list reminders, list my reminders, "
    "what is pending, what's pending, show list, show all, list all, show all reminders, what do i have, what's, whats, "
    "what is, what's on, what is on, what's on my calendar, what's on my list, what's on my agenda, what have i got, what do i have on, do i have anything, anything, what's due, what is due, "
    "what about, how about, what's next, what is next, next reminder, what's my next reminder, when is my next reminder, when's my next reminder, "
    "how many reminders do i have, how many reminders, "
    "what are my plans, my plans, what's planned, what is planned, what's my day, any reminders, what's coming up",
    Intent.DELETE: "delete, remove, del, rm, cancel, erase, drop",
    Intent.EDIT: "edit, change, move, reschedule, update, postpone, rename, shift",
    Intent.SNOOZE: "snooze, snooze it, snooze this, snooze until, snooze for, remind me again, remind me later, later, later please, "
    "not now, not yet, in a bit, in a moment, give me a minute, one moment",
    Intent.DONE: "done, did it, finished, complete, completed, i did it, all done, it's done, mark done, is done, "
    "already done, yes done, done thanks, done thank you, i have done it, already did it, already done it",
    Intent.SKIP: "skip, skip next, skip the next",
    Intent.PAUSE: "pause",
    Intent.RESUME: "resume, unpause, continue",
    Intent.UNDO: "undo, take it back, take that back, undo that, undo it, revert, bring it back, restore",
    Intent.WHY: "why, history, explain, show history",
    Intent.ZONE: "timezone, time zone, tz, zone, my timezone is, my time zone is, set timezone, set timezone to, "
    "set time zone to, set my timezone to, change timezone to, timezone is, i am in, i'm in, im in, i live in, i am now in, "
    "i'm now in, i moved to, my zone is, set zone to",
    Intent.LANGUAGE: "language, lang, speak, switch to, set language, set language to, language is",
    Intent.EXPORT: "export, export all, export my reminders, export everything, export my data, download my data, download everything",
    Intent.FORGET: "forget me, forget, forget everything, erase me, delete my data, delete my account, forget all",
    Intent.STOP: "stop, stopall, stop all, unsubscribe, opt out, stop messaging me",
    Intent.ADD: "add, remind, new reminder, add reminder, add a reminder, create reminder, create a reminder",
    Intent.ANSWER: "yes, yep, yeah, no, nope, ok, okay, y, n, sure, yes please, no thanks, both, all of them, neither, never, "
    "never mind, nevermind, nothing, forget it",
    Intent.GREETING: "hi, hello, hey, hi there, hello there, hey there, good morning, good afternoon, good evening, hiya, yo, "
    "hi nudge, hello nudge, hey nudge, what's up, whats up",
    Intent.THANKS: "thanks, thank you, thx, ty, thanks a lot, thank you very much, thank you so much, many thanks, cheers, "
    "great thanks, ok thanks, great, perfect, got it, cool, awesome, good bot, "
    "thanks bye, ok thanks bye, ok thank you, bye, bye bye, goodbye, good night, see you",
}

RUSSIAN = {
    Intent.START: "старт, начать, начнем",
    Intent.HELP: "помощь, справка, что ты умеешь, команды, что умеешь, хелп, помоги, кто ты, ты кто, "
    "что ты можешь, как пользоваться, как это работает",
    Intent.LIST: "список, мои напоминания, напоминания, покажи список, покажи напоминания, покажи мои напоминания, "
    "покажи все, что запланировано, что у меня, все напоминания, покажи все напоминания, что у меня запланировано, "
    "какие планы, какие у меня планы, мои планы, планы, что по плану, какие дела, что там, что на, что у нас, что намечено, "
    "какие напоминания, есть напоминания, что насчет, как насчет, что дальше, когда следующее напоминание, какое следующее, следующее напоминание, "
    "сколько напоминаний, сколько у меня напоминаний",
    Intent.DELETE: "удалить, удали, убери, убрать, отмени, отменить, сотри, удалите, вычеркни",
    Intent.EDIT: "изменить, измени, перенеси, перенести, поменяй, поменять, исправь, исправить, сдвинь, передвинь, "
    "сдвинуть, переименуй, правка",
    Intent.SNOOZE: "отложи, отложить, отложи на, отложи до, отложить на, отложить до, напомни позже, позже, "
    "потом, напомни еще раз, не сейчас, еще нет, попозже, чуть позже, чуть попозже, подожди, напомни попозже",
    Intent.DONE: "готово, сделано, сделал, сделала, выполнено, выполнил, выполнила, уже сделал, уже сделала, все сделал, "
    "все сделала, закончил, закончила, да сделал, да сделала, готово спасибо, сделано спасибо, уже готово",
    Intent.SKIP: "пропусти, пропустить, пропуск",
    Intent.PAUSE: "пауза, приостанови, приостановить, на паузу, поставь на паузу",
    Intent.RESUME: "продолжи, продолжить, возобнови, возобновить, сними с паузы",
    Intent.UNDO: "верни, вернуть, отмени последнее, верни назад, верни обратно, отменить последнее, верните, откат",
    Intent.WHY: "почему, история, объясни, зачем, покажи историю",
    Intent.ZONE: "пояс, часовой пояс, мой пояс, мой часовой пояс, смени пояс, поменяй пояс, я в, я на, я живу в, я сейчас в, "
    "мы в, мой город, город, я переехал в, я переехала в, сменить пояс, часовой пояс на, я теперь в, зона, таймзона",
    Intent.LANGUAGE: "язык, смени язык, поменяй язык, говори, смени язык на, говори на, переключись на",
    Intent.EXPORT: "экспорт, выгрузи, выгрузить, выгрузка, экспортируй, скачать данные, выгрузи все, выгрузить все, "
    "выгрузи мои данные, выгрузи напоминания, экспортируй все, экспорт всего, скачать мои данные",
    Intent.FORGET: "забудь меня, забудь, забудь все, забыть меня, сотри меня, удали мои данные, удали все мои данные",
    Intent.STOP: "стоп, отписаться, отпишись, отпиши меня, хватит, прекрати",
    Intent.ADD: "добавить, добавь, напомни, напомнить, новое напоминание, создай напоминание, напоминание",
    Intent.ANSWER: "да, нет, ага, ок, хорошо, не надо, давай, неа, конечно, да пожалуйста, нет спасибо, оба, обе, все они, "
    "никогда, неважно, забей, ничего",
    Intent.GREETING: "привет, здравствуй, здравствуйте, добрый день, доброе утро, добрый вечер, приветик, хай, салют, ку, "
    "доброго дня, приветствую, как дела",
    Intent.THANKS: "спасибо, спс, благодарю, большое спасибо, спасибо большое, спасибо тебе, отлично, супер, класс, понял, поняла, "
    "понятно, круто, молодец, ок спасибо, хорошо спасибо, спасибо огромное, "
    "пока, пока пока, спокойной ночи, до свидания, ок спасибо пока, спасибо пока",
}

LANGUAGES = {
    "en": "en, english, англ, английский, английском, по-английски, на английском, eng, in english",
    "ru": "ru, russian, русский, русском, по-русски, на русском, рус, in russian",
    "de": "de, german, deutsch, немецкий, по-немецки, in german",
}

NOTHING_ALONE = frozenset(
    [
        "what's",
        "whats",
        "what is",
        "what's on",
        "what is on",
        "anything",
        "what about",
        "how about",
        "что насчет",
        "как насчет",
        "what do i have on",
        "что там",
        "что на",
        "что у нас",
    ]
)
"""Openings that ask about a day only when one follows."""

SIGNS = {
    **dict.fromkeys("👍✅✔👌", Intent.DONE),
    **dict.fromkeys("🙏❤🙂😊", Intent.THANKS),
    "👋": Intent.GREETING,
}
"""A reaction in place of a word; it has no language."""

TEXT_WORDS = frozenset(["text", "task", "title", "текст", "задачу", "название"])
NAMING_ZONE = frozenset(["timezone", "tz", "пояс", "таймзона"])
CALLED = frozenset(["one", "reminder", "reminders", "напоминание", "про"])
ERASING = frozenset(
    ["delete", "remove", "del", "rm", "erase", "cancel", "удали", "удалить", "удалите", "сотри", "отмени"]
)
SHIFTING = frozenset(["reschedule", "postpone", "перенеси", "перенести", "сдвинь", "сдвинуть", "передвинь"])
"""What nobody says of a task that they have to do."""
NAMING = frozenset(
    (
        *("done", "finished", "skip", "pause", "resume", "unpause"),
        *("готово", "сделал", "сделала", "выполнил", "выполнила", "закончил", "закончила", "пропусти", "приостанови"),
        *("пауза", "продолжи", "возобнови"),
    )
)
"""Without a slash and a time, words after these name a reminder."""
SNOOZING = frozenset(["snooze", "отложи", "отложить"])
RENAMING = frozenset(["rename", "переименуй"])
REWORDING = frozenset(["change", "edit", "измени", "поменяй", "исправь"])
MOVING = frozenset(["move", "reschedule", "postpone", "change", "edit", "перенеси", "измени", "сдвинь", "поменяй"])

GUESSED = frozenset(
    (
        *("snooze", "delete", "remove", "cancel", "resume", "timezone", "language", "export", "finished"),
        *("удали", "удалить", "отложи", "отложить", "готово", "список", "перенеси", "пропусти", "помощь", "отмени"),
        *("верни", "сделано", "экспорт"),
    )
)
"""Recognised with one letter wrong; of other commands a typo may be another word."""

UNGUESSED = frozenset(
    (
        *("expert", "deleted", "removed", "cancels", "resumes", "resumed", "finishes", "exports", "snoozed"),
        *("готова", "готовь", "готовы", "готовь", "верны", "верно", "удалил", "отложил", "верна", "списком", "отложим"),
        *("перенесу", "перенесли", "пропустим", "помочь", "отметь", "верные"),
    )
)

LONGEST = 6
"""Words in the longest command."""


class Command(NamedTuple):
    """A command that opens a message: what it asks, its language, and where the rest of the message begins."""

    intent: Intent
    language: str | None
    end: int
    slashed: bool = False
    meant: str = ""
    """The word that was mistyped."""


@cache
def table() -> dict[str, tuple[Intent, str | None]]:
    words: dict[str, tuple[Intent, str | None]] = {}
    for language, commands in (("en", ENGLISH), ("ru", RUSSIAN)):
        for intent, phrases in commands.items():
            words.update((phrase.strip(), (intent, language)) for phrase in phrases.split(","))
    words.update((sign, (intent, None)) for sign, intent in SIGNS.items())
    return words


@cache
def languages() -> dict[str, str]:
    return {name.strip(): code for code, names in LANGUAGES.items() for name in names.split(",")}
