"""What the dashboards ask Prometheus, and the panels that several of them show."""

from collections.abc import Sequence

from deploy.grafana.panels import Panel

STAGES = ("published", "sent", "delivered")


def quantile(q: float, histogram: str, by: str = "le", window: str = "$__rate_interval") -> str:
    """Return the query for a quantile of a histogram: `histogram` may have a selector."""
    name, brace, selector = histogram.partition("{")
    return f"histogram_quantile({q}, sum by ({by}) (rate({name}_bucket{brace}{selector}[{window}])))"


def rate(counter: str, by: str = "") -> str:
    return f"sum {f'by ({by}) ' if by else ''}(rate({counter}[$__rate_interval]))"


def trouble(counter: str, by: str = "") -> str:
    """Return how often something happened that should not: 0 where it never did."""
    return f"sum {f'by ({by}) ' if by else ''}(increase({counter}[$__rate_interval])) or vector(0)"


def in_time(seconds: str) -> str:
    """Return the share of reminders that Twilio had within so many seconds of their moment, in the time shown."""
    histogram = "nudge_reminder_punctuality_seconds"
    punctual = f'sum(increase({histogram}_bucket{{stage="sent",le="{seconds}"}}[$__range]))'
    return f'{punctual} / sum(increase({histogram}_count{{stage="sent"}}[$__range]))'


def processes(service: str) -> Sequence[Panel]:
    """Return what every process tells of itself."""
    of = f'* on (instance) group_left () nudge_build_info{{service="{service}"}}'
    lag = quantile(0.99, "nudge_loop_lag_seconds", "le, instance")
    return [
        Panel("Memory", {"{{instance}}": f"process_resident_memory_bytes {of}"}, "At rest below 120 MB.", "bytes"),
        Panel(
            "Processor",
            {"{{instance}}": f"rate(process_cpu_seconds_total[$__rate_interval]) {of}"},
            "Seconds of one core a second: 1 is all that a process can use.",
            "percentunit",
        ),
        Panel("Loop lag, p99", {"{{instance}}": f"{lag} {of}"}, "What the process itself adds to every lateness.", "s"),
    ]


PUNCTUALITY = Panel(
    "How late reminders are, p99",
    {stage: quantile(0.99, f'nudge_reminder_punctuality_seconds{{stage="{stage}"}}') for stage in STAGES},
    "From their moment to the bus, to Twilio, to the phone.",
    "s",
)
OLDEST = Panel(
    "The oldest that waits",
    {"{{lane}}": "max by (lane) (nudge_backlog_oldest_seconds)"},
    "Age of what nobody has dealt with, lane by lane.",
    "s",
)
