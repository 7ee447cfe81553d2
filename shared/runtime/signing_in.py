"""How a process shows NATS who it is, and knows that it talks to the right one."""

import ssl
from typing import Any

from faststream.nats.security import NatsCredentials, NatsNKey, NatsSecurity, parse_security

from shared.contract import inbox_of
from shared.runtime.settings import Settings


def security_of(settings: Settings) -> NatsSecurity:
    """Return how a broker signs in."""
    tls = _tls(settings)
    if settings.nats_creds:
        return NatsCredentials(settings.nats_creds, **tls)
    if settings.nats_nkey_seed:
        return NatsNKey.from_seed(settings.nats_nkey_seed.get_secret_value(), **tls)
    return NatsSecurity(**tls)


def signing_in(settings: Settings, *, name: str) -> dict[str, Any]:
    """Return the same for a plain client, with the name that it goes by."""
    return {**parse_security(security_of(settings)), "name": f"nudge-{name}", "inbox_prefix": inbox_of(name)}


def _tls(settings: Settings) -> dict[str, Any]:
    """Return whom to trust. The handshake comes first: nobody on the way can say that this server speaks plainly."""
    if not any(url.startswith("tls://") for url in settings.nats_servers):
        return {}
    return {"ssl_context": ssl.create_default_context(cafile=settings.tls_ca_file), "tls_handshake_first": True}
