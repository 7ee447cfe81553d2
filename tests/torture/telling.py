"""A report in words."""

from collections.abc import Mapping
from statistics import quantiles

from tests.torture.run import Report


def tell(report: Report) -> str:
    """Return what a person wants to know of a run, a line each; of a failing one also how to repeat it."""
    verdict, script = report.verdict, report.script
    late = sorted(verdict.late_seconds) or [0.0, 0.0]
    p50, p99 = (quantiles(late, n=100)[at] for at in (49, 98)) if len(late) > 1 else (late[0], late[0])
    lines = [
        f"seed {script.seed}: {script.seconds:.0f} s of trouble, {report.took_seconds:.0f} s in all",
        f"{sum(report.faults.values())} faults: {_counted(report.faults)}",
        f"{verdict.promised} reminders promised, {verdict.rang} rang; {verdict.answered} answers",
        f"late: p50 {p50:.2f} s, p99 {p99:.2f} s, longest {late[-1]:.2f} s",
        f"recovered within {_seconds(report.recoveries)} of the last process being back",
        f"ended by themselves: {_counted(report.gave_up) or 'nobody'}; sent again by an operator: {report.sent_again}",
        f"out of order: {verdict.out_of_order}",
        f"excused: {_counted(verdict.excused()) or 'nothing'}",
        f"found: {_counted(verdict.counts())}",
    ]
    lines += [f"  {each.at:%X.%f} {each.fault.value}: {each.what} ({each.person})" for each in verdict.guilty[:30]]
    if verdict.guilty:
        lines.append(f"again: ./task torture -- --seed {script.seed} --minutes {script.seconds / 60:g}")
    return "\n".join(lines) + "\n"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def _seconds(spans: list[float]) -> str:
    return ", ".join(f"{span:.1f}" for span in spans) + " s"
