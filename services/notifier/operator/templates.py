"""`./task templates`: creates and submits the reminder templates, and says what there is to wait for."""

import asyncio
import sys
from collections.abc import Mapping

from services.notifier.adapters.twilio_contents import TwilioContents
from services.notifier.adapters.twilio_phone import signed_in
from services.notifier.domain.templates import TEMPLATES, name_of
from services.notifier.handlers.furnishing import APPROVED, look_after
from services.notifier.settings import NotifierSettings
from shared.runtime.errors import Transient
from shared.runtime.settings import fail, load

EXIT_UNREACHABLE = 4

WORDS: Mapping[str, str] = {
    "approved": "is approved and may be used",
    "received": "was handed to WhatsApp: usually an hour, at most a day",
    "pending": "is being looked at by WhatsApp: usually an hour, at most a day",
    "rejected": "was rejected",
    "paused": "was paused by WhatsApp, because people complained",
    "disabled": "was disabled by WhatsApp for good",
}


async def main(settings: NotifierSettings) -> int:
    """Look after every language's template; return 0 when all are approved, 1 while one is not."""
    found: dict[str, str] = {}
    is_ready = True
    async with signed_in(settings.account) as session:
        store = TwilioContents(session, settings.account)
        for template in TEMPLATES.values():
            sid, status, why = await look_after(template, store)
            found[template.language] = sid
            is_ready &= status == APPROVED
            _say(f"{name_of(template.language)} ({sid}) {WORDS.get(status, status)}{f': {why}' if why else ''}.")
    _say("\nNotifiers find and use them by themselves." if is_ready else "\nRun this again later.")
    _say("Only who wants to use these and no others sets:")
    _say("TWILIO_TEMPLATE_SID=" + ",".join(f"{language}={sid}" for language, sid in found.items()))
    return 0 if is_ready else 1


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201 - a person reads it


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main(load(NotifierSettings))))
    except Transient as error:
        fail([str(error)], code=EXIT_UNREACHABLE)
