"""The account that messages leave from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Whose API, and where it is told to report."""

    api_url: str
    sid: str
    token: str
    callback_url: str

    @property
    def content_url(self) -> str:
        """Twilio keeps its APIs at neighbouring addresses; a simulator or a proxy has one."""
        return self._neighbour("content")

    @property
    def messaging_url(self) -> str:
        return self._neighbour("messaging")

    def _neighbour(self, name: str) -> str:
        is_twilio = self.api_url.startswith("https://api.") and self.api_url.endswith(".twilio.com")
        return self.api_url.replace("://api.", f"://{name}.", 1) if is_twilio else self.api_url

    def message_url(self, sid: str) -> str:
        return f"{self.api_url}/2010-04-01/Accounts/{self.sid}/Messages/{sid}.json"

    @property
    def messages_url(self) -> str:
        return f"{self.api_url}/2010-04-01/Accounts/{self.sid}/Messages.json"
