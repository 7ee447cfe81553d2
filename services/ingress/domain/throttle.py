"""How often strangers may try: so many at once, and so many a second."""

from dataclasses import dataclass, field


@dataclass
class Throttle:
    """A bucket that fills steadily. `rate` a second, `burst` at most; the time is an argument, in seconds."""

    rate: float
    burst: float
    _level: float = field(init=False)
    _at: float | None = None

    def __post_init__(self) -> None:
        self._level = self.burst

    def allows(self, now: float) -> bool:
        """Take one, if there is one."""
        passed = 0.0 if self._at is None else max(0.0, now - self._at)
        self._at = now
        self._level = min(self.burst, self._level + passed * self.rate)
        if self._level < 1:
            return False
        self._level -= 1
        return True
