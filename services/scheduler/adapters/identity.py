"""Who we are among the schedulers: whoever listens on our probe port, on this machine and network, is us."""

import secrets
from hashlib import blake2s
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NETWORK = Path("/proc/self/ns/net")


def identity(probe_port: int) -> str:
    """Return a name that survives a restart of this process.

    Only one process can listen on a port, so who has it may take over from its predecessor without waiting. Where
    the machine cannot be told from others, or the port is any, the name is a new one.
    """
    try:
        place = f"{_BOOT.read_text('ascii')} {_NETWORK.readlink()} {probe_port}"
    except OSError:
        return secrets.token_hex(6)
    return blake2s(place.encode(), digest_size=6).hexdigest() if probe_port else secrets.token_hex(6)
