"""A run is told in a few lines, and drawn as a page that needs nothing else."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from tests.torture.chronicle import PEOPLE, Chronicle, Span, Tick
from tests.torture.findings import Fault, Finding, Verdict
from tests.torture.run import Report, Script
from tests.torture.telling import tell
from tests.torture.timeline import draw

BEGAN = datetime(2031, 5, 1, 9, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def a_report(*findings: Finding) -> Report:
    chronicle = Chronicle(BEGAN)
    chronicle.spans += [Span("redis", "SIGSTOP", at(5), at(9)), Span("notifier-1", "→ nats: <torn>", at(58), at(63))]
    chronicle.ticks += [Tick(PEOPLE, "rang", at(7)), Tick(PEOPLE, "rang", at(7.1))]
    verdict = Verdict(list(findings), [0.1, 2.0], promised=2, rang=2)
    return Report(Script(7, 90), verdict, chronicle, Counter(freeze=1, line=1), whole=[(at(70), at(80))])


LOST = Finding(Fault.LOST, "+4915100000001", "errand1 of 09:00:07", at(7))


def test_a_run_that_found_nothing_says_its_figures() -> None:
    told = tell(a_report())

    assert "2 faults: 1 freeze, 1 line" in told
    assert "found: 0 lost, 0 early" in told
    assert "again:" not in told


def test_a_run_that_found_something_says_how_to_do_it_again() -> None:
    told = tell(a_report(LOST))

    assert "lost: errand1 of 09:00:07 (+4915100000001)" in told
    assert "again: ./task torture -- --seed 7 --minutes 1.5 --people 150" in told


def test_a_page_has_a_lane_a_process_and_shows_what_lasts_in_each_minute_that_it_touches() -> None:
    page = draw(a_report(LOST))

    assert page.count("<svg") == 2
    assert page.count("SIGSTOP, 4.0 s from 09:00:05") == 1
    assert page.count("→ nats: &lt;torn&gt;, 5.0 s") == 2
    assert "2 rang" in page
    assert "href='#m090000'" in page
    assert "id=m090000" in page
    assert "http" not in page
