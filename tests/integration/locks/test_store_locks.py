"""Every user of Redis tries everything on a real server; what its service does not do is refused, and has no effect."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from redis import exceptions
from redis.asyncio import Redis

from deploy.locks.store import STORE_USERS
from services.notifier.adapters.journal_keys import Keys as VoiceKeys
from services.notifier.adapters.journal_keys import unreported
from services.scheduler.adapters.keys import ROSTER
from services.scheduler.adapters.keys import Keys as ClockKeys
from shared.contract import ChatId, SpeechId
from tests.integration.locks.conftest import Locked

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANNA = ChatId("whatsapp:+4915100000001")
CLOCK, VOICE = ClockKeys(7), VoiceKeys(ANNA)

CLOCKS_KEYS = [
    CLOCK.owner,
    CLOCK.position,
    CLOCK.slots,
    CLOCK.flight,
    CLOCK.speech,
    CLOCK.told,
    CLOCK.due(1_900_000),
    CLOCK.chat(ANNA),
    CLOCK.seen(1)[0],
    CLOCK.exports,
    CLOCK.erasing,
    CLOCK.zones,
    ROSTER,
]
VOICES_KEYS = [
    VOICE.speech(SpeechId("re.SM1")),
    VOICE.message("SM1"),
    VOICE.unreported,
    VOICE.person,
    VOICE.waiting,
    unreported(3),
    "{voice}:pace:whatsapp:+14155238886",
    "{voice}:sweep:whatsapp:+14155238886:leader",
    "{voice}:contents:AC1",
]
STRANGE_KEYS = ["made-up", "{07}", "{7}:chat:x", "{ab}:chat:x", "{07}:voices", "x{07}:chat:x", "07:chat:x", "{07}:"]

Verb = Callable[[str], Sequence[str]]
READING: Sequence[Verb] = (
    lambda key: ("GET", key),
    lambda key: ("HGETALL", key),
    lambda key: ("ZRANGE", key, "0", "-1"),
    lambda key: ("EXISTS", key),
)
WRITING: Sequence[Verb] = (
    lambda key: ("SET", key, "forged"),
    lambda key: ("HSET", key, "forged", "1"),
    lambda key: ("ZADD", key, "1", "forged"),
    lambda key: ("DEL", key),
    lambda key: ("EXPIRE", key, "1"),
)
NOBODYS: Sequence[str] = (
    "FLUSHALL",
    "FLUSHDB",
    "SWAPDB 0 1",
    "KEYS *",
    "RANDOMKEY",
    "CONFIG SET appendfsync no",
    "CONFIG REWRITE",
    "CONFIG RESETSTAT",
    "ACL LIST",
    "ACL SETUSER me on nopass ~* +@all",
    "ACL SAVE",
    "ACL LOAD",
    "DEBUG SLEEP 0",
    "SHUTDOWN NOSAVE",
    "SAVE",
    "BGSAVE",
    "BGREWRITEAOF",
    "REPLICAOF 127.0.0.1 1",
    "FAILOVER",
    "PSYNC ? -1",
    "MONITOR",
    "CLIENT LIST",
    "CLIENT KILL TYPE normal",
    "CLIENT PAUSE 1",
    "SCRIPT FLUSH",
    "SCRIPT KILL",
    "SCRIPT LOAD return",
    "FCALL f 0",
    "FUNCTION FLUSH",
    "FUNCTION LIST",
    "MODULE LIST",
    "PUBLISH channel word",
    "SUBSCRIBE channel",
    "PSUBSCRIBE *",
    "MIGRATE 127.0.0.1 1 key 0 1",
    "CLUSTER RESET",
    "SLOWLOG RESET",
    "LATENCY RESET",
    "MEMORY PURGE",
    "WAIT 0 1",
)
ON_OWN_KEYS: Sequence[Verb] = (
    lambda key: ("RENAME", key, key),
    lambda key: ("COPY", key, f"{key}2"),
    lambda key: ("DUMP", key),
    lambda key: ("RESTORE", key, "0", "x"),
    lambda key: ("OBJECT", "ENCODING", key),
    lambda key: ("SORT", key),
    lambda key: ("UNLINK", key),
    lambda key: ("APPEND", key, "x"),
)

OWN_KEYS: Mapping[str, Sequence[str]] = {"scheduler": CLOCKS_KEYS, "notifier": VOICES_KEYS}


@asynccontextmanager
async def signed_in(store: Locked, user: str) -> AsyncIterator["Redis"]:
    async with Redis.from_url(
        store.server.address, username=user, password=store.keys.password(user), decode_responses=True
    ) as client:
        yield client


async def is_refused(client: "Redis", command: Sequence[str]) -> bool:
    try:
        await cast("Any", client).execute_command(*command)
    except (exceptions.NoPermissionError, exceptions.AuthenticationError):
        return True
    except exceptions.ResponseError as error:
        # Else it is allowed, and of the wrong kind for this key. DEBUG is refused to everybody.
        return str(error).startswith("DEBUG command not allowed")
    return False


async def let_through(client: "Redis", commands: Sequence[Sequence[str]]) -> list[str]:
    return [" ".join(command) for command in commands if not await is_refused(client, command)]


async def contents(store: Locked) -> Any:
    async with Redis.from_url(store.server.url, decode_responses=True) as witness:
        keys = sorted([key async for key in witness.scan_iter()])
        return [(key, await witness.dump(key)) for key in keys], await witness.config_get("append*")


@pytest.mark.parametrize("user", STORE_USERS)
async def test_nobody_can_do_what_no_service_does(store: Locked, user: str) -> None:
    async with Redis.from_url(store.server.url) as witness:
        await witness.set("somebody's", "thing")
    before = await contents(store)
    async with signed_in(store, user) as client:
        done = await let_through(client, [command.split() for command in NOBODYS])

    assert done == []
    assert await contents(store) == before


@pytest.mark.parametrize("user", STORE_USERS)
async def test_nobody_can_touch_the_keys_of_another(store: Locked, user: str) -> None:
    foreign = {*CLOCKS_KEYS, *VOICES_KEYS, *STRANGE_KEYS} - {*OWN_KEYS.get(user, ())}
    verbs = [*WRITING, *READING]
    if user == "operator":  # reads everything, and writes what the voice gave up
        foreign -= {*VOICES_KEYS}
        verbs = [*WRITING]
    before = await contents(store)
    async with signed_in(store, user) as client:
        done = await let_through(client, [verb(key) for verb in verbs for key in sorted(foreign)])

    assert done == []
    assert await contents(store) == before


@pytest.mark.parametrize("user", OWN_KEYS)
async def test_everybody_can_do_its_work_on_its_own_keys_and_no_other_work(store: Locked, user: str) -> None:
    async with signed_in(store, user) as client:
        refused = [
            " ".join(verb(key))
            for verb in (*WRITING, *READING)
            for key in OWN_KEYS[user]
            if await is_refused(client, verb(key))
        ]
        done = await let_through(client, [verb(key) for verb in ON_OWN_KEYS for key in OWN_KEYS[user]])

    assert refused == []
    assert done == []


async def test_a_script_is_held_to_the_rights_of_who_calls_it(store: Locked) -> None:
    """Keys that it was not given are no way around."""
    stolen = f"return redis.call('HGETALL', '{CLOCK.chat(ANNA)}')"
    async with signed_in(store, "notifier") as client:
        with pytest.raises(exceptions.ResponseError, match="ACL failure in script"):
            await client.eval(stolen, 1, VOICE.person)


async def test_what_a_service_has_stored_is_there_after_a_kill(store: Locked) -> None:
    """Redis reads its file in the name of a user, and leaves out what that one may not do."""
    keys = [CLOCK.chat(ANNA), CLOCK.flight, CLOCK.speech]
    several = "for i = 1, 3 do redis.call('DEL', KEYS[i]) redis.call('HSET', KEYS[i], 'kept', i) end"
    async with signed_in(store, "scheduler") as client:
        await client.eval(several, 3, *keys)
        await store.server.kill()
        await store.server.start()
    async with signed_in(store, "scheduler") as client:
        assert [await client.hget(key, "kept") for key in keys] == ["1", "2", "3"]


async def test_who_has_not_signed_in_may_do_nothing_and_a_probe_may_look(store: Locked) -> None:
    commands = [command.split() for command in NOBODYS] + [verb(key) for verb in READING for key in CLOCKS_KEYS]
    more = [("INFO",), ("SCAN", "0"), ("CONFIG", "GET", "*"), ("EVALSHA", "0" * 40, "0"), ("TIME",), ("DBSIZE",)]
    async with Redis.from_url(store.server.address, decode_responses=True) as stranger:
        assert await let_through(stranger, [*commands, *more, ("PING",)]) == []
    address = store.server.address.replace("://", "://probe:probe@")
    async with Redis.from_url(address, decode_responses=True) as looking:
        assert await looking.ping()
        assert await let_through(looking, [*commands, *more]) == []


@pytest.mark.parametrize("user", STORE_USERS)
async def test_a_wrong_password_opens_nothing(store: Locked, user: str) -> None:
    others = [store.keys.password(other) for other in STORE_USERS if other != user]
    for password in ("", user, "nudge", *others):
        async with Redis.from_url(store.server.address, username=user, password=password) as client:
            with pytest.raises(exceptions.RedisError):
                await client.info()
