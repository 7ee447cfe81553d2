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
    def messages_url(self) -> str:
        return f"{self.api_url}/2010-04-01/Accounts/{self.sid}/Messages.json"
