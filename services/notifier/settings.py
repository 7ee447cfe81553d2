"""What the voice is told."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from services.notifier.domain.account import Account
from shared.runtime.settings import RedisSettings, Settings, TwilioSettings

PAIR_GAP = 6.0
"""Seconds between two messages to one person that WhatsApp bears for long."""

SETTLES_WITHIN = 30.0
"""Seconds: Twilio may take 26 to answer."""


def _templates(text: object) -> object:
    """Read `en=HX…,ru=HX…`, or one sid for every language."""
    if not isinstance(text, str):
        return text
    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        language, _, sid = part.rpartition("=")
        if not re.fullmatch(r"HX[0-9a-fA-F]{32}", sid.strip()) or not re.fullmatch(r"([a-z]{2})?", language.strip()):
            raise ValueError("write en=HX…,ru=HX…, as ./task templates prints it")
        found[language.strip()] = sid.strip()
    return found


class NotifierSettings(Settings, RedisSettings, TwilioSettings):
    """Environment → one frozen model."""

    probe_port: int = Field(default=9103, ge=0, le=65535)
    """Where `/live`, `/ready` and `/metrics` are served; 0 takes any free port."""
    settle_seconds: float = Field(default=35, ge=0.1, le=600)
    """How long to wait for evidence when Twilio's answer was lost; longer than Twilio's own 26 s."""
    send_rate: float = Field(default=80, gt=0, le=1000)
    """Messages a second that a sender may post, all notifiers together."""
    send_gap_seconds: float = Field(default=6, ge=0, le=600)
    """The least time between two reminders to one person; 0 switches it off."""
    send_workers: int = Field(default=16, ge=1, le=256)
    """Messages of each lane that one notifier has in hand."""

    twilio_template_sid: Annotated[Mapping[str, str], NoDecode, BeforeValidator(_templates)] = {}
    """The approved reminder template for who has been silent for a day, one a language: `en=HX…,ru=HX…`. What is not
    named is found by its name at Twilio."""

    @property
    def account(self) -> Account:
        return Account(
            api_url=self.twilio_api_url,
            sid=self.twilio_account_sid,
            tokens=tuple(self.auth_tokens),
            callback_url=f"{self.public_base_url}/webhooks/twilio/status",
        )

    operator_token: SecretStr = SecretStr("")
    """Whoever has it may look at parked messages at the probe port, and replay or drop them; empty: nobody."""

    @property
    def weaknesses(self) -> Sequence[str]:
        """Return what these settings risk, a sentence each."""
        found = (
            (self.send_gap_seconds < PAIR_GAP, "SEND_GAP_SECONDS is below 6: WhatsApp may refuse some messages."),
            (self.settle_seconds < SETTLES_WITHIN, "SETTLE_SECONDS is below 30: a slow answer may be sent twice."),
            (self.simulated_time, "SIMULATED_TIME is set: reminders come by the simulator's clock."),
        )
        return [sentence for is_so, sentence in found if is_so]

    @property
    def prices(self) -> Mapping[str, float]:
        both = self.twilio_price_message + self.twilio_price_template
        return {"session": self.twilio_price_message, "template": both}

    @property
    def gap(self) -> timedelta:
        return timedelta(seconds=self.send_gap_seconds)

    @property
    def front_door(self) -> str:
        return f"{self.public_base_url}/webhooks/twilio"

    @property
    def sweep_every(self) -> timedelta:
        return min(self.settle_after * 2, timedelta(minutes=1))

    @property
    def ask_after(self) -> timedelta:
        """Return how long a message may stay without a report of its end before Twilio is asked."""
        return self.settle_after * 4

    @property
    def ask_every(self) -> timedelta:
        return min(self.settle_after, timedelta(seconds=10))

    @property
    def settle_after(self) -> timedelta:
        return timedelta(seconds=self.settle_seconds)
