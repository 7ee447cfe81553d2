"""What an answer of Twilio's means: sent, not sent, never to be sent, or nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Sent:
    """Twilio has the message under this name."""

    sid: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly not sent: trying again is safe, and not before `retry_after`."""

    reason: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Never to be sent like this: trying again gives the same answer."""

    reason: str
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Sent or not: only evidence can tell. Trying again blindly may write to the person twice."""

    reason: str


Verdict = Sent | NotSent | Refused | Unknown

CONFIGURATION = frozenset({20003, 20404, 21212, 21408, 21606, 21608, 21703, 21705, 63002, 63007})
"""Codes that an operator can mend: nothing is wrong with the message, so it waits."""

THROTTLED = frozenset({14107, 20429, 21611, 63017, 63018})
"""Codes for too much at once: certainly not processed."""

_WAIT_FOR_OPERATOR = timedelta(seconds=5)


def judge(status: int, answer: Mapping[str, object] | None, retry_after: timedelta | None = None) -> Verdict:
    """Return what HTTP `status` and the JSON `answer` (None: it was none) to a create mean."""
    code = _code(answer)
    if status in {200, 201}:
        sid = answer.get("sid") if answer else None
        return Sent(sid) if isinstance(sid, str) and sid[:2] in {"SM", "MM"} else Unknown("an answer without a sid")
    if status == 429 or code in THROTTLED:  # noqa: PLR2004
        return NotSent(f"throttled ({code})", retry_after)
    if status in {401, 403} or code in CONFIGURATION:
        return NotSent(f"configuration ({code})", _WAIT_FOR_OPERATOR)
    if 400 <= status < 500 and status != 408:  # noqa: PLR2004
        return Refused(f"HTTP {status}", code)
    return Unknown(f"HTTP {status}")


def _code(answer: Mapping[str, object] | None) -> int | None:
    code = answer.get("code") if answer else None
    return code if isinstance(code, int) else None
