"""One verb per message. A verb loads, lets the domain decide, stores, and returns what should be said."""

from collections.abc import Sequence

from services.scheduler.domain.decisions import decide
from services.scheduler.domain.leases import PUBLISH_LEASE
from services.scheduler.domain.limits import Limits
from services.scheduler.ports import Agenda, Applied, Saying
from shared.contract import AnyCommand, Outcome, SpeechRefused, SpeechSent
from shared.runtime.clock import Clock
from shared.runtime.errors import Transient

TRIES_WHEN_STALE = 8


async def take_command(command: AnyCommand, *, agenda: Agenda, clock: Clock, limits: Limits) -> Sequence[Saying]:
    """Make the command take effect, once, and return its answer. A repeat returns nothing: its answer is held."""
    for _ in range(TRIES_WHEN_STALE):
        chat = await agenda.load(command.chat)
        change = decide(command, chat, clock.now(), limits)
        match await agenda.apply(command.command_id, change, PUBLISH_LEASE):
            case Applied.DONE:
                return [Saying(fact) for fact in change.facts]
            case Applied.REPEATED:
                return []
            case Applied.STALE:
                continue
    raise Transient("the chat keeps changing under this command")


async def take_outcome(outcome: Outcome, *, agenda: Agenda) -> None:
    """Let go of a speech on the notifier's evidence. What becomes of the message later changes nothing here."""
    if isinstance(outcome, SpeechSent | SpeechRefused):
        await agenda.finish(outcome)
