"""Every metric that Nudge exports, with its unit and meaning. Labels take few values: never a person or a text."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

_MOMENTS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)

reminder_punctuality_seconds = Histogram(
    "reminder_punctuality_seconds",
    "From the moment a reminder is due to the stage being reached: published on the bus, or posted to Twilio.",
    ["stage"],
    buckets=_MOMENTS,
    registry=REGISTRY,
)
message_handling_seconds = Histogram(
    "message_handling_seconds",
    "From taking a message from the bus to its acknowledgement.",
    ["consumer", "outcome"],
    buckets=_MOMENTS,
    registry=REGISTRY,
)
messages_sent_total = Counter(
    "messages_sent_total", "Messages stored on the bus, by stream.", ["stream"], registry=REGISTRY
)
messages_parked_total = Counter(
    "messages_parked_total",
    "Messages that could not be handled and wait for an operator.",
    ["consumer"],
    registry=REGISTRY,
)
webhooks_total = Counter(
    "webhooks_total", "Webhook calls, by door and by what became of them.", ["door", "result"], registry=REGISTRY
)
exports_total = Counter(
    "exports_total", "Links to people's own data that were opened, by what became of it.", ["result"], registry=REGISTRY
)
speeches_reaped_total = Counter(
    "speeches_reaped_total", "Speeches said again because nobody reported their outcome in time.", registry=REGISTRY
)
twilio_posts_total = Counter(
    "twilio_posts_total",
    "Attempts to send a message through Twilio, by what is known of them.",
    ["result"],
    registry=REGISTRY,
)
speech_ambiguous_total = Counter(
    "speech_ambiguous_total",
    "Sends whose outcome had to be settled by evidence, by how it was.",
    ["settled"],
    registry=REGISTRY,
)
messages_doubled_total = Counter(
    "messages_doubled_total",
    "Messages that a person got twice, by what showed it: Twilio has no way to send exactly once.",
    ["seen_by"],
    registry=REGISTRY,
)
deliveries_failed_total = Counter(
    "deliveries_failed_total",
    "Messages that Twilio took and did not deliver, by what it was about and what was done.",
    ["kind", "done"],
    registry=REGISTRY,
)
alarm_raised = Gauge(
    "alarm_raised", "1 while an alarm rings that an operator has to answer.", ["alarm"], registry=REGISTRY
)
pending_reminders = Gauge("pending_reminders", "Reminders waiting for their moment.", registry=REGISTRY)
commands_behind = Gauge(
    "commands_behind", "Commands that wait behind the last one that took effect.", ["partition"], registry=REGISTRY
)
partitions_owned = Gauge("partitions_owned", "Partitions that this scheduler acts for.", registry=REGISTRY)
agenda_repairs_total = Counter(
    "agenda_repairs_total", "Things that did not fit together and were set right, by kind.", ["kind"], registry=REGISTRY
)
loop_lag_seconds = Histogram(
    "loop_lag_seconds",
    "How late a sleep ended, measured once a second: what the process itself adds to every lateness.",
    buckets=_MOMENTS,
    registry=REGISTRY,
)
