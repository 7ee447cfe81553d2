"""Every question that there is, in the order in which they are asked, with what it takes with `--full`."""

from collections.abc import Mapping

QUESTIONS: Mapping[str, int] = {
    "adds": 2,
    "fire": 2,
    "lateness": 3,
    "memory": 5,
    "adds_beside": 4,
    "memory_beside": 3,
    "burst_beside": 11,
    "lateness_beside": 8,
    "lateness_loaded": 5,
    "crowd": 8,
    "handover": 2,
    "answer": 5,
    "pacing": 5,
    "voice": 1,
    "language": 2,
    "growth": 20,
}
"""Name → minutes on two cores. Each is a module with `ask`. The long one comes last."""
