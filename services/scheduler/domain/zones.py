"""Which zones a person may be in, before they say."""

import re

import phonenumbers
from phonenumbers import timezone as zones_of_numbers

from shared.contract import ChatId

MOST_LIKELY = 3
_NUMBER = re.compile(r"whatsapp:(\+\d+)")


def likely_zones(chat: ChatId) -> tuple[str, ...]:
    """Return the one to three zones of the chat's number; none when it has more or is hidden: that is a guess."""
    number = _NUMBER.fullmatch(chat)
    if number is None:
        return ()
    try:
        parsed = phonenumbers.parse(number[1])
    except phonenumbers.NumberParseException:
        return ()
    zones = [
        zone for zone in zones_of_numbers.time_zones_for_number(parsed) if "/" in zone and not zone.startswith("Etc/")
    ]
    return tuple(zones) if len(zones) <= MOST_LIKELY else ()
