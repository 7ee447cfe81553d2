import socket
from collections.abc import Iterator

import pytest

from deploy.embedded.ports import LOCALHOST, Door, complaints, free_port, in_use


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((LOCALHOST, 0)) as server:
        yield server.getsockname()[1]


def test_a_port_that_somebody_listens_on_is_in_use(taken: int) -> None:
    assert in_use(taken)
    assert in_use(taken, "")  # any address of this machine


def test_a_free_port_can_be_listened_on() -> None:
    assert not in_use(free_port())


def test_a_taken_port_is_named_with_the_setting_that_moves_it(taken: int) -> None:
    assert complaints([Door("ingress", taken, "PORT", "8001")]) == [
        f"Port {taken}, where ingress listens, is in use; set PORT to another, for example PORT=8001."
    ]


def test_two_who_want_the_same_port_are_told_before_they_meet_there() -> None:
    port = free_port()

    assert complaints([Door("ingress", port, "PORT", "1"), Door("the simulator", port, "SIMULATOR_PORT", "2")]) == [
        f"Port {port} is wanted by ingress and by the simulator; set SIMULATOR_PORT, for example SIMULATOR_PORT=2."
    ]


def test_nothing_is_said_about_free_ports() -> None:
    assert complaints([Door("ingress", free_port(), "PORT", "8001")]) == []
