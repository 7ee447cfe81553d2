"""Two of each service in Docker, with the images, users and limits of production: some leave while people write.

NUDGE_ROLLING_RATE=50 asks for what a large house gets, and NUDGE_ROLLING_SECONDS=120 for one trouble after the other.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
import pytest_asyncio

from tests.docker.composed import TWO, House
from tests.docker.crowd import SETTLED_WITHIN, Crowd
from tests.docker.engine import docker
from tests.docker.measures import answers, probe_of
from tests.harness.manifests import container_of, workloads
from tests.harness.phones import Phones
from tests.harness.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = "NUDGE_ROLLING_RATE" in os.environ
RATE = float(os.environ.get("NUDGE_ROLLING_RATE", "10"))
SECONDS = float(os.environ.get("NUDGE_ROLLING_SECONDS", "0"))

SERVICES = ("ingress", "scheduler", "notifier")
NODE_BY_NODE, ONE_BY_ONE = "node by node", "one by one"
ONE_MORE_DOOR = """\
services:
  ingress:
    ports: !reset []  # two cannot be published on one port; the simulator finds both by their name
"""


@pytest.fixture(scope="module")
def doubled(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Two of each service, each with the limits that the manifests give it."""
    beside = tmp_path_factory.mktemp("compose") / "door.yml"
    beside.write_text(ONE_MORE_DOOR)
    files = ("--file", "docker-compose.yml", "--file", str(beside))
    house.compose(*files, "up", "--detach", "--wait", "--no-recreate", *TWO, "--scale", "ingress=2")
    for name in (*SERVICES, "redis", "nats"):
        limit = container_of(workloads("single")[name])["resources"]["limits"]["memory"].lower().removesuffix("i")
        for container in house.running(name):
            docker("update", "--memory", limit, "--memory-swap", limit, container)
    return house


@pytest_asyncio.fixture(loop_scope="module")
async def crowd(doubled: House) -> AsyncIterator[Crowd]:
    # A connection that is kept may be hung up at the moment when it is used again.
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True)) as http:
        yield Crowd(Phones(doubled.simulator, http))


async def meanwhile(house: House, crowd: Crowd, happens: Callable[[], Awaitable[None]]) -> None:
    """Let people write while something happens; return when everybody has heard and nothing is on its way."""
    done = asyncio.Event()
    writing = asyncio.create_task(crowd.write(RATE, done, SECONDS))
    await asyncio.sleep(1)  # so that some of it is under way
    began = time.monotonic()
    while not done.is_set():
        await happens()
        if time.monotonic() - began >= SECONDS:
            done.set()
    await writing
    await crowd.listen()
    await wait_until(lambda: nothing_on_its_way(house), description="nothing is on its way", within=SETTLED_WITHIN)
    await crowd.look_again()


async def nothing_on_its_way(house: House) -> bool:
    """Tell whether nobody holds anything that may be said once more."""
    told = await asyncio.to_thread(house.compose, "--profile", "operator", "run", "--rm", "status", check=False)
    [sums] = [line.split() for line in told.splitlines() if line.startswith("all ")]
    pending, _next_minute, *others = sums[3:]
    return int(pending) > 0 and not any(map(int, others))


async def ready(service: str, container: str) -> None:
    """Return when a container that was started is ready."""
    url = await asyncio.to_thread(probe_of, service, container)

    async def is_so() -> bool:
        return await asyncio.to_thread(answers, url)

    await wait_until(is_so, description=f"{service} is ready again", within=60)


async def restarted(service: str, container: str) -> None:
    await asyncio.to_thread(docker, "restart", "--time", "40", container)
    await ready(service, container)


@pytest.mark.parametrize("order", [NODE_BY_NODE, ONE_BY_ONE] if ASKED else [NODE_BY_NODE])
async def test_everybody_is_restarted_under_load_and_nothing_is_lost_or_doubled(
    doubled: House, crowd: Crowd, order: str
) -> None:
    replicas = {service: doubled.running(service) for service in SERVICES}
    one_by_one = [[(service, container)] for service in SERVICES for container in replicas[service]]
    node_by_node = [list(zip(SERVICES, node, strict=True)) for node in zip(*replicas.values(), strict=True)]

    async def rolling() -> None:
        for leaving in one_by_one if order == ONE_BY_ONE else node_by_node:
            await asyncio.gather(*(restarted(service, container) for service, container in leaving))

    await meanwhile(doubled, crowd, rolling)

    assert crowd.wrong() == {}
    told(crowd, f"a rolling restart, {order}")


@pytest.mark.parametrize("store", ["redis", "nats"] if ASKED else ["redis"])
async def test_a_node_dies_at_once_with_a_store_and_nothing_is_lost_or_doubled(
    doubled: House, crowd: Crowd, store: str
) -> None:
    node = [doubled.running(name)[0] for name in (*SERVICES, store)]

    async def dying() -> None:
        await asyncio.to_thread(docker, "kill", *node)
        await asyncio.sleep(1)
        await asyncio.to_thread(docker, "start", *reversed(node))
        await asyncio.gather(*map(ready, SERVICES, node))

    await meanwhile(doubled, crowd, dying)

    assert crowd.wrong() == {}
    told(crowd, f"the death of a node with {store}")


def told(crowd: Crowd, what: str) -> None:
    waits = crowd.waits()
    p99 = waits[int(len(waits) * 0.99)]
    print(f"\n{what}: {len(waits)} messages, answers' p99 {p99:.2f} s, the last {waits[-1]:.2f} s")  # noqa: T201 - a figure
