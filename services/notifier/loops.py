"""What runs by the clock: having the contents at hand that buttons need."""

import asyncio
from datetime import timedelta

import structlog

from services.notifier.domain.planning import MOST_BUTTONS, Contents, content_with_buttons
from services.notifier.ports import ContentMemory, ContentStore
from shared.runtime.errors import Transient

LOOK_AGAIN = timedelta(minutes=5)

logger = structlog.get_logger()


async def furnish(*, contents: Contents, store: ContentStore, memory: ContentMemory) -> None:
    """See to it that there is a content for each number of buttons, for ever. Until then there are no buttons."""
    while True:
        try:
            for number in range(1, MOST_BUTTONS + 1):
                if number not in contents.with_buttons:
                    contents.with_buttons[number] = await _content(content_with_buttons(number), store, memory)
        except Transient as trouble:
            logger.info("no_buttons_yet", reason=str(trouble))
        await asyncio.sleep(LOOK_AGAIN.total_seconds())


async def _content(definition: dict[str, object], store: ContentStore, memory: ContentMemory) -> str:
    """Return the sid of the content, created once however many notifiers ask."""
    name = str(definition["friendly_name"])
    if known := await memory.recall(name):
        return known
    if not await memory.may_create(name):
        raise Transient("another notifier is creating it")
    sid = await store.find(name) or await store.create(definition)
    await memory.keep(name, sid)
    return sid
