"""The moods that Twilio can be in: how often it does what, by seeded dice, so that a bad day can be had again."""

import random
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Chance = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=600)]


class Moods(BaseModel):
    """How often each thing happens: 0 never, 1 always. Everything at its default is a good day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 0
    drop: Chance = 0
    """Takes the message and hangs up without a word."""
    error: Chance = 0
    """Takes the message and answers 500."""
    deny: Chance = 0
    """Answers 500 and does not take the message."""
    throttle: Chance = 0
    """429."""
    refuse: Chance = 0
    refuse_code: int = 21211
    """Refuses with this code, at once."""
    fail: Chance = 0
    fail_code: int = 63016
    """Takes the message and reports it as undelivered, with this code."""
    slow_seconds: Seconds = 0
    """Before every answer."""
    callbacks_lost: Chance = 0
    callbacks_doubled: Chance = 0
    callbacks_late: Chance = 0
    late_seconds: Seconds = 3
    callbacks_early: Chance = 0
    """The first one comes before the answer to the post."""
    callbacks_shuffled: Chance = 0
    webhooks_doubled: Chance = 0
    webhooks_late: Chance = 0
    """Rings `late_seconds` later: what is written meanwhile overtakes it."""
    webhooks_lost: Chance = 0
    """Never rings; only the list of messages tells of it."""
    webhooks_forged: Chance = 0
    """With a wrong signature."""
    hidden: Chance = 0
    """Not shown in the list of messages."""
    list_lag_seconds: Seconds = 0
    """How long a new message is not shown there."""
    locked: bool = False
    """No credentials are right."""
    window: bool = True
    """Who has been silent for a day gets templates only: 63016."""
    pair_seconds: Seconds = 0
    """The least time between two messages to one person: 63018."""
    rate: Annotated[int, Field(ge=0, le=1000)] = 0
    """Messages a second of each sender; 0 is no limit."""
    template: Literal["approved", "pending", "rejected"] = "approved"
    """What WhatsApp says to the next template."""


def read_moods(text: str) -> Moods:
    """Read `drop=0.1,error=0.05,seed=7`, as the command line has it. Raises ValueError."""
    pairs: list[list[str]] = [part.strip().split("=", 1) for part in text.split(",") if part.strip()]
    if any(len(pair) == 1 for pair in pairs):
        raise ValueError("write moods as name=number, separated by commas")
    return Moods.model_validate({name.strip(): value.strip() for name, value in pairs})


class Weather:
    """The mood of the moment, and the dice. Each kind of event has dice of its own: one does not disturb another."""

    def __init__(self, moods: Moods | None = None) -> None:
        self.moods = moods or Moods()
        self._dice: dict[str, random.Random] = {}
        self._sent: defaultdict[str, deque[float]] = defaultdict(deque)
        self._pairs: dict[tuple[str, str], float] = {}
        self.witnesses: list[Callable[[str], None]] = []

    def change(self, moods: Moods) -> None:
        """Be in these moods from now on; a new seed throws the dice anew."""
        if moods.seed != self.moods.seed:
            self._dice.clear()
        self.moods = moods

    def happens(self, what: str) -> bool:
        """Tell whether it happens this time."""
        chance = float(getattr(self.moods, what))
        if not chance:
            return False
        if what not in self._dice:
            self._dice[what] = random.Random(f"{self.moods.seed} {what}")  # noqa: S311 - to be repeated, not secret
        happens = self._dice[what].random() < chance
        if happens:
            for witness in self.witnesses:
                witness(what)
        return happens

    def over_the_limit(self, sender: str, party: str, now: float) -> Literal["", "sender", "pair"]:
        """Count a message, unless it goes over a limit; tell over which."""
        sent, pair = self._sent[sender], (sender, party)
        while sent and now - sent[0] >= 1:
            sent.popleft()
        if self.moods.rate and len(sent) >= self.moods.rate:
            return "sender"
        if now - self._pairs.get(pair, float("-inf")) < self.moods.pair_seconds:
            return "pair"
        sent.append(now)
        self._pairs[pair] = now
        return ""


def changed(moods: Moods, changes: Mapping[str, object]) -> Moods:
    """Return the moods with these changes. Raises ValidationError for what is no mood."""
    return Moods.model_validate({**moods.model_dump(), **changes})
