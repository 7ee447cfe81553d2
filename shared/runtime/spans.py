"""Spans by OpenTelemetry, sent over OTLP/HTTP by a thread of its own. `traces` imports it when tracing is on."""

import logging
import random
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar, Token
from datetime import timedelta
from typing import Final, Self

import structlog
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)
from opentelemetry.trace import Span as OpenTelemetrySpan

from shared.contract.spots import Spot
from shared.runtime.traces import HEADER, NOTHING, Fact, Kind, Span
from shared.runtime.version import VERSION

QUEUE = 2048
"""Spans that wait; of more than that the oldest are dropped."""

BATCH = 256
SEND_EVERY = timedelta(seconds=1)
SEND_WITHIN = timedelta(seconds=3)
"""With its repeats, for one batch. After that it is dropped."""

CLOSE_WITHIN = timedelta(seconds=1)

_SAMPLED: Final = TraceFlags(TraceFlags.SAMPLED)
_PARTS = 4
_KINDS: Final[Mapping[Kind, SpanKind]] = {
    "internal": SpanKind.INTERNAL,
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
}

_open: ContextVar[OpenTelemetrySpan | None] = ContextVar("open_span", default=None)

logger = structlog.get_logger()


class Spans:
    """Keeps the promises of `traces.Recorder`. Whether a trace is kept follows from its id alone: all agree."""

    def __init__(self, service: str, endpoint: str, ratio: float) -> None:
        # What the library and its HTTP say of a collector that is away, we say ourselves, and once.
        for chatty in ("opentelemetry", "urllib3", "requests"):
            logging.getLogger(chatty).setLevel(logging.CRITICAL)
        self._sampler = TraceIdRatioBased(ratio)
        self._ids = _Ids()
        self._exporter = _Outspoken(OTLPSpanExporter(f"{endpoint}/v1/traces", timeout=SEND_WITHIN.total_seconds()))
        self._sending = BatchSpanProcessor(
            self._exporter,
            max_queue_size=QUEUE,
            max_export_batch_size=BATCH,
            schedule_delay_millis=SEND_EVERY / timedelta(milliseconds=1),
        )
        # Not the process' own: a library that looks for one would put whatever it likes into its spans.
        provider = TracerProvider(
            sampler=self._sampler,
            resource=Resource.create(
                {"service.namespace": "nudge", "service.name": service, "service.version": VERSION}
            ),
            id_generator=self._ids,
            shutdown_on_exit=False,
        )
        provider.add_span_processor(self._sending)
        self._tracer = provider.get_tracer("nudge", VERSION)

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
    ) -> Span:
        above = _parent(parent) if parent else self._current() if spot is None else None
        trace = spot.trace if spot else above.trace_id if above else 0
        if not trace or not self._is_kept(trace):
            return NOTHING
        if above is not None and above.trace_id != trace:
            above = None
        self._ids.next = spot
        span = self._tracer.start_span(
            name,
            set_span_in_context(NonRecordingSpan(above), Context()) if above else Context(),
            kind=_KINDS[kind],
            attributes=facts,
            links=[Link(_context(link)) for link in links],
            start_time=since_ns,
        )
        return _Opened(span)

    def headers(self, spot: Spot | None = None) -> Mapping[str, str]:
        if spot is not None:
            return _headers(spot.trace, spot.span) if self._is_kept(spot.trace) else {}
        current = self._current()
        return _headers(current.trace_id, current.span_id) if current else {}

    def close(self) -> None:
        closing = threading.Thread(target=self._sending.shutdown, name="spans-closing", daemon=True)
        closing.start()
        closing.join(CLOSE_WITHIN.total_seconds())
        if closing.is_alive():
            self._exporter.shutdown()  # what is left is not sent any more

    def _is_kept(self, trace: int) -> bool:
        return trace & TraceIdRatioBased.TRACE_ID_LIMIT < self._sampler.bound

    def _current(self) -> SpanContext | None:
        current = _open.get()
        return current.get_span_context() if current else None


class _Opened:
    """A span that is open while inside, for this task and those that it begins."""

    def __init__(self, span: OpenTelemetrySpan) -> None:
        self._span = span
        self._token: Token[OpenTelemetrySpan | None] | None = None

    def __enter__(self) -> Self:
        self._token = _open.set(self._span)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object, /) -> None:
        if self._token is not None:
            _open.reset(self._token)
        if kind is not None:
            # What an error says may quote somebody: only its name is told.
            self._span.set_status(Status(StatusCode.ERROR, kind.__name__))
        self._span.end()

    def note(self, facts: Mapping[str, Fact]) -> None:
        self._span.set_attributes(facts)


class _Ids(IdGenerator):
    """Gives the next span the ids of a spot, where there is one; others are random."""

    def __init__(self) -> None:
        self.next: Spot | None = None
        self._random = random.SystemRandom()

    def generate_trace_id(self) -> int:
        return self.next.trace if self.next else self._random.getrandbits(128) or 1

    def generate_span_id(self) -> int:
        # The tracer asks for it last.
        spot, self.next = self.next, None
        return (spot.span if spot else 0) or self._random.getrandbits(64) or 1


class _Outspoken(SpanExporter):
    """Says once that spans are not taken, and once that they are again. Nobody waits for it."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._lost = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export(spans)
        if result is SpanExportResult.SUCCESS:
            if self._lost:
                logger.info("traces_taken_again", lost=self._lost)
            self._lost = 0
        else:
            if not self._lost:
                logger.warning("traces_not_taken", hint="look at the collector, and at OTEL_EXPORTER_OTLP_ENDPOINT")
            self._lost += len(spans)
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()


def _context(spot: Spot) -> SpanContext:
    return SpanContext(spot.trace, spot.span, is_remote=True, trace_flags=_SAMPLED)


def _headers(trace: int, span: int) -> Mapping[str, str]:
    return {HEADER: f"00-{trace:032x}-{span:016x}-01"}


def _parent(traceparent: str) -> SpanContext | None:
    """Read what a message carries; None for what is not as W3C has it."""
    parts = traceparent.split("-")
    try:
        trace, span = int(parts[1], 16), int(parts[2], 16)
    except (IndexError, ValueError):
        return None
    found = SpanContext(trace, span, is_remote=True, trace_flags=_SAMPLED)
    return found if len(parts) == _PARTS and found.is_valid else None
