"""An update and the way back, one service after the other, while people go on: what one version kept the other reads.

The other version is tomorrow's, with fields that ours does not know. With NUDGE_EARLIER=<commit> the first is that one.
"""

import os
from pathlib import Path

from tests.harness.account import a_number
from tests.harness.child import ROOT
from tests.harness.house import House, running_house
from tests.harness.phones import add, soon
from tests.harness.trees import changed_tree, earlier_tree, move

EARLIER = os.environ.get("NUDGE_EARLIER", "")
SERVICES = ("scheduler", "notifier", "ingress")
TOMORROW = {
    "shared/contract/commands.py": (
        "    said_at: Moment\n",
        "    said_at: Moment\n    mood: str | None = 'curious'\n",
    ),
    "shared/contract/facts.py": (
        "    reminder: ReminderView\n    others: tuple",
        "    reminder: ReminderView\n    colour: str = 'green'\n    others: tuple",
    ),
    "shared/contract/outcomes.py": (
        "    reminder: ReminderId | None = None\n    at: Moment\n",
        "    reminder: ReminderId | None = None\n    at: Moment\n    weather: str = 'fair'\n",
    ),
}


async def test_a_house_is_updated_and_taken_back_with_all_that_it_keeps(tmp_path: Path) -> None:
    if EARLIER:
        first, second = earlier_tree(tmp_path / "other", EARLIER), ROOT
    else:
        first, second = ROOT, changed_tree(tmp_path / "other", TOMORROW)
    anna = a_number()
    async with running_house(tmp_path) as house:
        if EARLIER:
            await become(house, first, anna, "to begin with")
        await house.phones.ask(anna, add("before the update", soon(3000)))

        await become(house, second, anna, "during the update")
        await house.phones.ask(anna, add("after the update", soon(3300)))
        assert "before the update" in await house.phones.ask(anna, "/list")

        await become(house, first, anna, "on the way back")
        listed = await house.phones.ask(anna, "/list")
        assert "before the update" in listed
        assert "after the update" in listed
        assert "Deleted" in await house.phones.ask(anna, "/delete 1")
        assert "unreadable" not in "".join(house[name].log.read_text() for name in SERVICES)


async def become(house: House, tree: Path, person: str, task: str) -> None:
    """Replace one service after the other, with a reminder under way: it comes, once."""
    await house.phones.ask(person, add(task, soon(4)))
    for name in SERVICES:
        move(house[name], tree)
        assert await house[name].stop() == 0
        await house[name].start()
    await house.phones.wait_for_message(person, containing=f"🔔 *{task}*")
    assert len(await house.phones.heard(person, containing=f"🔔 *{task}*")) == 1
