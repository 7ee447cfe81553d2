"""`python -m services.notifier.domain.wording > docs/wording.md`: the whole catalogue, for somebody to read through."""

import sys
from collections.abc import Iterator

from services.notifier.domain.wording.english import ENGLISH
from services.notifier.domain.wording.russian import RUSSIAN

HEADING = """# What Nudge says

Every sentence, in both languages, side by side. Names in braces are filled in: `{task}` is the person's own text,
`{id}` its short name, `{when}` a day, an hour and a city. Made from the catalogues by `./task wording`.

| | English | Русский |
| --- | --- | --- |"""


def page() -> str:
    """Return the page."""
    return "\n".join([HEADING, *_rows()]) + "\n"


def _rows() -> Iterator[str]:
    for (name, english), (_, russian) in zip(ENGLISH.sentences(), RUSSIAN.sentences(), strict=True):
        yield f"| {name} | {_cell(english)} | {_cell(russian)} |"


def _cell(sentence: str) -> str:
    return sentence.replace("|", "\\|").replace("\n", "<br>")


if __name__ == "__main__":
    sys.stdout.write(page())
