"""A real OTLP/HTTP receiver: takes protobuf, and tells what was traced."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from deploy.embedded.ports import free_port


@dataclass(frozen=True)
class TakenSpan:
    """A span as it came over the wire; ids in hex."""

    service: str
    name: str
    trace: str
    span: str
    parent: str
    links: Sequence[tuple[str, str]]
    began_ns: int
    facts: Mapping[str, Any]
    failed: str
    everything: str
    """All that was said of it, and of who made it."""


@dataclass
class Collector:
    """What was taken so far."""

    url: str
    spans: list[TakenSpan] = field(default_factory=list)

    def named(self, name: str, **facts: Any) -> list[TakenSpan]:
        """Return the spans of this name with these facts (`nudge.` is left out of their names), the earliest first."""
        wanted = {f"nudge.{key}": value for key, value in facts.items()}
        found = [one for one in self.spans if one.name == name and wanted.items() <= one.facts.items()]
        return sorted(found, key=lambda one: one.began_ns)

    def under(self, span: TakenSpan) -> list[TakenSpan]:
        """Return what was done directly under a span."""
        found = [one for one in self.spans if (one.trace, one.parent) == (span.trace, span.span)]
        return sorted(found, key=lambda one: one.began_ns)

    def everything(self) -> str:
        """Return all that was said, to look for what must not be in it."""
        return " ".join(one.everything for one in self.spans)

    async def take(self, request: web.Request) -> web.Response:
        asked = ExportTraceServiceRequest.FromString(await request.read())
        for resource_spans in asked.resource_spans:
            resource = _facts(resource_spans.resource.attributes)
            for scope_spans in resource_spans.scope_spans:
                self.spans += [_taken(resource, span) for span in scope_spans.spans]
        return web.Response(
            body=ExportTraceServiceResponse().SerializeToString(), content_type="application/x-protobuf"
        )


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    """Take traces while inside."""
    port = free_port()
    collector = Collector(f"http://127.0.0.1:{port}")
    app = web.Application()
    app.router.add_post("/v1/traces", collector.take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield collector
    finally:
        await runner.cleanup()


def _taken(resource: Mapping[str, Any], span: Any) -> TakenSpan:
    return TakenSpan(
        service=str(resource["service.name"]),
        name=span.name,
        trace=span.trace_id.hex(),
        span=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        links=[(link.trace_id.hex(), link.span_id.hex()) for link in span.links],
        began_ns=span.start_time_unix_nano,
        facts=_facts(span.attributes),
        failed=span.status.message,
        everything=f"{dict(resource)} {span}",
    )


def _facts(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}
