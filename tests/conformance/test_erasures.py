"""The exam of `ports.Erasures`: who asked to be forgotten stays noted until it is done."""

from dataclasses import replace
from datetime import timedelta

from services.scheduler.ports import Erasure
from shared.contract import SpeechId, partition_of
from tests.fakes.clock import NOON
from tests.fakes.people import ANNA
from tests.harness.agendas import Store

HERE = partition_of(ANNA)
GONE = Erasure(ANNA, SpeechId("re.SM1"), NOON)
LATER = timedelta(minutes=15)


async def test_an_erasure_is_due_at_its_moment_in_its_partition(store: Store) -> None:
    await store.erasures.keep(GONE, NOON)

    assert await store.erasures.due(HERE, NOON - timedelta(seconds=1)) == []
    assert await store.erasures.due((HERE + 1) % 16, NOON) == []
    assert await store.erasures.due(HERE, NOON) == [GONE]


async def test_keeping_it_again_moves_it(store: Store) -> None:
    await store.erasures.keep(GONE, NOON)
    await store.erasures.keep(GONE, NOON + LATER)

    assert await store.erasures.due(HERE, NOON) == []
    assert await store.erasures.due(HERE, NOON + LATER) == [GONE]


async def test_what_is_done_is_gone_and_another_of_the_same_person_stays(store: Store) -> None:
    again = replace(GONE, goodbye=SpeechId("re.SM2"), at=NOON + LATER)
    await store.erasures.keep(GONE, NOON)
    await store.erasures.keep(again, NOON)
    await store.erasures.done(GONE)

    assert await store.erasures.due(HERE, NOON) == [again]
