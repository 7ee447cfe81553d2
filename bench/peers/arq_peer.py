"""arq: a sorted set that each worker polls. As it comes, and tuned: every 50 ms, 500 jobs at once, no results kept."""

import asyncio
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from arq import Worker, create_pool
from arq.connections import ArqRedis, RedisSettings
from wire import PAYLOAD, REDIS, VARIANT, answer_requests, ran

AT_ONCE = 100
TUNED: dict[str, Any] = {"poll_delay": 0.05, "max_jobs": 500, "keep_result": 0, "job_completion_wait": 0}


async def job(_context: dict[Any, Any], due: float, _payload: str) -> None:
    ran(due)


async def add(pool: ArqRedis, dues: list[float]) -> None:
    for start in range(0, len(dues), AT_ONCE):
        some = dues[start : start + AT_ONCE]
        await asyncio.gather(
            *(pool.enqueue_job("job", due, PAYLOAD, _defer_until=datetime.fromtimestamp(due, UTC)) for due in some)
        )


def main(verb: str) -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    settings = RedisSettings.from_dsn(REDIS)
    if verb == "add":
        pool = loop.run_until_complete(create_pool(settings))
        answer_requests(lambda dues: loop.run_until_complete(add(pool, dues)))
    else:
        logging.disable()
        Worker([job], redis_settings=settings, **(TUNED if VARIANT == "tuned" else {})).run()


if __name__ == "__main__":
    main(sys.argv[1])
