"""Every Lua script opens with a header that says what it does, with which keys, arguments, returns and bound."""

import re
from pathlib import Path

import pytest

SCRIPTS = sorted(Path("services").rglob("*.lua"))


def header_of(script: Path) -> str:
    lines = script.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines[: next(i for i, line in enumerate(lines) if not line.startswith("--"))])


def test_there_are_scripts() -> None:
    assert len(SCRIPTS) >= 8


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
@pytest.mark.parametrize("part", ["KEYS[1]", "ARGV[1]", "Returns", "Bound:"])
def test_a_script_says_its_keys_arguments_returns_and_bound(script: Path, part: str) -> None:
    assert part in header_of(script)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_every_key_that_a_script_touches_is_declared(script: Path) -> None:
    code = re.sub(r"--.*", "", script.read_text("utf-8"))
    calls = re.findall(r"redis\.call\('(\w+)',\s*([^,)]+)", code)
    declared = re.compile(r"KEYS\[|chat$")  # claim.lua names one of its KEYS `chat`

    assert all(name == "TIME" or declared.match(key) for name, key in calls)
