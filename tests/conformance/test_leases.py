"""The exam of `ports.Leases`: one owner at a time, and a new epoch for each."""

from datetime import timedelta

import pytest

from services.scheduler.ports import Fenced
from tests.harness.agendas import LEASE, Store
from tests.harness.waiting import wait_until

NO_LEASE = timedelta(milliseconds=1)


async def test_a_partition_has_one_owner_at_a_time(store: Store) -> None:
    assert await store.leases.take(3, "anna", LEASE)

    assert await store.leases.take(3, "boris", LEASE) is None
    assert await store.leases.take(4, "boris", LEASE)


async def test_who_is_silent_is_replaced_and_finds_out(store: Store) -> None:
    first = await store.leases.take(3, "anna", NO_LEASE)
    assert first
    second = await wait_until(lambda: store.leases.take(3, "boris", LEASE), description="the lease runs out")

    assert second
    assert second.epoch > first.epoch
    with pytest.raises(Fenced):
        await store.leases.renew(first, LEASE)
    await store.leases.renew(second, LEASE)


async def test_who_was_silent_and_was_not_replaced_goes_on(store: Store) -> None:
    tenure = await store.leases.take(3, "anna", NO_LEASE)
    assert tenure

    await store.leases.renew(tenure, LEASE)
    assert await store.leases.take(3, "boris", LEASE) is None


async def test_who_lets_go_is_replaced_at_once_and_cannot_come_back(store: Store) -> None:
    first = await store.leases.take(3, "anna", LEASE)
    assert first
    await store.leases.release(first)
    second = await store.leases.take(3, "boris", LEASE)
    assert second

    await store.leases.release(first)
    assert await store.leases.take(3, "anna", LEASE) is None
    with pytest.raises(Fenced):
        await store.leases.renew(first, LEASE)


async def test_who_comes_back_under_its_own_name_need_not_wait(store: Store) -> None:
    first = await store.leases.take(3, "anna", LEASE)
    again = await store.leases.take(3, "anna", LEASE)

    assert first
    assert again
    assert again.epoch > first.epoch
    with pytest.raises(Fenced):
        await store.leases.renew(first, LEASE)


async def test_who_is_there_is_known_until_it_leaves_or_falls_silent(store: Store) -> None:
    await store.leases.attend("anna", NO_LEASE)
    await store.leases.attend("boris", LEASE)
    assert "carla" in await store.leases.attend("carla", LEASE)
    await store.leases.leave("carla")

    async def only_boris() -> bool:
        return list(await store.leases.attend("boris", LEASE)) == ["boris"]

    await wait_until(only_boris, description="anna is forgotten")
