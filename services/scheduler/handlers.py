"""One verb per message. A verb loads, lets the domain decide, stores, and returns what should be said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.scheduler.domain.chat import Change
from services.scheduler.domain.dating import dated
from services.scheduler.domain.decisions import decide
from services.scheduler.domain.exporting import OPEN_FOR, everything
from services.scheduler.domain.firing import fire
from services.scheduler.domain.leases import PUBLISH_LEASE
from services.scheduler.domain.limits import Limits
from services.scheduler.domain.naming import answer_id
from services.scheduler.domain.reminder import Reminder
from services.scheduler.ports import (
    Agenda,
    Applied,
    Erasure,
    Erasures,
    Exports,
    Position,
    Saying,
    Speeches,
    Step,
    Taken,
    Tenure,
    Touched,
    Waiting,
    waiting_of,
)
from shared.contract import (
    AnyCommand,
    ChatId,
    ExportOpened,
    ExportWanted,
    Outcome,
    ReminderId,
    SpeechRefused,
    SpeechSent,
)
from shared.runtime.clock import Clock


async def take_commands(
    tenure: Tenure,
    commands: Sequence[tuple[Position, AnyCommand]],
    *,
    agenda: Agenda,
    exports: Exports,
    erasures: Erasures,
    clock: Clock,
    limits: Limits,
    quietly: bool = False,
) -> Taken:
    """Make the commands take effect in order, each once, and return their answers. A repeat's answer is held already.

    Raises what deciding the first raised; one behind it that cannot be decided is left for the next call.
    `quietly` is for a store that forgot them: nothing is said again, and what was due meanwhile is not kept.
    """
    chats = dict(await agenda.load(list({command.chat for _, command in commands})))
    steps: list[Step] = []
    for position, command in commands:
        said, now = dated(command, position.at, position.at if quietly else clock.now())
        try:
            change = decide(said, chats[command.chat], now, limits)
        except Exception:
            if not steps:
                raise
            break
        if quietly:
            change = _without_the_past(change, clock.now())
        steps.append(Step(command.command_id, position, chats[command.chat], change))
        chats[command.chat] = change.made_to(chats[command.chat])
    for step in steps:
        await _prepare(step, exports, erasures, quietly=quietly)
    words = await agenda.apply(tenure, steps, PUBLISH_LEASE)
    done = [step.change for step, word in zip(steps, words, strict=False) if word is Applied.DONE]
    for change in done:
        if change.erase:
            await exports.withdraw(change.chat)
    # Whose answer was lost did not hear what there is to wait for.
    repeated = {step.change.chat for step, word in zip(steps, words, strict=False) if word is Applied.REPEATED}
    unheard = (await agenda.load(list(repeated))).values() if repeated else ()
    return Taken(
        count=sum(word is not Applied.STALE for word in words),
        sayings=[Saying(fact) for change in done for fact in change.facts],
        waiting=[
            *(entry for change in done for entry in _waiting(change.chat, change)),
            *(waiting_of(chat.id, each) for chat in unheard for each in chat.reminders.values() if each.is_waiting),
        ],
        touched=[
            one for step, word in zip(steps, words, strict=False) if word is Applied.DONE for one in _touched(step)
        ],
    )


async def _prepare(step: Step, exports: Exports, erasures: Erasures, *, quietly: bool) -> None:
    """Do first what must not be missing once the change is made; without the change it does no harm."""
    change = step.change
    if change.export_key and not quietly:
        await exports.offer(change.chat, change.export_key, OPEN_FOR)
    if change.erase:
        erasure = Erasure(change.chat, answer_id(step.command), step.position.at)
        await erasures.keep(erasure, step.position.at)


async def take_outcome(outcome: Outcome, *, speeches: Speeches) -> None:
    """Let go of a speech on the notifier's evidence; what becomes of a reminder's message later is only remembered."""
    if isinstance(outcome, SpeechSent | SpeechRefused):
        await speeches.finish(outcome)
    elif outcome.reminder is not None:
        await speeches.note(outcome)


async def open_export(wanted: ExportWanted, *, exports: Exports, agenda: Agenda, clock: Clock) -> ExportOpened:
    """Say what a link opens, and hand out a file of it, once."""
    opened = await exports.open(wanted.partition, wanted.key, wanted.file)
    if opened is None:
        return ExportOpened()
    chat = (await agenda.load([opened.chat]))[opened.chat]
    return ExportOpened(
        left=tuple(opened.left),
        language=chat.profile.language,
        everything=everything(chat, clock.now()) if opened.is_taken else None,
    )


def _without_the_past(change: Change, now: datetime) -> Change:
    kept: list[Reminder] = []
    past: list[ReminderId] = []
    for reminder in change.put:
        is_past = reminder.is_waiting and reminder.due_at <= now
        left = fire(change.chat, change.profile, reminder, now)[0] if is_past else reminder
        if is_past and not left.is_waiting:
            past.append(reminder.id)
        else:
            kept.append(left)
    return replace(change, put=tuple(kept), drop=(*change.drop, *past), facts=())


def _touched(step: Step) -> Sequence[Touched]:
    before = {reminder.uid for reminder in step.before.reminders.values()}
    return [Touched(step.command, reminder.uid, reminder.uid not in before) for reminder in step.change.put]


def _waiting(chat: ChatId, change: Change) -> Sequence[Waiting]:
    return [waiting_of(chat, reminder) for reminder in change.put if change.is_indexed(reminder)]
