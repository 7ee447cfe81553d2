"""In which order answers leave: those to one person one at a time, each when the one before was said."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from services.scheduler.ports import Saying
from shared.contract import ChatId, ReminderDue, SpeechId

PATIENCE = timedelta(seconds=10)
"""For the outcome of an answer before the next one leaves all the same: the notifier may be away."""


class Mouth:
    """Voices work side by side and overtake each other, so a chat has one answer with them at a time."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._with_the_voice: dict[ChatId, tuple[SpeechId, float]] = {}
        self._waiting: dict[ChatId, deque[Saying]] = {}
        self._awaited: set[SpeechId] = set()

    def next_of(self, sayings: Sequence[Saying]) -> Sequence[Saying]:
        """Return what may leave now: of these, and of those that have waited long enough. Reminders never wait."""
        leaving = []
        for saying in sayings:
            if isinstance(saying.fact, ReminderDue):
                leaving.append(saying)
                continue
            self._queue(saying)
            leaving += self._free(saying.fact.chat)
        return leaving

    def said(self, chat: ChatId, speech: SpeechId) -> Saying | None:
        """Note that an answer was said, or never will be; return the next of that chat."""
        self._awaited.discard(speech)
        if self._with_the_voice.get(chat, (None, 0))[0] != speech:
            return None
        del self._with_the_voice[chat]
        return next(iter(self._free(chat)), None)

    def is_awaited(self, speech: SpeechId) -> bool:
        """Say whether nobody has heard yet that it was said. Asked once: then it is awaited no longer."""
        is_awaited = speech in self._awaited
        self._awaited.discard(speech)
        return is_awaited

    def wait_for(self, speeches: Iterable[SpeechId]) -> None:
        """Note that the voice has these."""
        self._awaited.update(speeches)

    def waiting_too_long(self, chat: ChatId) -> Sequence[Saying]:
        """Return what should leave although nobody reported what was before it."""
        return self._free(chat)

    def patience(self, chat: ChatId) -> float | None:
        """Return for how many seconds the chat's answers wait, if any do."""
        if chat not in self._waiting:
            return None
        return max(self._with_the_voice[chat][1] - self._monotonic(), 0)

    def _queue(self, saying: Saying) -> None:
        waiting = self._waiting.setdefault(saying.fact.chat, deque())
        if all(other.fact.speech_id != saying.fact.speech_id for other in waiting):
            waiting.append(saying)

    def _free(self, chat: ChatId) -> Sequence[Saying]:
        now = self._monotonic()
        waiting = self._waiting.get(chat)
        if not waiting:
            return []
        _, patient_until = self._with_the_voice.get(chat, ("", None))
        if patient_until is not None and now < patient_until:
            return []
        # When the voice is away, what waits may as well wait on the bus.
        leaving = [waiting.popleft()] if patient_until is None else [waiting.popleft() for _ in range(len(waiting))]
        if not waiting:
            del self._waiting[chat]
        self._with_the_voice[chat] = (leaving[-1].fact.speech_id, now + PATIENCE.total_seconds())
        return leaving
