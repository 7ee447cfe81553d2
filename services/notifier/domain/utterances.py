"""What is written to a person: plain words, or a content of Twilio's with its variables."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message. `text` is what the person reads."""

    text: str
    content: str | None = None
    """The sid of the content that says it, with buttons."""
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def marks(self) -> tuple[str, ...]:
        """What a message must hold to be this one: an operator's template may say it in other words."""
        return tuple(value for value in self.variables.values() if value in self.text) if self.content else ()


def is_said_by(text: str, marks: tuple[str, ...], body: str) -> bool:
    """Tell whether `body`, as Twilio lists it, is the utterance of `text` and `marks`."""
    return body == text or (bool(marks) and all(mark in body for mark in marks))
