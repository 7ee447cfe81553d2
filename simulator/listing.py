"""Finding messages the way Twilio's list does: filters, whole days, pages that hold their place."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice, takewhile

from simulator.ledger import Ledger, Message
from simulator.resources import ends, page_body, sent_at
from simulator.settings import Settings

LARGEST_PAGE = 1000
USUAL_PAGE = 50
FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")


def page(
    asked: Mapping[str, str], settings: Settings, ledger: Ledger, *, lag: timedelta = timedelta(0)
) -> dict[str, object]:
    """Answer a list request: filters, a page size, a page number or a token. What is newer than `lag` is left out."""
    query = {name: asked[name] for name in FILTERS if name in asked}
    size = min(max(_number(asked.get("PageSize"), USUAL_PAGE), 1), LARGEST_PAGE)
    number = _number(asked.get("Page"), 0)
    settled = ledger.now() - lag
    found = (message for message in _matching(ledger, settings, query) if message.created_at <= settled)
    cut = _cut(found, asked.get("PageToken", ""), number, size)
    return page_body(
        cut[:size], settings.twilio_account_sid, query=query, number=number, size=size, more=len(cut) > size
    )


def _cut(found: Iterator[Message], token: str, number: int, size: int) -> list[Message]:
    """One page and the first message of the next; a token holds the place while new messages arrive."""
    sid = token[2:]
    if token.startswith("PA"):
        for message in found:
            if message.sid == sid:
                break
        return list(islice(found, size + 1))
    if token.startswith("PB"):
        before = list(takewhile(lambda message: message.sid != sid, found))
        return [*before[-size:], *before[:1]]
    return list(islice(found, number * size, (number + 1) * size + 1))


def _matching(ledger: Ledger, settings: Settings, query: dict[str, str]) -> Iterator[Message]:
    to, sender = query.get("To"), query.get("From")
    person = next((side for side in (to, sender) if side and side not in settings.senders), None)
    party = person.removeprefix("whatsapp:") if person else None
    for message in ledger.newest_first(party):
        receiver, writer = ends(message)
        if to in {None, receiver} and sender in {None, writer} and _sent_then(message, query):
            yield message


def _sent_then(message: Message, query: dict[str, str]) -> bool:
    """Twilio compares whole days, limits included; what is not sent yet matches no day."""
    limits = {name: day for name in FILTERS[2:] if name in query and (day := _day(query[name]))}
    if not limits:
        return True
    moment = sent_at(message)
    day = moment.date() if moment else None
    return day is not None and (
        limits.get("DateSent", day) == day
        and limits.get("DateSent<", day) >= day
        and limits.get("DateSent>", day) <= day
    )


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return datetime.fromisoformat(text).date()
    with suppress(ValueError):
        return parsedate_to_datetime(text).date()
    return None


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise
