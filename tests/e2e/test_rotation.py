"""Twilio's token is rotated while people write and reminders wait: nothing is refused, lost or late."""

from datetime import timedelta

import pytest

from tests.harness.account import OLD_TOKEN, TOKEN, a_number
from tests.harness.house import House
from tests.harness.phones import add, soon

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def know(house: House, service: str, *tokens: str) -> None:
    """Start this one again with these tokens."""
    child = house[service]
    await child.stop()
    child.settings = {**child.settings, "TWILIO_AUTH_TOKEN": ",".join(tokens)}
    await child.start()


async def test_a_token_is_rotated_without_a_message_refused_lost_or_doubled(house: House) -> None:
    person, due = a_number(), soon(40)

    # Twilio knows the old one; the house is told both, in any order, one service after the other.
    await know(house, "simulator", OLD_TOKEN)
    await know(house, "ingress", TOKEN, OLD_TOKEN)
    await know(house, "notifier", TOKEN, OLD_TOKEN)
    answers = [await house.phones.ask(person, add("before and after", due))]
    answers.append(await house.phones.ask(person, add("much later", due + timedelta(days=2))))

    # The new one is made the primary: from now on Twilio knows no other.
    await know(house, "simulator", TOKEN)
    answers.append(await house.phones.ask(person, "/list"))
    await house.phones.wait_for_message(person, containing="🔔 *before and after*", within=90)

    # The old one is taken out.
    await know(house, "ingress", TOKEN)
    await know(house, "notifier", TOKEN)
    answers.append(await house.phones.ask(person, "/list"))

    assert "before and after" in answers[0]
    assert "before and after" in answers[2]
    assert "much later" in answers[3]
    assert len(await house.phones.heard(person)) == len(answers) + 1
    assert "webhook_refused" not in house["ingress"].log.read_text()
    assert "account_refused" not in house["notifier"].log.read_text()
    assert "twilio_believes_another_token" in house["notifier"].log.read_text()
