"""What an audit means: nothing learned is no good news."""

from typing import Any

from deploy.audit import read

KNOWN = {"name": "good", "version": "1.0", "vulns": []}
HOLE = {"name": "bad", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1", "2.0"]}]}
UNKNOWN = {"name": "odd", "skip_reason": "Dependency not found and could not be audited: odd (1.0)"}


def report(*packages: dict[str, Any]) -> dict[str, Any]:
    return {"dependencies": [*packages], "fixes": []}


def test_packages_without_a_known_hole_are_fine() -> None:
    findings = read(report(KNOWN, KNOWN))

    assert (findings.audited, findings.is_bad, findings.is_blind) == (2, False, False)


def test_a_hole_is_named_with_what_mends_it() -> None:
    findings = read(report(KNOWN, HOLE))

    assert findings.is_bad
    assert findings.holes == ["bad 1.0: CVE-1, mended in 1.1, 2.0"]


def test_when_nothing_could_be_looked_up_nothing_was_audited() -> None:
    findings = read(report(UNKNOWN, UNKNOWN))

    assert findings.is_blind
    assert not findings.is_bad


def test_one_package_that_nobody_knows_is_bad() -> None:
    findings = read(report(KNOWN, UNKNOWN))

    assert findings.is_bad
    assert findings.unknown == ["odd"]
