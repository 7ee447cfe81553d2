"""What the house was told, by the environment and `.env`, and what it furnishes for everything else."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from deploy.embedded.errors import CannotStartError
from deploy.embedded.ports import LOCALHOST

SENDER = "whatsapp:+14155238886"
LOCAL_NATS = re.compile(r"nats://(?:127\.0\.0\.1|localhost):(\d{1,5})/?")
LOCAL_REDIS = re.compile(r"redis://(?:127\.0\.0\.1|localhost):(\d{1,5})(?:/\d*)?")
LARGEST_PORT = 65_535
TOOLS_KNOW = (
    "NATS_URL",
    "REDIS_URL",
    "PUBLIC_BASE_URL",
    "TWILIO_API_URL",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_WHATSAPP_NUMBER",
    "SIMULATED_TIME",
    "SIMULATOR_PORT",
)


@dataclass(frozen=True)
class Ports:
    """Where each child listens."""

    nats: int
    redis: int
    ingress: int
    simulator: int
    ingress_probe: int
    scheduler_probe: int
    notifier_probe: int


def read_ports(given: Mapping[str, str]) -> Ports:
    """Read the ports from the settings, or say which setting cannot be understood."""
    probe = _in_range("PROBE_PORT", given.get("PROBE_PORT", "9101"), largest=LARGEST_PORT - 2)
    return Ports(
        nats=_address(given, "NATS_URL", LOCAL_NATS, "nats://127.0.0.1:4222"),
        redis=_redis_port(given),
        ingress=_port(given, "PORT", 8000),
        simulator=_port(given, "SIMULATOR_PORT", 8080),
        ingress_probe=probe,
        scheduler_probe=probe + 1,
        notifier_probe=probe + 2,
    )


def furnish(
    given: Mapping[str, str],
    ports: Ports,
    *,
    simulator: bool,
    development_credentials: Callable[[], Mapping[str, str]],
) -> dict[str, str]:
    """Return what every child finds in its environment: what was given, and a working default for the rest."""
    defaults = {
        "NATS_URL": f"nats://{LOCALHOST}:{ports.nats}",
        "REDIS_URL": f"redis://{LOCALHOST}:{ports.redis}/0",
        "HOST": LOCALHOST,
        "PORT": str(ports.ingress),
        "LOG_FORMAT": "console",
        "PUBLIC_BASE_URL": f"http://{LOCALHOST}:{ports.ingress}",
        "PYTHONUNBUFFERED": "1",
    }
    if simulator:
        defaults["TWILIO_API_URL"] = f"http://{LOCALHOST}:{ports.simulator}"
        defaults["SIMULATOR_HOST"] = LOCALHOST
        defaults["SIMULATOR_PORT"] = str(ports.simulator)
        defaults["SIMULATED_TIME"] = str("TWILIO_API_URL" not in given).lower()
    if simulator or "TWILIO_API_URL" in given:
        defaults.update(_made_up_account(given, development_credentials))
    return {**defaults, **given}


def for_tools(environment: Mapping[str, str], given: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a person's tools have to know of the house. A token that was given is not written down again."""
    known = [name for name in TOOLS_KNOW if name in environment]
    if "TWILIO_AUTH_TOKEN" in given:
        known.remove("TWILIO_AUTH_TOKEN")
    return {name: environment[name] for name in known}


def _made_up_account(
    given: Mapping[str, str], development_credentials: Callable[[], Mapping[str, str]]
) -> Mapping[str, str]:
    number = given.get("TWILIO_PHONE_NUMBER", SENDER)
    sender = {"TWILIO_WHATSAPP_NUMBER": f"whatsapp:{number.removeprefix('whatsapp:')}"}
    if "TWILIO_ACCOUNT_SID" in given or "TWILIO_AUTH_TOKEN" in given:
        return sender
    return {**development_credentials(), **sender}


def _redis_port(given: Mapping[str, str]) -> int:
    if "REDIS_URL" not in given and "REDIS_PORT" in given:
        return _port(given, "REDIS_PORT", 6379)
    return _address(given, "REDIS_URL", LOCAL_REDIS, "redis://127.0.0.1:6379/0")


def _address(given: Mapping[str, str], name: str, local: re.Pattern[str], default: str) -> int:
    match = local.fullmatch(given.get(name, default))
    if match is None:
        raise CannotStartError(
            f"{name} names a server elsewhere, but ./task up runs its own: leave {name} out, "
            f"or set it to an address here such as {default}."
        )
    return _in_range(name, match[1])


def _port(given: Mapping[str, str], name: str, default: int) -> int:
    return _in_range(name, given.get(name, str(default)))


def _in_range(name: str, text: str, largest: int = LARGEST_PORT) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= largest:
        raise CannotStartError(f"{name} needs a port between 1 and {largest}, not {text!r}.")
    return int(text)
