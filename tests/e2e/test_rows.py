"""All that one can say about a reminder, in both languages, as people say it: typed, tapped, swiped.

Everybody talks at the same time; each test looks at what came of one conversation.
"""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
import pytest_asyncio

from tests.harness.account import a_number
from tests.harness.house import House
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

TAP, SWIPE, COMES = "tap", "swipe", "comes"
"""What a turn may do besides writing: `(TAP, label, …)`, `(SWIPE, about, words, …)`, `(COMES, text)`."""

Turn = tuple[str, ...]
"""What is done, then everything that the answer says."""

EN, RU = ("/timezone Berlin", "🌍"), ("/пояс Берлин", "🌍")
MOM, MILK = ("call mom tomorrow at 17:00", "(k1)"), ("buy milk tomorrow at 18:00", "(d1)")
MAMA, MOLOKO = ("позвонить маме завтра в 17:00", "(k1)"), ("купить молоко завтра в 18:00", "(d1)")
SOON, SKORO = ("in 1 second stretch", "(k1)"), ("через 1 секунду потянуться", "(k1)")
DAILY, KAZHDY = ("every day at 18:00 water plants", "(k1)"), ("каждый день в 18:00 полить цветы", "(k1)")
RINGS: Turn = (COMES, "🔔")

ROWS: Mapping[str, tuple[Sequence[Turn], Sequence[Turn]]] = {
    "the done button": (
        (EN, SOON, RINGS, (TAP, "Done", "✅ Done: *stretch*")),
        (RU, SKORO, RINGS, (TAP, "Готово", "✅ Готово: *потянуться*")),
    ),
    "a check mark": ((EN, SOON, RINGS, ("✅", "✅ Done")), (RU, SKORO, RINGS, ("👍", "✅ Готово"))),
    "the snooze buttons": (
        (EN, SOON, RINGS, (TAP, "10 min", "💤", "in 10 min"), ("/list", "stretch (k1)")),
        (RU, SKORO, RINGS, (TAP, "час", "💤", "через 1 ч"), ("/список", "потянуться (k1)")),
    ),
    "snooze until a time": (
        (EN, SOON, RINGS, ("snooze until tomorrow at 09:00", "💤", "09:00 (Berlin)")),
        (RU, SKORO, RINGS, ("до завтра 9", "💤", "09:00 (Берлин)")),
    ),
    "a snoozed series stays where it is": (
        (EN, DAILY, ("/snooze k1 2 h", "💤", "(d1)", "in 2 h"), ("/list", "18:00 water plants (k1)", "(d1)")),
        (RU, KAZHDY, ("/отложить k1 на 2 часа", "💤", "(d1)"), ("/список", "18:00 полить цветы (k1)", "(d1)")),
    ),
    "edit in words": (
        (EN, MOM, ("edit call mom to 18:00", "17:00", "18:00 (Berlin)"), ("move it an hour later", "19:00 (Berlin)")),
        (RU, MAMA, ("измени маму на 18:00", "17:00", "18:00 (Берлин)"), ("перенеси k1 на час позже", "19:00 (Берлин)")),
    ),
    "edit of one occurrence, and of all": (
        (EN, DAILY, ("/edit k1 to tomorrow 20:00", "(d1)"), ("/edit k1 to 19:00", "every day at 19:00")),
        (RU, KAZHDY, ("/изменить k1 на завтра 20:00", "(d1)"), ("/изменить k1 на 19:00", "каждый день в 19:00")),
    ),
    "delete several, a range, by words, all": (
        (EN, MOM, MILK, ("delete the milk one", "🗑", "(d1)"), ("undo", "↩️"), ("/list", "1. ", "2. "),
         ("/delete 1-2", "k1", "d1"), ("undo", "↩️"), ("/delete all", "Delete all 2", "1. Yes"), ("no", "Nothing was"),
         ("/delete k1 d1", "🗑")),
        (RU, MAMA, MOLOKO, ("удали молоко", "🗑", "(d1)"), ("верни", "↩️"), ("/список", "1. ", "2. "),
         ("/удалить 1-2", "k1", "d1"), ("верни", "↩️"), ("удали всё", "1. Да"), ("нет", "Ничего не удалено"),
         ("/удалить k1 d1", "🗑")),
    ),
    "undo of everything": (
        (EN, DAILY, ("/skip k1", "⏭"), ("undo", "not skipped"), ("/pause k1", "⏸"), ("undo", "↩️"),
         ("/edit k1 text feed cat", "feed cat"), ("undo", "↩️"), ("/done k1", "✅"), ("undo", "↩️"),
         ("/snooze k1 1 h", "💤"), ("undo", "↩️"), ("/delete k1", "🗑"), ("undo", "↩️"),
         ("/list", "Waiting: 1", "18:00 water plants (k1)")),
        (RU, KAZHDY, ("/пропустить k1", "⏭"), ("верни", "↩️"), ("/пауза k1", "⏸"), ("верни", "↩️"),
         ("/изменить k1 текст кот", "кот"), ("верни", "↩️"), ("/готово k1", "✅"), ("верни", "↩️"),
         ("/отложить k1 на час", "💤"), ("верни", "↩️"), ("/удалить k1", "🗑"), ("верни", "↩️"),
         ("/список", "18:00 полить цветы (k1)")),
    ),
    "a pause with an end": (
        (EN, DAILY, ("pause plants until dec 31", "comes back by itself", "31 December, 18:00"),
         ("/list", "31 December"), ("resume", "▶️"), ("put all on hold for a week", "⏸"), ("undo", "not paused")),
        (RU, KAZHDY, ("пауза k1 до 31 декабря", "вернётся", "31 декабря, 18:00"), ("/список", "31 декабря"),
         ("продолжи", "▶️"), ("поставь всё на паузу на неделю", "⏸"), ("верни", "без паузы")),
    ),
    "a swipe means that reminder": (
        (EN, MOM, MILK, (SWIPE, "call mom", "why", "🔎 *call mom*"), (SWIPE, "call mom", "move it to 19:00", "(k1)"),
         (SWIPE, "call mom", "snooze 2h", "(k1)"), (SWIPE, "Saved *call mom", "done", "✅", "*call mom* (k1)")),
        (RU, MAMA, MOLOKO, (SWIPE, "маме", "почему", "🔎 *позвонить маме*"),
         (SWIPE, "маме", "перенеси на 19:00", "(k1)"), (SWIPE, "маме", "отложи на 2 часа", "(k1)"),
         (SWIPE, "*позвонить маме", "готово", "✅", "*позвонить маме* (k1)")),
    ),
    "lists: by word, of what was done, the next page": (
        (EN, MOM, MILK, ("/list milk", "buy milk"), ("/done k1", "✅"), ("/list done", "call mom"),
         ("what do I have tomorrow", "_Tomorrow_", "buy milk"), ("more", "Waiting: 1")),
        (RU, MAMA, MOLOKO, ("/список молоко", "купить молоко"), ("/готово k1", "✅"), ("/список готово", "позвонить"),
         ("что у меня завтра", "_Завтра_", "купить молоко"), ("ещё", "Ждут своего часа: 1")),
    ),
    "the language is fixed and let go": (
        (EN, ("/language ru", "по-русски"), (MAMA[0], "Запомнил"), ("/language auto", "вашего последнего"),
         ("/list", "Waiting: 1")),
        (RU, ("/язык en", "English"), (MOM[0], "Saved"), ("/язык авто", "your last message"), ("/список", "Ждут")),
    ),
    "two questions in a row end in the reminder that was meant": (
        (("call mom tomorrow at 5", "city"), ("Tokyo", "morning", "1. ", "2. "), ("2", "17:00 (Tokyo)", "(k1)")),
        (("позвонить маме завтра в 5", "городе"), ("Токио", "1. ", "2. "), ("2", "17:00 (Токио)", "(k1)")),
    ),
    "a question is answered by its button, by a clock, or by a new wish": (
        (EN, ("call mom tomorrow at 5", "1. ", "2. "), (TAP, "17:00", "17:00 (Berlin)"), ("pay at 8", "1. "),
         ("/list", "Waiting: 1", "let go"), ("pay tomorrow at 8", "1. "), ("20:00", "20:00 (Berlin)")),
        (RU, ("позвонить маме завтра в 5", "1. ", "2. "), (TAP, "17:00", "17:00 (Берлин)"),
         ("напомни заплатить в 3", "1. "), ("/список", "Вопрос закрыт"), ("заплатить завтра в 5", "1. "),
         ("17:00", "17:00 (Берлин)")),
    ),
    "a question is dropped by a word": (
        (EN, ("call mom tomorrow at 5", "1. "), ("cancel", "let go"), ("never", "👌")),
        (RU, ("позвонить маме завтра в 5", "1. "), ("никогда", "оставим"), ("никогда", "👌")),
    ),
    "ready answers about a series": (
        (EN, ("take pills 3 times a day", "1. ", "2. "), ("1", "every day at 09:00, 15:00 and 21:00"),
         ("meds at 8 and 20 daily", "every day at 08:00 and 20:00")),
        (RU, ("пить таблетки 3 раза в день", "1. ", "2. "), ("1", "каждый день в 09:00, 15:00 и 21:00")),
    ),
    "stop goes before an open question": (
        (EN, ("call mom tomorrow at 5", "1. "), ("STOP", "/start"), ("/start", "👋"), ("/list", "Nothing is waiting")),
        (RU, ("позвонить маме завтра в 5", "1. "), ("стоп", "/старт"), ("/старт", "👋"), ("/список", "ничего не ждёт")),
    ),
    "limits are told kindly": (
        (EN, ("every 5 minutes blink", "15 minutes", "1. "), ("/add blink at 2040-01-01 09:00", "10 years"),
         (f"remind me tomorrow at 17:00 to {'x' * 950}", "900")),
        (RU, ("каждые 5 минут моргать", "15 минут", "1. "), ("/добавить моргать в 2040-01-01 09:00", "10 лет"),
         (f"напомни завтра в 17:00 {'ы' * 950}", "900")),
    ),
    "an export and an end": (
        (EN, MOM, ("/export", "/export/"), ("/forget me", "1. "), ("yes", "erased"), ("/list", "Nothing is waiting")),
        (RU, MAMA, ("/экспорт", "/export/"), ("/забудь меня", "1. "), ("да", "стёрто"), ("/список", "ничего не ждёт")),
    ),
    "typos of somebody tired": (
        (EN, ("remnd me tmrw 17:00 call mom", "*call mom* (k1)"), ("delte k1", "🗑"), ("ok thanks bye", "🙂")),
        (RU, ("напмни зафтра в 9 утра молоко", "*молоко* (k1)"), ("удоли k1", "🗑"), ("спс", "🙂")),
    ),
    "a place that nobody knows": (
        (("timezone Atlantis", "Atlantis"), ("Rome", "Rome")),
        (("пояс Атлантида", "Атлантида"), ("Рим", "Рим")),
    ),
    "help and hello": (
        (("who are you", "/list"), ("hi", "👋"), ("colourless ideas", "bigger city"), ("Rome", "Rome"),
         ("what", "/help")),
        (("что ты умеешь", "/список"), ("привет", "👋"), ("бесцветные идеи", "крупный город"), ("Рим", "Рим"),
         ("что", "/помощь")),
    ),
}  # fmt: skip


async def live(house: House, turns: Sequence[Turn]) -> list[str]:
    """Have the conversation, and return what went otherwise than it should."""
    person, wrong = a_number(), list[str]()
    for turn in turns:
        before = len(await house.phones.heard(person))
        rest = await do(house, person, turn)
        if turn[0] == COMES:
            continue

        async def answered(before: int = before) -> bool:
            return len(await house.phones.heard(person)) > before

        await wait_until(answered, description=f"an answer to {turn}")
        answer = (await house.phones.heard(person))[before].body
        wrong += [f"{turn[:2]}: no {text!r} in {answer!r}" for text in rest if text not in answer]
    return wrong


async def do(house: House, person: str, turn: Turn) -> Turn:
    """Do what the turn says, and return what is to be heard."""
    match turn:
        case ("comes", text):
            await house.phones.wait_for_message(person, containing=text)
            return ()
        case ("tap", label, *rest):
            await house.phones.tap(person, label)
        case ("swipe", about, words, *rest):
            under = next(each for each in await house.phones.heard(person, containing=about))
            await house.phones.say(person, words, reply_to=under.sid)
        case (words, *rest):
            await house.phones.say(person, words)
    return tuple(rest)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lived(house: House) -> Mapping[tuple[str, str], list[str] | BaseException]:
    """What came of each conversation."""
    names = [(name, language) for name in ROWS for language in ("en", "ru")]
    talks = [live(house, ROWS[name][language == "ru"]) for name, language in names]
    return dict(zip(names, await asyncio.gather(*talks, return_exceptions=True), strict=True))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", ROWS)
async def test_what_a_person_says_has_the_effect_that_it_should(
    lived: Mapping[tuple[str, str], list[str] | BaseException], name: str, language: str
) -> None:
    assert lived[name, language] == []
