"""A disk of its own under a store, in a file: its power can be cut in the middle of a write."""

import asyncio
import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.embedded.servers import RunningServer
from tests.harness.waiting import wait_until

SIZE = "256M"
"""A hole in a file: only what is written takes room."""

# In a mount namespace of the server's own: nobody else sees the disk, and it is gone with the server.
MOUNTED = 'mount -o loop -- "$0" "$1" && shift && exec "$@"'
ON_ITS_OWN = ("unshare", "--mount", "--propagation", "private", "sh", "-c", MOUNTED)

SHUT_DOWN = 0x8004587D
"""`FS_IOC_SHUTDOWN`: from now on the file system writes nothing more …"""

WITHOUT_A_LAST_FLUSH = struct.pack("I", 2)
"""… not even its journal: what lies in memory and was not synced is lost."""

NO_DISKS = "Only root can mount a disk in a file here: what a power cut would leave stays untried."


@cache
def has_disks() -> bool:
    """Say whether this machine lets us mount a file, and cut it off."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("mkfs.ext4", "unshare", "losetup"))):
        return False
    with TemporaryDirectory() as directory:
        image, folder = Path(directory, "try.ext4"), Path(directory, "disk")
        folder.mkdir()
        _make(image, folder, size="4M")
        tried = subprocess.run([*ON_ITS_OWN, str(image), str(folder), "true"], capture_output=True, check=False)
    return tried.returncode == 0


@dataclass(frozen=True)
class Disk:
    """What a store keeps, on an ext4 of its own."""

    server: RunningServer
    image: Path
    folder: Path

    async def cut(self) -> None:
        """Cut the power while the server runs: the disk stays as it is at this instant, and whoever used it dies."""
        process = self.server.process
        assert process is not None, "the server does not run"
        as_the_server_sees_it = os.open(f"/proc/{process.pid}/root{self.folder}", os.O_RDONLY)
        try:
            fcntl.ioctl(as_the_server_sees_it, SHUT_DOWN, WITHOUT_A_LAST_FLUSH)
        finally:
            os.close(as_the_server_sees_it)
        await self.server.kill()
        await self.free()

    async def free(self) -> None:
        """Wait until nobody has it mounted any more."""

        async def nobody_has_it() -> bool:
            return not await asyncio.to_thread(_run, "losetup", "--associated", str(self.image))

        await wait_until(nobody_has_it, description="the disk is free")


@asynccontextmanager
async def on_a_disk(server: RunningServer) -> AsyncIterator[Disk]:
    """Move what the server keeps to a disk of its own, and start the server from there."""
    folder = server.log.parent.resolve()
    disk = Disk(server, folder.with_suffix(".ext4"), folder)
    await server.stop()
    await asyncio.to_thread(_make, disk.image, folder)
    server.command = replace(server.command, argv=(*ON_ITS_OWN, str(disk.image), str(folder), *server.command.argv))
    await server.start()
    yield disk
    await server.kill()
    await disk.free()


def _make(image: Path, content: Path, size: str = SIZE) -> None:
    _run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", "-d", str(content), str(image), size)


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
