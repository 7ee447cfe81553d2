"""Links in memory: the same promises as the real ones."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.scheduler.ports import Opened
from shared.contract import FILES, ChatId, File, partition_of
from shared.runtime.clock import Clock


@dataclass
class Link:
    """What one link opens, and until when."""

    key: str
    until: datetime
    left: list[str]


@dataclass
class MemoryExports:
    """Keeps the promises of `ports.Exports`."""

    clock: Clock
    links: dict[ChatId, Link] = field(default_factory=dict)

    async def offer(self, chat: ChatId, key: str, open_for: timedelta) -> None:
        self.links[chat] = Link(key, self.clock.now() + open_for, list(FILES))

    async def withdraw(self, chat: ChatId) -> None:
        self.links.pop(chat, None)

    async def open(self, partition: int, key: str, file: File | None) -> Opened | None:
        for chat, link in self.links.items():
            if link.key == key and partition_of(chat) == partition and link.until > self.clock.now() and link.left:
                is_taken = file in link.left
                if file and is_taken:
                    link.left.remove(file)
                return Opened(chat, tuple(link.left), is_taken)
        return None
