"""An ingress and a simulator that call each other over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.integration.simulator.stand_ins import (
    ACCOUNT,
    TOKEN,
    Ingress,
    Simulator,
    a_simulator,
    an_ingress,
    some_settings,
)


@pytest.fixture
async def ingress() -> AsyncIterator[Ingress]:
    async with an_ingress() as running:
        yield running
        assert running.forgeries == 0


@pytest.fixture
async def simulator(ingress: Ingress) -> AsyncIterator[Simulator]:
    async with a_simulator(some_settings(ingress.url)) as running:
        yield running


@pytest.fixture
def twilio(simulator: Simulator) -> Iterator[Client]:
    """The official client, told only another address."""
    http = TwilioHttpClient(timeout=10)
    client = Client(ACCOUNT, TOKEN, http_client=http)
    client.api.base_url = simulator.url
    yield client
    if http.session:
        http.session.close()


@pytest.fixture
def in_thread() -> Callable[..., Any]:
    """The official client blocks; the simulator runs in this very loop."""
    return asyncio.to_thread
