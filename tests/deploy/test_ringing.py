"""What breaks in a real house is what rings: a real Prometheus reads it, and the rules decide."""

from pathlib import Path

import pytest

from tests.deploy.test_alerts import RULES
from tests.harness.house import running_house
from tests.harness.prometheus import watching
from tests.harness.waiting import wait_until


@pytest.mark.parametrize(
    ("service", "alert"),
    [
        ("scheduler", "PartitionWithoutOwner"),
        ("notifier", "NothingSentThoughDue"),
        ("ingress", "InboundNotArriving"),
    ],
)
async def test_a_service_that_is_gone_is_noticed(service: str, alert: str, tmp_path: Path) -> None:
    async with running_house(tmp_path) as house, watching(house, tmp_path / "prometheus", [RULES]) as prometheus:

        async def is_quiet() -> bool:
            return len(await prometheus.ask("nudge_build_info")) == 3 and await prometheus.alerts() == []

        async def is_noticed() -> bool:
            return alert in await prometheus.alerts()

        await wait_until(is_quiet, description="a whole house is watched, and nothing rings")
        await house[service].kill()
        await wait_until(is_noticed, description=f"{alert} is on its way")
