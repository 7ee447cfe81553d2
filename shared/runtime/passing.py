"""Reading a stream in passing: by a consumer without a name, that nobody else sees and that goes by itself."""

from datetime import timedelta
from typing import Any

from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig

FORGOTTEN_AFTER = timedelta(seconds=30)


async def read_in_passing(
    jetstream: JetStreamContext, stream: str, subject: str | None = None, **start: Any
) -> JetStreamContext.PullSubscription:
    """Return what pulls the stream's messages, of `subject` if one is given; `start` says from where on.

    Raises what NATS raises.
    """
    config = ConsumerConfig(
        ack_policy=AckPolicy.NONE,
        filter_subject=subject,
        inactive_threshold=FORGOTTEN_AFTER.total_seconds(),
        mem_storage=True,
        num_replicas=1,
        **start,
    )
    # Who may name a consumer may change another's.
    consumer = await jetstream.add_consumer(stream, config)
    return await jetstream.pull_subscribe_bind(consumer.name, stream)
