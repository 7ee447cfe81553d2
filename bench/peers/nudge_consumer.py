"""Whoever waits for our reminders: notes when each arrives from the stream."""

import asyncio
import json
from datetime import datetime

import nats
import uvloop
from nats.aio.msg import Msg
from nats.js.api import ConsumerConfig, DeliverPolicy
from wire import NATS, ran


async def main() -> None:
    client = await nats.connect(NATS)

    async def take(message: Msg) -> None:
        ran(datetime.fromisoformat(json.loads(message.data)["reminder"]["due_at"]).timestamp())

    config = ConsumerConfig(deliver_policy=DeliverPolicy.NEW)
    jetstream = client.jetstream()
    await jetstream.subscribe("speech.due.*", stream="SPEECH", cb=take, config=config, pending_msgs_limit=-1)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
