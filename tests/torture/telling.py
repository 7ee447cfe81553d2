"""A report in words."""

from collections.abc import Mapping, Sequence
from statistics import quantiles

from tests.torture.run import Report, Round, Script

MOST_TOLD = 30


def tell(report: Report) -> str:
    """Return what a person wants to know of a run, a line each; of a failing one also how to repeat it."""
    told = report.verdict.guilty[:MOST_TOLD]
    lines = [
        summed_up(report),
        *(f"  {each.at:%X.%f} {each.fault.value}: {each.what} ({each.person})" for each in told),
    ]
    return "\n".join(lines) + "\n"


def summed_up(report: Report) -> str:
    """Return the figures, and the command that does it again where something was found."""
    verdict, script = report.verdict, report.script
    p50, p99, longest = lateness(verdict.late_seconds)
    lines = [
        f"seed {script.seed}: {script.seconds:.0f} s of trouble, {report.took_seconds:.0f} s in all",
        f"{sum(report.faults.values())} faults: {_counted(report.faults)}",
        f"{verdict.promised} reminders promised, {verdict.rang} rang; {verdict.answered} answers",
        f"late: p50 {p50:.2f} s, p99 {p99:.2f} s, longest {longest:.2f} s",
        f"recovered within {_recoveries(report.rounds)} of the last process being back",
        f"ended by themselves: {_counted(report.gave_up) or 'nobody'}",
        f"sent again by an operator: {_counted(report.sent_again) or 'nothing'}",
        f"out of order: {verdict.out_of_order}",
        f"excused: {_counted(verdict.excused()) or 'nothing'}",
        f"found: {_counted(verdict.counts())}",
    ]
    if verdict.guilty:
        lines.append(f"again: ./task torture -- {_options(script)}")
    return "\n".join(lines)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def lateness(late_seconds: Sequence[float]) -> tuple[float, float, float]:
    """Return the median, the 99th percentile and the longest, in seconds."""
    late = sorted(late_seconds) or [0.0]
    p50, p99 = (quantiles(late, n=100)[at] for at in (49, 98)) if len(late) > 1 else (late[0], late[0])
    return p50, p99, late[-1]


def told_of(a_round: Round) -> str:
    """Return how it goes, in a line."""
    done = f"{a_round.promised} reminders, {a_round.faults} faults"
    return f"{done}; {a_round.overdue} overdue came within {a_round.seconds:.1f} s at a load of {a_round.load:.1f}"


def _recoveries(rounds: Sequence[Round]) -> str:
    return ", ".join(f"{each.seconds:.1f}" for each in rounds) + " s"


def _options(script: Script) -> str:
    before = f" --before {script.before_reference}" if script.before_reference else ""
    before += "".join(f" --without '{kind}'" for kind in script.without)
    people, faults = f"--people {script.people}", f"--faults {script.faults_a_second:g}"
    return f"--seed {script.seed} --minutes {script.seconds / 60:g} {people} {faults}{before}"
