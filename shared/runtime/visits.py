"""A short visit to NATS, by a program that a person started: it connects at once or says why not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError

from shared.runtime.errors import BusUnavailable
from shared.runtime.settings import Settings
from shared.runtime.signing_in import signing_in


@asynccontextmanager
async def visiting(settings: Settings, name: str) -> AsyncIterator[Client]:
    """Connect as the user `name`, and part on leaving. Raises BusUnavailable when NATS does not answer."""
    try:
        connection = await nats.connect(
            settings.nats_servers,
            **signing_in(settings, name=name),
            allow_reconnect=False,
            max_reconnect_attempts=1,  # the client would try for two minutes by itself
            reconnect_time_wait=0,
            connect_timeout=2,
            error_cb=_unheard,
        )
    except (NatsError, OSError, TimeoutError) as error:
        raise BusUnavailable(f"NATS does not answer at {settings.nats_url}: is it running?") from error
    try:
        yield connection
    finally:
        await connection.close()


async def _unheard(_error: Exception) -> None:
    # The sentence at the end says it; the client's own way is a traceback a try.
    pass
