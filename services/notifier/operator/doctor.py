"""`./task doctor`: looks at a configuration, and says in sentences what is wrong or weak. Changes nothing."""

import asyncio
import sys
from collections.abc import AsyncIterator

from services.notifier.operator.checks.door import check_door
from services.notifier.operator.checks.findings import Finding, Grade, weak
from services.notifier.operator.checks.stores import DoctorSettings, check_nats, check_redis
from services.notifier.operator.checks.twilio import check_account, check_senders, check_templates
from shared.runtime.settings import load

EXIT_WRONG = 1


async def examine(settings: DoctorSettings) -> AsyncIterator[Finding]:
    """Look at everything, what most depends on first."""
    for check in (check_nats, check_redis, check_account, check_senders, check_door, check_templates):
        async for finding in check(settings):
            yield finding
    for sentence in settings.weaknesses:
        yield weak(sentence)


async def main(settings: DoctorSettings) -> int:
    """Say every finding, and at the end how it stands; return 1 when something does not work."""
    found = []
    async for finding in examine(settings):
        found.append(finding.grade)
        _say(str(finding))
    wrong, weaker = found.count(Grade.WRONG), found.count(Grade.WEAK)
    if wrong:
        _say(f"\n{wrong} of {len(found)} do not work; {weaker} could be better.")
        return EXIT_WRONG
    _say(f"\nEverything works; {weaker} could be better." if weaker else "\nEverything is as it should be.")
    return 0


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201 - a person reads it


if __name__ == "__main__":
    sys.exit(asyncio.run(main(load(DoctorSettings))))
