"""Keys are made once, at random, for their owner alone; the servers' files hold no secret."""

import stat
from pathlib import Path

import pytest

from deploy.locks.bus import BUS_USERS
from deploy.locks.keyring import Keyring
from deploy.locks.store import STORE_USERS


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    keyring = Keyring(tmp_path / "keys")
    keyring.complete()
    return keyring


def secrets_of(keys: Keyring) -> list[str]:
    return [*(keys.seed(user) for user in BUS_USERS), *(keys.password(user) for user in STORE_USERS)]


def test_every_user_has_a_key_of_its_own(keys: Keyring, tmp_path: Path) -> None:
    another = Keyring(tmp_path / "another")
    another.complete()
    everything = secrets_of(keys) + secrets_of(another)

    assert len(set(everything)) == len(everything) == 2 * (len(BUS_USERS) + len(STORE_USERS))
    assert all(len(secret) >= 43 for secret in everything)


def test_a_key_is_readable_by_its_owner_alone(keys: Keyring) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys.folder.rglob("*") if path.is_file()}

    assert {modes["nats.seed"], modes["redis.password"]} == {0o400}
    assert {modes["users.conf"], modes["users.acl"], modes["settings.env"]} == {0o444}


def test_what_the_servers_and_the_operator_read_holds_no_secret(keys: Keyring) -> None:
    told = "".join(
        (keys.folder / name).read_text() for name in ("nats/users.conf", "redis/users.acl", "operator/settings.env")
    )

    assert not [secret for secret in secrets_of(keys) if secret in told]


def test_keys_that_are_there_stay_and_lost_ones_are_made_anew(keys: Keyring) -> None:
    before = {user: keys.seed(user) for user in BUS_USERS}
    (keys.folder / "ingress" / "nats.seed").unlink()
    keys.complete()
    after = {user: keys.seed(user) for user in BUS_USERS}

    assert {user for user in BUS_USERS if before[user] != after[user]} == {"ingress"}
    assert (keys.folder / "nats" / "users.conf").read_text() == keys.bus_users()


def test_a_process_is_told_where_its_own_keys_are_and_no_secret(keys: Keyring) -> None:
    told = keys.settings_of("notifier")

    assert told == {
        "NATS_NKEY_SEED_FILE": str(keys.folder / "notifier" / "nats.seed"),
        "REDIS_USERNAME": "notifier",
        "REDIS_PASSWORD_FILE": str(keys.folder / "notifier" / "redis.password"),
    }
    assert set(keys.settings_of("ingress")) == {"NATS_NKEY_SEED_FILE"}
