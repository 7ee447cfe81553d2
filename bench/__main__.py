"""`./task bench`: asks every question, or those that are named, and prints the answers as Markdown."""

import asyncio
import os
import platform
import sys
from importlib import import_module

import uvloop

from bench import picture
from bench.asking import ROUNDS, SCALE
from shared.runtime import log
from shared.runtime.garbage import collect_seldom

QUESTIONS = ("adds", "fire", "lateness", "memory", "handover")


async def _main(names: list[str]) -> None:
    log.set_up(service="bench", level="error", form="console")
    collect_seldom()
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{machine}; rounds {ROUNDS}, scale {SCALE:g}\n")
    for name in names or QUESTIONS:
        answer = await import_module(f"bench.{name}").ask()
        print(answer.table(), flush=True)
        picture.draw(name, answer)


if __name__ == "__main__":
    uvloop.install()
    asyncio.run(_main(sys.argv[1:]))
