"""Who is who on the bus, and which partition a chat lives in."""

from collections.abc import Sequence
from typing import NewType
from zlib import crc32

ChatId = NewType("ChatId", str)
"""A person as Twilio addresses them: `whatsapp:+4915112345678`, or `whatsapp:DE.abc123` without a visible number."""

CommandId = NewType("CommandId", str)
"""One thing a person said, once: Twilio's MessageSid, the same on every retry."""

ReminderId = NewType("ReminderId", str)
"""What a person calls a reminder: `k7`. Unique within a chat, stable for the reminder's life, never a number."""

SpeechId = NewType("SpeechId", str)
"""One message that a person should get, once: a reminder's firing (its fire id) or the answer to a command."""

Language = NewType("Language", str)
"""A two-letter code: `en`, `ru`. Who has no words in a language speaks English."""

PARTITIONS = 16
"""Fixed: it decides where a chat's keys and messages lie. Changing it needs a migration."""


def partition_of(chat: ChatId) -> int:
    """Return the partition, 0 to 15, of everything that concerns `chat`. Stable across versions and languages."""
    return crc32(chat.encode()) % PARTITIONS


def sender_for(chat: ChatId, senders: Sequence[str]) -> str:
    """Return which of our numbers writes to a chat that has not chosen one by writing to it.

    The same for ever, for as many chats as can be: another number of ours takes over its own share of them only.
    """
    return max(senders, key=lambda sender: crc32(f"{sender} {chat}".encode()))
