"""`./task` with stand-ins for Python and what it installs: no network, no time."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOOLS = ("sh", "cat", "cksum", "dirname", "grep", "mkdir", "cp", "chmod")

PYTHON = """#!/bin/sh
# Notes how it was called; -m venv makes an environment of stand-ins.
echo "python $*" >>"$NOTES"
case "$*" in
--version) echo Python 3.12.0 ;;
"-m venv --clear .venv")
    mkdir -p .venv/bin
    cp "$0" .venv/bin/python
    for name in uv task; do
        printf '#!/bin/sh\\necho "%s $*" >>"$NOTES"\\n[ "$BROKEN" != %s ]\\n' "$name" "$name" >.venv/bin/$name
    done
    chmod +x .venv/bin/*
    ;;
esac
"""


class Door:
    """A copy of the door on a machine that has next to nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "house"
        self.bin = folder / "bin"
        self.notes = folder / "notes"
        (self.folder / "requirements").mkdir(parents=True)
        shutil.copy(ROOT / "task", self.folder)
        for name in ("uv", "dev"):
            (self.folder / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))

    def give_python(self) -> None:
        python = self.bin / "python3"
        python.write_text(PYTHON)
        python.chmod(0o755)

    def knock(self, *arguments: str, broken: str = "") -> subprocess.CompletedProcess[str]:
        self.notes.write_text("")
        return subprocess.run(
            [str(self.folder / "task"), *arguments],
            cwd="/",
            env={"PATH": str(self.bin), "NOTES": str(self.notes), "BROKEN": broken, "HOME": os.environ["HOME"]},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """Return what was called, without the check of Python's version."""
        return [line for line in self.notes.read_text().splitlines() if not line.startswith(("python -c", "    "))]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    door = Door(tmp_path)
    door.give_python()
    return door


SYNC = "uv pip sync --quiet --require-hashes requirements/uv.txt requirements/dev.txt"


def test_the_first_time_it_installs_and_says_so_and_the_second_time_it_only_runs_the_verb(door: Door) -> None:
    first = door.knock("check")
    assert "making .venv with Python 3.12.0" in first.stderr
    assert "installing 1 pinned packages" in first.stderr
    assert door.calls()[1] == "python -m venv --clear .venv"
    assert door.calls()[-2:] == [SYNC, "task check"]

    second = door.knock("check")
    assert second.stderr == ""
    assert door.calls() == ["task check"]


def test_new_pins_are_installed_into_the_same_environment(door: Door) -> None:
    door.knock()
    (door.folder / "requirements" / "dev.txt").write_text("dev==2\n")

    assert "making .venv" not in door.knock().stderr
    assert SYNC in door.calls()


def test_a_moved_folder_gets_a_new_environment(door: Door) -> None:
    door.knock()
    door.folder = door.folder.rename(door.folder.with_name("elsewhere"))

    assert "making .venv" in door.knock().stderr


def test_an_environment_whose_python_has_gone_is_made_again(door: Door) -> None:
    door.knock()
    (door.folder / ".venv" / "bin" / "python").unlink()

    assert "making .venv" in door.knock().stderr


def test_where_uv_cannot_install_pip_does(door: Door) -> None:
    done = door.knock("check", broken="uv")

    assert "trying pip" in done.stderr
    assert "-r requirements/dev.txt" in door.calls()[-2]
    assert door.calls()[-1] == "task check"


def test_up_is_run_without_task_in_between(door: Door) -> None:
    door.knock()
    door.knock("up", "--", "--fresh")

    assert door.calls() == ["python -m deploy.embedded --fresh"]


def test_without_python_one_sentence_says_what_is_needed(tmp_path: Path) -> None:
    done = Door(tmp_path).knock()

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or later" in done.stderr


def test_the_exit_code_is_that_of_the_verb(door: Door) -> None:
    assert door.knock("check").returncode == 0
    assert door.knock("check", broken="task").returncode == 1


def test_no_pin_names_a_registry() -> None:
    for pins in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in pins.read_text(), pins
