"""Spans of what the edges do: doors, bus, store, Twilio. Off, nothing of OpenTelemetry is imported and nothing is done.

A span is made under one that is open, under what a message carries in `traceparent`, or at a spot that is derived from
an id (`shared.contract.spots`). What belongs to no trace that is kept makes none.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, Protocol, Self

from shared.contract.spots import Spot
from shared.runtime.settings import Settings

HEADER: Final = "traceparent"
"""W3C's: which trace, under which span."""

Kind = Literal["internal", "server", "client", "producer", "consumer"]
Fact = str | int | float | bool

FACTS: Final = {
    "error.type": "The name of what was raised, never what it said.",
    "http.response.status_code": "What Twilio answered.",
    "messaging.destination.name": "The stream.",
    "messaging.system": "Always `nats`.",
    "nudge.attempt": "For the how-manieth time the bus delivered the message.",
    "nudge.command": "The command's id, which is Twilio's MessageSid.",
    "nudge.kind": "The message, as in ARCHITECTURE.md.",
    "nudge.late_ms": "How long after its moment a reminder was on the bus, by the clock of the house.",
    "nudge.message": "The dedupe id of a message on the bus.",
    "nudge.outcome": "What became of a message, a journal entry or a post, in one word.",
    "nudge.speech": "The speech's id, or the name of a message that tells several.",
    "nudge.status": "What Twilio reports.",
    "nudge.swept": "Whether the webhook had failed, and the message was found in Twilio's list.",
}
"""All that a span may tell: no text, no number, nobody."""


class Span(Protocol):
    """Something that goes on while inside."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object, /) -> None: ...

    def note(self, facts: Mapping[str, Fact]) -> None:
        """Tell more of it."""
        ...


class Recorder(Protocol):
    """What makes spans and sends them away; `shared.runtime.spans` is the only one."""

    def open(
        self,
        name: str,
        kind: Kind,
        facts: Mapping[str, Fact],
        *,
        spot: Spot | None = None,
        parent: str = "",
        links: Iterable[Spot] = (),
        since_ns: int | None = None,
    ) -> Span: ...

    def headers(self, spot: Spot | None = None) -> Mapping[str, str]: ...

    def close(self) -> None: ...


class _Nothing:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def note(self, facts: Mapping[str, Fact]) -> None:
        pass


NOTHING: Final[Span] = _Nothing()
_NO_HEADERS: Final[Mapping[str, str]] = {}

_recorder: Recorder | None = None


def begin(service: str, settings: Settings) -> None:
    """Trace from now on, if the settings name somebody who takes traces."""
    global _recorder  # noqa: PLW0603 - one a process, as the metrics are
    if settings.otel_exporter_otlp_endpoint:
        from shared.runtime.spans import Spans  # noqa: PLC0415 - costs memory and time that nobody pays who does not trace

        _recorder = Spans(service, settings.otel_exporter_otlp_endpoint, settings.traces_sample_ratio)


def end() -> None:
    """Send what is left, within a second, and trace no more."""
    global _recorder  # noqa: PLW0603
    if _recorder is not None:
        _recorder.close()
        _recorder = None


def are_on() -> bool:
    return _recorder is not None


def within(
    spot: Spot, name: str, kind: Kind, facts: Mapping[str, Fact], *, links: Sequence[Spot] = (), since_ns: int
) -> Span:
    """Open a first span in the trace of `spot`, as one more that nobody knows by its id. `since_ns`: Unix time."""
    if _recorder is None:
        return NOTHING
    return _recorder.open(name, kind, facts, spot=Spot(spot.trace, 0), links=links, since_ns=since_ns)


def under(headers: Mapping[str, str] | None, name: str, kind: Kind, facts: Mapping[str, Fact]) -> Span:
    """Open a span under the one that a message carries; nothing without one."""
    parent = headers.get(HEADER, "") if _recorder is not None and headers else ""
    return _recorder.open(name, kind, facts, parent=parent) if _recorder is not None and parent else NOTHING


def inside(name: str, kind: Kind, facts: Mapping[str, Fact]) -> Span:
    """Open a span under the one that is open; nothing without one."""
    return NOTHING if _recorder is None else _recorder.open(name, kind, facts)


def record(
    spot: Spot,
    name: str,
    kind: Kind,
    facts: Mapping[str, Fact],
    *,
    parent: str = "",
    links: Iterable[Spot] = (),
    since_ns: int,
) -> None:
    """Note something that has just ended, at its own spot: others may be under it, or link to it, before and after."""
    if _recorder is not None:
        with _recorder.open(name, kind, facts, spot=spot, parent=parent, links=links, since_ns=since_ns):
            pass


def headers(spot: Spot | None = None) -> Mapping[str, str]:
    """Return what a message carries that is sent from the span that is open, or from `spot`."""
    return _NO_HEADERS if _recorder is None else _recorder.headers(spot)
