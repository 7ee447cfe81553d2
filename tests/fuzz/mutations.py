"""Inputs that nobody foresaw: good ones bent by dice. The same seed bends the same way."""

import json
from collections.abc import Sequence
from copy import deepcopy
from random import Random
from typing import Any

TOKENS: Sequence[bytes] = (
    b"&", b"=", b"%", b"%00", b"%ff", b"%F0%9F%98%80", b"%ed%a0%80", b"+", b";", b"\x00", b"\xff", b"\r\n", b"\xc0\xaf",
    b"Body=", b"MessageSid=", b"From=whatsapp%3A%2B1", b"%", b"%%", b"%u0041", b"[]", b"{}", b'"', b"\\", b"\\ud800",
    b"\\u0000", b"null", b"1e999", b"-0", b"NaN", b"[" * 60, b"a" * 5000,
)  # fmt: skip

ODD: Sequence[Any] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**30, 1.5, -0.0, 1e308, float("nan"), float("inf"), "", " ",
    "\x00", "\ud800", "\u202e", "a" * 9000, "Europe/Berlin", "../../etc/passwd", "Nowhere/City", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999-23:59", "2026-02-30", "NaN", "1e9", "🙂", "٣", [], {}, [[]],
    [None], {"": ""}, {"v": 99}, [1, "2", None], ["a"] * 300,
)  # fmt: skip

SAID: Sequence[str] = (
    "/add remind me to {} at 2031-07-01 09:00 in Europe/Berlin", "remind me to {} tomorrow at 9", "/list", "/delete 1",
    "напомни {} через полтора часа", "every weekday at 9 {}", "/edit 1 to friday 18:00", "snooze 2h", "done", "/undo",
    "/skip 1", "/pause 1", "/resume 1", "/why 1", "/timezone Berlin", "/language ru", "stop", "start", "yes", "no", "2",
    "/delete all", "/forget me", "/export", "каждый второй вторник месяца {}", "/add {}", "in 5 minutes {}", "готово",
    "every 15 min from 9 to 18 {}", "/delete 1-3", "delete the {} one", "/list {}", "/start", "/help", "/delete k1",
)  # fmt: skip
WORDS: Sequence[str] = (
    "milk", "маме", "at", "in", "every", "9:00", "31.12", "tomorrow", "завтра", "k7", "1", "-", "/", "12am", "noon",
    "½", "until", "except", "99999999999", "\u200b", "\u202e", "🙂", "İ", "ß", "\n", "\t", "0", "25:61", "2027-02-29",
    "days", "last", "first", "of", "month", "через", "каждый", "день", "UTC+3", "Москва", "or", "and",
    ",", ".", "!", "?", "'",
)  # fmt: skip


def bent(dice: Random, seeds: Sequence[bytes]) -> bytes:
    """Return one of `seeds`, cut, joined, flipped or swollen a few times."""
    data = bytearray(dice.choice(seeds))
    for _ in range(dice.randint(0, 6)):
        at = dice.randint(0, len(data))
        match dice.randrange(6):
            case 0 if data:
                data[at % len(data)] = dice.randrange(256)
            case 1:
                del data[at : at + dice.randint(1, 12)]
            case 2:
                data[at:at] = dice.choice(TOKENS)
            case 3:
                other = dice.choice(seeds)
                data[at:] = other[dice.randint(0, len(other)) :]
            case 4:
                data[at:at] = data[at : at + dice.randint(1, 40)]
            case _:
                data[at:at] = dice.randbytes(dice.randint(1, 8))
    return bytes(data)


def warped(dice: Random, value: Any) -> Any:
    """Return a copy of a JSON value with a few parts replaced, dropped, doubled or moved."""
    copy = json.loads(json.dumps(value))
    for _ in range(dice.randint(1, 4)):
        copy = _warp(dice, copy)
    return copy


def _warp(dice: Random, value: Any) -> Any:
    if dice.random() < 0.15 or not isinstance(value, dict | list) or not value:
        return deepcopy(dice.choice(ODD))
    key: Any = dice.choice([*value]) if isinstance(value, dict) else dice.randrange(len(value))
    match dice.randrange(5):
        case 0:
            del value[key]
        case 1 if isinstance(value, list):
            value.append(deepcopy(value[key]))
        case 1 if isinstance(value, dict):
            value[str(dice.choice(ODD))[:50]] = deepcopy(dice.choice(ODD))
        case _:
            value[key] = _warp(dice, value[key])
    return value


def said(dice: Random) -> str:
    """Return what somebody may write: a sentence of ours with other words in it, or a heap of words."""
    if dice.random() < 0.6:
        text = dice.choice(SAID).replace("{}", " ".join(dice.choices(WORDS, k=dice.randint(0, 5))))
    else:
        text = " ".join(dice.choices(WORDS, k=dice.randint(0, 12)))
    if dice.random() < 0.3:
        at = dice.randint(0, len(text))
        text = text[:at] + chr(dice.choice([dice.randrange(32, 0x3000), dice.randrange(0xE000, 0x1FFFF)])) + text[at:]
    return text
