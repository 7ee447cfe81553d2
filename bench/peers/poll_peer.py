"""The simplest honest way: one sorted set and one hash for all, looked at every 100 ms by one worker."""

import sys
import time
from typing import Any

from redis import Redis
from wire import PAYLOAD, REDIS, answer_requests, ran

EVERY_SECONDS = 0.1
AT_ONCE = 500


def add(redis: Redis, dues: list[float]) -> None:
    first = int(redis.incrby("numbers", len(dues)))
    for start in range(0, len(dues), AT_ONCE):
        some = dict(enumerate(dues[start : start + AT_ONCE], start=first + start))
        pipeline = redis.pipeline()
        pipeline.zadd("due", {str(number): due for number, due in some.items()})
        pipeline.hset("jobs", mapping={str(number): PAYLOAD for number in some})
        pipeline.execute()


def work(redis: Redis) -> None:
    while True:
        found = _due(redis)
        if not found:
            time.sleep(EVERY_SECONDS)
            continue
        names = [name for name, _ in found]
        redis.hmget("jobs", names)
        for _, due in found:
            ran(due)
        pipeline = redis.pipeline()
        pipeline.zrem("due", *names)
        pipeline.hdel("jobs", *names)
        pipeline.execute()


def _due(redis: Redis) -> list[tuple[bytes, float]]:
    found: Any = redis.zrange("due", "-inf", str(time.time()), byscore=True, offset=0, num=AT_ONCE, withscores=True)
    return list(found)


if __name__ == "__main__":
    client = Redis.from_url(REDIS)
    if sys.argv[1] == "add":
        answer_requests(lambda dues: add(client, dues))
    else:
        work(client)
