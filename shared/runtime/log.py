"""Structured logs: one line a fact, JSON for machines or colour for people. Never a number, never a text."""

import logging
import sys
from collections.abc import Sequence

import structlog
from structlog.typing import Processor


def set_up(*, service: str, level: str, form: str) -> None:
    """Send our own and the libraries' log lines to standard output in one form."""
    shared: Sequence[Processor] = (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,  # a logger made anew for each line costs more than a line that is not shown
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderer(service, form)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for chatty in ("nats", "uvicorn", "aiohttp", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _renderer(service: str, form: str) -> Sequence[Processor]:
    if form == "console":
        return (_without_time, structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty(), pad_event_to=24))

    def name_service(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["service"] = service
        return event

    return (name_service, structlog.processors.JSONRenderer(ensure_ascii=False))


def _without_time(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    # A person reads along; what follows the logs puts the time in front.
    event["timestamp"] = str(event.get("timestamp", ""))[11:23]
    return event
