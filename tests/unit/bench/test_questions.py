"""The bench as a whole: every module of it loads, every question can be asked, and one that fails stands alone."""

import inspect
import re
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

import bench
from bench import __main__ as program
from bench.asking import Answer, LeftOut, Row
from bench.questions import QUESTIONS

HERE = Path(bench.__file__).parent
IN_AN_ENVIRONMENT_OF_ITS_OWN = {path.stem for path in HERE.glob("peers/*.py") if "from wire import" in path.read_text()}
MODULES = [
    ".".join(path.relative_to(HERE.parent).with_suffix("").parts)
    for path in sorted([*HERE.glob("*.py"), *HERE.glob("peers/*.py")])
    if path.stem not in {"__init__", *IN_AN_ENVIRONMENT_OF_ITS_OWN}
]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_of_the_bench_loads(module: str) -> None:
    import_module(module)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_can_be_asked(name: str) -> None:
    ask = import_module(f"bench.{name}").ask

    assert inspect.iscoroutinefunction(ask)
    assert inspect.signature(ask).return_annotation is Answer
    assert not inspect.signature(ask).parameters


def test_every_module_that_asks_is_a_question() -> None:
    asking = {path.stem for path in HERE.glob("*.py") if "\nasync def ask(" in path.read_text("utf-8")}

    assert asking == set(QUESTIONS)


def test_the_readme_names_every_question_and_what_it_takes() -> None:
    rows = re.findall(r"^\| `(\w+)`: .* \| (\d+) min \|$", (HERE / "README.md").read_text("utf-8"), re.MULTILINE)

    assert {name: int(minutes) for name, minutes in rows} == QUESTIONS


async def test_a_question_that_fails_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"bench.adds": _broken, "bench.fire": _absent, "bench.memory": _answered}
    monkeypatch.setattr(program, "import_module", lambda name: SimpleNamespace(ask=answers[name]))

    failed = await program.ask_all(["adds", "fire", "memory"], is_for_record=False)

    said = capsys.readouterr()
    assert failed == ["adds"]
    assert "ValueError: of no use" in said.err
    assert "`fire` is left out, because there is no Node." in said.out
    assert "| ours | 2.00 | – |" in said.out


async def _broken() -> Answer:
    raise ValueError("of no use")


async def _absent() -> Answer:
    raise LeftOut("there is no Node")


async def _answered() -> Answer:
    return Answer("How many?", "a second", [Row("ours", [2.0])], "ours", "the disk")


def test_a_row_may_be_compared_with_another_one_of_ours() -> None:
    rows = [
        Row("ours, on disk", [2.0]),
        Row("ours, lazily", [4.0]),
        Row("theirs", [1.0]),
        Row("a floor", [8.0], beside=["ours, lazily"]),
    ]

    table = Answer("How many?", "a second", rows, "ours, on disk", "the disk", also_of="ours, lazily").table()

    assert "| | a second, median of 1 | ours to it | ours to it, writing lazily |" in table
    assert "| ours, on disk | 2.00 | – | 2.00 × |" in table
    assert "| ours, lazily | 4.00 | 0.50 × | – |" in table
    assert "| theirs | 1.00 | 2.00 × | 4.00 × |" in table
    assert "| a floor | 8.00 | 0.50 × |" in table
