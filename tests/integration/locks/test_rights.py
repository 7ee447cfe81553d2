"""The rights know every key and every command that the services use."""

import re
from pathlib import Path

import pytest

from deploy.locks.store import STORE_USERS
from services.scheduler.adapters.keys import Keys
from tests.integration.locks.test_store_locks import CLOCK, CLOCKS_KEYS

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("user", ["scheduler", "notifier"])
def test_every_command_of_a_service_s_scripts_is_among_its_rights(user: str) -> None:
    scripts = (ROOT / "services" / user / "adapters").glob("*.lua")
    called = {name.lower() for script in scripts for name in re.findall(r"redis\.call\('(\w+)'", script.read_text())}

    assert called
    assert called - {*STORE_USERS[user].commands} == set()


def test_every_key_of_the_clock_is_tried_by_everybody() -> None:
    names = {getattr(CLOCK, name) for name, value in vars(Keys).items() if isinstance(value, property)}

    assert names
    assert names <= {*CLOCKS_KEYS}
