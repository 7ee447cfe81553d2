"""What happened over time: events a second as a line under their limit, waits as dots. Plain SVG, light and dark."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bench.picture import FOLDER, FONT, THEMES, TITLE

WIDTH, HEIGHT = 860, 380
LEFT, RIGHT, TOP, BOTTOM, MIDDLE = 60, 20, 70, 30, 230
"""The line is drawn above the middle, the dots below it."""


@dataclass(frozen=True)
class Timeline:
    """Moments in seconds from the beginning; `waits` are moments with the seconds that something took."""

    title: str
    events: Sequence[float]
    limit: float
    waits: Sequence[tuple[float, float]]


def draw(name: str, timeline: Timeline) -> None:
    """Write `pictures/<name>-light.svg` and `-dark.svg`."""
    FOLDER.mkdir(exist_ok=True)
    for theme, colours in THEMES.items():
        (FOLDER / f"{name}-{theme}.svg").write_text(_svg(timeline, colours), "utf-8")


def _svg(timeline: Timeline, colours: dict[str, str]) -> str:
    end = max(timeline.events)
    wide = (WIDTH - LEFT - RIGHT) / end
    longest = max([wait for _, wait in timeline.waits] + [1.0])
    per_second = Counter(int(at) for at in timeline.events)
    high = (MIDDLE - TOP) / (timeline.limit * 1.1)
    line = " ".join(
        f"{LEFT + (second + 0.5) * wide:.1f},{MIDDLE - per_second[second] * high:.1f}" for second in range(int(end))
    )
    limit = MIDDLE - timeline.limit * high
    deep = (HEIGHT - BOTTOM - MIDDLE - 40) / longest
    floor = HEIGHT - BOTTOM
    soft = f'fill="{colours["soft"]}"'
    dots = [
        f'<circle cx="{LEFT + at * wide:.1f}" cy="{floor - wait * deep:.1f}" r="1.6" fill="{colours["ours"]}"/>'
        for at, wait in timeline.waits
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" role="img" {FONT}>',
            f"<title>{escape(timeline.title)}</title>",
            f'<rect width="100%" height="100%" fill="{colours["back"]}"/>',
            f'<text x="20" y="28" {TITLE} fill="{colours["ink"]}">{escape(timeline.title)}</text>',
            f'<text x="20" y="50" {soft}>posts a second, and the limit</text>',
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{limit}" y2="{limit}" stroke="{colours["others"]}"/>',
            f'<text x="{LEFT - 8}" y="{limit + 5}" text-anchor="end" {soft}>{timeline.limit:g}</text>',
            f'<polyline points="{line}" fill="none" stroke="{colours["ours"]}" stroke-width="2"/>',
            f'<text x="20" y="{MIDDLE + 26}" {soft}>seconds from an answer on the bus to its post</text>',
            f'<text x="{LEFT - 8}" y="{floor - longest * deep + 5}" text-anchor="end" {soft}>{longest:.1f}</text>',
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{floor}" y2="{floor}" stroke="{colours["others"]}"/>',
            *dots,
            f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end" {soft}>{end:.0f} s</text>',
            "</svg>",
            "",
        ]
    )
