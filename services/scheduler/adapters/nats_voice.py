"""The way to the notifier: facts become letters on the bus, many at once."""

from collections import defaultdict
from collections.abc import Sequence

from services.scheduler.ports import Posted, Saying
from shared.contract import spots
from shared.runtime import traces
from shared.runtime.clock import sleep_until
from shared.runtime.letters import Letter
from shared.runtime.volley import Volley


class NatsVoice:
    """Keeps the promises of `ports.Voice`."""

    def __init__(self, volley: Volley) -> None:
        self._volley = volley

    def write(self, sayings: Sequence[Saying]) -> "NatsLetters":
        return NatsLetters(self._volley, [_letter(saying) for saying in sayings])


class NatsLetters:
    """Keeps the promises of `ports.Letters`."""

    def __init__(self, volley: Volley, letters: Sequence[Letter]) -> None:
        self._volley = volley
        self.letters = letters

    async def post(self, *, at: float = 0) -> Posted:
        await sleep_until(at)
        return await self._volley.post(self.letters)

    async def known(self) -> Sequence[bool]:
        ids: dict[str, list[str]] = defaultdict(list)
        for letter in self.letters:
            ids[letter.subject].append(letter.dedupe_id)
        found = [await self._volley.remembered(subject, of_subject) for subject, of_subject in ids.items()]
        known = frozenset[str]().union(*found)
        return [letter.dedupe_id in known for letter in self.letters]

    def joined(self, others: "Sequence[NatsLetters]") -> "NatsLetters":
        return NatsLetters(self._volley, [letter for part in (self, *others) for letter in part.letters])


def _letter(saying: Saying) -> Letter:
    fact = saying.fact
    trace = traces.headers(spots.of_speech(fact.speech_id)) if traces.are_on() else None
    return Letter(fact.stream, fact.subject, fact.model_dump_json().encode(), saying.dedupe_id, trace)
