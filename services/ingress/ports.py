"""What the door needs: a bus that says when it has a message."""

from typing import Protocol

from shared.contract import Message


class Bus(Protocol):
    """Carries messages to the other services."""

    async def send(self, message: Message) -> bool:
        """Store the message for good, once an id; False: it was there. Raises Transient when it cannot be in time."""
        ...
