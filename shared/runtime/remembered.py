"""Asking the bus which messages it has had, without giving it any.

They are sent as a batch that must fail: its last message is for a stream that there is not. NATS looks for repeats
first, keeps nothing of the batch, and says which of the two it met. What a message alone may expect will not do:
one server looks at that before its id, and three keep an id that they refused.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from nats.aio.client import Client
from nats.errors import Error as NatsError
from pydantic_core import from_json

from shared.runtime.errors import BusUnavailable

ANSWERS_WITHIN = timedelta(seconds=2)

NOBODYS: Final = "NOBODYS"
"""No stream's name."""

REPEAT = 10201
OTHER_STREAM = 10060
"""NATS' codes."""


async def remembered(connection: Client, subject: str, dedupe_ids: Sequence[str]) -> frozenset[str]:
    """Return those ids that the stream of `subject` remembers, whatever became of their messages.

    The stream has to take batches; up to 999 ids. Raises BusUnavailable.
    """
    if not dedupe_ids or not await _any(connection, subject, dedupe_ids):
        return frozenset()
    if len(dedupe_ids) == 1:
        return frozenset(dedupe_ids)
    half = len(dedupe_ids) // 2
    first = await remembered(connection, subject, dedupe_ids[:half])
    return first | await remembered(connection, subject, dedupe_ids[half:])


async def _any(connection: Client, subject: str, dedupe_ids: Sequence[str]) -> bool:
    batch = {"Nats-Batch-Id": secrets.token_hex(11)}
    end = {"Nats-Batch-Commit": "1", "Nats-Expected-Stream": NOBODYS}
    try:
        for number, dedupe_id in enumerate(dedupe_ids, start=1):
            message = {"Nats-Batch-Sequence": str(number), "Nats-Msg-Id": dedupe_id}
            await connection.publish(subject, headers=batch | message)
        last = {"Nats-Batch-Sequence": str(len(dedupe_ids) + 1)}
        timeout = ANSWERS_WITHIN.total_seconds()
        reply = await connection.request(subject, timeout=timeout, headers=batch | last | end)
    except (NatsError, OSError) as error:
        raise BusUnavailable(f"NATS did not say what it remembers of {subject}") from error
    refusal = from_json(reply.data).get("error", {})
    code = refusal.get("err_code")
    if code not in {REPEAT, OTHER_STREAM}:
        raise BusUnavailable(f"NATS could not say what it remembers of {subject}: {refusal.get('description')}")
    return bool(code == REPEAT)
