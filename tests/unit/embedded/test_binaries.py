import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

from deploy.embedded import binaries
from deploy.embedded.errors import CannotStartError


def only(**programs: str) -> object:
    return lambda name: programs.get(name.replace("-", "_"))


def without_embedded_valkey(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)


def test_the_machines_own_redis_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", only(redis_server="/usr/bin/redis-server", valkey_server="/opt/valkey"))

    assert binaries.redis_program() == "/usr/bin/redis-server"


def test_then_the_machines_own_valkey(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", only(valkey_server="/opt/valkey-server"))

    assert binaries.redis_program() == "/opt/valkey-server"


def test_without_any_redis_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", only())
    without_embedded_valkey(monkeypatch)

    with pytest.raises(CannotStartError, match=r"install Redis 7 or Valkey .* or run Nudge in Docker"):
        binaries.redis_program()


def test_without_nats_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", only())
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    with pytest.raises(CannotStartError, match="install NATS"):
        binaries.nats_program()
