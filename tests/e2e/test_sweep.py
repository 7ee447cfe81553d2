"""What people wrote while the door was closed is answered all the same, and once."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.harness.account import a_number
from tests.harness.house import running_house
from tests.harness.streams import read_all


async def test_what_was_written_while_ingress_was_down_is_answered_once(tmp_path: Path) -> None:
    async with running_house(tmp_path, settings={"SETTLE_SECONDS": "1"}) as house:
        person = a_number()
        await house["ingress"].stop()
        said = await house.phones.try_to_say(person, "/list")
        assert said["webhook_status"] is None
        await house.start("ingress")

        await house.phones.wait_for_message(person, containing="Nothing is waiting")

        answers = await house.phones.heard(person)
        [command] = [one for one in await read_all(house.nats, "COMMANDS") if one["chat"].endswith(person)]
        [mine] = [bubble for bubble in await house.phones.transcript(person) if not bubble.said_by_nudge]
        late = abs(datetime.fromisoformat(command["said_at"]) - mine.created_at)
        assert len(answers) == 1
        assert late <= timedelta(seconds=1)  # handled in the light of when it was written
        assert command["command_id"] == said["sid"]
