"""What the door is told."""

from collections.abc import Sequence

from pydantic import Field

from services.ingress.domain.signature import SigningKey
from shared.runtime.settings import Settings, TwilioSettings


class IngressSettings(Settings, TwilioSettings):
    """Environment → one frozen model."""

    host: str = "0.0.0.0"  # noqa: S104 - the one public door
    """Where ingress listens."""
    port: int = Field(default=8000, ge=0, le=65535)
    """Where ingress listens."""
    probe_port: int = Field(default=9101, ge=0, le=65535)
    """Where `/live`, `/ready` and `/metrics` are served; 0 takes any free port."""

    @property
    def signing_keys(self) -> Sequence[SigningKey]:
        return [SigningKey(token) for token in self.auth_tokens]
