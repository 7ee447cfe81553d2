"""What every message has in common: it is frozen, knows where it travels, and says when it repeats another."""

from datetime import UTC, datetime
from typing import Annotated, ClassVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

from shared.contract.identity import ChatId, partition_of


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:  # the last hours of the year 9999, west of Greenwich
        raise ValueError("in UTC this moment is outside of what a calendar holds") from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant. Aware, and UTC on the wire whatever zone it was given in."""


class Value(BaseModel):
    """A part of a message. Readers ignore what a newer writer has added."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Message(Value):
    """Frozen and addressed. `v` rises when a reader of the old form would be wrong; new optional fields leave it."""

    stream: ClassVar[str]
    lane: ClassVar[str]

    v: int = 1
    chat: ChatId

    @property
    def subject(self) -> str:
        """Lane and partition: never a number, a name or a text."""
        return f"{self.lane}.{partition_of(self.chat)}"

    @property
    def dedupe_id(self) -> str:
        """The same fact has the same id, so that the bus drops a second copy."""
        raise NotImplementedError
