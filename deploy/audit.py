"""`./task audit`: known holes in what each image holds, a bill of materials for each, and a look at the Dockerfile."""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".audit" / "bin"
BILLS = ROOT / ".audit" / "sbom"
IMAGES = ("ingress", "scheduler", "notifier", "simulator", "locks")


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of an image's packages. `unknown` are those of which nothing could be learned."""

    audited: int
    unknown: Sequence[str]
    holes: Sequence[str]

    @property
    def is_blind(self) -> bool:
        """Tell whether nothing at all could be learned: the database is out of reach."""
        return self.audited == 0

    @property
    def is_bad(self) -> bool:
        return bool(self.holes) or (bool(self.unknown) and not self.is_blind)


def read(report: dict[str, Any]) -> Findings:
    """Read what pip-audit says as JSON. It calls it a success when it could look nothing up; we do not."""
    packages = report["dependencies"]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or '–'}"
        for package in packages
        for hole in package.get("vulns", ())
    ]
    return Findings(len(packages) - len(unknown), unknown, holes)


def _audit(image: str) -> Findings:
    pins = str(ROOT / "requirements" / f"{image}.txt")
    done = _run("pip-audit", "--progress-spinner", "off", "--disable-pip", "--require-hashes", "-f", "json", "-r", pins)
    return read(json.loads(done.stdout))


def _write_bill(image: str) -> Path:
    BILLS.mkdir(parents=True, exist_ok=True)
    bill, pins = BILLS / f"{image}.cdx.json", str(ROOT / "requirements" / f"{image}.txt")
    done = _run("cyclonedx-py", "requirements", "--output-reproducible", "--validate", "-o", str(bill), pins)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return bill


def _run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own tools
        [str(TOOLS / tool), *arguments], capture_output=True, text=True, check=False
    )


def main(*, strict: bool) -> int:
    """Look at everything, say what was found, and return the exit code."""
    looked = _run("hadolint", str(ROOT / "Dockerfile"))
    problems = looked.stdout.splitlines()
    blind = []
    for image in IMAGES:
        _say(f"{image}: bill of materials in {_write_bill(image).relative_to(ROOT)}")
        findings = _audit(image)
        if findings.is_blind:
            blind.append(image)
        elif findings.is_bad:
            problems += [*findings.holes, *(f"{name}: nothing is known of it" for name in findings.unknown)]
        else:
            _say(f"{image}: {findings.audited} packages, no known hole")
    if blind:
        _say(f"\n!!! NOT AUDITED, because the database of known holes is out of reach: {', '.join(blind)}\n")
    for problem in problems:
        _say(problem)
    return 1 if problems or (blind and strict) else 0


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201 - a person or CI's log reads it


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./task audit --", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="fail where the database is out of reach")
    sys.exit(main(strict=parser.parse_args().strict))
