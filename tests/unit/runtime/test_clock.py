"""Sleeping to the moment."""

import time

import pytest

from shared.runtime.clock import sleep_until


@pytest.mark.parametrize("seconds", [-1, 0, 0.0004, 0.0013, 0.0051])
async def test_a_sleep_to_a_moment_is_never_too_short(seconds: float) -> None:
    moment = time.monotonic() + seconds
    await sleep_until(moment)

    assert time.monotonic() >= moment
