"""One dashboard for whoever wants to know whether people are served."""

from deploy.grafana.panels import Dashboard, Panel, number
from deploy.grafana.queries import OLDEST, PUNCTUALITY, in_time, quantile, rate, trouble

SERVED = Dashboard(
    "nudge-served",
    "are people served",
    "One look: do people get their reminders, on time and once, and does somebody answer them?",
    {
        "Now": [
            number("Late", "sum(nudge_late_reminders)", "Due for more than a second and not on the bus.", red_from=1),
            number(
                "Within 5 s", in_time("5.0"), "Reminders that Twilio had in time.", unit="percentunit", green_from=0.99
            ),
            number(
                "Answers, p99",
                quantile(0.99, 'nudge_answer_seconds{stage="sent"}', window="$__range"),
                "What people wait for.",
                unit="s",
                red_from=3,
            ),
            number("Pending", "sum(nudge_pending_reminders)", "Reminders that wait for their moment."),
            number("Parked", "max(nudge_parked_messages)", "Messages that wait for a decision.", red_from=1),
            number(
                "Alarms", "sum(max by (alarm) (nudge_alarm_raised))", "Something only a person can mend.", red_from=1
            ),
        ],
        "Reminders": [
            PUNCTUALITY,
            Panel(
                "Reminders a second",
                {
                    "{{stage}}": "sum by (stage) (rate(nudge_reminder_punctuality_seconds_count[$__rate_interval]))",
                },
                "How many reach each stage.",
                "reqps",
            ),
            OLDEST,
        ],
        "Conversation": [
            Panel(
                "Answers",
                {f"p{round(q * 100)}": quantile(q, 'nudge_answer_seconds{stage="sent"}') for q in (0.5, 0.99)},
                "From a person's words taking effect to Twilio having the answer.",
                "s",
            ),
            Panel(
                "What people say",
                {"{{language}}": rate("nudge_messages_heard_total", "language")},
                "Messages a second, by language.",
                "reqps",
                stacked=True,
            ),
            Panel(
                "What they are answered",
                {"{{kind}}": rate("nudge_facts_total", "kind")},
                "Questions and what was not understood are where the language can learn.",
                "reqps",
                stacked=True,
            ),
        ],
        "Trouble": [
            Panel(
                "Not delivered",
                {"{{kind}}": trouble("nudge_deliveries_failed_total", "kind")},
                "Taken by Twilio, and lost.",
            ),
            Panel(
                "Twice, or perhaps",
                {
                    "seen": trouble("nudge_messages_doubled_total"),
                    "possible": trouble('nudge_speech_ambiguous_total{settled="again"}'),
                },
                "The price of an API without idempotency.",
            ),
            Panel(
                "Missed by the door",
                {
                    "swept": trouble("nudge_swept_messages_total"),
                    "not kept": trouble('nudge_webhooks_total{result=~"5.."}'),
                },
                "What people wrote and ingress did not take at first.",
            ),
        ],
        "Money": [
            Panel(
                "Dollars an hour",
                {"{{form}}": "sum by (form) (rate(nudge_twilio_cost_dollars_total[$__rate_interval])) * 3600"},
                "An estimate by TWILIO_PRICE_MESSAGE and TWILIO_PRICE_TEMPLATE.",
                "currencyUSD",
                wide=24,
                stacked=True,
            ),
        ],
    },
)
