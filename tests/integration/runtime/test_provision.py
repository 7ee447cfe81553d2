"""The provisioning step as an operator runs it: creates, agrees, or says what differs."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType

from deploy.embedded.ports import free_port
from deploy.embedded.servers import RunningServer, running_nats
from shared.contract import CONSUMERS, STREAMS
from shared.runtime.provision import provision
from tests.harness.child import run_module
from tests.harness.streams import jetstream_of

EVERYTHING = len(STREAMS) + len(CONSUMERS)


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[RunningServer]:
    async with running_nats(tmp_path / "nats") as running:
        yield running


async def test_it_creates_everything_and_finds_it_as_agreed_the_second_time(
    empty: RunningServer, tmp_path: Path
) -> None:
    first, second = _provision(empty.url, tmp_path), _provision(empty.url, tmp_path)

    assert (first.returncode, first.stdout) == (0, f"provisioned: {EVERYTHING} created, 0 as agreed\n")
    assert (second.returncode, second.stdout) == (0, f"provisioned: 0 created, {EVERYTHING} as agreed\n")


async def test_what_it_creates_keeps_its_promises(empty: RunningServer) -> None:
    async with jetstream_of(empty) as jetstream:
        await provision(jetstream)
        for stream in STREAMS:
            config = (await jetstream.stream_info(stream.name)).config

            assert config.storage == StorageType.FILE
            assert config.retention == RetentionPolicy.LIMITS
            assert config.discard == DiscardPolicy.NEW
            assert config.duplicate_window == 7200
            assert not config.deny_delete
            assert config.deny_purge


async def test_drift_ends_with_the_differences_and_changes_nothing(empty: RunningServer, tmp_path: Path) -> None:
    async with jetstream_of(empty) as jetstream:
        await provision(jetstream)
        stream = (await jetstream.stream_info("SPEECH")).config
        await jetstream.update_stream(replace(stream, max_msg_size=1024))
        consumer = (await jetstream.consumer_info("SPEECH", "notifier-due")).config
        await jetstream.add_consumer("SPEECH", replace(consumer, max_ack_pending=7))
    done = _provision(empty.url, tmp_path)

    assert done.returncode == 3
    assert "stream SPEECH: max_msg_size is 1024, agreed is 65536" in done.stderr
    assert "consumer notifier-due: max_ack_pending is 7, agreed is 8192" in done.stderr
    assert "Traceback" not in done.stderr
    async with jetstream_of(empty) as jetstream:
        assert (await jetstream.stream_info("SPEECH")).config.max_msg_size == 1024


async def test_what_an_earlier_version_had_agreed_is_brought_up_to_date(empty: RunningServer, tmp_path: Path) -> None:
    async with jetstream_of(empty) as jetstream:
        await provision(jetstream)
        consumer = (await jetstream.consumer_info("SPEECH", "notifier-due")).config
        await jetstream.add_consumer("SPEECH", replace(consumer, ack_wait=75, max_ack_pending=256))
    done = _provision(empty.url, tmp_path)

    assert (done.returncode, done.stdout) == (0, f"provisioned: 0 created, 1 updated, {EVERYTHING - 1} as agreed\n")
    async with jetstream_of(empty) as jetstream:
        config = (await jetstream.consumer_info("SPEECH", "notifier-due")).config
        assert (config.ack_wait, config.max_ack_pending) == (15, 8192)


async def test_what_is_missing_is_created_beside_what_is_there(empty: RunningServer, tmp_path: Path) -> None:
    async with jetstream_of(empty) as jetstream:
        await provision(jetstream)
        await jetstream.delete_consumer("OUTCOMES", "scheduler-outcome-3")
    done = _provision(empty.url, tmp_path)

    assert (done.returncode, done.stdout) == (0, f"provisioned: 1 created, {EVERYTHING - 1} as agreed\n")


def test_without_nats_it_says_where_it_looked(tmp_path: Path) -> None:
    url = f"nats://127.0.0.1:{free_port()}"
    done = _provision(url, tmp_path)

    assert done.returncode == 4
    assert done.stderr == f"NATS does not answer at {url}: is it running?\n"


def _provision(url: str, directory: Path) -> CompletedProcess[str]:
    return run_module("shared.runtime.provision", {"NATS_URL": url, "PROVISION_WAIT_SECONDS": "0"}, directory)
