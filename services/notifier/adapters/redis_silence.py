"""Messages of which nobody has reported an end: about which of them Twilio is to be asked, and when again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.notifier.adapters.journal_keys import Keys, bus, unreported
from services.notifier.adapters.journal_records import FACT, reminder_of
from services.notifier.domain.receipts import ARRIVED
from services.notifier.ports import Unreported
from shared.contract import ChatId, SpeechId
from shared.runtime.clock import from_unix_ms
from shared.runtime.store import Client, Script, translated

ASK_AT_MOST = 32
"""Times the first wait, until the next time: an hour, where the first is two minutes."""

ASK_FOR = timedelta(days=1)
"""A phone may be off for so long."""

AT_ONCE = 20

_HERE = Path(__file__).parent


class Silence:
    """What `ports.Journal` promises of messages that are overdue."""

    def __init__(self, client: Client, ask_after: timedelta) -> None:
        self._client = client
        self._first_ms = ask_after // timedelta(milliseconds=1)
        self._longest_ms = self._first_ms * ASK_AT_MOST
        self._overdue = Script(client, _HERE / "overdue.lua")
        self._ask_later = Script(client, _HERE / "ask_later.lua")

    async def overdue(self, partition: int, bus_made_at: datetime | None = None) -> Sequence[Unreported]:
        made_at = bus_made_at.isoformat() if bus_made_at else ""
        keys = [unreported(partition), bus(partition)]
        members = await self._overdue(keys, [AT_ONCE, self._first_ms, self._longest_ms, made_at])
        return [found for member in members if (found := await self._unreported(partition, member))]

    async def _unreported(self, partition: int, member: str) -> Unreported | None:
        speech, _, chat = member.partition(" ")
        keys = Keys(ChatId(chat))
        key = keys.speech(SpeechId(speech))
        with translated():
            state, sid, rank, at, fact = await self._client.hmget(key, ["state", "sid", "rank", "at", "fact"])
            is_old = datetime.now(UTC) - from_unix_ms(float(at or 0)) > ASK_FOR
            # Anything but sent after a failure: its repair is on the bus or in somebody's hands, or was lost with them.
            is_open = state in {"sent", "new", "sending", "doubtful"}
            if not is_open or sid is None or int(rank or 0) >= ARRIVED or is_old:
                await self._client.zrem(unreported(partition), member)
                return None
        await self._ask_later([key, keys.unreported], [member, str(sid), self._first_ms, self._longest_ms])
        known = FACT.validate_json(fact) if fact else None
        return Unreported(keys.chat, SpeechId(speech), str(sid), reminder_of(known) if known else None)
