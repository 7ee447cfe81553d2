"""What each command reads as, in both languages."""

import pytest

from shared.language import All, Index, Intent, Reading, ReminderId, Words, read

BARE = [
    ("/start", "en", Intent.START),
    ("START", "en", Intent.START),
    ("/старт", "ru", Intent.START),
    ("  /HELP ", "en", Intent.HELP),
    ("помощь", "ru", Intent.HELP),
    ("/list", "en", Intent.LIST),
    ("/СПИСОК", "ru", Intent.LIST),
    ("my reminders", "en", Intent.LIST),
    ("undo", "en", Intent.UNDO),
    ("верни!", "ru", Intent.UNDO),
    ("STOP", "en", Intent.STOP),
    ("стоп", "ru", Intent.STOP),
    ("/export", "en", Intent.EXPORT),
    ("/forget me", "en", Intent.FORGET),
    ("забудь меня", "ru", Intent.FORGET),
    ("👍", None, Intent.DONE),
    ("готово", "ru", Intent.DONE),
    ("well well", "en", Intent.NOTHING),
    ("ну и ну", "ru", Intent.NOTHING),
    ("Hello!", "en", Intent.GREETING),
    ("добрый вечер", "ru", Intent.GREETING),
    ("thank you very much!", "en", Intent.THANKS),
    ("Спасибо)", "ru", Intent.THANKS),
    ("🙏", None, Intent.THANKS),
    ("my plans", "en", Intent.LIST),
    ("что у меня?", "ru", Intent.LIST),
    ("what's", "en", Intent.NOTHING),
    ("what is love?", "en", Intent.NOTHING),
    ("🎈", None, Intent.NOTHING),
    ("", None, Intent.NOTHING),
]


@pytest.mark.parametrize(("text", "language", "intent"), BARE)
def test_a_bare_command_says_its_intent_and_language(text: str, language: str | None, intent: Intent) -> None:
    reading = read(text)

    assert (reading.intent, reading.language, reading.words) == (intent, language, text)


POINTED = [
    ("/delete 2", Intent.DELETE, (Index(2),)),
    ("delete k7", Intent.DELETE, (ReminderId("k7"),)),
    ("/delete 4 1-3 b12", Intent.DELETE, (Index(4), Index(1), Index(2), Index(3), ReminderId("b12"))),
    ("/delete all", Intent.DELETE, (All(),)),
    ("удалить всё", Intent.DELETE, (All(),)),
    ("/удалить 2 и 5", Intent.DELETE, (Index(2), Index(5))),
    ('/delete "oat milk"', Intent.DELETE, (Words("oat milk"),)),
    ("delete the dentist one", Intent.DELETE, (Words("dentist"),)),
    ("/done", Intent.DONE, ()),
    ("готово 3", Intent.DONE, (Index(3),)),
    ("/skip 4", Intent.SKIP, (Index(4),)),
    ("pause a1", Intent.PAUSE, (ReminderId("a1"),)),
    ("/resume 4", Intent.RESUME, (Index(4),)),
    ("/why 4", Intent.WHY, (Index(4),)),
]


@pytest.mark.parametrize(("text", "intent", "targets"), POINTED)
def test_a_command_points_at_reminders(text: str, intent: Intent, targets: tuple[object, ...]) -> None:
    reading = read(text)

    assert (reading.intent, reading.targets) == (intent, targets)


def test_a_range_is_never_longer_than_a_list_can_be() -> None:
    assert len(read("/delete 1-100000").targets) == 500


@pytest.mark.parametrize("text", ["7", " 7. ", "#7", "7)"])
def test_a_lone_number_is_an_answer(text: str) -> None:
    reading = read(text)

    assert (reading.intent, reading.number, reading.language) == (Intent.ANSWER, 7, None)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("/timezone Lisbon", "Lisbon"),
        ("timezone europe/paris", "europe/paris"),
        ("/пояс Самара", "Самара"),
        ("я в Ереване", "Ереване"),
        ("I'm in Oslo", "Oslo"),
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("париж", "париж"),
        ("utc+2", "utc+2"),
        ("/timezone Nowhereville", "Nowhereville"),
    ],
)
def test_a_place_sets_the_zone(text: str, zone: str) -> None:
    reading = read(text)

    assert (reading.intent, reading.zone) == (Intent.ZONE, zone)


@pytest.mark.parametrize("text", ["я в магазине", "I'm in a meeting", "nice", "turkey"])
def test_what_is_no_place_sets_no_zone(text: str) -> None:
    assert read(text).intent is Intent.NOTHING


@pytest.mark.parametrize(("text", "code"), [("/language ru", "ru"), ("язык английский", "en"), ("/язык", None)])
def test_a_language_can_be_chosen(text: str, code: str | None) -> None:
    reading = read(text)

    assert (reading.intent, reading.wanted) == (Intent.LANGUAGE, code)


@pytest.mark.parametrize("text", [text for text, *_ in BARE + POINTED])
def test_every_reading_survives_json(text: str) -> None:
    reading = read(text)

    assert Reading.from_json(reading.to_json()) == reading


@pytest.mark.parametrize("value", [None, 3, {}, {"v": 2}, {"v": 1, "is": "Nobody"}, {"v": 1, "is": "Reading"}])
def test_json_of_an_unknown_version_or_shape_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"reading|kind|argument"):
        Reading.from_json(value)  # type: ignore[arg-type]
