"""More ready answers than buttons are a list on the phone, and a picked row is what it says."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import pytest_asyncio

from services.notifier.domain.planning import MOST_CHOICES
from shared.contract import ChatId, Choice, Language, QuestionAsked, SpeechId
from tests.harness.account import ACCOUNT, NUDGE, TOKEN, a_number
from tests.harness.house import House, running_house
from tests.harness.speeches import publish
from tests.harness.streams import read_all
from tests.harness.waiting import wait_until
from tests.harness.webhooks import a_sid

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with running_house(tmp_path_factory.mktemp("lists")) as running:
        yield running


async def test_a_picked_row_is_the_answer_under_its_question(house: House) -> None:
    anna = a_number()
    await house.phones.say(anna, "/help")
    await furnished(house)
    question = a_question(anna, answers=5)
    await publish(house.nats, question)
    bubble = await house.phones.wait_for_message(anna, containing="When should I remind you")
    assert len(bubble.options) == 5

    pick = {"from": anna, "body": "", "wait": True, "reply_to": bubble.sid, "tapped": f"nudge:{question.speech_id}:4"}
    async with house.phones.http.post(f"{house.phones.url}/phone/messages", json=pick) as answer:
        assert (await answer.json())["webhook_status"] == 200

    command = (await read_all(house.nats, "COMMANDS"))[-1]
    assert (command["words"], command["reply_to"]) == ("4", question.speech_id)


async def furnished(house: House) -> None:
    """Wait until Twilio has a content for each number of answers."""
    headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}

    async def all_there() -> bool:
        async with house.phones.http.get(f"{house.phones.url}/v1/Content", headers=headers) as answer:
            names = [content["friendly_name"] for content in (await answer.json())["contents"]]
            return sum("_reminder_" not in name for name in names) == MOST_CHOICES

    await wait_until(all_there, description="every content is there")


def a_question(number: str, *, answers: int) -> QuestionAsked:
    now = datetime.now(UTC)
    return QuestionAsked(
        chat=ChatId(f"whatsapp:{number}"),
        speech_id=SpeechId(f"re.{a_sid()}"),
        sender=NUDGE,
        language=Language("en"),
        at=now,
        reason="no_time",
        about="tea",
        choices=tuple(Choice(words=f"{n}", due_at=now + timedelta(hours=n), zone="UTC") for n in range(1, answers + 1)),
    )
