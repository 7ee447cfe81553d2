"""dramatiq: a delayed message waits in the worker's own memory. One process, eight threads, looking every 50 ms."""

import sys
import time

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from wire import PAYLOAD, REDIS, answer_requests, ran

broker = RedisBroker(url=REDIS, middleware=[])
dramatiq.set_broker(broker)


@dramatiq.actor
def job(due: float, _payload: str) -> None:
    ran(due)


def add(dues: list[float]) -> None:
    for due in dues:
        delay = max(int((due - time.time()) * 1000), 0)
        broker.enqueue(job.message(due, PAYLOAD), delay=delay)


if __name__ == "__main__":
    if sys.argv[1] == "add":
        answer_requests(add)
    else:
        dramatiq.Worker(broker, worker_threads=8, worker_timeout=50).start()
        while True:
            time.sleep(3600)
