"""What the door needs: a bus that says when it has a message, and somebody who answers a question."""

from datetime import timedelta
from typing import Protocol

from shared.contract import Message


class Bus(Protocol):
    """Carries messages to the other services."""

    async def send(self, message: Message) -> bool:
        """Store the message for good, once an id; False: it was there. Raises Transient when it cannot be in time."""
        ...


class Questions(Protocol):
    """Asks whoever is there."""

    async def ask(self, subject: str, question: bytes, *, patience: timedelta) -> bytes:
        """Return the answer. Raises Transient when there is none in time."""
        ...
