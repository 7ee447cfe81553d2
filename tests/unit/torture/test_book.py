"""What runs came to is written as they go: none that was broken off can be left out."""

from collections import Counter
from pathlib import Path

import pytest

from tests.harness.child import ROOT
from tests.torture.__main__ import parsed, seeds
from tests.torture.book import Page, read, table
from tests.torture.chronicle import Chronicle
from tests.torture.findings import Fault, Finding, Verdict
from tests.torture.promises import a_crowd
from tests.torture.run import Report, Round, Script
from tests.unit.torture.test_oracle import ANNA, DUE


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "runs.jsonl"


def a_page(book: Path, seed: int) -> Page:
    page = Page(book, Script(seed, 90, people=400, before_reference="1d2c3b4" if seed == 12 else ""))
    page.begin()
    page.round(Round(promised=700, faults=30, overdue=12, seconds=4.04, load=2.6))
    return page


def a_report(page: Page, *findings: Finding) -> Report:
    verdict = Verdict([*findings], [0.5, 1.5], promised=1500, rang=1501, answered=4000)
    return Report(page.script, verdict, Chronicle(), Counter(kill=40, line=25), took_seconds=200.4)


def test_a_run_that_came_to_its_verdict_is_a_row_and_is_summed_up(book: Path) -> None:
    for seed in (11, 12):
        page = a_page(book, seed)
        page.round(Round(promised=1400, faults=65, overdue=3, seconds=9.0, load=5.2))
        findings = [Finding(Fault.LOST, ANNA, "errand1", DUE), Finding(Fault.UNANSWERED, ANNA, "/list", DUE)]
        page.end(a_report(page, *findings, Finding(Fault.DOUBLE, ANNA, "errand2", DUE, "hidden, and counted")))

    first, second, everything = table(read(book)).splitlines()[2:]

    assert first == "| 11 | 400 | 65 | 1,500 | 1 lost | 1 | 0 | 1 | median 6.5 s, longest 9.0 s, 2 rounds | 3–5 |"
    assert second.startswith("| 12, two versions | 400 | 65 |")
    assert everything.startswith(
        "| all that ended |  | 130 | 3,000 | 2 lost | 2 | 0 | 2 | median 6.5 s, longest 9.0 s, 4 rounds |"
    )


def test_a_run_that_was_broken_off_is_a_row_and_is_not_summed_up(book: Path) -> None:
    a_page(book, 11)
    a_page(book, 12).break_off("AssertionError: nobody serves")

    killed, given_up, everything = table(read(book)).splitlines()[2:]

    assert killed.startswith("| 11 | 400 | 30 | 700 | **broken off** |")
    assert given_up.startswith("| 12, two versions | 400 | 30 | 700 | **broken off** |")
    assert everything.startswith("| all that ended |  | 0 | 0 | 0 |")


def test_a_book_goes_on_where_it_ended(book: Path) -> None:
    for seed in (11, 11):
        a_page(book, seed)

    assert [run.began["seed"] for run in read(book)] == [11, 11]


def test_seeds_are_one_or_several() -> None:
    assert seeds("7") == [7]
    assert seeds("3,11-13") == [3, 11, 12, 13]
    assert parsed(["--seed", "7"]).seeds == [7]
    assert parsed(["--seeds", "7-8"]).seeds == [7, 8]


def test_a_seed_has_the_same_people_whichever_ran_before_it() -> None:
    assert a_crowd(3) == a_crowd(3)
    assert len(set(a_crowd(1000))) == 1000


def test_the_figures_in_the_docs_are_those_of_their_book() -> None:
    docs = ROOT / "docs"

    assert table(read(docs / "torture.jsonl")) in (docs / "reliability.md").read_text("utf-8")
