"""The page that shows how the house stands, light and dark. It loads itself again, and runs nothing."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import sha256
from html import escape

from services.ingress.domain.standing import House, Partition, Told, concerns
from shared.contract import PARTITIONS

AGAIN_AFTER_SECONDS = 5

STYLE = """
:root{color-scheme:light dark;--back:light-dark(#eef5f0,#0a1014);--card:light-dark(#fff,#16222a);
--ink:light-dark(#10241d,#e9edef);--soft:light-dark(#4a5d55,#9fb0b8);--line:light-dark(#d5e2da,#26343c);
--good:light-dark(#00755f,#25d366);--bad:light-dark(#c5221f,#ff9c92);--wait:light-dark(#8a5a00,#ffd78a)}
body{margin:0;background:var(--back);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:70rem;margin:0 auto;padding:1.5rem 1.2rem 3rem}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1rem;margin-bottom:1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:0 0 .6rem}
p,ul{margin:0}.soft{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
section{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1rem 1.2rem;margin-top:1rem}
.verdict{border-left:.4rem solid var(--good);font-size:1.15rem}.verdict.alarm{border-left-color:var(--bad)}
.verdict ul{padding-left:1.2rem}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:1rem;margin:0}
dl div{display:flex;flex-direction:column-reverse;justify-content:flex-end}dt{color:var(--soft)}
dd{margin:0;font-size:1.7rem;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.2}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{color:var(--soft);font-weight:500;text-align:left}
th,td{padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--line);white-space:nowrap}
tr:last-child td{border-bottom:0}.number{text-align:right;padding-right:1.6rem}
"""
_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'"


def page(house: House) -> str:
    """Return the page: what somebody should look at, then the figures, then who runs and who owns what."""
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="{AGAIN_AFTER_SECONDS}">
<title>{_title(house)}</title>
<style>{STYLE}</style>
<main>
<header><h1>Nudge</h1><p class="soft">as of <time>{house.now:%Y-%m-%d %H:%M:%S}</time> UTC</p></header>
{_verdict(house)}
{_figures(house)}
{_processes(house)}
{_partitions(house)}
{_lanes(house)}
{_weaknesses(house)}
</main>
</html>
"""


def _title(house: House) -> str:
    found = concerns(house)
    return f"({len(found)}) Nudge needs somebody" if found else "Nudge is well"


def _verdict(house: House) -> str:
    found = concerns(house)
    if not found:
        return '<section class="verdict"><p>✅ People are served: nothing is late, nothing waits for you.</p></section>'
    items = "".join(f"<li>{escape(sentence)}" for sentence in found)
    return f'<section class="verdict alarm"><h2>Somebody should look at this</h2><ul>{items}</ul></section>'


def _figures(house: House) -> str:
    partitions = house.partitions
    # What nobody acts for, nobody counts.
    less = "" if len(partitions) == PARTITIONS else "≥ "
    late, overdue = sum(each.late for each in partitions), sum(each.overdue for each in partitions)
    parked = round(house.largest("parked_messages"))
    figures = (
        ("pending", f"{less}{sum(each.pending for each in partitions):,}", ""),
        ("in the next minute", f"{less}{sum(each.next_minute for each in partitions):,}", ""),
        ("late", f"{less}{late:,}", "bad" if late else ""),
        ("on their way", f"{less}{sum(each.in_flight for each in partitions):,}", ""),
        ("unreported", f"{less}{overdue:,}", "bad" if overdue else ""),
        ("parked", f"{parked:,}", "wait" if parked else ""),
    )
    cells = "".join(f'<div><dt>{name}</dt><dd class="{look}">{value}</dd></div>' for name, value, look in figures)
    return f"<section><h2>Reminders</h2><dl>{cells}</dl></section>"


def _processes(house: House) -> str:
    return _table(
        "Who runs", ("Service", "At", "Version", "State", "Heard"), [_process(one, house) for one in house.told]
    )


def _process(one: Told, house: House) -> Sequence[str]:
    if house.is_silent(one):
        state = '<span class="bad">silent</span>'
    elif one.is_ready:
        state = '<span class="good">ready</span>'
    else:
        missing = [name for name, answers in one.ready.items() if not answers]
        state = f'<span class="bad">waits for {escape(", ".join(missing))}</span>'
    return escape(one.service), escape(one.who), escape(one.version), state, f"{_span(house.now - one.at)} ago"


def _partitions(house: House) -> str:
    owned = {partition.number: partition for partition in house.partitions}
    heads = ("Partition", "Owner", "#Pending", "#Next minute", "#Late", "#On their way", "#Unreported", "Next due")
    rows = [_partition(number, owned.get(number), house) for number in range(PARTITIONS)]
    return _table("Who owns what", heads, rows)


def _partition(number: int, partition: Partition | None, house: House) -> Sequence[str]:
    if partition is None:
        return f"{number:02d}", '<span class="bad">nobody</span>', "–", "–", "–", "–", "–", ""
    late, overdue = (_red_above_zero(value) for value in (partition.late, partition.overdue))
    next_due = _until(partition.next_due - house.now) if partition.next_due else "–"
    figures = (f"{partition.pending:,}", f"{partition.next_minute:,}", late, f"{partition.in_flight:,}", overdue)
    return f"{number:02d}", escape(partition.owner), *figures, next_due


def _lanes(house: House) -> str:
    rows = [
        (lane, f"{number:,}", f"{oldest:.0f} s" if oldest else "–") for lane, (number, oldest) in house.lanes().items()
    ]
    return _table("What waits on the bus", ("Lane", "#Messages", "#Oldest"), rows)


def _weaknesses(house: House) -> str:
    items = "".join(f"<li>{escape(sentence)}" for sentence in house.weaknesses)
    if not items:
        return '<section><h2>Settings</h2><p class="soft">None weakens a promise.</p></section>'
    return f'<section><h2>Settings that weaken a promise</h2><ul class="wait">{items}</ul></section>'


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a head with # stands over numbers."""
    looks = ['class="number"' if head.startswith("#") else "" for head in heads]
    top = "".join(f"<th {look}>{head.lstrip('#')}" for head, look in zip(heads, looks, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td {look}>{cell}" for cell, look in zip(row, looks, strict=True)) for row in rows
    )
    return f'<section><h2>{title}</h2><div class="wide"><table><tr>{top}{body}</table></div></section>'


def _red_above_zero(value: int) -> str:
    return f'<span class="bad">{value:,}</span>' if value else "0"


def _until(span: timedelta) -> str:
    return f"in {_span(span)}" if span >= timedelta(0) else f"{_span(-span)} ago"


def _span(span: timedelta) -> str:
    seconds = max(span.total_seconds(), 0)
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} s"
