"""Work on one partition, and its end."""

import asyncio
from typing import cast

from services.scheduler.loops.desk import Desk, Means
from services.scheduler.ports import Fenced, Tenure


async def test_what_begins_while_a_partition_is_let_go_of_is_left_undone() -> None:
    desk = Desk(Tenure(3, 1, "one"), cast("Means", None))
    begun = []

    async def begin() -> None:
        begun.append(True)

    async def begin_too_late() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            desk.begin(begin())

    async def find_out() -> None:
        await asyncio.sleep(0)
        raise Fenced("partition 3")

    try:
        async with desk.group:
            desk.begin(begin_too_late())
            desk.begin(find_out())
    except* Fenced:
        desk.begin(begin())

    assert begun == []
