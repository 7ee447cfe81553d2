"""`./task templates`: creates and submits the reminder templates, and says what there is to wait for."""

import asyncio
import sys
from collections.abc import Mapping

from services.notifier.adapters.twilio_contents import TwilioContents
from services.notifier.adapters.twilio_phone import signed_in
from services.notifier.domain.templates import TEMPLATES, Template, definition, name_of
from services.notifier.ports import ContentStore
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


async def look_after(template: Template, store: ContentStore) -> tuple[str, str, str]:
    """Return sid, status and the reason for a rejection, after creating and submitting what was not there."""
    name = name_of(template.language)
    sid = await store.find(name) or await store.create(definition(template))
    status, why = await store.approval(sid)
    if status == "unsubmitted":
        await store.submit(sid, name)
        status, why = await store.approval(sid)
    return sid, status, why


async def main(settings: NotifierSettings) -> int:
    """Look after every language's template; return 0 when all are approved, 1 while one is not."""
    found: dict[str, str] = {}
    is_ready = True
    async with signed_in(settings.account) as session:
        store = TwilioContents(session, settings.account)
        for template in TEMPLATES.values():
            sid, status, why = await look_after(template, store)
            found[template.language] = sid
            is_ready &= status == "approved"
            _say(f"{name_of(template.language)} ({sid}) {WORDS.get(status, status)}{f': {why}' if why else ''}.")
    _say("\nSet, and start the notifier again:" if is_ready else "\nRun this again later; when all are approved, set:")
    _say("TWILIO_TEMPLATE_SID=" + ",".join(f"{language}={sid}" for language, sid in found.items()))
    return 0 if is_ready else 1


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201 - a person reads it


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main(load(NotifierSettings))))
    except Transient as error:
        fail([str(error)], code=EXIT_UNREACHABLE)
