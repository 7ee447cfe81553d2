"""Dashboards show what there is: each query returns data from a real house, read by a real Prometheus."""

import json
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from deploy.grafana.__main__ import files
from deploy.grafana.dashboards import DASHBOARDS
from deploy.grafana.panels import WIDTH, drawn, metrics_in
from shared.runtime.telemetry import CATALOGUE
from tests.deploy.test_alerts import ALERTS, RULES
from tests.harness.account import a_number
from tests.harness.house import House, running_house
from tests.harness.phones import add, soon
from tests.harness.prometheus import Prometheus, watching
from tests.harness.waiting import wait_until

QUERIES = [
    (name, panel.title, query)
    for name, dashboard in DASHBOARDS.items()
    for row in dashboard.rows.values()
    for panel in row
    for query in panel.queries.values()
]
WINDOWS = {"$__rate_interval": "5m", "$__range": "5m"}
INTO_NOWHERE = "nudge_agenda_repairs_total", "nudge_speeches_reaped_total", "nudge_messages_parked_total"
NAMES = {described.name for described in CATALOGUE}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prometheus(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Prometheus]:
    """One person's morning, and Prometheus looks on."""
    directory = tmp_path_factory.mktemp("watched")
    async with running_house(directory) as house, watching(house, directory / "prometheus", [RULES]) as running:
        await _a_morning(house, running)
        yield running


async def _a_morning(house: House, prometheus: Prometheus) -> None:
    async def is_read() -> bool:
        return len(await prometheus.ask("nudge_build_info")) == 3

    # What Prometheus has not seen at 0 it cannot see rising.
    await wait_until(is_read, description="Prometheus reads all three services")
    for round_ in range(2):
        person = a_number()
        await house.phones.ask(person, "/start")
        await house.phones.ask(person, "remind me to call mom")
        await house.phones.ask(person, add(f"stretch {round_}", soon(2)))
        await house.phones.wait_for_message(person, containing="🔔", status="read")
        await house.phones.ask(person, "/list")
        await _has_seen(prometheus, f'nudge_reminder_punctuality_seconds_count{{stage="delivered"}} > {round_}')


async def _has_seen(prometheus: Prometheus, query: str) -> None:
    await wait_until(lambda: prometheus.ask(query), description=f"Prometheus sees {query}")


@pytest.mark.parametrize(("dashboard", "title", "query"), QUERIES)
async def test_every_query_returns_data_from_a_real_run(
    prometheus: Prometheus, dashboard: str, title: str, query: str
) -> None:
    for variable, window in WINDOWS.items():
        query = query.replace(variable, window)

    async def numbers() -> list[str]:
        return [series["value"][1] for series in await prometheus.ask(query) if series["value"][1] != "NaN"]

    assert await wait_until(numbers, description=f"{title} of {dashboard} shows something: {query}")


async def test_a_house_that_works_wakes_nobody(prometheus: Prometheus) -> None:
    assert await prometheus.alerts() == []


async def test_all_that_is_exported_is_in_the_registry_and_customary(prometheus: Prometheus) -> None:
    exported = {series["metric"]["__name__"] for series in await prometheus.ask('{job="nudge"}')}
    plain = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in exported}
    ours = {re.sub(r"_(bucket|count|sum|created|total)$", "", name) for name in NAMES}

    strangers = {
        name
        for name in plain
        if name not in NAMES | ours and not name.startswith(("process_", "scrape_")) and name not in {"up", "ALERTS"}
    }
    assert strangers == set()


async def test_files_are_as_the_generator_writes_them() -> None:
    for path, text in files().items():
        assert path.read_text("utf-8") == text, "run ./task dashboards"


async def test_every_metric_is_shown_or_wakes_somebody() -> None:
    asked = " ".join([query for _, _, query in QUERIES] + [str(rule["expr"]) for rule in ALERTS.values()])
    read = {re.sub(r"_(bucket|count|sum)$", "", name) for name in metrics_in(asked)}

    assert NAMES - read - {"nudge_messages_parked_total"} == set()
    assert read - NAMES == set()


@pytest.mark.parametrize("name", DASHBOARDS)
async def test_panels_lie_side_by_side_and_say_what_they_show(name: str) -> None:
    board = drawn(DASHBOARDS[name])
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= WIDTH
        assert panel["type"] == "row" or panel["description"].endswith("."), panel["title"]
        taken |= cells
    assert json.loads(json.dumps(board)) == board
