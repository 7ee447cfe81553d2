"""A run as a page that a person can read: a lane for each process, faults as bars, messages as ticks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from html import escape

from tests.torture.chronicle import PEOPLE, Chronicle, Span
from tests.torture.findings import Finding
from tests.torture.run import Report
from tests.torture.telling import summed_up

MINUTE = timedelta(minutes=1)
WIDTH, LABEL, LANE, BAR = 1200, 90, 24, 10
LETTER = 5
"""As wide as a letter on a bar: what does not fit is told when it is pointed at."""

TICKS_A_SECOND = 5
"""What happens within a fifth of a second is one tick, as high as there is much of it."""

KINDS = ("written", "answered", "rang")

STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --soft: #667; --line: #e3e6ea; --paper: #fff;
  --fault: #d97706; --line-fault: #7c6fd6; --found: #dc2626; --peace: #22a06b22;
  --written: #8a94a6; --answered: #2f81f7; --rang: #1a9c5b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #99a1ad; --line: #2b3138; --paper: #15181c;
  --fault: #f0a83c; --line-fault: #a79bf5; --found: #ff6b6b; --peace: #3fd68f1c;
  --written: #79839a; --answered: #6cb0ff; --rang: #4ccf8a; } }
body { font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem; }
h1 { font-size: 1.3rem; } h2 { font-size: .95rem; margin: 1.6rem 0 .2rem; font-variant-numeric: tabular-nums; }
pre { white-space: pre-wrap; } table { border-collapse: collapse; } td { padding: .1rem 1rem .1rem 0; }
svg { width: 100%; height: auto; display: block; } text { font-size: 11px; fill: var(--soft); }
text.on { font-size: 8.5px; fill: var(--paper); pointer-events: none; }
a { color: var(--found); } .key span { margin-right: 1.2rem; } .key i { display: inline-block; width: 14px;
  height: 8px; margin-right: .4rem; border-radius: 2px; }
"""


def draw(report: Report) -> str:
    """Return the page, complete in itself."""
    chronicle = report.chronicle
    lanes = [PEOPLE, *sorted({span.lane for span in chronicle.spans})]
    minutes = "".join(_minute(start, chronicle, lanes, report) for start in _minutes(chronicle))
    title, found = f"Torture, seed {report.script.seed}", _found(report.verdict.guilty, chronicle)
    return (
        f"<!doctype html><meta charset=utf-8><title>{title}</title><style>{STYLE}</style>"
        f"<h1>{title}</h1><pre>{escape(summed_up(report))}</pre>{_key()}{found}{minutes}\n"
    )


def _key() -> str:
    shown = {
        "fault": "a process",
        "line-fault": "one of its lines",
        **{kind: kind for kind in KINDS},
        "found": "found",
        "peace": "everybody is whole",
    }
    marks = (f"<span><i style='background: var(--{colour})'></i>{what}</span>" for colour, what in shown.items())
    return f"<p class=key>{''.join(marks)}</p>"


def _found(guilty: Sequence[Finding], chronicle: Chronicle) -> str:
    rows = (
        f"<tr><td><a href='#{_name(_start_of(each.at, chronicle))}'>{each.at:%X}</a><td>{each.fault.value}"
        f"<td>{escape(each.what)}<td>{escape(each.person)}"
        for each in guilty
    )
    return f"<table>{''.join(rows)}</table>"


def _minutes(chronicle: Chronicle) -> Iterator[datetime]:
    ends = [span.end or span.start for span in chronicle.spans] + [tick.at for tick in chronicle.ticks]
    start = chronicle.began
    while start <= max(ends, default=chronicle.began):
        yield start
        start += MINUTE


def _start_of(moment: datetime, chronicle: Chronicle) -> datetime:
    return chronicle.began + max((moment - chronicle.began) // MINUTE, 0) * MINUTE


def _name(start: datetime) -> str:
    return f"m{start:%H%M%S}"


def _minute(start: datetime, chronicle: Chronicle, lanes: Sequence[str], report: Report) -> str:
    height = (len(lanes) + 1) * LANE + 18
    parts = [*_peace(start, report.whole, height), *_grid(start, lanes, height)]
    parts += (_bar(span, start, lanes) for span in chronicle.spans if _touches(span, start))
    parts += _ticks(start, chronicle)
    parts += (_mark(each, start) for each in report.verdict.guilty if start <= each.at < start + MINUTE)
    return (
        f"<h2 id={_name(start)}>{start:%X}</h2>"
        f"<svg viewBox='0 0 {LABEL + WIDTH} {height}' role=img>{''.join(parts)}</svg>"
    )


def _x(moment: datetime, start: datetime) -> float:
    return LABEL + min(max((moment - start) / MINUTE, 0), 1) * WIDTH


def _touches(span: Span, start: datetime) -> bool:
    return span.start < start + MINUTE and (span.end or span.start) >= start


def _peace(start: datetime, whole: Iterable[tuple[datetime, datetime]], height: int) -> Iterator[str]:
    for since, until in whole:
        if since < start + MINUTE and until > start:
            left, right = _x(since, start), _x(until, start)
            yield f"<rect x={left:.1f} y=0 width={right - left:.1f} height={height - 18} fill='var(--peace)'/>"


def _grid(start: datetime, lanes: Sequence[str], height: int) -> Iterator[str]:
    for number, lane in enumerate(lanes):
        y = _top(number) + LANE
        yield f"<text x=0 y={y - 5}>{escape(lane)}</text><path d='M0 {y}H{LABEL + WIDTH}' stroke='var(--line)'/>"
    for second in range(0, 61, 10):
        x = LABEL + WIDTH * second / 60
        moment = start + timedelta(seconds=second)
        yield f"<path d='M{x} 0V{height - 18}' stroke='var(--line)'/><text x={x + 2} y={height - 6}>{moment:%X}</text>"


def _top(number: int) -> int:
    """Return where a lane begins: that of people, the first, is twice as high."""
    return number * LANE + (LANE if number else 0)


def _bar(span: Span, start: datetime, lanes: Sequence[str]) -> str:
    is_line = span.what.startswith("→")
    left, right = _x(span.start, start), _x(span.end or span.start, start)
    y = _top(lanes.index(span.lane)) + (BAR + 2 if is_line else 1)
    seconds = ((span.end or span.start) - span.start).total_seconds()
    colour = "line-fault" if is_line else "fault"
    fits = len(span.what) * LETTER < right - left
    label = f"<text class=on x={left + 3:.1f} y={y + BAR - 2}>{escape(span.what)}</text>" if fits else ""
    return (
        f"<rect x={left:.1f} y={y} width={max(right - left, 2):.1f} height={BAR} rx=2 fill='var(--{colour})'>"
        f"<title>{escape(span.what)}, {seconds:.1f} s from {span.start:%X}</title></rect>{label}"
    )


def _ticks(start: datetime, chronicle: Chronicle) -> Iterator[str]:
    bins = Counter(
        (tick.what, (tick.at - start).total_seconds() * TICKS_A_SECOND // 1)
        for tick in chronicle.ticks
        if start <= tick.at < start + MINUTE
    )
    for (what, at), number in bins.items():
        if what in KINDS:
            x, foot = LABEL + WIDTH * at / TICKS_A_SECOND / 60, LANE * 2 - 15 * (2 - KINDS.index(what))
            tall = min(number, 12) + 1
            yield (
                f"<path d='M{x:.1f} {foot}v-{tall}' stroke='var(--{what})' stroke-width=2>"
                f"<title>{number} {what}</title></path>"
            )


def _mark(finding: Finding, start: datetime) -> str:
    x = _x(finding.at, start)
    return (
        f"<path d='M{x:.1f} 0V{2 * LANE}' stroke='var(--found)' stroke-width=3>"
        f"<title>{escape(f'{finding.fault.value}: {finding.what}')}</title></path>"
    )
