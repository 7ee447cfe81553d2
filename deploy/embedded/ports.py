"""TCP ports on this machine: which are free, and what to say about one that is not."""

import os
import secrets
import socket
from collections.abc import Iterable
from dataclasses import dataclass

LOCALHOST = "127.0.0.1"

SERVERS_PORTS = range(15_000, 32_000)
"""Below those that systems give to outgoing connections."""


@dataclass(frozen=True)
class Door:
    """A port that a child is going to listen on, and the setting that moves it elsewhere."""

    child: str
    port: int
    setting: str
    example: str
    host: str = LOCALHOST


HOUSES_AT_ONCE = 16
"""Processes on one machine that choose ports at the same time, each from a share of its own."""

_given: set[int] = set()
"""Whoever was given one of these may not listen yet."""


def free_port() -> int:
    """Return a port that nobody listens on or was just given, of those that no client is given in the meantime."""
    mine = SERVERS_PORTS[os.getpid() % HOUSES_AT_ONCE :: HOUSES_AT_ONCE]
    while in_use(port := secrets.choice(mine)) or port in _given:
        if len(_given) > len(mine) // 2:
            _given.clear()
    _given.add(port)
    return port


def in_use(port: int, host: str = LOCALHOST) -> bool:
    """Tell whether listening on `port` would fail."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
        return False


def complaints(doors: Iterable[Door]) -> list[str]:
    """Say, one sentence a door, which ports are taken and what to set instead."""
    seen: dict[tuple[str, int], Door] = {}
    found = []
    for door in doors:
        twin = seen.setdefault((door.host, door.port), door)
        if twin is not door:
            found.append(
                f"Port {door.port} is wanted by {twin.child} and by {door.child}; "
                f"set {door.setting}, for example {door.setting}={door.example}."
            )
        elif in_use(door.port, door.host):
            found.append(
                f"Port {door.port}, where {door.child} listens, is in use; "
                f"set {door.setting} to another, for example {door.setting}={door.example}."
            )
    return found
