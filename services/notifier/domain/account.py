"""The account that messages leave from."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Whose API, and where it is told to report."""

    api_url: str
    sid: str
    tokens: Sequence[str]
    """More than one while they are rotated; the newest first."""
    callback_url: str

    @property
    def is_twilios(self) -> bool:
        """Say whether it is an account at Twilio, and not at a simulator or behind a proxy."""
        return self.api_url.startswith("https://api.") and self.api_url.endswith(".twilio.com")

    @property
    def content_url(self) -> str:
        """Twilio keeps its APIs at neighbouring addresses; a simulator or a proxy has one."""
        return self._neighbour("content")

    @property
    def messaging_url(self) -> str:
        return self._neighbour("messaging")

    def _neighbour(self, name: str) -> str:
        return self.api_url.replace("://api.", f"://{name}.", 1) if self.is_twilios else self.api_url

    def message_url(self, sid: str) -> str:
        return f"{self.api_url}/2010-04-01/Accounts/{self.sid}/Messages/{sid}.json"

    @property
    def messages_url(self) -> str:
        return f"{self.api_url}/2010-04-01/Accounts/{self.sid}/Messages.json"
