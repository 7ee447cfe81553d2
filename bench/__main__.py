"""`./task bench`: asks every question, or those that are named, and prints the answers as Markdown.

`--full` asks as thoroughly as the figures of record do; `--record` also writes them and their pictures down.
A question that fails is told, and the others are asked all the same.
"""

import argparse
import asyncio
import os
import platform
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import uvloop

from bench import picture, record
from bench.asking import RUN, LeftOut
from bench.questions import QUESTIONS
from shared.runtime import log
from shared.runtime.garbage import collect_seldom


async def ask_all(names: Sequence[str], *, is_for_record: bool) -> Sequence[str]:
    """Ask one after the other, and return which of them failed."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    how = f"{machine}; rounds {RUN.rounds}, scale {RUN.scale:g}"
    print(f"{how}\n")
    failed = []
    for name in names:
        try:
            answer = await import_module(f"bench.{name}").ask()
            print(answer.table(), flush=True)
            if is_for_record:
                record.write(name, answer, how)
                picture.draw(name, answer)
        except LeftOut as reason:
            print(f"`{name}` is left out, because {reason}.\n", flush=True)
        except Exception:  # noqa: BLE001 - whatever it is, the next question has nothing to do with it
            failed.append(name)
            traceback.print_exc()
    return failed


def main() -> None:
    takes = "\n".join(f"  {name:16} {minutes:3} min with --full" for name, minutes in QUESTIONS.items())
    parser = argparse.ArgumentParser(
        prog="./task bench --",
        description=__doc__,
        epilog=f"questions:\n{takes}\n  {'all of them':16} {sum(QUESTIONS.values()):3} min",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="question", help="all unless told")
    parser.add_argument("--full", action="store_true", help="five rounds and full counts")
    parser.add_argument("--record", action="store_true", help="write figures.md and pictures")
    wanted = parser.parse_args()
    if unknown := set(wanted.names).difference(QUESTIONS):
        parser.error(f"nobody asks {', '.join(sorted(unknown))}")
    if wanted.full:
        RUN.be_full()
    log.set_up(service="bench", level="error", form="console")
    collect_seldom()
    uvloop.install()
    if failed := asyncio.run(ask_all(wanted.names or list(QUESTIONS), is_for_record=wanted.record)):
        sys.exit(f"Without an answer: {', '.join(failed)}")


if __name__ == "__main__":
    main()
