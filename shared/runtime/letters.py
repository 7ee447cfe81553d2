"""Messages as they go over the wire to NATS, and which of them can go as one batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.contract import STREAMS

MOST_TOGETHER = 1000

_TAKES_BATCHES = {stream.name for stream in STREAMS if stream.batched}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes over the wire."""

    stream: str
    subject: str
    body: bytes
    dedupe_id: str
    trace: Mapping[str, str] | None = None
    """Headers that name the span that it is sent from, where there is one."""

    def headers(self) -> dict[str, str]:
        """Return what goes with every message."""
        # Each header is read and kept with its message by everybody on the way: there are as few as can be.
        return {"Nats-Msg-Id": self.dedupe_id, **(self.trace or {})}

    def expected(self) -> dict[str, str]:
        """Return what NATS should refuse it for, where it stands alone or ends a batch."""
        return {"Nats-Expected-Stream": self.stream}


def fit_together(letters: Sequence[Letter]) -> bool:
    """Tell whether one batch can carry them: then one write to the disk is enough for all."""
    streams = {letter.stream for letter in letters}
    return 1 < len(letters) <= MOST_TOGETHER and len(streams) == 1 and streams <= _TAKES_BATCHES
