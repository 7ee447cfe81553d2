"""How a service is born, waits, drains and dies: each as a process of its own."""

import asyncio
import signal
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from deploy.embedded.ports import in_use
from deploy.embedded.probes import http_answers
from shared.runtime.taking import EXIT_CONSUMER_GONE
from tests.harness.house import House, running_house
from tests.harness.moody_twilio import Mood, MoodyTwilio, moody_twilio
from tests.harness.speeches import a_due, outcomes_of, publish
from tests.harness.streams import jetstream_of, unsettled
from tests.harness.waiting import wait_until

SERVICES = ["ingress", "scheduler", "notifier"]


@pytest.fixture
async def twilio() -> AsyncIterator[MoodyTwilio]:
    async with moody_twilio() as running:
        yield running


@pytest.fixture
async def house(tmp_path: Path, twilio: MoodyTwilio) -> AsyncIterator[House]:
    async with running_house(tmp_path, simulator=False, settings={"TWILIO_API_URL": twilio.url}) as running:
        yield running


async def test_each_service_ends_with_0_on_sigterm_and_on_ctrl_c(house: House) -> None:
    terminated = await asyncio.gather(*(house[name].stop() for name in SERVICES))
    await house.start(*SERVICES)
    for name in SERVICES:
        house[name].tell(signal.SIGINT)
    interrupted = await asyncio.gather(*(house[name].ended() for name in SERVICES))

    assert terminated == interrupted == [0, 0, 0]


async def test_without_nats_a_service_waits_alive_and_not_ready_and_can_be_asked_to_leave(house: House) -> None:
    await _start_without_nats(house)
    for name in SERVICES:
        assert not await _answers(house, name, "/ready")
    assert await asyncio.gather(*(house[name].stop() for name in SERVICES)) == [0, 0, 0]


async def test_a_service_that_waited_for_nats_serves_once_it_is_there(house: House) -> None:
    await _start_without_nats(house)
    await house.nats.start()

    await asyncio.gather(*(house[name].ready() for name in SERVICES))


async def _start_without_nats(house: House) -> None:
    for name in SERVICES:
        await house[name].stop()
    await house.nats.kill()
    for name in SERVICES:
        house[name].spawn()
    for name in SERVICES:
        await wait_until(partial(_answers, house, name, "/live"), description=f"{name} is alive")


async def test_without_redis_a_service_is_alive_and_not_ready_until_redis_is_back(house: House) -> None:
    await house.store.kill()

    async def is_not_ready() -> bool:
        return not await _answers(house, "scheduler", "/ready")

    await wait_until(is_not_ready, description="the scheduler is not ready")
    assert await _answers(house, "scheduler", "/live")
    await house.store.start()
    await house["scheduler"].ready()


async def test_sigterm_lets_the_message_in_hand_finish(house: House, twilio: MoodyTwilio) -> None:
    fact = a_due()
    twilio.moods[fact.chat] = [Mood.CREATES_AND_HANGS]
    twilio.hang_for_seconds = 3
    await publish(house.nats, fact)

    async def is_posting() -> bool:
        return twilio.posts_to(fact.chat) == 1

    await wait_until(is_posting, description="the message is in hand")
    code = await house["notifier"].stop()

    assert code == 0
    assert [outcome["kind"] for outcome in await outcomes_of(house.nats, fact)] == ["speech_sent"]
    assert await unsettled(house.nats, "SPEECH", "notifier-due") == 0


async def test_a_consumer_that_is_gone_ends_the_process_that_reads_it(house: House) -> None:
    async with jetstream_of(house.nats) as jetstream:
        await jetstream.delete_consumer("SPEECH", "notifier-due")

    assert await house["notifier"].ended() == EXIT_CONSUMER_GONE
    assert "consumer_gone" in house["notifier"].tail()


async def test_a_port_in_use_is_one_sentence_and_exit_code_2(house: House) -> None:
    ingress = house["ingress"]
    await ingress.stop()
    for setting, taken in (("PORT", house.nats.port), ("PROBE_PORT", house.store.port)):
        ingress.settings = {**ingress.settings, setting: str(taken)}
        ingress.log.unlink()
        ingress.spawn()

        assert in_use(taken)
        assert await ingress.ended() == 2
        assert f"{setting} {taken} cannot be used" in ingress.tail()
        assert "Traceback" not in ingress.tail()
        ingress.settings = {**ingress.settings, setting: "0"}


async def _answers(house: House, name: str, path: str) -> bool:
    return await http_answers(path, int(house[name].settings["PROBE_PORT"]))
