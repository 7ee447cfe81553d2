"""The chats, kept in a file: one line a change, the last line about a message wins."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from simulator.ledger import Message


class Journal:
    """Remembers every change of the ledger at `path`; without a path it remembers nothing."""

    def __init__(self, path: Path | None) -> None:
        self._messages: dict[str, Message] = {}
        self._file: TextIO | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._messages = {message.sid: message for message in _lines(path)}
            _rewrite(path, self._messages.values())
            self._file = path.open("a", encoding="utf-8")

    def remembered(self) -> list[Message]:
        return list(self._messages.values())

    def record(self, message: Message) -> None:
        if self._file:
            self._file.write(message.model_dump_json() + "\n")
            self._file.flush()

    def close(self) -> None:
        if self._file:
            self._file.close()


def _rewrite(path: Path, messages: Iterable[Message]) -> None:
    """Start with one line a message, so that the file does not grow for ever."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text("".join(message.model_dump_json() + "\n" for message in messages), "utf-8")
    fresh.replace(path)


def _lines(path: Path) -> Iterator[Message]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                yield Message.model_validate_json(line)
            except ValidationError:  # a line cut short by a crash
                continue
