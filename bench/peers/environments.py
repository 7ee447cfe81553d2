"""An environment of its own for each peer, made once from exact pins and kept in the user's cache."""

import asyncio
import os
import shutil
import sys
from hashlib import blake2s
from pathlib import Path

from bench.asking import LeftOut

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nudge-bench"


async def python_of(pins: str) -> str:
    """Return the Python of an environment with what `pins` names; raises LeftOut."""
    file = HERE / pins
    home = _home(file)
    python = home / "bin" / "python"
    if not (home / "made").exists():
        shutil.rmtree(home, ignore_errors=True)
        await _run(sys.executable, "-m", "venv", str(home))
        install = ("-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", str(file))
        await _run(str(python), *install)
        (home / "made").touch()
    return str(python)


async def node_with(program: str) -> tuple[str, Path]:
    """Return Node, and `program` copied beside what package.json names; raises LeftOut."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise LeftOut("there is no Node with npm")
    home = _home(HERE / "package.json")
    if not (home / "made").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        shutil.copy(HERE / "package.json", home)
        await _run(npm, "install", "--prefix", str(home), "--ignore-scripts", "--no-audit", "--no-fund")
        (home / "made").touch()
    return node, Path(shutil.copy(HERE / program, home))


def _home(pins: Path) -> Path:
    return CACHE / f"{pins.stem}-{blake2s(pins.read_bytes(), digest_size=6).hexdigest()}"


async def _run(*command: str) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=asyncio.subprocess.STDOUT)
    said, _ = await process.communicate()
    if process.returncode != 0:
        last = (said.decode(errors="replace").strip().splitlines() or ["no word of why"])[-1]
        raise LeftOut(f"it could not be installed: {last}")
