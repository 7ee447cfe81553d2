"""How reminders and their firings are named."""

from collections.abc import Sequence
from hashlib import blake2s

from shared.contract import CommandId, ReminderId, SpeechId

_LETTERS = "kdfghjmnqrstvwz"
"""Letters that look like no digit and like no Cyrillic letter, so that an id survives a change of keyboard."""


def short_id(number: int) -> ReminderId:
    """Return the id of a chat's `number`-th reminder, 0-based: k1, d1 … z1, k2 … Never a number, never used again."""
    return ReminderId(f"{_LETTERS[number % len(_LETTERS)]}{number // len(_LETTERS) + 1}")


def unique_id(command_id: CommandId, number: int = 0) -> str:
    """Return a reminder's uid, 16 hex digits: the same for the same command, so that a repeat makes no second one."""
    name = f"{command_id}/{number}" if number else command_id
    return blake2s(name.encode(), digest_size=8).hexdigest()


def fire_id(uid: str, version: int, occurrence: int) -> SpeechId:
    """Return the id of one intended message: deterministic, never used for another one."""
    return SpeechId(f"{uid}.{version}.{occurrence}")


def bundle_id(fire_ids: Sequence[SpeechId]) -> SpeechId:
    """Return the id of a message that tells several: another one as soon as one more, or one less, is told in it.

    Under the same id the bus would drop the second as a repeat, and nobody would be told of the one more.
    """
    digest = blake2s(" ".join(fire_ids).encode(), digest_size=6).hexdigest()
    return SpeechId(f"{fire_ids[0]}-{digest}")


def answer_id(command_id: CommandId) -> SpeechId:
    """Return the id of the answer to a command."""
    return SpeechId(f"re.{command_id}")
