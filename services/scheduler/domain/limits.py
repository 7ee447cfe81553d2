"""What one person may ask of this house. Each is a setting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from shared.language import Rule
from shared.language.rule import STEPS

SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """Stated to people when they meet them."""

    pending: int = 500
    """Reminders a chat."""
    text: int = 900
    """Characters a reminder: with the words around it, it must fit an approved template."""
    horizon_years: int = 10
    words: int = 4096
    """Characters a message: what WhatsApp lets a person type."""
    pace: int = 30
    """Messages a minute. Whoever writes more is told once, and answered again in the next minute."""
    day: int = 300
    """Messages a day, by UTC. Whoever writes more is told once, and answered again on the next."""
    repeats: int = 200
    """Times a day that a chat's series may come, all together: each is a message that costs."""

    @property
    def horizon(self) -> timedelta:
        return timedelta(days=365.25 * self.horizon_years)


def times_a_day(rules: Iterable[Rule | None]) -> int:
    """Return how often these rules come on one day, at the most."""
    return sum(_times_a_day(rule) for rule in rules if rule)


def _times_a_day(rule: Rule) -> int:
    if rule.elapsed:
        return ceil(SECONDS_A_DAY / (rule.interval * STEPS[rule.freq]))
    return max(1, len(rule.times))
