"""How a zone is named in messages: an IANA key, or `UTC+03:00` for a person who said an offset."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"UTC(?:([+-])(\d{2}):(\d{2}))?")


def zone_info(zone: str) -> tzinfo:
    """Return the zone that `zone` names. Raises ZoneInfoNotFoundError for a name that no database knows."""
    offset = _OFFSET.fullmatch(zone)
    if offset is None:
        return ZoneInfo(zone)
    sign, hours, minutes = offset.groups()
    if sign is None:
        return UTC
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(size if sign == "+" else -size)
