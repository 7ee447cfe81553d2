"""What one person may ask of this house. Each is a setting."""

from dataclasses import dataclass
from datetime import timedelta


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

    @property
    def horizon(self) -> timedelta:
        return timedelta(days=365.25 * self.horizon_years)
