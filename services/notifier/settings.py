"""What the voice is told."""

from datetime import timedelta

from pydantic import Field

from services.notifier.domain.account import Account
from shared.runtime.settings import HttpAddress, RedisSettings, Settings, TwilioSettings


class NotifierSettings(Settings, RedisSettings, TwilioSettings):
    """Environment → one frozen model."""

    twilio_api_url: HttpAddress = "https://api.twilio.com"
    """Another base address for the REST API: the simulator, a proxy."""
    probe_port: int = Field(default=9103, ge=0, le=65535)
    """Where `/live`, `/ready` and `/metrics` are served; 0 takes any free port."""
    settle_seconds: float = Field(default=35, ge=0.1, le=600)
    """How long to wait for evidence when Twilio's answer was lost; longer than Twilio's own 26 s."""
    send_workers: int = Field(default=16, ge=1, le=256)
    """Messages of each lane that one notifier has in hand."""

    @property
    def account(self) -> Account:
        return Account(
            api_url=self.twilio_api_url,
            sid=self.twilio_account_sid,
            token=self.auth_tokens[0],
            callback_url=f"{self.public_base_url}/webhooks/twilio/status",
        )

    @property
    def settle_after(self) -> timedelta:
        return timedelta(seconds=self.settle_seconds)
