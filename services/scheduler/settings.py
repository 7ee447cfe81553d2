"""What the clock is told."""

from pydantic import Field

from services.scheduler.domain.limits import Limits
from shared.runtime.settings import HttpAddress, RedisSettings, Settings


class SchedulerSettings(Settings, RedisSettings):
    """Environment → one frozen model."""

    probe_port: int = Field(default=9102, ge=0, le=65535)
    """Where `/live`, `/ready` and `/metrics` are served; 0 takes any free port."""
    nats_monitor_url: HttpAddress | None = None
    """NATS' monitoring port, `http://nats:8222`: asked whether NATS writes to the disk at once, and how full it is."""
    max_pending: int = Field(default=500, ge=1)
    """Pending reminders a person may have."""
    max_text: int = Field(default=900, ge=1, le=1000)
    """Characters a reminder's text may have."""
    max_years: int = Field(default=10, ge=1, le=100)
    """How many years ahead a reminder may be."""

    max_messages: int = Field(default=30, ge=1)
    """Messages a minute that a person is answered."""
    max_messages_a_day: int = Field(default=300, ge=1)
    """Messages a day that a person is answered."""
    max_repeats_a_day: int = Field(default=200, ge=1)
    """Times a day that a person's series may come, all together."""

    @property
    def limits(self) -> Limits:
        return Limits(
            pending=self.max_pending,
            text=self.max_text,
            horizon_years=self.max_years,
            pace=self.max_messages,
            day=self.max_messages_a_day,
            repeats=self.max_repeats_a_day,
        )
