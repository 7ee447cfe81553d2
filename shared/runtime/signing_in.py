"""How a process shows NATS who it is, and knows that it talks to the right one."""

import ssl
from typing import Any

from shared.contract import inbox_of
from shared.runtime.settings import Settings


def signing_in(settings: Settings, *, name: str) -> dict[str, Any]:
    """Return how NATS' client signs in as `name`: by credentials or key if there are any, else as the address says."""
    options: dict[str, Any] = {"name": f"nudge-{name}", "inbox_prefix": inbox_of(name), **_tls(settings)}
    if settings.nats_creds:
        options["user_credentials"] = settings.nats_creds
    elif settings.nats_nkey_seed:
        options["nkeys_seed_str"] = settings.nats_nkey_seed.get_secret_value()
    return options


def _tls(settings: Settings) -> dict[str, Any]:
    """Return whom to trust. The handshake comes first: nobody on the way can say that this server speaks plainly."""
    if not any(url.startswith("tls://") for url in settings.nats_servers):
        return {}
    return {"tls": ssl.create_default_context(cafile=settings.tls_ca_file), "tls_handshake_first": True}
