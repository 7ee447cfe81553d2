"""Two ways to fail on purpose, and the bus treats each its own way. Anything else that is raised is a bug.

NudgeError
├── SettingsError    a setting is missing or wrong         -> one sentence, exit code 2
├── DriftError       a stream or consumer is not as agreed -> the difference, exit code 3
├── Permanent        asking again cannot help              -> parked for an operator
└── Transient        the world may be better soon          -> redelivered, each wait longer
    ├── BusUnavailable      NATS could not be reached, or gave no answer in time
    └── StoreUnavailable    Redis could not be reached or refused to write
"""

from datetime import timedelta


class NudgeError(Exception):
    """The root of all that Nudge raises on purpose."""


class SettingsError(NudgeError):
    """A setting is missing or wrong. The sentence names it and says what to do."""


class DriftError(NudgeError):
    """A stream or consumer exists but is not what the contract says. Carries the difference, a line each."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__("\n".join(differences))
        self.differences = differences


class Permanent(NudgeError):  # noqa: N818 - it names what follows, not that something went wrong
    """Asking again cannot help."""


class Transient(NudgeError):  # noqa: N818
    """The world may be better soon. `retry_after` says when, if anybody knows."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BusUnavailable(Transient):
    """NATS could not be reached, or gave no answer in time. What was sent may be stored: send it under the same id."""


class StoreUnavailable(Transient):
    """Redis could not be reached or refused to write."""
