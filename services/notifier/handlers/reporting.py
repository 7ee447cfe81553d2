"""Take Twilio's word for what became of a message."""

from services.notifier.domain.codes import meaning_of
from services.notifier.domain.receipts import ARRIVED, READ, rank_of
from services.notifier.handlers.counting import count_stage
from services.notifier.handlers.voice import Voice
from services.notifier.ports import Again, Arrived, Failed, Told
from shared.contract import (
    Outcome,
    ReminderId,
    SpeechDelivered,
    SpeechFailed,
    SpeechId,
    SpeechRead,
    SpeechSent,
    StatusReported,
)
from shared.runtime.telemetry import deliveries_failed_total, messages_doubled_total, speech_ambiguous_total


async def take_receipt(receipt: StatusReported, *, voice: Voice) -> None:
    """Keep what Twilio reports, act on a failure, and tell the scheduler. A report is evidence of sending."""
    if receipt.speech_id is None:
        return
    name = receipt.speech_id
    together = await voice.journal.told_under(receipt.chat, name)
    for told in together or [Told(name, ReminderId(receipt.reminder) if receipt.reminder else None)]:
        about = receipt.model_copy(update={"speech_id": told.speech, "reminder": told.reminder})
        await _take(about, told.speech, name, voice)


async def _take(receipt: StatusReported, speech: SpeechId, told_under: SpeechId, voice: Voice) -> None:
    news = await voice.journal.evidence(
        receipt.chat, speech, receipt.sid, receipt.status, receipt.error_code, told_under=told_under
    )
    match news:
        case "sent":
            await _tell_sent(receipt, speech, voice)
        case Arrived(was_news, fact):
            if was_news:
                await _tell_sent(receipt, speech, voice)
            if fact is not None:
                count_stage(fact, "delivered", receipt.at)
        case "double":
            messages_doubled_total.labels("callback").inc()
        case Again(tries, fact):
            deliveries_failed_total.labels(meaning_of(receipt.error_code).kind.value, "again").inc()
            await voice.bus.send(fact, dedupe_id=f"{fact.dedupe_id}:again:{tries}")
        case Failed() as failed:
            await _tell_failure(receipt, failed, speech, voice)
    await _tell_arrival(receipt, speech, voice)


async def _tell_sent(receipt: StatusReported, speech: SpeechId, voice: Voice) -> None:
    speech_ambiguous_total.labels("callback").inc()
    await voice.bus.send(_outcome(SpeechSent, receipt, speech, voice, sid=receipt.sid))


async def _tell_failure(receipt: StatusReported, failed: Failed, speech: SpeechId, voice: Voice) -> None:
    meaning = meaning_of(failed.code)
    deliveries_failed_total.labels(meaning.kind.value, "given_up").inc()
    outcome = _outcome(SpeechFailed, receipt, speech, voice, code=failed.code, why=meaning.kind.value)
    await voice.bus.send(outcome)
    if failed.fact is not None:
        await voice.bus.park(failed.fact, why=f"{meaning.sentence} ({failed.code})")


async def _tell_arrival(receipt: StatusReported, speech: SpeechId, voice: Voice) -> None:
    # Told again when it is reported again: the bus keeps one of a kind.
    rank = rank_of(receipt.status)
    if rank >= ARRIVED:
        kind = SpeechRead if rank == READ else SpeechDelivered
        await voice.bus.send(_outcome(kind, receipt, speech, voice))


def _outcome(
    kind: type[Outcome], receipt: StatusReported, speech: SpeechId, voice: Voice, **facts: str | int | None
) -> Outcome:
    reminder = ReminderId(receipt.reminder) if receipt.reminder else None
    return kind(chat=receipt.chat, speech_id=speech, reminder=reminder, at=voice.clock.now(), **facts)
