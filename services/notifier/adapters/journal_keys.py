"""Where the journal keeps what it knows of a chat."""

from dataclasses import dataclass

from shared.contract import ChatId, SpeechId, partition_of


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one chat's voice. The braces put all of them into one slot of a cluster."""

    chat: ChatId

    def _key(self, name: str) -> str:
        return f"{{{partition_of(self.chat):02d}}}:voice:{name}"

    def speech(self, speech: SpeechId) -> str:
        return self._key(speech)

    def message(self, sid: str) -> str:
        return self._key(f"message:{sid}")

    @property
    def waiting(self) -> str:
        return self._key(f"waiting:{self.chat}")

    def member(self, speech: SpeechId) -> str:
        return f"{speech} {self.chat}"

    @property
    def unreported(self) -> str:
        return unreported(partition_of(self.chat))

    @property
    def given_up(self) -> str:
        return given_up(partition_of(self.chat))

    @property
    def person(self) -> str:
        return self._key(f"person:{self.chat}")


def unreported(partition: int) -> str:
    return f"{{{partition:02d}}}:voice:unreported"


def bus(partition: int) -> str:
    return f"{{{partition:02d}}}:voice:bus"


def given_up(partition: int) -> str:
    return f"{{{partition:02d}}}:voice:given-up"
