"""What an operator gets: how large the images are, how soon a house in Docker is ready, and what it takes at rest.

`python -m bench.shipped`: a minute or two, and the time to build.
"""

import sys
import time

from tests.docker.composed import composed_house
from tests.docker.measures import MB, PROBES, bytes_above_base, memory_of, seconds_until_ready

REST_SECONDS = 20.0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    with composed_house() as house:
        house.compose("down", "--volumes", "--timeout", "20")
        for service in (*PROBES, "simulator", "locks"):
            say(f"{bytes_above_base(f'nudge-{service}') / MB:8.0f}  MB above the base: the image of {service}")
        began = time.monotonic()
        house.up()
        say(f"{time.monotonic() - began:8.1f}  s until the house is up, with images built and nothing kept")
        time.sleep(REST_SECONDS)
        for name in (*PROBES, "nats", "redis"):
            say(f"{memory_of(house.running(name)[0]) / MB:8.0f}  MB at rest: {name}")
        for service in PROBES:
            container = house.running(service)[0]
            say(f"{min(seconds_until_ready(service, container) for _ in range(3)):8.2f}  s until ready: {service}")


if __name__ == "__main__":
    main()
