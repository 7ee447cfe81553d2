"""Alarms: raised once, heard until they are over. A log line when one begins and when it ends, and a gauge between."""

import structlog

from shared.runtime.telemetry import alarm_raised

logger = structlog.get_logger()


class Alarms:
    """The alarms of one process."""

    def __init__(self) -> None:
        self._ringing: set[str] = set()

    def ring(self, name: str, *, hint: str) -> None:
        """Raise the alarm; one that rings already stays one."""
        if name not in self._ringing:
            self._ringing.add(name)
            alarm_raised.labels(name).set(1)
            logger.error("alarm_raised", alarm=name, hint=hint)

    def end(self, name: str) -> None:
        """What it was raised for is over."""
        if name in self._ringing:
            self._ringing.discard(name)
            alarm_raised.labels(name).set(0)
            logger.info("alarm_ended", alarm=name)

    def rings(self, name: str) -> bool:
        return name in self._ringing
