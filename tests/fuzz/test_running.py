"""Every target for a moment; `./task fuzz` goes on for as long as one likes."""

import os
from random import Random

import pytest

from tests.fuzz.running import TARGETS, FindingError, run

SECONDS = float(os.environ.get("NUDGE_FUZZ_SECONDS", "2"))
SEED = int(os.environ.get("NUDGE_FUZZ_SEED", "0"))


@pytest.mark.parametrize("target", TARGETS)
def test_bent_inputs_are_read_or_refused(target: str) -> None:
    assert run(target, seed=SEED, seconds=SECONDS).inputs > 0


def test_a_finding_names_the_number_that_makes_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbles(_dice: Random) -> None:
        raise RuntimeError("fell")

    monkeypatch.setattr("tests.fuzz.running.TARGETS", {"forms": stumbles})

    with pytest.raises(FindingError, match="forms 7: RuntimeError: fell"):
        run("forms", seed=7, seconds=1)
