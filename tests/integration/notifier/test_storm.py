"""Messages by the thousand through every mood of Twilio at once: the books agree afterwards.

The oracle is the simulator's own ledger, which knows every message that was made, whatever the notifier was told.
For ten thousand: `NUDGE_STORM_SIZE=10000 pytest -s tests/integration/notifier/test_storm.py`.
"""

import base64
import json
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import ValidationError

from services.notifier.adapters.journal_keys import Keys, unreported
from services.notifier.domain.receipts import ARRIVED as RANK_OF_ARRIVAL
from services.notifier.domain.receipts import rank_of
from shared.contract import PARTITIONS, ChatId, ReminderDue, SpeechId
from shared.runtime.store import connected
from simulator.ledger import Message
from tests.harness.account import a_number
from tests.harness.house import House, running_house
from tests.harness.reporting import pytest_runtest_makereport
from tests.harness.speeches import a_due, publish
from tests.harness.streams import read_all, unsettled
from tests.harness.waiting import wait_until

__all__ = ["pytest_runtest_makereport"]

pytestmark = pytest.mark.asyncio(loop_scope="module")

MESSAGES = int(os.environ.get("NUDGE_STORM_SIZE", "1000"))
EACH = 4
CANARY = "zanzibar"
"""Stands in every text, and must stand nowhere else."""

MOODS = (
    "seed=11,drop=0.05,error=0.05,deny=0.05,throttle=0.03,fail=0.05,fail_code=63005,callbacks_lost=0.1,"
    "callbacks_doubled=0.2,callbacks_late=0.4,late_seconds=12,callbacks_early=0.1,callbacks_shuffled=0.2,"
    "hidden=0.2,list_lag_seconds=1,window=false"
)
"""15 % of all posts end in doubt. Reports come after the doubt is over, and the list does not show all: some are sent
twice, and have to be counted."""

SETTINGS = {
    "SIMULATOR_MOODS": MOODS,
    "SEND_RATE": "400",
    "SEND_WORKERS": "32",
    "SETTLE_SECONDS": "2",
    "LOG_LEVEL": "debug",
}
DONE_WITHIN_SECONDS = 150 + MESSAGES * 0.1
SILENCE = timedelta(seconds=40)
"""Longer than the notifier waits for a report before it asks, and than three late reports in a row take."""

BOUND = 3
"""Copies of one speech at most: one for each post of which nothing was known, of which there are two, and one more
where the last of them failed and was repaired."""

ARRIVED = {"sent", "delivered", "read"}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("storm")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(directory: Path) -> AsyncIterator[House]:
    async with running_house(directory, schedulers=0, notifiers=2, settings=SETTINGS) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def facts(house: House, directory: Path) -> list[ReminderDue]:
    """Everything that was said, when all of it is settled."""
    numbers = [a_number() for _ in range(MESSAGES // EACH)]
    said = [a_due(f"{CANARY} errand {n}", number=number) for number in numbers for n in range(EACH)]
    await publish(house.nats, *said)

    async def is_quiet() -> bool:
        lanes = [await unsettled(house.nats, "SPEECH", "notifier-due"), await _receipts(house)]
        return not any(lanes) and not _waiting(directory) and not await _unreported(house)

    await wait_until(is_quiet, description="every speech is settled", within=DONE_WITHIN_SECONDS)
    return said


async def test_none_is_lost_and_none_is_doubled_beyond_the_bound(
    house: House, facts: list[ReminderDue], directory: Path
) -> None:
    copies = _arrived(directory, facts)
    parked = await _parked(house)

    lost = [fact.speech_id for fact in facts if not copies[fact.speech_id] and fact.speech_id not in parked]
    doubled = {speech: count for speech, count in copies.items() if count > BOUND}
    assert lost == []
    assert doubled == {}


async def test_whatever_arrived_twice_was_counted(house: House, facts: list[ReminderDue], directory: Path) -> None:
    twice = sum(count - 1 for count in _arrived(directory, facts).values() if count > 1)
    counted = await _metric(house, "nudge_messages_doubled_total")
    doubts = await _metric(house, "nudge_speech_ambiguous_total")
    print(f"{len(facts)} messages, {doubts:.0f} doubts settled, {twice} came twice, {counted:.0f} were counted")  # noqa: T201 - the figures

    assert counted == twice
    assert twice <= len(facts) * 0.02
    assert doubts >= len(facts) * 0.1


async def test_every_final_state_is_twilios(house: House, facts: list[ReminderDue], directory: Path) -> None:
    ledger = {message.sid: message for message in _ledger(directory)}
    parked = await _parked(house)
    differing = []
    async with connected(house.store.url) as redis:
        for fact in facts:
            journal = await redis.hgetall(Keys(fact.chat).speech(fact.speech_id))
            made = ledger.get(str(journal.get("sid", "")))
            status = made.status if made else None
            expected = {
                "sent": status in ARRIVED and rank_of(str(journal["status"])) >= RANK_OF_ARRIVAL,
                "refused": fact.speech_id in parked and status not in ARRIVED,
            }
            if not expected.get(str(journal["state"]), False):
                differing.append((fact.speech_id, dict(journal), status))
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


def _ledger(directory: Path) -> list[Message]:
    """Return every message that Twilio has made, as its own book has it: the last line about each."""
    lines = (directory / "chats.jsonl").read_text("utf-8").splitlines()
    latest: dict[str, Message] = {}
    for line in lines:
        with suppress(ValidationError):  # it is being written
            message = Message.model_validate_json(line)
            latest[message.sid] = message
    return [*latest.values()]


def _arrived(directory: Path, facts: list[ReminderDue]) -> Counter[SpeechId]:
    """Return how many copies of each speech are on a phone: repairs of what failed are no copies."""
    speeches = {(fact.chat, fact.reminder.text): fact.speech_id for fact in facts}
    copies: Counter[SpeechId] = Counter()
    for message in _ledger(directory):
        if message.status in ARRIVED:
            text = message.body.partition("*")[2].partition("*")[0]
            copies[speeches[ChatId(f"whatsapp:{message.party}"), text]] += 1
    return copies


async def _parked(house: House) -> set[str]:
    parked = await read_all(house.nats, "PARKED")
    return {json.loads(base64.b64decode(one["body"]))["speech_id"] for one in parked}


async def _receipts(house: House) -> int:
    return await unsettled(house.nats, "RECEIPTS", "notifier-receipt")


def _waiting(directory: Path) -> bool:
    """Tell whether a message is under way at Twilio, or was repaired a moment ago."""
    shown = _ledger(directory)
    latest = max((message.updated_at for message in shown), default=datetime.now(UTC))
    is_fresh = datetime.now(UTC) - latest < SILENCE
    return is_fresh or any(message.status in {"queued", "sent"} for message in shown)


async def _unreported(house: House) -> int:
    """Return of how many messages the notifier does not know the end."""
    async with connected(house.store.url) as redis:
        return sum([await redis.zcard(unreported(partition)) for partition in range(PARTITIONS)])


async def _metrics(house: House, port: str) -> str:
    async with house.door.http.get(f"http://127.0.0.1:{port}/metrics") as answer:
        return await answer.text()


async def _metric(house: House, name: str) -> float:
    texts = [await _metrics(house, notifier.settings["PROBE_PORT"]) for notifier in house.named("notifier")]
    lines = [line for text in texts for line in text.splitlines() if line.startswith(f"{name}{{")]
    return sum(float(line.rpartition(" ")[2]) for line in lines)
