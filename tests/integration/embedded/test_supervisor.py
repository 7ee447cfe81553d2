import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
STAND_INS = Path(__file__).with_name("stand_ins.py")
PATIENCE_SECONDS = 20.0


class House:
    """A supervisor with stand-ins, in a process of its own."""

    def __init__(self, folder: Path, *floors: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, str(STAND_INS), str(folder), *floors],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def open(self) -> "House":
        wait_until((self.folder / "open").exists, "the house is open")
        return self

    def pid(self, name: str) -> int:
        return int((self.folder / f"{name}.pid").read_text())

    def diary(self) -> list[str]:
        return (self.folder / "diary").read_text().splitlines()

    def ends(self) -> tuple[int, str]:
        output, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, output


def wait_until(fact: Callable[[], object], description: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not fact():
        assert time.monotonic() < deadline, f"never: {description}"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    return False


@pytest.fixture
def houses() -> Iterator[list[House]]:
    started: list[House] = []
    yield started
    for house in started:
        house.process.kill()
        house.process.communicate()


@pytest.fixture
def house(tmp_path: Path, houses: list[House]) -> Callable[..., House]:
    def build(*floors: str) -> House:
        houses.append(House(tmp_path, *floors))
        return houses[-1]

    return build


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_floors_open_upwards_and_close_downwards(house: Callable[..., House], number: signal.Signals) -> None:
    built = house("store=calm", "worker=calm", "door=calm").open()
    built.process.send_signal(number)

    assert built.ends()[0] == 0
    assert built.diary() == [
        "store came",
        "worker came",
        "door came",
        "door left",
        "worker left",
        "store left",
    ]


def test_a_child_that_dies_is_named_and_comes_back(house: Callable[..., House]) -> None:
    built = house("worker=calm").open()
    first = built.pid("worker")
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: built.diary() == ["worker came", "worker came"], "the worker comes back")
    built.process.terminate()

    code, output = built.ends()
    assert code == 0
    assert "worker was killed by SIGKILL; starting it again in 0.5 s" in output


def test_a_child_that_does_not_leave_is_killed_after_its_grace(house: Callable[..., House]) -> None:
    built = house("worker=stubborn").open()
    built.process.terminate()

    code, output = built.ends()
    assert code == 0
    assert "worker did not stop within 0.5 s; killing it" in output
    assert not is_alive(built.pid("worker"))


def test_the_second_signal_does_not_wait(house: Callable[..., House]) -> None:
    built = house("store=stubborn", "worker=stubborn").open()
    built.process.terminate()
    assert built.process.stdout
    assert "stopping" in next(line for line in built.process.stdout if "SIGTERM" in line)
    built.process.terminate()

    assert built.ends()[0] == 130
    assert not is_alive(built.pid("store"))
    assert not is_alive(built.pid("worker"))


@pytest.mark.parametrize("kind", ["calm", "stubborn", "parent"])
def test_killing_the_supervisor_leaves_nobody_behind(house: Callable[..., House], kind: str) -> None:
    built = house(f"store={kind}", f"worker={kind}").open()
    wait_until(lambda: kind != "parent" or (built.folder / "worker.child.pid").exists(), "the child has a child")
    everyone = [int(file.read_text()) for file in built.folder.glob("*.pid")]
    built.process.kill()

    wait_until(lambda: not any(map(is_alive, everyone)), "everyone is gone")


def test_what_a_child_leaves_behind_goes_with_it(house: Callable[..., House]) -> None:
    built = house("worker=parent").open()
    wait_until((built.folder / "worker.child.pid").exists, "the child has a child")
    built.process.terminate()

    assert built.ends()[0] == 0
    assert not is_alive(built.pid("worker.child"))


def test_a_child_with_wrong_settings_is_not_started_again(house: Callable[..., House]) -> None:
    code, output = house("store=calm", "worker=misled").ends()

    assert code == 1
    assert "refused: worker cannot start with these settings." in output
    assert "starting it again" not in output
