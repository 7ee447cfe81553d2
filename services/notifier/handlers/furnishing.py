"""What there is at Twilio to say things with: contents for ready answers, and templates that WhatsApp has approved."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from services.notifier.domain.planning import MOST_CHOICES, Contents, content_with_choices
from services.notifier.domain.templates import TEMPLATES, Template, definition, name_of
from services.notifier.ports import ContentMemory, ContentStore
from shared.runtime.alarms import Alarms
from shared.runtime.errors import Transient

APPROVED = "approved"
TEMPLATE_MISSING = "template_missing"
NO_TEMPLATE = "There is no approved template: who is silent for a day gets no reminder. Run ./task templates."

SOON = timedelta(seconds=10)
"""Who needs a template looks for it again no sooner: until then there is none."""


@dataclass
class Furnishing:
    """Sees to it that there are contents and templates; all notifiers share what they create."""

    contents: Contents
    store: ContentStore
    memory: ContentMemory
    alarms: Alarms = field(default_factory=Alarms)
    named: Mapping[str, str] = field(default_factory=dict)
    """Templates that the settings name, by language ("" is every other): these are not looked for."""
    asks: bool = False
    """Whether a template that is not there is asked for. Of WhatsApp only an operator asks, by `./task templates`."""
    _looked: float | None = None
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def answers(self) -> None:
        """Have a content for each number of ready answers. Raises Transient; until then they are typed."""
        for number in range(1, MOST_CHOICES + 1):
            if number not in self.contents.with_choices:
                self.contents.with_choices[number] = await self._content(content_with_choices(number))

    async def templates(self) -> None:
        """Find our templates by their names, and use those that are approved just now. Raises Transient."""
        for template in TEMPLATES.values():
            if template.language in self.named or "" in self.named:
                continue
            if sid := await self._approved(template):
                self.contents.templates[template.language] = sid
            else:
                self.contents.templates.pop(template.language, None)
        if all(map(self.contents.template, TEMPLATES)):
            self.alarms.end(TEMPLATE_MISSING)

    async def templates_now(self) -> None:
        """Look for templates because one is needed and none is known: it may be approved by now."""
        async with self._one_at_a_time:  # all who need it wait for one look
            if self._looked is None or time.monotonic() - self._looked > SOON.total_seconds():
                await self.templates()
                self._looked = time.monotonic()

    async def _approved(self, template: Template) -> str | None:
        if self.asks:
            sid, status, _ = await look_after(template, self.store)
            return sid if status == APPROVED else None
        found = await self.store.find(name_of(template.language))
        return found if found and (await self.store.approval(found))[0] == APPROVED else None

    async def _content(self, definition: Mapping[str, object]) -> str:
        """Return the sid of the content, created once however many notifiers ask."""
        name = str(definition["friendly_name"])
        if known := await self.memory.recall(name):
            return known
        if not await self.memory.may_create(name):
            raise Transient("another notifier is creating it")
        sid = await self.store.find(name) or await self.store.create(definition)
        await self.memory.keep(name, sid)
        return sid


async def look_after(template: Template, store: ContentStore) -> tuple[str, str, str]:
    """Return sid, status and the reason for a rejection, after creating and submitting what was not there."""
    name = name_of(template.language)
    sid = await store.find(name) or await store.create(definition(template))
    status, why = await store.approval(sid)
    if status == "unsubmitted":
        await store.submit(sid, name)
        status, why = await store.approval(sid)
    return sid, status, why
