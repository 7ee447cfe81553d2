"""Messages and refusals in the words of Twilio's REST API."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import IntEnum
from urllib.parse import urlencode
from uuid import uuid4

from simulator.ledger import Message, Status
from simulator.webhooks import API_VERSION


class Code(IntEnum):
    """Twilio's numbers for the ways to say no."""

    AUTHENTICATE = 20003
    NOT_DELIVERED_YET = 20009
    NOT_FOUND = 20404
    TOO_MANY_REQUESTS = 20429
    BAD_RECIPIENT = 21211
    NO_BODY = 21602
    NO_SENDER = 21603
    NO_RECIPIENT = 21604
    BAD_CALLBACK = 21609
    TOO_LONG = 21617
    SERVER_ERROR = 20500
    NO_SUCH_CONTENT = 21655
    BAD_VARIABLES = 21656
    BAD_CONTENT_IN_MESSAGE = 21654
    UNKNOWN_SENDER = 63007
    TOO_FAST = 63018
    BAD_CONTENT = 70002


REFUSALS: Mapping[int, tuple[int, str]] = {
    Code.AUTHENTICATE: (401, "Authenticate"),
    Code.NOT_DELIVERED_YET: (409, "Cannot delete message because delivery has not been completed."),
    Code.NOT_FOUND: (404, "The requested resource {} was not found"),
    Code.TOO_MANY_REQUESTS: (429, "Too Many Requests"),
    Code.BAD_RECIPIENT: (400, "Invalid 'To' Phone Number: {}"),
    Code.NO_BODY: (400, "Message body is required."),
    Code.NO_SENDER: (400, "A 'From' phone number is required."),
    Code.NO_RECIPIENT: (400, "A 'To' phone number is required."),
    Code.BAD_CALLBACK: (400, "The 'StatusCallback' URL {} is not a valid URL."),
    Code.TOO_LONG: (400, "The concatenated message body exceeds the 1600 character limit."),
    Code.SERVER_ERROR: (500, "Internal Server Error"),
    Code.NO_SUCH_CONTENT: (400, "The ContentSid {} is not valid"),
    Code.BAD_VARIABLES: (400, "The Content Variables parameter is invalid"),
    Code.BAD_CONTENT_IN_MESSAGE: (400, "The content cannot be sent without an approval"),
    Code.TOO_FAST: (429, "Rate limit exceeded for the channel"),
    Code.BAD_CONTENT: (400, "The content is not valid: {}"),
    Code.UNKNOWN_SENDER: (400, "Twilio could not find a Channel with the specified From address"),
}


class TwilioError(Exception):
    """Twilio says no, by one of its error codes."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code = int(code)
        self.status, sentence = REFUSALS.get(self.code, (400, "Refused {}"))
        super().__init__(sentence.format(detail))

    def body(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": str(self),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def message_body(message: Message, account_sid: str) -> dict[str, object]:
    """One message as the API shows it: everything is text but the error code."""
    receiver, writer = ends(message)
    uri = f"{_account_uri(account_sid)}/Messages/{message.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": "" if message.redacted else message.body,
        "date_created": rfc_2822(message.created_at),
        "date_sent": rfc_2822(sent_at(message)),
        "date_updated": rfc_2822(message.updated_at),
        "direction": message.direction.value,
        "error_code": None if message.inbound else message.error_code,
        "error_message": None if message.inbound else message.error_message,
        "from": writer,
        "messaging_service_sid": None,
        "num_media": str(int(bool(message.enclosed and message.enclosed.is_file))),
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "status": "received" if message.inbound else message.status.value,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": receiver,
        "uri": f"{uri}.json",
    }


def page_body(
    page: Sequence[Message], account_sid: str, *, query: dict[str, str], number: int, size: int, more: bool
) -> dict[str, object]:
    """One page of a list, with the addresses of its neighbours."""
    address = f"{_account_uri(account_sid)}/Messages.json"

    def uri(page_number: int, token: str = "") -> str:
        place = {"PageSize": str(size), "Page": str(page_number)} | ({"PageToken": token} if token else {})
        return f"{address}?{urlencode(query | place)}"

    return {
        "end": number * size + max(len(page) - 1, 0),
        "first_page_uri": uri(0),
        "messages": [message_body(message, account_sid) for message in page],
        "next_page_uri": uri(number + 1, f"PA{page[-1].sid}") if more else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": uri(number - 1, f"PB{page[0].sid}") if number and page else None,
        "start": number * size,
        "uri": uri(number),
    }


def ends(message: Message) -> tuple[str, str]:
    """Return whom it went to, and from whom."""
    person = f"whatsapp:{message.party}"
    return (message.business, person) if message.inbound else (person, message.business)


def sent_at(message: Message) -> datetime | None:
    return message.created_at if message.inbound else message.moments.get(Status.SENT)


def rfc_2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment.astimezone(UTC))


def _account_uri(account_sid: str) -> str:
    return f"/{API_VERSION}/Accounts/{account_sid}"


def request_id() -> dict[str, str]:
    return {"Twilio-Request-Id": f"RQ{uuid4().hex}"}
