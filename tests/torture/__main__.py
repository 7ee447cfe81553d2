"""`./task torture -- --seed 7 --minutes 10`: everything that can go wrong, for as long as one likes."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import uvloop

from tests.torture.book import Page, read, table
from tests.torture.plan import KINDS
from tests.torture.run import Report, Round, Script, torture
from tests.torture.stage import FAKETIME
from tests.torture.telling import tell, told_of
from tests.torture.timeline import draw
from tests.torture.versions import checked_out

BROKEN_OFF = 3


def main() -> int:
    given = parsed(sys.argv[1:])
    if given.table:
        sys.stdout.write(table(read(given.table)))
        return 0
    with tempfile.TemporaryDirectory(prefix="torture") as folder:
        before = checked_out(given.before, Path(folder) / "before") if given.before else None
        if given.before and before is None:
            sys.stderr.write(f"!!! LEFT OUT: this clone does not know {given.before}, so all are of one version\n")
        if FAKETIME is None:
            sys.stderr.write("!!! LEFT OUT: no clock is set, because libfaketime is not here (apt install faketime)\n")
        return max(_run(_script(given, seed, before), given, Path(folder)) for seed in given.seeds)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./task torture --", description=__doc__)
    parser.add_argument("--seed", "--seeds", dest="seeds", type=seeds, default=[1], help="7, or several: 11-16,20")
    parser.add_argument("--minutes", type=float, default=5.0, help="of trouble, a seed; recovering comes on top")
    parser.add_argument("--people", type=int, default=Script.people, help="who each have a reminder every 20 s or so")
    parser.add_argument("--faults", type=float, default=Script.faults_a_second, help="a second, on average")
    parser.add_argument("--before", metavar="COMMIT", help="let services of that commit run beside those of this one")
    parser.add_argument("--without", action="append", default=[], choices=KINDS, help="a kind of fault to leave out")
    parser.add_argument("--house", type=Path, help="a folder that keeps the logs and stores of the runs, a seed each")
    parser.add_argument("--timeline", type=Path, help="where to draw the run; a failing one is drawn anyway")
    parser.add_argument("--book", type=Path, help="a file that what runs came to is added to")
    parser.add_argument("--table", type=Path, metavar="BOOK", help="run nothing; say what is in that book")
    return parser.parse_args(arguments)


def seeds(text: str) -> list[int]:
    """Read `7`, `11-16` or `3,11-16`. Raises ValueError."""
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        found += range(int(first), int(last if dash else first) + 1)
    return found


def _script(given: argparse.Namespace, seed: int, before: Path | None) -> Script:
    return Script(
        seed,
        given.minutes * 60,
        given.people,
        given.faults,
        before=before,
        before_reference=given.before or "",
        without=tuple(given.without),
    )


def _run(script: Script, given: argparse.Namespace, folder: Path) -> int:
    """Return 0 when nothing was found, 1 when something was, 3 when it came to no verdict."""
    page = Page(given.book, script) if given.book else None

    def say(a_round: Round) -> None:
        sys.stderr.write(f"seed {script.seed}: {told_of(a_round)}\n")
        if page:
            page.round(a_round)

    if page:
        page.begin()
    try:
        report = uvloop.run(torture(script, (given.house or folder) / f"seed-{script.seed}", tell=say))
    except Exception as error:  # noqa: BLE001 - whatever it was: the seeds after it are not to blame
        why = f"{type(error).__name__}: {error}"
        sys.stderr.write(f"!!! BROKEN OFF: seed {script.seed}: {why}\n")
        if page:
            page.break_off(why)
        return BROKEN_OFF
    if page:
        page.end(report)
    return _told(report, given.timeline)


def _told(report: Report, timeline: Path | None) -> int:
    sys.stdout.write(tell(report))
    sys.stdout.flush()
    drawn = timeline or (Path(f"torture-{report.script.seed}.html") if report.verdict.guilty else None)
    if drawn:
        drawn.write_text(draw(report), "utf-8")
        sys.stdout.write(f"timeline: {drawn}\n")
    return 1 if report.verdict.guilty else 0


if __name__ == "__main__":
    sys.exit(main())
