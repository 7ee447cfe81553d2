"""What goes to the other services."""

from typing import Protocol

from shared.contract import Message


class Bus(Protocol):
    """Carries messages to the other services."""

    async def send(self, message: Message, *, dedupe_id: str | None = None) -> bool:
        """Store the message for good, once an id; False: it was there. Raises Transient when it cannot be in time."""
        ...

    async def park(self, message: Message, *, why: str) -> None:
        """Store the message for an operator, for good and once. Raises Transient as `send` does."""
        ...

    async def park_again(self, subject: str, body: bytes, *, why: str, once: str) -> None:
        """Store a speech for an operator that the bus has lost, with the same promise."""
        ...
