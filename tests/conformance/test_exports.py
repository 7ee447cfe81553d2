"""A link opens one person's data: each file once, for a while, and only under its key."""

from datetime import timedelta

from services.scheduler.ports import Opened
from shared.contract import ChatId, partition_of
from tests.fakes.people import ANNA
from tests.harness.agendas import Store
from tests.harness.waiting import wait_until

HERE = partition_of(ANNA)
A_WHILE = timedelta(minutes=10)
NEIGHBOUR = next(
    chat for number in range(1000) if partition_of(chat := ChatId(f"whatsapp:+4917000000{number:03d}")) == HERE
)


async def test_looking_takes_nothing(store: Store) -> None:
    await store.exports.offer(ANNA, "key", A_WHILE)

    for _ in range(3):
        assert await store.exports.open(HERE, "key", None) == Opened(ANNA, ("calendar", "everything"))


async def test_each_file_can_be_taken_once(store: Store) -> None:
    await store.exports.offer(ANNA, "key", A_WHILE)

    assert await store.exports.open(HERE, "key", "calendar") == Opened(ANNA, ("everything",), is_taken=True)
    assert await store.exports.open(HERE, "key", "calendar") == Opened(ANNA, ("everything",), is_taken=False)
    assert await store.exports.open(HERE, "key", "everything") == Opened(ANNA, (), is_taken=True)
    assert await store.exports.open(HERE, "key", "everything") is None
    assert await store.exports.open(HERE, "key", None) is None


async def test_a_key_that_was_never_given_opens_nothing(store: Store) -> None:
    await store.exports.offer(ANNA, "key", A_WHILE)

    assert await store.exports.open(HERE, "other", None) is None
    assert await store.exports.open((HERE + 1) % 16, "key", None) is None


async def test_a_link_of_two_people_of_a_partition_opens_its_own(store: Store) -> None:
    await store.exports.offer(ANNA, "hers", A_WHILE)
    await store.exports.offer(NEIGHBOUR, "theirs", A_WHILE)

    assert await store.exports.open(HERE, "hers", "calendar") == Opened(ANNA, ("everything",), is_taken=True)
    assert await store.exports.open(HERE, "theirs", None) == Opened(NEIGHBOUR, ("calendar", "everything"))


async def test_a_newer_link_replaces_the_older(store: Store) -> None:
    await store.exports.offer(ANNA, "old", A_WHILE)
    await store.exports.offer(ANNA, "new", A_WHILE)

    assert await store.exports.open(HERE, "old", None) is None
    assert await store.exports.open(HERE, "new", None)


async def test_a_link_is_over_after_its_time_also_while_others_are_open(store: Store) -> None:
    await store.exports.offer(ANNA, "short", timedelta(milliseconds=50))
    await store.exports.offer(NEIGHBOUR, "long", A_WHILE)

    async def is_over() -> bool:
        return await store.exports.open(HERE, "short", None) is None

    assert await wait_until(is_over, description="the link is over")
    assert await store.exports.open(HERE, "long", None)


async def test_a_link_that_is_taken_back_opens_nothing(store: Store) -> None:
    await store.exports.offer(ANNA, "key", A_WHILE)
    await store.exports.withdraw(ANNA)

    assert await store.exports.open(HERE, "key", None) is None
