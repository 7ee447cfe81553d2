"""Some hundreds of messages through every mood of Twilio at once: the books agree afterwards.

The oracle is the simulator's own ledger, which knows every message that was made, whatever the notifier was told.
"""

import asyncio
import base64
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from services.notifier.adapters.journal_keys import Keys
from shared.contract import ChatId, ReminderDue, SpeechId
from shared.runtime.store import connected
from tests.harness.account import a_number
from tests.harness.house import House, running_house
from tests.harness.reporting import pytest_runtest_makereport
from tests.harness.speeches import a_due, publish
from tests.harness.streams import read_all, unsettled
from tests.harness.waiting import wait_until

__all__ = ["pytest_runtest_makereport"]

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = 100
EACH = 3
CANARY = "zanzibar"
"""Stands in every text, and must stand nowhere else."""

MOODS = (
    "seed=11,drop=0.05,error=0.05,deny=0.05,throttle=0.03,fail=0.05,fail_code=63005,callbacks_lost=0.1,"
    "callbacks_doubled=0.2,callbacks_late=0.1,late_seconds=1,callbacks_early=0.1,callbacks_shuffled=0.3,window=false"
)
SETTINGS = {
    "SIMULATOR_MOODS": MOODS,
    "SEND_RATE": "400",
    "SEND_WORKERS": "32",
    "SETTLE_SECONDS": "2",
    "LOG_LEVEL": "debug",
}
DONE_WITHIN_SECONDS = 150.0
SILENCE = timedelta(seconds=12)
"""Longer than the notifier waits for a report before it asks."""

BOUND = 2
"""Copies of one speech at most: one more for each post of which nothing was known, and there are two of those."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    directory = tmp_path_factory.mktemp("storm")
    async with running_house(directory, schedulers=0, notifiers=2, settings=SETTINGS) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def facts(house: House) -> list[ReminderDue]:
    """Everything that was said, when all of it is settled."""
    numbers = [a_number() for _ in range(PEOPLE)]
    said = [a_due(f"{CANARY} errand {n}", number=number) for number in numbers for n in range(EACH)]
    await publish(house.nats, *said)

    async def is_quiet() -> bool:
        lanes = [await unsettled(house.nats, "SPEECH", "notifier-due"), await _receipts(house)]
        return not any(lanes) and not await _waiting(house, said)

    await wait_until(is_quiet, description="every speech is settled", within=DONE_WITHIN_SECONDS)
    return said


async def test_none_is_lost_and_none_is_doubled_beyond_the_bound(house: House, facts: list[ReminderDue]) -> None:
    copies = await _arrived(house, facts)
    parked = await _parked(house)

    lost = [fact.speech_id for fact in facts if not copies[fact.speech_id] and fact.speech_id not in parked]
    doubled = {speech: count for speech, count in copies.items() if count > BOUND}
    assert lost == []
    assert doubled == {}


async def test_whatever_arrived_twice_was_counted(house: House, facts: list[ReminderDue]) -> None:
    copies = await _arrived(house, facts)
    twice = sum(count - 1 for count in copies.values() if count > 1)
    counted = await _metric(house, "messages_doubled_total")

    # A copy whose every report was lost cannot be seen by anybody.
    assert counted <= twice or twice == 0
    assert twice <= len(facts) * 0.01


async def test_every_final_state_is_twilios(house: House, facts: list[ReminderDue]) -> None:
    ledger = await _ledger(house, facts)
    async with connected(house.store.url) as redis:
        differing = []
        for fact in facts:
            journal = await redis.hgetall(Keys(fact.chat).speech(fact.speech_id))
            made = ledger[fact.chat]
            sids = {message["sid"] for message in made}
            if journal["state"] == "sent" and journal["sid"] not in sids:
                differing.append((fact.speech_id, str(journal["state"]), "a sid that Twilio does not know"))
            if journal["state"] not in {"sent", "refused"}:
                differing.append((fact.speech_id, str(journal["state"]), "not settled"))
    assert differing == []


async def test_everything_has_an_outcome(house: House, facts: list[ReminderDue]) -> None:
    outcomes = {outcome["speech_id"] for outcome in await read_all(house.nats, "OUTCOMES")}

    assert {fact.speech_id for fact in facts} <= outcomes


async def test_no_text_and_no_number_is_in_a_log_or_a_metric(house: House, facts: list[ReminderDue]) -> None:
    said = "".join(child.log.read_text("utf-8", "replace") for child in house.children.values())
    for notifier in house.named("notifier"):
        said += await _metrics(house, notifier.settings["PROBE_PORT"])

    assert len(said) > 10_000
    assert CANARY not in said
    assert [fact.chat for fact in facts if fact.chat.removeprefix("whatsapp:+") in said] == []


async def _ledger(house: House, facts: list[ReminderDue]) -> dict[ChatId, list[dict[str, Any]]]:
    async def transcript(chat: ChatId) -> list[dict[str, Any]]:
        query = {"number": chat.removeprefix("whatsapp:")}
        async with house.door.http.get(f"{house.phones.url}/phone/messages", params=query) as answer:
            shown: list[dict[str, Any]] = await answer.json()
            return shown

    chats = sorted({fact.chat for fact in facts})
    return dict(zip(chats, await asyncio.gather(*(transcript(chat) for chat in chats)), strict=True))


async def _arrived(house: House, facts: list[ReminderDue]) -> Counter[SpeechId]:
    """Return how many copies of each speech are on a phone: repairs of what failed are no copies."""
    ledger = await _ledger(house, facts)
    copies: Counter[SpeechId] = Counter()
    for fact in facts:
        bodies = [shown["body"] for shown in ledger[fact.chat] if shown["status"] in {"sent", "delivered", "read"}]
        copies[fact.speech_id] = sum(f"{fact.reminder.text}*" in body for body in bodies)
    return copies


async def _parked(house: House) -> set[str]:
    parked = await read_all(house.nats, "PARKED")
    return {json.loads(base64.b64decode(one["body"]))["speech_id"] for one in parked}


async def _receipts(house: House) -> int:
    return await unsettled(house.nats, "RECEIPTS", "notifier-receipt")


async def _waiting(house: House, facts: list[ReminderDue]) -> bool:
    """Tell whether a message is under way at Twilio, or was repaired a moment ago."""
    ledger = await _ledger(house, facts)
    shown = [message for messages in ledger.values() for message in messages]
    latest = max((datetime.fromisoformat(message["updated_at"]) for message in shown), default=datetime.now(UTC))
    is_fresh = datetime.now(UTC) - latest < SILENCE
    return is_fresh or any(message["status"] in {"queued", "sent"} for message in shown)


async def _metrics(house: House, port: str) -> str:
    async with house.door.http.get(f"http://127.0.0.1:{port}/metrics") as answer:
        return await answer.text()


async def _metric(house: House, name: str) -> float:
    texts = [await _metrics(house, notifier.settings["PROBE_PORT"]) for notifier in house.named("notifier")]
    lines = [line for text in texts for line in text.splitlines() if line.startswith(f"{name}{{")]
    return sum(float(line.rpartition(" ")[2]) for line in lines)
