"""The figures of record: `figures.md`, a part a question, each written when it was asked with `--record`."""

import re
from datetime import UTC, datetime
from pathlib import Path

from bench.asking import Answer

FILE = Path(__file__).with_name("figures.md")


def write(name: str, answer: Answer, how: str) -> None:
    """Put the answer in the place of the one before."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    asked = f"{how}; {datetime.now(UTC):%Y-%m-%d}."
    part = f"{begin}\n{answer.table()}\n{asked}\n{end}"
    figures = FILE.read_text("utf-8")
    old = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not old.search(figures):
        figures = f"{figures.rstrip()}\n\n{begin}\n{end}\n"
    FILE.write_text(old.sub(lambda _: part, figures), "utf-8")
