"""What the house keeps on disk between two runs, and the lock that lets one run at a time."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from deploy.embedded.errors import CannotStartError


@dataclass(frozen=True)
class State:
    """The folder of one house."""

    folder: Path

    @property
    def nats(self) -> Path:
        return self.folder / "nats"

    @property
    def redis(self) -> Path:
        return self.folder / "redis"

    @property
    def chats(self) -> Path:
        return self.folder / "simulator.json"

    @property
    def clock(self) -> Path:
        return self.folder / "simulator.clock"

    @property
    def contents(self) -> Path:
        return self.folder / "simulator.contents"

    @property
    def credentials(self) -> Path:
        return self.folder / "credentials"

    @property
    def keys(self) -> Path:
        """Return where the services' keys to the stores are, a folder each."""
        return self.folder / "keys"

    @property
    def settings(self) -> Path:
        """Return what a person's tools beside the house are told, while it runs."""
        return self.folder / "settings.env"

    @contextmanager
    def told(self, settings: Mapping[str, str]) -> Iterator[None]:
        """Tell a person's tools where the house is, for as long as it is there; nobody but the owner may read it."""
        self.settings.unlink(missing_ok=True)
        _write_privately(self.settings, "".join(f"{name}='{value}'\n" for name, value in settings.items()))
        try:
            yield
        finally:
            self.settings.unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the house for this process; a second one is told who has it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise CannotStartError(
                    f"Nudge is up already, as process {lock.read().strip()}: stop that one first (Ctrl-C)."
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def forget(self) -> list[Path]:
        """Delete the reminders and the chats; return what went."""
        gone = [path for path in (self.nats, self.redis, self.chats, self.clock, self.contents) if path.exists()]
        for path in gone:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        return gone

    def development_credentials(self) -> dict[str, str]:
        """Return a made-up Twilio account, the same one every time; nobody but the owner may read it."""
        if not self.credentials.exists():
            made_up = f"TWILIO_ACCOUNT_SID=AC{secrets.token_hex(16)}\nTWILIO_AUTH_TOKEN={secrets.token_hex(16)}\n"
            _write_privately(self.credentials, made_up)
        return {name: value for name, value in dotenv_values(self.credentials).items() if value}


def _write_privately(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
