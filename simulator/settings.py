"""What the simulator is told by its environment: one frozen model, read once."""

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, AliasChoices, AwareDatetime, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from simulator.moods import Moods, read_moods

WEBHOOK_PATH = "/webhooks/twilio"
"""Where ingress listens for messages, below its public base address."""

PHONE = r"\+[1-9]\d{6,14}"
PERSON = rf"(?:{PHONE}|[A-Z]{{2}}\.(?:ENT\.)?[A-Za-z0-9]{{1,128}})"
"""A phone number, or the id of a person who hides it."""


class SettingsError(Exception):
    """A setting is missing or wrong; the text is one sentence for the person who starts the simulator."""


def _account_sid(value: str) -> str:
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", value):
        raise ValueError("must be AC followed by 32 hexadecimal digits")
    return value


def _sender(value: str) -> str:
    number = value.strip().removeprefix("whatsapp:")
    if not re.fullmatch(PHONE, number):
        raise ValueError("must look like whatsapp:+14155238886")
    return f"whatsapp:{number}"


def _senders(value: str) -> str:
    return ",".join(dict.fromkeys(_sender(number) for number in value.split(",")))


def _base_url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s#?]+", value):
        raise ValueError("must be an http:// or https:// address without a query")
    return value.rstrip("/")


def _tokens(value: SecretStr) -> SecretStr:
    if not _split(value):
        raise ValueError("must hold at least one token")
    return value


def _moods(value: object) -> object:
    return read_moods(value) if isinstance(value, str) else value


def _split(tokens: SecretStr) -> tuple[str, ...]:
    return tuple(token.strip() for token in tokens.get_secret_value().split(",") if token.strip())


class Address(BaseSettings):
    """Where the simulator is."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    simulator_host: str = "127.0.0.1"
    simulator_port: int = Field(8080, ge=0, le=65535)
    """0 takes any free port."""


class Settings(Address):
    """The account that the simulator plays, and where its phone rings."""

    twilio_account_sid: Annotated[str, AfterValidator(_account_sid)]
    twilio_auth_token: Annotated[SecretStr, AfterValidator(_tokens)]
    """One token, or several separated by commas while they rotate."""
    twilio_whatsapp_number: Annotated[str, AfterValidator(_senders)] = Field(
        "whatsapp:+14155238886",
        validation_alias=AliasChoices("TWILIO_WHATSAPP_NUMBER", "TWILIO_PHONE_NUMBER"),
    )
    """The number that people write to, or several, comma separated."""
    public_base_url: Annotated[str, AfterValidator(_base_url)] = "http://127.0.0.1:8000"
    """Where ingress is, in the words that its signatures are checked against."""
    simulator_state: Path | None = None
    """A file that remembers the chats across restarts; without it they live in memory."""
    simulator_clock: AwareDatetime | None = None
    """What its clock shows when it starts for the first time, `2027-03-26T09:00:00Z`; without it the machine's time."""
    simulator_moods: Annotated[Moods, NoDecode, BeforeValidator(_moods)] = Moods()
    """The moods to begin in: `drop=0.1,error=0.05,seed=7`."""
    simulator_fallback_url: str = ""
    """Where a message rings that its webhook did not take, as Twilio's fallback does; empty: nowhere."""
    simulator_auto_read: bool = True
    """Whether people without an open phone page read what they get, soon after it arrives."""

    @property
    def clock_file(self) -> Path | None:
        """Where it is remembered how far the clock was moved: beside the chats."""
        return self.simulator_state and self.simulator_state.with_suffix(".clock")

    @property
    def contents_file(self) -> Path | None:
        """Where contents and their approvals are remembered: beside the chats."""
        return self.simulator_state and self.simulator_state.with_suffix(".contents")

    @property
    def tokens(self) -> tuple[str, ...]:
        return _split(self.twilio_auth_token)

    @property
    def senders(self) -> tuple[str, ...]:
        return tuple(self.twilio_whatsapp_number.split(","))

    @property
    def signing_token(self) -> str:
        return self.tokens[0]

    @property
    def webhook_url(self) -> str:
        return self.public_base_url + WEBHOOK_PATH


def read_settings(**given: Any) -> Settings:
    """Read the environment, `given` before it, or say in one sentence what is wrong with it."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    faults = "; ".join(_fault(str(item["loc"][0]), item["type"], item["msg"]) for item in error.errors())
    return f"The simulator cannot start: {faults}."


def _fault(name: str, kind: str, message: str) -> str:
    if kind == "missing":
        return f"{name.upper()} is not set"
    said = message.removeprefix("Value error, ").removeprefix("Input ")
    return f"{name.upper()} {said[0].lower()}{said[1:]}"
