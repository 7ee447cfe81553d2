"""What is on the dashboards: whether people are served, and what each service does."""

from collections.abc import Mapping

from deploy.grafana.panels import Dashboard, Panel
from deploy.grafana.queries import OLDEST, PUNCTUALITY, processes, quantile, rate, trouble
from deploy.grafana.served import SERVED

INGRESS = Dashboard(
    "nudge-ingress",
    "ingress, the door",
    "What comes in, and how fast it is on disk.",
    {
        "Webhooks": [
            Panel(
                "Calls a second",
                {"{{door}} {{result}}": rate("nudge_webhooks_total", "door, result")},
                "403: a stranger, or a wrong address or token. 503: the bus is away.",
                "reqps",
                stacked=True,
            ),
            Panel(
                "Time to answer, p99",
                {"{{door}}": quantile(0.99, "nudge_webhook_seconds", "le, door")},
                "Twilio waits for 15 s, all tries together.",
                "s",
            ),
            Panel(
                "Stored on the bus",
                {"{{stream}}": rate('nudge_messages_sent_total{stream=~"COMMANDS|RECEIPTS"}', "stream")},
                "Commands and receipts a second.",
                "reqps",
            ),
        ],
        "Words": [
            Panel(
                "What people ask for",
                {"{{command}}": rate("nudge_messages_heard_total", "command")},
                "TakeAnswer names nothing by itself: an answer, or nothing that Nudge knows.",
                "reqps",
                wide=16,
                stacked=True,
            ),
            Panel(
                "In which language",
                {"{{language}}": rate("nudge_messages_heard_total", "language")},
                "A second.",
                "reqps",
            ),
            Panel(
                "Links to people's own data",
                {"{{result}}": f"{rate('nudge_exports_total', 'result')} or vector(0)"},
                "Many gone: somebody guesses.",
                "reqps",
            ),
        ],
        "Processes": processes("ingress"),
    },
)

SCHEDULER = Dashboard(
    "nudge-scheduler",
    "scheduler, the clock",
    "What waits, what is due, who owns what.",
    {
        "Reminders": [
            Panel("Pending", {"pending": "sum(nudge_pending_reminders)"}, "Waiting for their moment."),
            Panel("Late", {"late": "sum(nudge_late_reminders)"}, "Due for more than a second and not on the bus."),
            Panel(
                "On their way",
                {"{{state}}": "sum by (state) (nudge_speeches_in_flight)"},
                "Overdue: nobody has reported an outcome in time.",
            ),
            PUNCTUALITY,
            Panel(
                "Moved by new zone rules",
                {"moved": trouble("nudge_reminders_rederived_total")},
                "The wall time holds, the instant follows the zone database.",
            ),
            Panel("Said again", {"reaped": trouble("nudge_speeches_reaped_total")}, "Notifiers were away for minutes."),
            Panel(
                "Repairs",
                {"{{kind}}": trouble("nudge_agenda_repairs_total", "kind")},
                "Never: a bug, or a stranger in Redis.",
            ),
        ],
        "Commands": [
            Panel("Behind", {"behind": "sum(nudge_commands_behind)"}, "Commands that nobody has taken yet."),
            Panel(
                "Time to take effect, p99",
                {
                    "commands": quantile(0.99, 'nudge_message_handling_seconds{consumer="scheduler-command"}'),
                    "outcomes": quantile(0.99, 'nudge_message_handling_seconds{consumer="scheduler-outcome"}'),
                },
                "From the bus to the disk.",
                "s",
            ),
            Panel(
                "Questions",
                {"{{reason}}": f"{rate('nudge_questions_asked_total', 'reason')} or vector(0)"},
                "A second, by what was unclear.",
                "reqps",
                stacked=True,
            ),
        ],
        "Partitions": [
            Panel(
                "Owned",
                {"{{instance}}": "nudge_partitions_owned > 0"},
                "All together 16.",
                stacked=True,
            ),
            Panel(
                "Changing hands",
                {"{{how}}": "sum by (how) (increase(nudge_partition_moves_total[$__rate_interval]))"},
                "Lost: a scheduler was silent for more than four seconds.",
            ),
            Panel(
                "How full the stores are",
                {"{{store}}": "max by (store) (nudge_store_used_ratio)"},
                "Redis' memory, NATS' disk.",
                "percentunit",
            ),
        ],
        "Processes": processes("scheduler"),
    },
)

NOTIFIER = Dashboard(
    "nudge-notifier",
    "notifier, the voice",
    "What is said to Twilio, and what Twilio says.",
    {
        "Posts": [
            Panel(
                "Posts a second",
                {"{{result}}": rate("nudge_twilio_posts_total", "result")},
                "notsent: throttled or away, and tried again. unknown: evidence is awaited.",
                "reqps",
                stacked=True,
            ),
            Panel(
                "By kind and form",
                {"{{kind}} {{form}}": rate('nudge_twilio_posts_total{result="sent"}', "kind, form")},
                "Templates cost more.",
                "reqps",
            ),
            OLDEST,
        ],
        "Lanes": [
            Panel("Backlog", {"{{lane}}": "max by (lane) (nudge_backlog_messages)"}, "Not acknowledged yet."),
            Panel(
                "Time to say it, p99",
                {
                    "{{consumer}}": quantile(
                        0.99, 'nudge_message_handling_seconds{consumer=~"notifier-.*"}', "le, consumer"
                    )
                },
                "From the bus to Twilio's answer, the wait for one's turn included.",
                "s",
            ),
            Panel("Parked", {"waiting": "max(nudge_parked_messages)"}, "They wait for a decision: ./task parked."),
        ],
        "Trouble": [
            Panel(
                "Settled by evidence",
                {"{{settled}}": trouble("nudge_speech_ambiguous_total", "settled")},
                "Answers that were lost.",
            ),
            Panel(
                "Refused",
                {"{{reason}}": trouble("nudge_speeches_refused_total", "reason")},
                "Never to be sent; parked.",
            ),
            Panel(
                "Failed on the way",
                {"{{kind}} {{done}}": trouble("nudge_deliveries_failed_total", "kind, done")},
                "After Twilio took it.",
            ),
        ],
        "Processes": processes("notifier"),
    },
)

DASHBOARDS: Mapping[str, Dashboard] = {
    "served": SERVED,
    "ingress": INGRESS,
    "scheduler": SCHEDULER,
    "notifier": NOTIFIER,
}
"""File → dashboard."""
