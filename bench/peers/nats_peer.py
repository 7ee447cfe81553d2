"""NATS' own message schedules: a subject a job, `@at` its moment; published with a window of our own."""

import asyncio
import json
import sys
from datetime import UTC, datetime

import nats
import uvloop
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import ConsumerConfig, DeliverPolicy
from wire import NATS, PAYLOAD, answer_requests, ran

WINDOW = 4000
STREAM = {
    "name": "JOBS",
    "subjects": ["job.>", "ran.>"],
    "storage": "file",
    "allow_msg_schedules": True,
    "allow_msg_ttl": True,
    "num_replicas": 1,
}


class Adder:
    """Publishes with at most a window of messages that are not acknowledged."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._free = asyncio.Semaphore(WINDOW)
        self._prefix = f"{client.new_inbox()}."
        self._number = 0
        self.refused = ""

    async def open(self) -> None:
        await self._client.subscribe(f"{self._prefix}*", cb=self._acknowledged)
        created = await self._client.request("$JS.API.STREAM.CREATE.JOBS", json.dumps(STREAM).encode(), timeout=10)
        if b'"error"' in created.data:
            raise RuntimeError(created.data.decode())

    async def add(self, dues: list[float]) -> None:
        for due in dues:
            await self._free.acquire()
            self._number += 1
            at = datetime.fromtimestamp(due, UTC).isoformat().replace("+00:00", "Z")
            headers = {"Nats-Schedule": f"@at {at}", "Nats-Schedule-Target": f"ran.{self._number}"}
            body = f"{due} {PAYLOAD}".encode()
            await self._client.publish(f"job.{self._number}", body, reply=f"{self._prefix}a", headers=headers)
        for _ in range(WINDOW):
            await self._free.acquire()
        for _ in range(WINDOW):
            self._free.release()
        if self.refused:
            raise RuntimeError(self.refused)

    async def _acknowledged(self, message: Msg) -> None:
        if b'"error"' in message.data:
            self.refused = message.data.decode()
        self._free.release()


async def work() -> None:
    client = await nats.connect(NATS)

    async def take(message: Msg) -> None:
        ran(float(message.data.split(b" ", 1)[0]))

    config = ConsumerConfig(deliver_policy=DeliverPolicy.ALL)
    await client.jetstream().subscribe("ran.>", stream="JOBS", cb=take, config=config, pending_msgs_limit=-1)
    await asyncio.Event().wait()


def main(verb: str) -> None:
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    if verb == "add":
        adder = Adder(loop.run_until_complete(nats.connect(NATS)))
        loop.run_until_complete(adder.open())
        answer_requests(lambda dues: loop.run_until_complete(adder.add(dues)))
    else:
        loop.run_until_complete(work())


if __name__ == "__main__":
    main(sys.argv[1])
