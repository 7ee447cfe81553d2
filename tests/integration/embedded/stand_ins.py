"""A house of stand-ins, run as a program of its own: `stand_ins.py FOLDER name=kind ...`, a floor per argument.

Each writes what happens to it into FOLDER/diary.
"""

import asyncio
import sys
from functools import partial
from pathlib import Path

from deploy.embedded.child import Job
from deploy.embedded.command import Command
from deploy.embedded.errors import CannotStartError
from deploy.embedded.lifeline import Lifeline
from deploy.embedded.logs import Logs
from deploy.embedded.supervisor import Supervisor

BODY = """
import os, pathlib, signal, sys, time
folder, name, kind = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def note(what):
    with (folder / "diary").open("a") as diary:
        diary.write(f"{name} {what}\\n")

def leave(*_):
    note("left")
    sys.exit(0)

signal.signal(signal.SIGTERM, signal.SIG_IGN if kind == "stubborn" else leave)
if kind == "misled":
    sys.exit(2)
(folder / f"{name}.pid").write_text(str(os.getpid()))
note("came")
print("at work", flush=True)
if kind == "parent" and not os.fork():
    (folder / f"{name}.child.pid").write_text(str(os.getpid()))
while True:
    signal.pause()
"""


def job(folder: Path, name: str, kind: str) -> Job:
    command = Command((sys.executable, "-c", BODY, str(folder), name, kind))
    return Job(name, command, partial(is_at_work, folder / f"{name}.pid"), grace_seconds=0.5)


async def is_at_work(pid_file: Path) -> bool:
    return pid_file.exists()  # noqa: ASYNC240 - a stand-in for a probe


async def main(folder: Path, floors: list[str]) -> int:
    async def opening(supervisor: Supervisor) -> None:
        for floor in floors:
            await supervisor.open([job(folder, *child.split("=")) for child in floor.split(",")])
        (folder / "open").touch()

    with Lifeline() as lifeline:
        return await Supervisor(lifeline=lifeline, logs=Logs(["nudge"])).run(opening)


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main(Path(sys.argv[1]), sys.argv[2:])))
    except CannotStartError as problem:
        sys.exit(f"refused: {problem}")
