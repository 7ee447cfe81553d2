"""The simulator's present: the machine's, or as far away from it as somebody moved it; it may stand still."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

Moment = Callable[[], datetime]


class Clock:
    """Tells the present; at first what it `shows`. A file remembers how far it was moved: time does not go back."""

    def __init__(self, file: Path | None = None, *, shows: datetime | None = None) -> None:
        self._file = file
        remembered = _remembered(file)
        self._ahead = remembered or timedelta(0)
        self._stands_at: datetime | None = None
        self.witnesses: list[Callable[[], object]] = []
        if shows is not None and remembered is None:
            self.show(shows)

    def __call__(self) -> datetime:
        return self._stands_at or datetime.now(UTC) + self._ahead

    @property
    def stands(self) -> bool:
        return self._stands_at is not None

    def show(self, moment: datetime) -> None:
        """Show `moment` from now on, and go on from there unless it stands."""
        self._set(moment, stands=self.stands)

    def stand(self, *, still: bool) -> None:
        """Stand still at the present, or go on from it."""
        self._set(self(), stands=still)

    def told(self) -> dict[str, int]:
        """Return what a follower needs to tell the same time on the same machine."""
        if self._stands_at is not None:
            return {"stands_at_ms": _ms(self._stands_at - _EPOCH)}
        return {"ahead_ms": _ms(self._ahead)}

    def _set(self, moment: datetime, *, stands: bool) -> None:
        self._ahead = timedelta(milliseconds=_ms(moment - datetime.now(UTC)))
        self._stands_at = moment if stands else None
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(f"{_ms(self._ahead)}\n", "utf-8")
        for witness in self.witnesses:
            witness()


_EPOCH = datetime.fromtimestamp(0, UTC)


def _remembered(file: Path | None) -> timedelta | None:
    text = file.read_text("utf-8").strip() if file and file.exists() else ""
    return timedelta(milliseconds=int(text)) if text.lstrip("-").isdecimal() else None


def _ms(span: timedelta) -> int:
    """Round up: who was told to move there must not stand a moment before it."""
    return -(-span // timedelta(milliseconds=1))
