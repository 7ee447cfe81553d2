"""`./task fuzz -- --minutes 10`: bent inputs for everything that reads what others wrote, for as long as one likes."""

import argparse
import sys
import time
import traceback
from collections import Counter

from tests.fuzz.running import TARGETS, FindingError, run

SLICE_SECONDS = 5.0
"""Each target in turn: whoever stops early has tried a little of all."""


def main(*, minutes: float, seed: int, targets: list[str]) -> int:
    """Run them, say how many inputs were tried, and return 1 when something was found."""
    end, tried, findings = time.monotonic() + minutes * 60, Counter[str](), Counter[str]()
    while time.monotonic() < end and (left := [target for target in targets if not findings[target]]):
        for target in left:
            seconds = min(SLICE_SECONDS, minutes * 60 / len(targets))
            try:
                tried[target] += run(target, seed=seed + tried[target], seconds=seconds).inputs
            except FindingError as finding:
                findings[target] += 1
                _say(f"FOUND {finding}\n{''.join(traceback.format_exception(finding.__cause__)[-4:])}")
    for target in targets:
        _say(f"{target:>14}  {tried[target]:>10,} inputs from seed {seed}")
    _say(f"{'all':>14}  {sum(tried.values()):>10,} inputs, {sum(findings.values())} findings")
    return 1 if findings else 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a person reads along


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./task fuzz --", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first input")
    parser.add_argument("targets", nargs="*", default=[*TARGETS], help=f"of {', '.join(TARGETS)}")
    given = parser.parse_args()
    sys.exit(main(minutes=given.minutes, seed=given.seed, targets=given.targets))
