"""Every alert rings when it should, and only then: the rules are given to promtool with made-up series."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.harness.programs import program

RULES = Path(__file__).parents[2] / "deploy" / "prometheus" / "alerts.yml"
ALERTS: Mapping[str, dict[str, Any]] = {
    rule["alert"]: rule for rule in yaml.safe_load(RULES.read_text("utf-8"))["groups"][0]["rules"]
}
MOST = 9

Series = Mapping[str, str]
"""Series → its values, a minute apart, in promtool's notation: `0+5x10` is 0, 5, 10 … 50."""

UP: Series = {
    'nudge_build_info{service="ingress"}': "1x60",
    'nudge_build_info{service="notifier"}': "1x60",
    "nudge_partitions_owned": "16x60",
}
SENT = "nudge_reminder_punctuality_seconds_count{stage='sent'}"
IN_TIME = "nudge_reminder_punctuality_seconds_bucket{stage='sent', le='30.0'}"


@dataclass(frozen=True)
class Case:
    """Half an hour in the life of a house."""

    alert: str
    what: str
    series: Series
    labels: Sequence[Mapping[str, str]] = ()
    """Of each alert that rings at the end; none: it does not."""
    value: str = ""
    """What the annotations show of the number."""
    without: Sequence[str] = field(default=())
    """Series of a healthy house that are not there."""


QUIET = [
    Case("RemindersLate", "one reminder in fifty is late", {SENT: "0+50x60", IN_TIME: "0+49x60"}),
    Case("RemindersLate", "nothing is due", {SENT: "7x60", IN_TIME: "7x60"}),
    Case("NothingSentThoughDue", "what is due leaves", {"nudge_late_reminders": "0 3 0 0 2 0x60"}),
    Case("InboundNotArriving", "a stranger knocks", {'nudge_webhooks_total{door="message",result="403"}': "0+9x60"}),
    Case("TwilioRefuses", "someone opted out", {'nudge_speeches_refused_total{reason="opted_out"}': "0+1x60"}),
    Case("MessagesParked", "one is dropped after a minute", {"nudge_parked_messages": "0x26 1 1 0x60"}),
    Case("StoreNearlyFull", "half full", {'nudge_store_used_ratio{store="redis"}': "0.5x60"}),
    Case("StoreNotDurable", "all on disk", {'nudge_store_durable{store="nats"}': "1x60"}),
    Case(
        "DuplicatePossible",
        "doubts were settled by evidence",
        {'nudge_speech_ambiguous_total{settled="callback"}': "0+1x60"},
    ),
    Case(
        "PartitionWithoutOwner",
        "two schedulers share",
        {'nudge_partitions_owned{instance="a"}': "7x60", 'nudge_partitions_owned{instance="b"}': "9x60"},
        without=["nudge_partitions_owned"],
    ),
]

RINGING = [
    Case("RemindersLate", "one in ten is late", {SENT: "0+50x60", IN_TIME: "0+45x60"}, [{}]),
    Case("NothingSentThoughDue", "the bus is away", {"nudge_late_reminders": "0x20 4x60"}, [{}]),
    Case(
        "NothingSentThoughDue",
        "the voice is stuck",
        {'nudge_backlog_oldest_seconds{lane="due"}': "0x20 0+60x60"},
        [{}],
    ),
    Case(
        "NothingSentThoughDue",
        "there is no voice",
        {},
        [{"service": "notifier"}],
        without=['nudge_build_info{service="notifier"}'],
    ),
    Case("InboundNotArriving", "the sweep found something", {"nudge_swept_messages_total": "0x25 2x60"}, [{}]),
    Case(
        "InboundNotArriving",
        "the bus does not take it",
        {'nudge_webhooks_total{door="message",result="503"}': "0x25 1 2 3 4 5"},
        [{}],
    ),
    Case(
        "InboundNotArriving",
        "commands lie about",
        {'nudge_backlog_oldest_seconds{lane="command"}': "0x20 90x60"},
        [{}],
    ),
    Case(
        "InboundNotArriving",
        "there is no door",
        {},
        [{"service": "ingress"}],
        without=['nudge_build_info{service="ingress"}'],
    ),
    Case(
        "TwilioRefuses",
        "the credentials are wrong",
        {
            'nudge_alarm_raised{alarm="account_refused"}': "0x29 1x60",
            'nudge_alarm_raised{alarm="template_missing"}': "0x60",
        },
        [{"alarm": "account_refused"}],
    ),
    Case(
        "TwilioRefuses",
        "the template was paused",
        {'nudge_speeches_refused_total{reason="template"}': "0x25 3x60"},
        [{"reason": "template"}],
    ),
    Case("MessagesParked", "two wait", {"nudge_parked_messages": "0x20 2x60"}, [{}], value="2"),
    Case(
        "StoreNearlyFull",
        "Redis has little left",
        {'nudge_store_used_ratio{store="redis"}': "0.9x60"},
        [{"store": "redis"}],
        value="90%",
    ),
    Case(
        "StoreNotDurable",
        "NATS syncs now and then",
        {'nudge_store_durable{store="nats"}': "0x60", 'nudge_store_durable{store="redis"}': "1x60"},
        [{"store": "nats"}],
    ),
    Case("DuplicatePossible", "one was seen", {'nudge_messages_doubled_total{seen_by="list"}': "0x25 1x60"}, [{}]),
    Case("DuplicatePossible", "one may be", {'nudge_speech_ambiguous_total{settled="again"}': "0x25 1x60"}, [{}]),
    Case("PartitionWithoutOwner", "one is nobody's", {"nudge_partitions_owned": "16x20 15x60"}, [{}]),
    Case("PartitionWithoutOwner", "no scheduler runs", {}, [{}], without=["nudge_partitions_owned"]),
]


def shown(text: str, labels: Mapping[str, str], value: str) -> str:
    """Return an annotation as Prometheus fills it in."""
    for name in ("alarm", "reason", "store"):
        text = text.replace(f"{{{{ $labels.{name} }}}}", labels.get(name, ""))
    return text.replace("{{ $value }}", value).replace("{{ $value | humanizePercentage }}", value)


def expected(case: Case) -> list[dict[str, Any]]:
    rule = ALERTS[case.alert]
    return [
        {
            "exp_labels": {**rule["labels"], **labels},
            "exp_annotations": {name: shown(text, labels, case.value) for name, text in rule["annotations"].items()},
        }
        for labels in case.labels
    ]


@pytest.mark.parametrize("case", [*QUIET, *RINGING], ids=lambda case: f"{case.alert}: {case.what}")
def test_an_alert_rings_when_it_should_and_only_then(case: Case, tmp_path: Path) -> None:
    series = {name: values for name, values in {**UP, **case.series}.items() if name not in case.without}
    check = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "15s",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "alert_rule_test": [{"eval_time": "30m", "alertname": case.alert, "exp_alerts": expected(case)}],
            }
        ],
    }
    file = tmp_path / "test.yml"
    file.write_text(json.dumps(check))
    promtool = program("promtool", "Debian's package prometheus")

    done = subprocess.run([promtool, "test", "rules", str(file)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tested_both_ways_and_there_are_few() -> None:
    assert {case.alert for case in RINGING} == {case.alert for case in QUIET} == set(ALERTS)
    assert len(ALERTS) <= MOST


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_what_people_notice_what_to_look_at_and_what_to_do(name: str) -> None:
    annotations = ALERTS[name]["annotations"]
    page, _, section = annotations["runbook"].partition("#")
    headings = (RULES.parents[2] / page).read_text("utf-8").lower().splitlines()

    assert {"summary", "look", "do", "runbook"} == set(annotations)
    assert ALERTS[name]["labels"]["severity"] in {"page", "ticket"}
    assert [line for line in headings if line.startswith("#") and line.lstrip("# ").replace(" ", "-") == section]
