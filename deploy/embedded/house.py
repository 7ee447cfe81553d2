"""Who lives in the house, floor by floor: a floor starts when the one below it serves, and stops before it."""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from deploy.embedded.child import Job
from deploy.embedded.command import Command
from deploy.embedded.ports import Door
from deploy.embedded.probes import nats_answers, redis_answers, service_is_ready, simulator_is_ready
from deploy.embedded.settings import Ports
from deploy.embedded.state import State
from deploy.embedded.stores import nats_server, redis_server
from deploy.locks.keyring import Keyring

EVERYONE = ("nats", "redis", "provision", "scheduler", "notifier", "ingress", "simulator")
STORES_GRACE_SECONDS = 10.0
# What the house says itself, or nobody needs to read.
CHATTER = re.compile(r"\[INF\]|Memory overcommit|Received SIGTERM|bye bye|^The phone is at|^\s*$")
EVERYWHERE = "0.0.0.0"  # noqa: S104 - probes listen for whoever watches


@dataclass(frozen=True)
class House:
    """The plan of one house."""

    state: State
    ports: Ports
    environment: Mapping[str, str]
    has_simulator: bool

    def stores(self) -> Sequence[Job]:
        keys = Keyring(self.state.keys)
        keys.complete()
        nats = nats_server(self.state.nats, self.ports.nats, keys.bus_users())
        redis = redis_server(self.state.redis, self.ports.redis, keys.store_users())
        return [
            Job("nats", nats, partial(nats_answers, self.ports.nats), STORES_GRACE_SECONDS, CHATTER),
            Job("redis", redis, partial(redis_answers, self.ports.redis), STORES_GRACE_SECONDS, CHATTER),
        ]

    def provision(self) -> Job:
        command = self._python("shared.runtime.provision", **self._keys_of("provision"))
        return Job("provision", command, partial(nats_answers, self.ports.nats))

    def workers(self) -> Sequence[Job]:
        return [
            self._service("scheduler", self.ports.scheduler_probe),
            self._service("notifier", self.ports.notifier_probe),
        ]

    def entrances(self) -> Sequence[Job]:
        ingress = self._service("ingress", self.ports.ingress_probe)
        return [ingress, self._simulator()] if self.has_simulator else [ingress]

    def doors(self) -> Sequence[Door]:
        """Return every port that somebody will listen on, with the setting that moves it."""
        ports = self.ports
        probes = {
            "ingress": ports.ingress_probe,
            "scheduler": ports.scheduler_probe,
            "notifier": ports.notifier_probe,
        }
        other_probes = str(ports.ingress_probe + 100)
        doors = [
            Door("nats-server", ports.nats, "NATS_URL", f"nats://127.0.0.1:{ports.nats + 1}"),
            Door("Redis", ports.redis, "REDIS_URL", f"redis://127.0.0.1:{ports.redis + 1}/0"),
            Door("ingress", ports.ingress, "PORT", str(ports.ingress + 1), self.environment["HOST"]),
            *(
                Door(f"the probe of {name}", port, "PROBE_PORT", other_probes, EVERYWHERE)
                for name, port in probes.items()
            ),
        ]
        if self.has_simulator:
            doors.append(Door("the simulator", ports.simulator, "SIMULATOR_PORT", str(ports.simulator + 1)))
        return doors

    def address(self) -> str:
        """Return the one address to open: the chat page, or where Twilio's webhooks come in."""
        if self.has_simulator:
            return f"http://127.0.0.1:{self.ports.simulator}"
        return f"{self.environment['PUBLIC_BASE_URL'].rstrip('/')}/webhooks/twilio"

    def _service(self, name: str, probe_port: int) -> Job:
        command = self._python(f"services.{name}", PROBE_PORT=str(probe_port), **self._keys_of(name))
        return Job(name, command, partial(service_is_ready, probe_port))

    def _simulator(self) -> Job:
        chats = self.environment.get("SIMULATOR_STATE", str(self.state.chats.resolve()))
        command = self._python("simulator", SIMULATOR_STATE=chats)
        return Job("simulator", command, partial(simulator_is_ready, self.ports.simulator), quiet=CHATTER)

    def _keys_of(self, user: str) -> Mapping[str, str]:
        return Keyring(self.state.keys).settings_of(user)

    def _python(self, module: str, **settings: str) -> Command:
        return Command((sys.executable, "-m", module), {**self.environment, **settings})
