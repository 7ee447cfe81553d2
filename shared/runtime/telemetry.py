"""Every metric that Nudge exports: unit, meaning, who moves it. Labels take few values: never a person or a text.

`docs/metrics.md` is written from here (`./task metrics`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.metrics import MetricWrapperBase

NAMESPACE: Final = "nudge"
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_MOMENTS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)

DOOR: Final = "ingress"
CLOCK: Final = "scheduler"
VOICE: Final = "notifier"
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Described:
    """A metric as the documents tell of it. `labels`: name → what values it takes."""

    metric: MetricWrapperBase
    name: str
    kind: str
    moved_by: str
    meaning: str
    labels: Mapping[str, str]


CATALOGUE: list[Described] = []
"""In the order of this file."""


def _counter(name: str, by: str, meaning: str, **labels: str) -> Counter:
    metric = Counter(name, meaning, list(labels), namespace=NAMESPACE, registry=REGISTRY)
    CATALOGUE.append(Described(metric, f"{NAMESPACE}_{name}", "counter", by, meaning, labels))
    return metric


def _gauge(name: str, by: str, meaning: str, **labels: str) -> Gauge:
    metric = Gauge(name, meaning, list(labels), namespace=NAMESPACE, registry=REGISTRY)
    CATALOGUE.append(Described(metric, f"{NAMESPACE}_{name}", "gauge", by, meaning, labels))
    return metric


def _histogram(name: str, by: str, meaning: str, **labels: str) -> Histogram:
    metric = Histogram(name, meaning, list(labels), namespace=NAMESPACE, registry=REGISTRY, buckets=_MOMENTS)
    CATALOGUE.append(Described(metric, f"{NAMESPACE}_{name}", "histogram", by, meaning, labels))
    return metric


# --- Whether people are served --------------------------------------------------------------------------------

reminder_punctuality_seconds = _histogram(
    "reminder_punctuality_seconds",
    f"{CLOCK}, {VOICE}",
    "From the moment a reminder is due to the stage being reached. The one number that people feel.",
    stage="published (on the bus), sent (Twilio has it), delivered (on the phone)",
)
answer_seconds = _histogram(
    "answer_seconds",
    f"{CLOCK}, {VOICE}",
    "From a command being on the bus to its answer having reached the stage: how long people wait.",
    stage="published (kept, and on its way to the bus), sent (Twilio has it)",
)
messages_heard_total = _counter(
    "messages_heard_total",
    DOOR,
    "What people wrote, by what it was taken for. `TakeAnswer` names nothing by itself.",
    language="en, ru, de, or none where nothing told it",
    command="as in ARCHITECTURE.md: AddReminder, ListReminders …",
)
facts_total = _counter(
    "facts_total", CLOCK, "What was answered to what people wrote.", kind="as in ARCHITECTURE.md: ReminderAdded …"
)
questions_asked_total = _counter(
    "questions_asked_total", CLOCK, "Times when Nudge had to ask instead of saving.", reason="what was unclear"
)

# --- The clock ------------------------------------------------------------------------------------------------

pending_reminders = _gauge("pending_reminders", CLOCK, "Reminders waiting for their moment, in the partitions owned.")
late_reminders = _gauge(
    "late_reminders", CLOCK, "Reminders due for more than a second and not on the bus, in the partitions owned."
)
speeches_in_flight = _gauge(
    "speeches_in_flight",
    CLOCK,
    "Speeches of which no outcome has come, in the partitions owned.",
    state="awaited, or overdue (its lease ran out: nobody has reported in time)",
)
speeches_reaped_total = _counter(
    "speeches_reaped_total", CLOCK, "Speeches said again because nobody reported their outcome in time."
)
partitions_owned = _gauge(
    "partitions_owned", CLOCK, "Partitions that this scheduler acts for. All together 16, or something moves."
)
partition_moves_total = _counter(
    "partition_moves_total",
    CLOCK,
    "Partitions that changed hands.",
    how="taken, given (let go in order), lost (fenced)",
)
commands_behind = _gauge(
    "commands_behind", CLOCK, "Commands that wait behind the last one that took effect.", partition="0 to 15"
)
agenda_repairs_total = _counter(
    "agenda_repairs_total", CLOCK, "Things that did not fit together and were set right.", kind="what was found"
)

reminders_rederived_total = _counter(
    "reminders_rederived_total",
    CLOCK,
    "Waiting reminders that come at another instant because the rules of their zone changed. Their wall time holds.",
)

# --- The voice ------------------------------------------------------------------------------------------------

twilio_posts_total = _counter(
    "twilio_posts_total",
    VOICE,
    "Attempts to send a message through Twilio, by what is known of them.",
    result="sent, notsent, otherwise (in another form), refused, unknown",
    kind="reminder, answer",
    form="session, template",
)
twilio_cost_dollars_total = _counter(
    "twilio_cost_dollars_total",
    f"{DOOR}, {VOICE}",
    "What the messages cost by TWILIO_PRICE_MESSAGE and TWILIO_PRICE_TEMPLATE: an estimate, the bill is the truth.",
    form="inbound, session, template",
)
speeches_refused_total = _counter(
    "speeches_refused_total", VOICE, "Speeches that can never be sent, and are parked.", reason="what it is about"
)
deliveries_failed_total = _counter(
    "deliveries_failed_total",
    VOICE,
    "Messages that Twilio took and did not deliver.",
    kind="what it is about",
    done="again, given_up",
)
speech_ambiguous_total = _counter(
    "speech_ambiguous_total",
    VOICE,
    "Sends whose outcome had to be settled by evidence. `again` may write to a person twice.",
    settled="callback, list, again, parked",
)
messages_doubled_total = _counter(
    "messages_doubled_total",
    VOICE,
    "Messages that a person got twice: Twilio has no way to send exactly once.",
    seen_by="answer, callback, list",
)
parked_messages = _gauge("parked_messages", VOICE, "Parked messages that wait for a decision.")
alarm_raised = _gauge(
    "alarm_raised",
    VOICE,
    "1 while an alarm rings that only a person can answer.",
    alarm="account_refused, sender_refused (one of our numbers), template_missing",
)

# --- The door -------------------------------------------------------------------------------------------------

webhooks_total = _counter(
    "webhooks_total", DOOR, "Webhook calls, by what was answered.", door="message, status", result="the HTTP status"
)
webhook_seconds = _histogram(
    "webhook_seconds", DOOR, "From a webhook's first byte to its answer. Twilio waits for 15 s.", door="message, status"
)

exports_total = _counter(
    "exports_total",
    DOOR,
    "Links to people's own data that were opened. Many `gone` are somebody who guesses.",
    result="shown, taken, gone, throttled, unavailable",
)
swept_messages_total = _counter(
    "swept_messages_total", DOOR, "Messages whose webhook had failed, and that were found in Twilio's list."
)

# --- The bus and the stores -----------------------------------------------------------------------------------

messages_sent_total = _counter("messages_sent_total", ALL, "Messages stored on the bus.", stream="COMMANDS, SPEECH …")
message_handling_seconds = _histogram(
    "message_handling_seconds",
    f"{CLOCK}, {VOICE}",
    "From taking a message from the bus to its acknowledgement.",
    consumer="the consumer, without the partition",
    outcome="handled, again, parked",
)
messages_parked_total = _counter(
    "messages_parked_total",
    f"{CLOCK}, {VOICE}",
    "Messages that could not be handled and were put aside.",
    consumer="the consumer, without the partition",
)
backlog_messages = _gauge(
    "backlog_messages",
    f"{CLOCK}, {VOICE}",
    "Messages that a lane holds and nobody has acknowledged.",
    lane="outcome, reply, due, receipt",
)
backlog_oldest_seconds = _gauge(
    "backlog_oldest_seconds",
    f"{CLOCK}, {VOICE}",
    "Age of the oldest message of a lane that nobody has acknowledged; 0 when there is none.",
    lane="command, outcome, reply, due, receipt",
)
store_durable = _gauge(
    "store_durable",
    CLOCK,
    "1 while a store puts every acknowledgement on disk, 0 while a setting of it weakens a promise.",
    store="redis, nats",
)
store_used_ratio = _gauge(
    "store_used_ratio", CLOCK, "How full a store is, 0 to 1: Redis' memory, NATS' disk.", store="redis, nats"
)

# --- Every process --------------------------------------------------------------------------------------------

loop_lag_seconds = _histogram(
    "loop_lag_seconds",
    ALL,
    "How late a sleep ended, measured once a second: what the process itself adds to every lateness.",
)
build_info = _gauge(
    "build_info",
    ALL,
    "Always 1: which version runs.",
    service="ingress, scheduler, notifier",
    version="as in the changelog",
)

# What an alert counts has to be there before it happens: a counter that appears with 1 has not risen.
for _seen_by in ("answer", "callback", "list"):
    messages_doubled_total.labels(_seen_by)
for _settled in ("callback", "list", "again", "parked"):
    speech_ambiguous_total.labels(_settled)
for _alarm in ("account_refused", "sender_refused", "template_missing"):
    alarm_raised.labels(_alarm)
