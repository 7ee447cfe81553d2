"""Traces are nobody's burden: not where they are off, not where nobody takes them; and all services keep the same."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from deploy.embedded.ports import free_port
from services.scheduler.domain.naming import answer_id, fire_id, unique_id
from shared.contract import CommandId, spots
from shared.runtime.spans import QUEUE, SEND_WITHIN, Spans
from tests.harness.child import ROOT
from tests.harness.collector import collecting
from tests.harness.waiting import wait_until

LOOK = """
import sys
import services.{service}.app
from services.scheduler.settings import SchedulerSettings
from shared.contract import spots
from shared.runtime import life, traces

traces.begin("test", SchedulerSettings())
with traces.within(spots.of_command("SM1"), "one", "server", {{}}, since_ns=0):
    with traces.inside("two", "client", {{}}) as span:
        print(type(span).__name__, dict(traces.headers()))
traces.end()
print([name for name in sys.modules if name.startswith({unwanted})])
"""
INTERFACE = ("opentelemetry.trace", "opentelemetry.context", "opentelemetry.metrics")
SENDING = ("opentelemetry.sdk", "opentelemetry.exporter", "opentelemetry.proto", "google", "requests", "urllib3")


@pytest.mark.parametrize(
    ("service", "unwanted"),
    [
        ("scheduler", (*INTERFACE, *SENDING)),
        ("notifier", (*INTERFACE, *SENDING)),
        ("ingress", SENDING),  # FastAPI brings the interface along itself
    ],
)
def test_where_traces_are_off_nothing_of_them_is_imported_or_done(service: str, unwanted: tuple[str, ...]) -> None:
    look = LOOK.format(service=service, unwanted=unwanted)
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stdout.splitlines() == ["_Nothing {}", "[]"], done.stderr


@contextmanager
def spans(endpoint: str, *, ratio: float = 1) -> Iterator[Spans]:
    recorder = Spans("test", endpoint, ratio)
    try:
        yield recorder
    finally:
        recorder.close()


@pytest.fixture
def deaf() -> Iterator[str]:
    """Somebody who takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_all_services_keep_the_same_reminders_and_all_of_one_or_nothing() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    with spans(nowhere, ratio=0.3) as one, spans(nowhere, ratio=0.3) as other:
        kept = 0
        for number in range(1000):
            command = CommandId(f"SM{number:032x}")
            fire = fire_id(unique_id(command), 1, 0)
            ways = [
                spots.of_command(command),
                spots.of_speech(answer_id(command)),
                spots.of_speech(fire),
                spots.of_report("SM9", "read", fire),
                spots.of_speech(spots.together(fire, "a1b2")),
            ]
            told = {bool(recorder.headers(spot)) for recorder in (one, other) for spot in ways}
            assert len(told) == 1
            kept += told.pop()

    assert 230 < kept < 370


async def test_what_an_error_says_is_not_told() -> None:
    async with collecting() as collector:
        with spans(collector.url) as recorder:
            with pytest.raises(ValueError, match="Ottilie"), recorder.open("one", "server", {}, spot=spots.Spot(1, 2)):
                raise ValueError("feed the canary of Ottilie")

            async def has_come() -> bool:
                return bool(collector.spans)

            await wait_until(has_come, description="the span has come")
        [span] = collector.spans

        assert span.failed == "ValueError"
        assert "Ottilie" not in span.everything


def test_spans_that_nobody_takes_cost_a_bounded_memory_and_keep_nobody_from_leaving(deaf: str) -> None:
    recorder = Spans("test", deaf, 1)
    for number in range(3 * QUEUE):
        with recorder.open("one", "server", {}, spot=spots.Spot(number + 1, 2)):
            pass
    waiting = len(recorder._sending._batch_processor._queue)
    began = time.monotonic()
    recorder.close()

    assert waiting == QUEUE
    # All of them would take nine times the three seconds of a batch.
    assert time.monotonic() - began < 3
    recorder._sending._batch_processor._worker_thread.join(2 * SEND_WITHIN.total_seconds())
    assert not recorder._sending._batch_processor._worker_thread.is_alive()
