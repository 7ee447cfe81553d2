"""Every question that there is, in the order in which they are asked, with what it takes with `--full`."""

from collections.abc import Mapping

QUESTIONS: Mapping[str, int] = {
    "adds": 2,
    "fire": 3,
    "lateness": 4,
    "memory": 4,
    "adds_beside": 4,
    "memory_beside": 4,
    "burst_beside": 5,
    "lateness_beside": 5,
    "lateness_loaded": 5,
    "crowd": 5,
    "handover": 3,
    "answer": 3,
    "pacing": 5,
    "voice": 2,
    "language": 2,
    "growth": 25,
}
"""Name → minutes on two cores. Each is a module with `ask`. The long one comes last."""
