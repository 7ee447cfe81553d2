"""Metrics as Prometheus' conventions have them, and the page that tells of them."""

import re
from pathlib import Path

import pytest
from prometheus_client import Counter, Histogram
from prometheus_client.metrics import MetricWrapperBase

from shared.runtime import telemetry
from shared.runtime.metrics_page import page
from shared.runtime.telemetry import CATALOGUE, Described

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
SPEAKS_OF_A_PERSON = {"chat", "sender", "number", "phone", "name", "text", "id", "sid"}

every_metric = pytest.mark.parametrize("described", CATALOGUE, ids=lambda described: described.name)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run ./task metrics"


def test_no_metric_is_missing_from_the_catalogue() -> None:
    metrics = [value for value in vars(telemetry).values() if isinstance(value, MetricWrapperBase)]

    assert metrics
    assert [metric for metric in metrics if metric not in [one.metric for one in CATALOGUE]] == []


@every_metric
def test_a_name_says_what_is_counted_and_ends_in_its_unit(described: Described) -> None:
    assert re.fullmatch(r"nudge_[a-z]+(_[a-z]+)*", described.name)
    assert isinstance(described.metric, Counter) == described.name.endswith("_total")
    if isinstance(described.metric, Histogram):
        assert described.name.endswith(("_seconds", "_bytes"))


@every_metric
def test_a_meaning_is_a_sentence_and_every_label_says_its_values(described: Described) -> None:
    assert described.meaning.endswith(".")
    assert described.meaning[0].isupper() or described.meaning[0].isdigit()
    assert all(described.labels.values())


@every_metric
def test_no_label_speaks_of_a_person(described: Described) -> None:
    assert not set(described.labels) & SPEAKS_OF_A_PERSON
