"""Two people of one partition do everything at once, and never see a word of each other's."""

from collections import defaultdict
from collections.abc import Sequence
from random import Random

import pytest

from services.ingress.domain.exports import wanted
from services.scheduler.domain.limits import Limits
from services.scheduler.handlers import open_export, take_commands
from services.scheduler.ports import Position, Taken
from shared.contract import AnyCommand, ChatId, Fact, partition_of
from shared.runtime.clock import SystemClock
from tests.fakes.people import ANNA, said
from tests.fakes.talk import Talk
from tests.harness.agendas import Store, now

NEIGHBOUR = next(
    chat
    for number in range(1000)
    if partition_of(chat := ChatId(f"whatsapp:+4917000000{number:03d}")) == partition_of(ANNA)
)
SECRETS = {ANNA: "apple", NEIGHBOUR: "pear"}
SAYINGS = (
    "remind me to eat one {word} tomorrow at 17:00",
    "every day at 18:00 {word}",
    "call {word} tomorrow at 5",
    "1", "2", "cancel", "/list", "/list {word}", "/list done", "more", "/delete 1", "/delete k1",
    "delete the {word} one",
    "/delete all", "yes", "no", "done", "/done 1", "snooze", "/snooze k1 for 2 h", "/edit 1 to friday 19:00",
    "/edit k1 text {word} pie", "/skip k1", "/pause 1", "/resume", "undo", "/why k1", "Tokyo", "/timezone Berlin",
    "snooze {word} for 2 h", "отложи {word} на час", "done with {word}", "rename 1 to {word} jam", "/why {word}",
    "in 2 hours wash the {word}", "not now", "/list tomorrow", "move {word} to friday at 18:00",
    "/language ru", "/start", "STOP", "/help", "/export", "/forget me",
)  # fmt: skip


async def take(store: Store, given: Sequence[tuple[Position, AnyCommand]]) -> Taken:
    return await take_commands(
        await store.tenure(),
        given,
        agenda=store.agenda,
        exports=store.exports,
        erasures=store.erasures,
        clock=SystemClock(),
        limits=Limits(pace=1000),
    )


@pytest.mark.parametrize("seed", range(6))
async def test_nobody_sees_a_word_of_anothers(store: Store, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a repeatable day, not a secret
    heard: dict[ChatId, list[Fact]] = defaultdict(list)
    alone = {chat: Talk(zone=None, person=chat, now=now()) for chat in SECRETS}
    for _ in range(60):
        chat = random.choice(list(SECRETS))
        words = random.choice(SAYINGS).format(word=SECRETS[chat])
        command = said(words, chat=chat, at=now())
        given = [(store.position(), command)]
        taken = await take(store, given)
        heard[chat] += [saying.fact for saying in taken.sayings]
        alone[chat].now = now()
        alone[chat].say(words)

    for chat, other in ((ANNA, NEIGHBOUR), (NEIGHBOUR, ANNA)):
        assert all(fact.chat == chat and SECRETS[other] not in fact.model_dump_json() for fact in heard[chat])
        # What they would have, had they been alone in the world.
        kept = (await store.agenda.load([chat]))[chat].reminders
        assert {id_: (each.text, each.state) for id_, each in kept.items()} == {
            id_: (each.text, each.state) for id_, each in alone[chat].chat.reminders.items()
        }


async def test_a_link_hands_out_nobody_elses_data(store: Store) -> None:
    links = {}
    for chat, word in SECRETS.items():
        for words in ("/timezone Berlin", f"remind me to eat one {word} tomorrow at 17:00", "/export"):
            given = [(store.position(), said(words, chat=chat, at=now()))]
            taken = await take(store, given)
            links[chat] = getattr(taken.sayings[-1].fact, "link", "")

    for chat, other in ((ANNA, NEIGHBOUR), (NEIGHBOUR, ANNA)):
        asked = wanted(links[chat].rpartition("/")[2], "everything")
        assert asked
        opened = await open_export(asked, exports=store.exports, agenda=store.agenda, clock=SystemClock())
        assert opened.everything
        assert opened.everything.person == chat
        assert SECRETS[chat] in opened.everything.model_dump_json()
        assert SECRETS[other] not in opened.everything.model_dump_json()
