"""Celery: an ETA task waits in the worker's own memory. One worker, four threads, results ignored."""

import sys
from datetime import UTC, datetime

from celery import Celery
from wire import PAYLOAD, REDIS, answer_requests, ran

app = Celery("bench", broker=REDIS)
app.conf.update(
    task_ignore_result=True,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 7 * 86_400},
)


@app.task(name="job")
def job(due: float, _payload: str) -> None:
    ran(due)


def add(dues: list[float]) -> None:
    with app.producer_pool.acquire(block=True) as producer:
        for due in dues:
            job.apply_async((due, PAYLOAD), eta=datetime.fromtimestamp(due, UTC), producer=producer)


if __name__ == "__main__":
    if sys.argv[1] == "add":
        answer_requests(add)
    else:
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "critical"]
        app.worker_main(["worker", "--pool", "threads", "--concurrency", "4", *quiet])
