"""Moods are dice that can be thrown again: the same seed makes the same bad day."""

import pytest
from pydantic import ValidationError

from simulator.moods import Moods, Weather, changed, read_moods


def a_day(moods: Moods, *whats: str) -> list[bool]:
    weather = Weather(moods)
    return [weather.happens(what) for _ in range(200) for what in whats]


def test_a_good_day_has_no_moods() -> None:
    assert not any(a_day(Moods(), "drop", "error", "throttle", "callbacks_lost"))


def test_the_same_seed_makes_the_same_day_and_another_one_another() -> None:
    bad = Moods(drop=0.3, error=0.2)

    assert a_day(bad, "drop", "error") == a_day(bad, "drop", "error")
    assert a_day(bad, "drop", "error") != a_day(changed(bad, {"seed": 1}), "drop", "error")


def test_one_mood_does_not_disturb_the_dice_of_another() -> None:
    moods = Moods(drop=0.3, error=0.2)

    assert a_day(moods, "drop", "error")[::2] == a_day(moods, "drop")


def test_a_chance_is_about_as_often_as_it_says() -> None:
    assert 30 <= sum(a_day(Moods(throttle=0.25), "throttle")) <= 70


def test_moods_are_read_from_one_line() -> None:
    assert read_moods("drop=0.1, seed=7,window=false,template=pending") == Moods(
        drop=0.1, seed=7, window=False, template="pending"
    )
    assert read_moods("") == Moods()


@pytest.mark.parametrize("text", ["drop", "drop=2", "sulk=1", "drop=often"])
def test_what_is_no_mood_is_refused(text: str) -> None:
    with pytest.raises((ValueError, ValidationError)):
        read_moods(text)


def test_a_new_seed_throws_the_dice_anew() -> None:
    weather = Weather(Moods(drop=0.5))
    first = [weather.happens("drop") for _ in range(50)]

    weather.change(Moods(drop=0.5, seed=1))
    weather.change(Moods(drop=0.5, seed=0))

    assert [weather.happens("drop") for _ in range(50)] == first


def test_the_limits_of_sender_and_pair_are_told_apart() -> None:
    weather = Weather(Moods(rate=2, pair_seconds=6))

    assert weather.over_the_limit("us", "+1", 0.0) == ""
    assert weather.over_the_limit("us", "+1", 0.1) == "pair"
    assert weather.over_the_limit("us", "+2", 0.1) == ""
    assert weather.over_the_limit("us", "+3", 0.2) == "sender"
    assert weather.over_the_limit("us", "+3", 1.2) == ""


def test_each_sender_has_limits_of_its_own() -> None:
    weather = Weather(Moods(rate=1, pair_seconds=6))

    assert [weather.over_the_limit(sender, "+1", 0.0) for sender in ("us", "them")] == ["", ""]
