"""The services as they were at another commit."""

import io
import subprocess
import tarfile
from pathlib import Path

from tests.harness.child import ROOT


def checked_out(reference: str, directory: Path) -> Path | None:
    """Put a commit's files into a folder and return it; None where this clone does not know that commit."""
    archive = subprocess.run(
        ["git", "archive", "--format=tar", reference],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if archive.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(directory, filter="data")
    return directory
