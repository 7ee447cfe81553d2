"""People of all sorts write while everything goes wrong that can. `./task torture` goes on for as long as one likes."""

import os
from pathlib import Path

from tests.harness.programs import program
from tests.torture.run import Script, torture
from tests.torture.stage import FAKETIME
from tests.torture.telling import tell
from tests.torture.timeline import draw

SEED = int(os.environ.get("NUDGE_TORTURE_SEED", "1"))
SECONDS = float(os.environ.get("NUDGE_TORTURE_SECONDS", "16"))


def test_clocks_can_be_set_here() -> None:
    """Where they cannot, the torture below leaves them alone."""
    program("faketime", "faketime")

    assert FAKETIME


async def test_nothing_is_lost_early_or_double_under_torture(tmp_path: Path) -> None:
    script = Script(SEED, SECONDS, people=60, ahead_seconds=(3, 8), stories_end_within=20)
    report = await torture(script, tmp_path / "house")
    page = tmp_path / "timeline.html"
    page.write_text(draw(report), "utf-8")

    assert report.verdict.guilty == [], f"{tell(report)}\ntimeline: {page}"
    assert report.verdict.promised > SECONDS  # else the torture tried nothing
    assert sum(report.faults.values()) > SECONDS / 4
