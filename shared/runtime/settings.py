"""Environment (or `.env`) → one frozen model a service. What is missing or wrong is one sentence and exit code 2."""

import re
import sys
from collections.abc import Sequence
from typing import Annotated, Literal, NoReturn, TypeVar
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.runtime.secret_files import SecretFileError, SecretFiles

EXIT_SETTINGS = 2


_READING = SettingsConfigDict(
    frozen=True,
    env_file=".env",
    env_file_encoding="utf-8",
    extra="ignore",
    env_ignore_empty=True,
    populate_by_name=True,
)
"""Every part of a service's settings says it: the last one inherited from would win with its own defaults."""


def _http_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("write an address such as https://nudge.example.org")
    if parts.query or parts.fragment:
        raise ValueError("leave out everything behind the path")
    return address.rstrip("/")


HttpAddress = Annotated[str, AfterValidator(_http_address)]
"""`http(s)://host[:port][/path]`, without a trailing slash."""


class Reading(BaseSettings):
    """Reads the environment, `.env`, and for a secret `NAME` the file that `NAME_FILE` names."""

    model_config = _READING

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class calls it by name
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, SecretFiles(settings_cls)


class StoreSettings(Reading):
    """What everybody needs to know who talks to NATS or Redis."""

    model_config = _READING

    tls_ca_file: str | None = None
    """The authority that signed the certificates of NATS and Redis; without it, those that the machine trusts."""


class Settings(StoreSettings):
    """What every service needs to know."""

    model_config = _READING

    nats_url: str = "nats://127.0.0.1:4222"
    """Where NATS listens, `tls://` to insist on TLS; comma separated for a cluster."""
    nats_creds: str | None = None
    """Path of a NATS credentials file."""
    nats_nkey_seed: SecretStr | None = None
    """NKey seed, instead of a credentials file."""
    probe_port: int = Field(default=9100, ge=0, le=65535)
    """Where `/live`, `/ready` and `/metrics` are served; 0 takes any free port."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"
    """`console` for people."""
    twilio_api_url: HttpAddress = "https://api.twilio.com"
    """Another base address for the REST API: the simulator, a proxy."""
    otel_exporter_otlp_endpoint: HttpAddress | None = None
    """Where traces go over OTLP/HTTP, `http://collector:4318`; without it there are none."""
    traces_sample_ratio: float = Field(default=0.1, ge=0, le=1)
    """Of how many reminders the traces are kept, 0 to 1: all of one, or none. The same for every service."""
    simulated_time: bool = False
    """Go by the clock of the simulator at TWILIO_API_URL, which can be moved; never with Twilio itself."""

    @field_validator("simulated_time")
    @classmethod
    def _not_with_twilio(cls, simulated: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic calls it
        if simulated and str(urlsplit(info.data.get("twilio_api_url", "")).hostname).endswith("twilio.com"):
            raise ValueError("nobody moves Twilio's time: leave it out, or name a simulator in TWILIO_API_URL")
        return simulated

    @property
    def nats_servers(self) -> list[str]:
        return [url.strip() for url in self.nats_url.split(",") if url.strip()]


class RedisSettings(StoreSettings):
    """What a service needs to know that keeps something in Redis."""

    model_config = _READING

    redis_url: str | None = None
    """`redis://host:port/db`, `redis+cluster://host:port` for Redis Cluster, `rediss` in either for TLS."""
    redis_host: str = "127.0.0.1"
    """Read when REDIS_URL is not set."""
    redis_port: int = Field(default=6379, ge=1, le=65535)
    """Read when REDIS_URL is not set."""
    redis_username: str = "default"
    """Who signs in to Redis, when there is a password."""
    redis_password: SecretStr | None = None
    """The password, unless it is in REDIS_URL."""

    @property
    def redis_address(self) -> str:
        """Return where Redis is and how to sign in: a secret, if there is a password."""
        parts = urlsplit(self.redis_url or f"redis://{self.redis_host}:{self.redis_port}/0")
        if self.redis_password and not parts.password:
            user, password = quote(self.redis_username, safe=""), quote(self.redis_password.get_secret_value(), safe="")
            parts = parts._replace(netloc=f"{user}:{password}@{parts.netloc.rpartition('@')[2]}")
        if self.tls_ca_file and parts.scheme.startswith("rediss"):
            authority = urlencode({"ssl_ca_certs": self.tls_ca_file})
            parts = parts._replace(query="&".join(filter(None, (parts.query, authority))))
        return urlunsplit(parts)


def _whatsapp_number(number: str) -> str:
    plain = number.strip().removeprefix("whatsapp:").replace(" ", "")
    if not re.fullmatch(r"\+[1-9]\d{6,14}", plain):
        raise ValueError("write a number such as whatsapp:+14155238886")
    return f"whatsapp:{plain}"


def _whatsapp_numbers(numbers: str) -> str:
    return ",".join(dict.fromkeys(_whatsapp_number(number) for number in numbers.split(",")))


WhatsAppNumbers = Annotated[str, AfterValidator(_whatsapp_numbers)]
"""`whatsapp:+14155238886`, or several, comma separated; the prefix may be left out."""


class TwilioSettings(Reading):
    """The account, as ingress and notifier need to know it."""

    model_config = _READING

    twilio_account_sid: str = Field(pattern=r"^AC[0-9a-fA-F]{32}$")
    """The account, `AC` and 32 hex digits."""
    twilio_auth_token: SecretStr
    """The account's token; several, comma separated, while it is rotated."""
    twilio_whatsapp_number: WhatsAppNumbers = Field(
        validation_alias=AliasChoices("TWILIO_WHATSAPP_NUMBER", "TWILIO_PHONE_NUMBER")
    )
    """The number that people write to, `whatsapp:+14155238886`; several, comma separated. `TWILIO_PHONE_NUMBER` too."""
    twilio_price_message: float = Field(default=0.005, ge=0)
    """What Twilio takes for a message in or out, in dollars: for the estimate in the metrics."""
    twilio_price_template: float = Field(default=0, ge=0)
    """What WhatsApp takes besides for a template outside the 24-hour window, in dollars: it depends on the country."""
    public_base_url: HttpAddress
    """The address that Twilio was told, `https://nudge.example.org`; signatures are checked against it."""

    @field_validator("twilio_auth_token")
    @classmethod
    def _not_blank(cls, token: SecretStr) -> SecretStr:
        if not any(part.strip() for part in token.get_secret_value().split(",")):
            raise ValueError("it is blank")
        return token

    @property
    def senders(self) -> tuple[str, ...]:
        """The numbers that people write to, as Twilio addresses them."""
        return tuple(self.twilio_whatsapp_number.split(","))

    @property
    def auth_tokens(self) -> list[str]:
        """The tokens, the current one first."""
        return [token.strip() for token in self.twilio_auth_token.get_secret_value().split(",") if token.strip()]


Loaded = TypeVar("Loaded", bound=BaseSettings)


def load(model: type[Loaded]) -> Loaded:
    """Read `model` from the environment; name what is missing or wrong on standard error and exit with 2 if need be."""
    try:
        return model()
    except ValidationError as error:
        fail(sentences(error))
    except SecretFileError as error:
        fail([str(error)])


def sentences(error: ValidationError) -> list[str]:
    """Return one sentence a wrong setting, with its name and what to do, never with its value."""
    found = []
    for problem in error.errors(include_input=False, include_url=False):
        name = str(problem["loc"][0]).upper() if problem["loc"] else "A setting"
        if problem["type"] == "missing":
            found.append(f"{name} is not set: set it in the environment or in .env (.env.example describes it).")
        else:
            found.append(f"{name} is not right: {_plain(problem['msg'])}.")
    return found


def fail(problems: Sequence[str], *, code: int = EXIT_SETTINGS) -> NoReturn:
    """Print the problems, a line each, and end the process."""
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201 - logs are not set up yet, and a person is reading
    sys.exit(code)


def _plain(message: str) -> str:
    text = message.removeprefix("Value error, ").rstrip(".")
    return text[:1].lower() + text[1:]
