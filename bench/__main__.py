"""`./task bench`: asks every question, or those that are named, and prints the answers as Markdown.

`--full` asks as thoroughly as the figures of record do; `--record` also writes them and their pictures down.
"""

import argparse
import asyncio
import os
import platform
from importlib import import_module

import uvloop

from bench import picture, record
from bench.asking import RUN
from shared.runtime import log
from shared.runtime.garbage import collect_seldom

QUESTIONS = (
    "adds",
    "fire",
    "lateness",
    "memory",
    "adds_beside",
    "memory_beside",
    "burst_beside",
    "lateness_beside",
    "lateness_loaded",
    "crowd",
    "growth",
    "handover",
)


async def _main(names: list[str], *, is_for_record: bool) -> None:
    log.set_up(service="bench", level="error", form="console")
    collect_seldom()
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    how = f"{machine}; rounds {RUN.rounds}, scale {RUN.scale:g}"
    print(f"{how}\n")
    for name in names or QUESTIONS:
        answer = await import_module(f"bench.{name}").ask()
        print(answer.table(), flush=True)
        if is_for_record:
            record.write(name, answer, how)
            picture.draw(name, answer)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./task bench --", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="question", help=f"all unless told: {', '.join(QUESTIONS)}")
    parser.add_argument("--full", action="store_true", help="five rounds and full counts: some hours")
    parser.add_argument("--record", action="store_true", help="write figures.md and pictures")
    wanted = parser.parse_args()
    if unknown := set(wanted.names).difference(QUESTIONS):
        parser.error(f"nobody asks {', '.join(sorted(unknown))}")
    if wanted.full:
        RUN.be_full()
    uvloop.install()
    asyncio.run(_main(wanted.names, is_for_record=wanted.record))
