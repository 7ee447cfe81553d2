"""One person and Nudge in conversation, with the clock in the test's hand: the rules are real, nothing else is."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from services.ingress.domain.hearing import understand
from services.ingress.domain.webhooks import Heard
from services.notifier.domain.wording import buttons, say
from services.scheduler.domain.chat import Change, Chat, Spoken
from services.scheduler.domain.decisions import decide
from services.scheduler.domain.firing import fire, together
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.reminder import Reminder
from shared.contract import ChatId, Fact
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA, NUDGE, a_sid, linked


@dataclass
class Talk:
    """A phone. `say` returns Nudge's answer, `wait` what it said by itself meanwhile."""

    zone: str | None = "Europe/Berlin"
    person: ChatId = ANNA
    now: datetime = NOON
    limits: Limits = field(default_factory=lambda: Limits(pace=1000, day=1000))
    chat: Chat = field(init=False)
    facts: list[Fact] = field(default_factory=list)
    """Everything that was said to the person, the latest last."""
    sids: list[str] = field(default_factory=list)
    hears_of: bool = True
    """Whether Nudge learns under which sid a message of its own went out."""

    def __post_init__(self) -> None:
        self.chat = Chat(self.person, profile=replace(Chat(self.person).profile, zone=self.zone))

    def say(self, words: str, *, reply_to: str | None = None, is_tap: bool = False, **heard: object) -> str:
        """Write, and return the answer; an empty one is silence."""
        message = Heard(a_sid(), self.person, NUDGE, None, words, reply_to, is_tap, **heard)  # type: ignore[arg-type]
        command = linked(understand(message, sender=NUDGE, said_at=self.now))
        change = decide(command, self.chat, self.now, self.limits)
        self._apply(change)
        return "\n".join(self._hear(fact) for fact in change.facts)

    def tap(self, label: str) -> str:
        """Tap the button of the last message that shows `label`."""
        [words] = [button.words for button in buttons(self.facts[-1]) if label in button.label]  # type: ignore[arg-type]
        return self.say(words, reply_to=self.facts[-1].speech_id, is_tap=True)

    def wait(self, **span: float) -> Sequence[str]:
        """Let time pass, and return what arrived."""
        end = self.now + timedelta(**span)
        heard: list[str] = []
        while due := [each for each in self._waiting() if each.due_at <= end]:
            self.now = max(self.now, min(each.due_at for each in due))
            heard += self._fire([each for each in due if each.due_at <= self.now])
        self.now = end
        return heard

    def reminder(self, id_: str) -> Reminder:
        return {str(name): reminder for name, reminder in self.chat.reminders.items()}[id_]

    def local(self, id_: str) -> str:
        """Return the wall time for which a reminder waits."""
        return f"{self.reminder(id_).wall:%a %d %b %H:%M}"

    def _waiting(self) -> Sequence[Reminder]:
        is_silent = self.chat.profile.is_stopped
        return [] if is_silent else [each for each in self.chat.pending() if each.is_waiting]

    def _fire(self, due: Sequence[Reminder]) -> list[str]:
        fired = [fire(self.person, self.chat.profile, reminder, self.now) for reminder in due]
        left = {reminder.id: reminder for reminder, _ in fired}
        self.chat = replace(self.chat, reminders={**self.chat.reminders, **left})
        facts = {fact.speech_id: fact for fact in together([fact for _, fact in fired])}
        return [self._hear(fact) for fact in facts.values()]

    def _apply(self, change: Change) -> None:
        self.chat = change.made_to(self.chat)

    def _hear(self, fact: Fact) -> str:
        self.facts.append(fact)
        self.sids.append(a_sid())
        spoken = Spoken(self.sids[-1], fact.speech_id, self.now, fact.concerns)
        if self.hears_of and self.chat.profile.sender:
            self.chat = replace(self.chat, spoken=(*self.chat.spoken, spoken))
        return say(fact, now=self.now)  # type: ignore[arg-type]
