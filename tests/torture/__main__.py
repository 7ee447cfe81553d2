"""`./task torture -- --seed 7 --minutes 10`: everything that can go wrong, for as long as one likes."""

import argparse
import sys
import tempfile
from pathlib import Path

import uvloop

from tests.torture.plan import KINDS
from tests.torture.run import Script, torture
from tests.torture.stage import FAKETIME
from tests.torture.telling import tell
from tests.torture.timeline import draw
from tests.torture.versions import checked_out


def main() -> int:
    parser = argparse.ArgumentParser(prog="./task torture --", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=5.0, help="of trouble; recovering comes on top")
    parser.add_argument("--people", type=int, default=Script.people)
    parser.add_argument("--faults", type=float, default=Script.faults_a_second, help="a second, on average")
    parser.add_argument("--before", metavar="COMMIT", help="let services of that commit run beside those of this one")
    parser.add_argument("--without", action="append", default=[], choices=KINDS, help="a kind of fault to leave out")
    parser.add_argument("--house", type=Path, help="an empty folder that keeps the logs and stores of the run")
    parser.add_argument("--timeline", type=Path, help="where to draw the run; a failing one is drawn anyway")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="torture") as folder:
        before = checked_out(given.before, Path(folder) / "before") if given.before else None
        if given.before and before is None:
            sys.stderr.write(f"!!! LEFT OUT: this clone does not know {given.before}, so all are of one version\n")
        if FAKETIME is None:
            sys.stderr.write("!!! LEFT OUT: no clock is set, because libfaketime is not here (apt install faketime)\n")
        script = Script(
            given.seed,
            given.minutes * 60,
            given.people,
            given.faults,
            before=before,
            before_reference=given.before or "",
            without=tuple(given.without),
        )
        report = uvloop.run(torture(script, given.house or Path(folder) / "house", tell=_say))
    sys.stdout.write(tell(report))
    page = given.timeline or (Path(f"torture-{given.seed}.html") if report.verdict.guilty else None)
    if page:
        page.write_text(draw(report), "utf-8")
        sys.stdout.write(f"timeline: {page}\n")
    return 1 if report.verdict.guilty else 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
