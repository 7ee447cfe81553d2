"""What there is at Twilio to say things with."""

from collections.abc import Mapping
from typing import Protocol


class ContentStore(Protocol):
    """The contents that the account keeps at Twilio. Every question raises Transient when it cannot be asked."""

    async def find(self, name: str) -> str | None:
        """Return the sid of the content of that name; None when there is none."""
        ...

    async def create(self, definition: Mapping[str, object]) -> str:
        """Create it and return its sid."""
        ...

    async def submit(self, sid: str, name: str) -> None:
        """Ask WhatsApp to approve it as a utility template."""
        ...

    async def approval(self, sid: str) -> tuple[str, str]:
        """Return the status of the approval, `unsubmitted` before it was asked for, and why it was rejected."""
        ...


class ContentMemory(Protocol):
    """What all notifiers remember of the contents. Raises StoreUnavailable."""

    async def recall(self, name: str) -> str | None:
        """Return the sid that was kept."""
        ...

    async def may_create(self, name: str) -> bool:
        """Tell whether it is this notifier's turn to create it; for a minute nobody else's."""
        ...

    async def keep(self, name: str, sid: str) -> None: ...
