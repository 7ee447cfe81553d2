"""What every adapter speaks, with the standard library alone: it runs in the peer's own environment.

An adapter is a program with two verbs.
`add` reads one request a line, a JSON object with `count`, `first` (the moment of the first job, in Unix seconds) and
`gap` (seconds between two), keeps that many jobs, and answers with the seconds that took.
`work` runs jobs and calls `ran` for each, until it is killed.
"""

import json
import os
import sys
import time
from collections.abc import Callable

PAYLOAD = json.dumps({"chat": "whatsapp:+4915112345678", "text": "drink a glass of water", "words": "x" * 70})
"""152 bytes: a reminder."""

REDIS = os.environ.get("BENCH_REDIS", "")
NATS = os.environ.get("BENCH_NATS", "")
VARIANT = os.environ.get("BENCH_VARIANT", "")
_SINK = os.environ.get("BENCH_SINK", "")

_sink = os.open(_SINK, os.O_WRONLY | os.O_APPEND | os.O_CREAT) if _SINK else -1


def ran(due: float) -> None:
    """Note that the job of that moment runs now."""
    os.write(_sink, b"%.6f %.6f\n" % (due, time.time()))


def moments(request: dict[str, float]) -> list[float]:
    """Return when the jobs of a request are due, in Unix seconds."""
    return [request["first"] + number * request["gap"] for number in range(int(request["count"]))]


def answer_requests(add: Callable[[list[float]], None]) -> None:
    """Serve the verb `add` until the input ends."""
    print("ready", flush=True)
    for line in sys.stdin:
        dues = moments(json.loads(line))
        began = time.perf_counter()
        add(dues)
        print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)
