"""What an answer of Twilio's means: sent, not sent, never to be sent, or nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from services.notifier.domain.codes import Kind, Meaning, meaning_of


@dataclass(frozen=True, slots=True)
class Sent:
    """Twilio has the message under this name."""

    sid: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly not sent: trying again is safe, and not before `retry_after`."""

    reason: str
    retry_after: timedelta | None = None
    kind: Kind = Kind.PASSING


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Certainly not sent, and to be sent in another form: by template, or plainly."""

    code: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Never to be sent like this: trying again gives the same answer."""

    code: int | None = None
    kind: Kind = Kind.CONTENT


@dataclass(frozen=True, slots=True)
class Unknown:
    """Sent or not: only evidence can tell. Trying again blindly may write to the person twice."""

    reason: str


Verdict = Sent | NotSent | Otherwise | Refused | Unknown

_FOR_AN_OPERATOR = timedelta(seconds=5)
_NOBODY_THERE = frozenset({401, 403, 404})
"""Without a code of Twilio's these concern the account, not the message."""


def judge(status: int, answer: Mapping[str, object] | None, retry_after: timedelta | None = None) -> Verdict:
    """Return what HTTP `status` and the JSON `answer` (None: it was none) to a create mean."""
    if status in {200, 201}:
        return _created(answer)
    code = _code(answer)
    meaning = meaning_of(code)
    if status == 429:  # noqa: PLR2004
        return NotSent(f"throttled ({code})", retry_after or meaning.wait, Kind.THROTTLED)
    if not 400 <= status < 500 or status == 408:  # noqa: PLR2004
        return Unknown(f"HTTP {status}")
    if status in _NOBODY_THERE and meaning.kind is Kind.UNKNOWN:
        return NotSent(f"HTTP {status} ({code})", _FOR_AN_OPERATOR, Kind.ACCOUNT)
    return _refused(code, meaning, retry_after)


def _created(answer: Mapping[str, object] | None) -> Verdict:
    sid = answer.get("sid") if answer else None
    return Sent(sid) if isinstance(sid, str) and sid[:2] in {"SM", "MM"} else Unknown("an answer without a sid")


def _refused(code: int | None, meaning: Meaning, retry_after: timedelta | None) -> Verdict:  # noqa: PLR0911 - a table
    match meaning.kind:
        case Kind.THROTTLED:
            return NotSent(f"throttled ({code})", retry_after or meaning.wait, Kind.THROTTLED)
        case Kind.ACCOUNT | Kind.SENDER as kind:
            return NotSent(f"{kind.value} ({code})", _FOR_AN_OPERATOR, kind)
        case Kind.POLICY if meaning.again:
            return NotSent(f"policy ({code})", meaning.wait, Kind.POLICY)
        case Kind.WINDOW:
            return Otherwise(code or 0)
        case _ if meaning.plainly:
            return Otherwise(code or 0)
        case Kind.UNKNOWN | Kind.PASSING:
            # A refusal before the message was taken: the same message gets the same answer.
            return Refused(code, Kind.CONTENT)
        case kind:
            return Refused(code, kind)


def _code(answer: Mapping[str, object] | None) -> int | None:
    code = answer.get("code") if answer else None
    return code if isinstance(code, int) else None
