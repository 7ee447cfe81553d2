"""One connection to NATS: waited for as long as it takes, never given up, and parted from in peace."""

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from shared.runtime.errors import BusUnavailable
from shared.runtime.settings import Settings
from shared.runtime.signing_in import signing_in

EXIT_DISCONNECTED: Final = 70

CONNECT_WITHIN = timedelta(seconds=2)
TRY_AGAIN_AFTER = timedelta(seconds=1)

PING_EVERY = timedelta(seconds=5)
PINGS_OUTSTANDING: Final = 2
"""Half-open connections are noticed within 10 s."""

PARTING = timedelta(seconds=3)
"""For a last exchange with NATS. The client would wait for half a minute and more where it is away."""

_NOT_YET: Final = "NATS was not reached yet."
_REFUSALS: Final = ("permissions violation", "authorization violation")

logger = structlog.get_logger()


class Connection:
    """Lends the client of NATS from when it was reached first. `open` and `part` are symmetrical."""

    def __init__(self, settings: Settings, *, name: str) -> None:
        self._options: dict[str, Any] = {
            "servers": settings.nats_servers,
            **signing_in(settings, name=name),
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": TRY_AGAIN_AFTER.total_seconds(),
            "ping_interval": PING_EVERY.total_seconds(),
            "max_outstanding_pings": PINGS_OUTSTANDING,
            "connect_timeout": CONNECT_WITHIN.total_seconds(),
            "closed_cb": self._closed,
            "error_cb": self._went_wrong,
            "reconnected_cb": self._reconnected,
        }
        self._client: Client | None = None
        self._jetstream: JetStreamContext | None = None
        self._when_back: list[Callable[[], object]] = []
        self._is_parting = False

    def when_back(self, call: Callable[[], object]) -> None:
        """Call this whenever the connection was lost and is there again: what was on the wire is gone."""
        self._when_back.append(call)

    @property
    def is_open(self) -> bool:
        return self._client is not None and self._client.is_connected

    def client(self) -> Client:
        """Return the client, connected or connecting again. Raises BusUnavailable until NATS was reached once."""
        if self._client is None:
            raise BusUnavailable(_NOT_YET)
        return self._client

    def jetstream(self) -> JetStreamContext:
        """Return the client's JetStream. Raises BusUnavailable until NATS was reached once."""
        if self._jetstream is None:
            raise BusUnavailable(_NOT_YET)
        return self._jetstream

    async def open(self) -> None:
        """Return when NATS was reached, however long that takes."""
        while self._client is None:
            client = _Client()
            try:
                await client.connect(**self._options)
            except RuntimeError as error:
                _log_reset(error)
                await asyncio.sleep(TRY_AGAIN_AFTER.total_seconds())
            else:
                self._client, self._jetstream = client, client.jetstream()

    async def part(self) -> None:
        """Send what is left and hang up; if NATS does not answer, without it."""
        self._is_parting = True
        if self._client is None:
            return
        parting = asyncio.create_task(self._drain(self._client), name="parting")
        await asyncio.wait({parting}, timeout=PARTING.total_seconds())
        if not parting.done():
            logger.warning("nats_does_not_let_go")
            parting.cancel()

    async def _drain(self, client: Client) -> None:
        try:
            await client.drain()
        except NatsError as trouble:
            # It is away: what was written and not acknowledged comes back by itself.
            logger.info("parted_without_nats", error=type(trouble).__name__)
            await client.close()

    async def _closed(self) -> None:
        # The client does not come back from that: better to be started again.
        if not self._is_parting:
            logger.critical("nats_closed_for_good")
            os._exit(EXIT_DISCONNECTED)

    async def _reconnected(self) -> None:
        for call in self._when_back:
            call()

    async def _went_wrong(self, error: Exception) -> None:
        # What NATS does not allow it does not answer either: without this line it would look like a timeout.
        if any(refusal in str(error).lower() for refusal in _REFUSALS):
            logger.error("nats_refused", reason=str(error))


class _Client(Client):
    """Tries again where the original, under uvloop, gives up in silence.

    A connection that is reset while it is made raises RuntimeError there, which ends the task that connects again.
    """

    async def _attempt_reconnect(self) -> None:
        while not self.is_closed:
            try:
                await super()._attempt_reconnect()
            except RuntimeError as error:
                _log_reset(error)
                await asyncio.sleep(TRY_AGAIN_AFTER.total_seconds())
            else:
                break


def _log_reset(error: RuntimeError) -> None:
    logger.warning("nats_hung_up", reason=str(error))
