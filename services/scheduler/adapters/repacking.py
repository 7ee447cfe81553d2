"""What an older version wrote, written anew: the way that stored reminders take from one version to the next."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from services.scheduler.adapters.keys import Keys
from services.scheduler.adapters.old_records import PROFILE_FIELDS
from services.scheduler.adapters.profiles import pack_profile, unpack_chat
from services.scheduler.adapters.records import is_outdated, pack_reminder
from services.scheduler.adapters.scripts import OwnedScript
from services.scheduler.ports import Tenure
from shared.contract import ChatId
from shared.runtime.store import Client

LEFT_ALONE = timedelta(minutes=1)
"""Before a reminder is due: a record that changes while it is fired would be fired again. Firing repacks it anyway."""


class Repacking:
    """Brings chats of one partition into the present form, unless they have changed since they were read."""

    def __init__(self, client: Client) -> None:
        self._repack = OwnedScript(client, "repack")

    async def repack(self, tenure: Tenure, chats: Mapping[ChatId, Mapping[str, str]], now: datetime) -> int:
        """Return how many there were. `chats`: their fields as they were read."""
        keys = Keys(tenure.partition)
        outdated = {chat: fields for chat, fields in chats.items() if _is_outdated(fields)}
        changes = {chat: change for chat, fields in outdated.items() if (change := _change(chat, fields, now))}
        if not changes:
            return 0
        names = [keys.owner, *(keys.chat(chat) for chat in changes)]
        return int(await self._repack(tenure, names, [part for change in changes.values() for part in change]))


def _is_outdated(fields: Mapping[str, str]) -> bool:
    return not fields.keys().isdisjoint(PROFILE_FIELDS) or any(
        is_outdated(record) for id_, record in fields.items() if not id_.startswith("@")
    )


def _change(chat: ChatId, fields: Mapping[str, str], now: datetime) -> Sequence[str | int]:
    try:
        read = unpack_chat(chat, fields)
    except (ValueError, KeyError, TypeError):
        return ()  # a newer version has been here, or nobody can read it
    if any(each.is_waiting and each.due_at <= now + LEFT_ALONE for each in read.reminders.values()):
        return ()
    written, _ = pack_profile(read.profile, read.profile)
    written += [part for each in read.reminders.values() for part in (each.id, pack_reminder(each))]
    gone = [name for name in PROFILE_FIELDS if name in fields]
    return [fields.get("@revision", ""), len(written) // 2, *written, len(gone), *gone]
