import stat
from pathlib import Path

import pytest

from deploy.embedded.errors import CannotStartError
from deploy.embedded.state import State


def test_the_made_up_account_is_the_same_tomorrow(tmp_path: Path) -> None:
    account = State(tmp_path).development_credentials()

    assert State(tmp_path).development_credentials() == account
    assert account["TWILIO_ACCOUNT_SID"].startswith("AC")
    assert len(account["TWILIO_ACCOUNT_SID"]) == 34


def test_nobody_but_the_owner_may_read_the_made_up_account(tmp_path: Path) -> None:
    State(tmp_path).development_credentials()

    assert stat.S_IMODE((tmp_path / "credentials").stat().st_mode) == 0o600


def test_a_second_house_in_the_same_folder_is_told_who_is_there(tmp_path: Path) -> None:
    with (
        State(tmp_path).locked(),
        pytest.raises(CannotStartError, match=r"up already, as process \d+"),
        State(tmp_path).locked(),
    ):
        pass


def test_the_folder_is_free_again_when_the_house_has_closed(tmp_path: Path) -> None:
    for _ in range(2):
        with State(tmp_path).locked():
            pass


def test_forgetting_takes_reminders_and_chats_and_says_so(tmp_path: Path) -> None:
    state = State(tmp_path)
    account = state.development_credentials()
    state.nats.mkdir()
    (state.nats / "data").touch()
    state.chats.touch()

    assert state.forget() == [state.nats, state.chats]
    assert not state.nats.exists()
    assert not state.chats.exists()
    assert state.development_credentials() == account
