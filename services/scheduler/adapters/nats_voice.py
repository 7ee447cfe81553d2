"""The way to the notifier: facts become letters on the bus, many at once."""

from collections.abc import Sequence

from services.scheduler.ports import Posted, Saying
from shared.contract import spots
from shared.runtime import traces
from shared.runtime.clock import sleep_until
from shared.runtime.volley import Letter, Volley


class NatsVoice:
    """Keeps the promises of `ports.Voice`."""

    def __init__(self, volley: Volley) -> None:
        self._volley = volley

    async def post(self, sayings: Sequence[Saying], *, at: float = 0) -> Posted:
        letters = [_letter(saying) for saying in sayings]
        await sleep_until(at)
        return await self._volley.post(letters)


def _letter(saying: Saying) -> Letter:
    fact = saying.fact
    trace = traces.headers(spots.of_speech(fact.speech_id)) if traces.are_on() else None
    return Letter(fact.stream, fact.subject, fact.model_dump_json().encode(), saying.dedupe_id, trace)
