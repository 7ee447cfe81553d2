"""Pictures of answers as plain SVG, in the colours of a theme: no library draws them, so none has to be installed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

Point = tuple[float, float]

WIDTH, LEFT, RIGHT, TOP = 860, 320, 120, 76
FONT = 'font-family="system-ui, sans-serif" font-size="14"'
TITLE = 'font-size="17" font-weight="600"'
SMALL = 'font-size="12"'


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for; `others` are told apart by hue and by their place in the legend."""

    back: str
    ink: str
    soft: str
    rule: str
    ours: str
    muted: str
    others: Sequence[str]


LIGHT = Theme(
    back="#ffffff", ink="#1f2328", soft="#59636e", rule="#d8dee4", ours="#0a7d5a", muted="#b6c2cf",
    others=("#8250df", "#bc4c00", "#0969da", "#bf3989", "#9a6700", "#57606a", "#1b7c83", "#4d7c0f", "#cf222e"),
)  # fmt: skip
DARK = Theme(
    back="#0d1117", ink="#e6edf3", soft="#9198a1", rule="#2a313c", ours="#3fb68b", muted="#56616d",
    others=("#a985f5", "#f0883e", "#58a6ff", "#f778ba", "#d4a72c", "#9198a1", "#39c5cf", "#a3c94a", "#ff7b72"),
)  # fmt: skip


class Chart(Protocol):
    """Something that can be drawn in either theme."""

    def svg(self, theme: Theme) -> str: ...


def page(theme: Theme, title: str, under: str, height: float, parts: Sequence[str]) -> str:
    """Return a whole picture with its title and what its numbers are."""
    size = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {FONT}>',
            f"<title>{escape(title)}</title>",
            f'<rect width="100%" height="100%" fill="{theme.back}"/>',
            f'<text x="20" y="30" {TITLE} fill="{theme.ink}">{escape(title)}</text>',
            f'<text x="20" y="52" fill="{theme.soft}">{escape(under)}</text>',
            *parts,
            "</svg>",
            "",
        ]
    )


def text(x: float, y: float, words: str, fill: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" {more}>{escape(words)}</text>'


def line(begin: Point, end: Point, stroke: str, more: str = "") -> str:
    ends = f'x1="{begin[0]:.1f}" y1="{begin[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
    return f'<line {ends} stroke="{stroke}" {more}/>'


def plain(number: float) -> str:
    """Return a number as a person reads it: three digits that count, thousands apart."""
    if number >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}"


@dataclass(frozen=True)
class Bars:
    """One number each, ours in colour."""

    title: str
    unit: str
    values: Mapping[str, float]
    ours: Sequence[str]

    def svg(self, theme: Theme) -> str:
        longest = max(self.values.values()) or 1
        left, height, step = 330, 26, 40
        parts = []
        for number, (name, value) in enumerate(self.values.items()):
            y = TOP + number * step
            length = max((WIDTH - left - 110) * value / longest, 2)
            fill = theme.ours if name in self.ours else theme.muted
            parts += [
                text(left - 12, y + 18, name, theme.ink, 'text-anchor="end"'),
                f'<rect x="{left}" y="{y}" width="{length:.0f}" height="{height}" rx="4" fill="{fill}"/>',
                text(left + length + 8, y + 18, plain(value), theme.soft),
            ]
        return page(theme, self.title, self.unit, TOP + len(self.values) * step + 12, parts)


@dataclass(frozen=True)
class Histograms:
    """How often which lateness, one contender a row, all on one logarithmic scale of milliseconds."""

    title: str
    under: str
    late_ms: Mapping[str, Sequence[float]]
    ours: Sequence[str]
    first_ms: float = 0.3
    last_ms: float = 1000.0
    bins: int = 70

    def svg(self, theme: Theme) -> str:
        row, bottom = 58, TOP + len(self.late_ms) * 58
        parts = []
        for tick in (1, 10, 100, 1000):
            x = self._x(tick)
            parts += [
                line((x, TOP - 6), (x, bottom), theme.rule),
                text(
                    x, bottom + 18, f"{tick} ms" if tick < 1000 else "1 s", theme.soft, f'{SMALL} text-anchor="middle"'
                ),
            ]
        for number, (name, late) in enumerate(self.late_ms.items()):
            parts += self._row(theme, name, late, TOP + number * row, row)
        return page(theme, self.title, self.under, bottom + 34, parts)

    def _row(self, theme: Theme, name: str, late: Sequence[float], y: float, height: float) -> Sequence[str]:
        floor, ordered = y + height - 8, sorted(late)
        fill = theme.ours if name in self.ours else theme.muted
        counts = [0] * self.bins
        for each in ordered:
            counts[min(max(int(self._share(each) * self.bins), 0), self.bins - 1)] += 1
        width = (WIDTH - LEFT - RIGHT) / self.bins
        bars = [
            f'<rect x="{LEFT + bin_ * width:.1f}" y="{floor - (height - 16) * count / max(counts):.1f}" '
            f'width="{width - 0.6:.1f}" height="{(height - 16) * count / max(counts):.1f}" fill="{fill}"/>'
            for bin_, count in enumerate(counts)
            if count
        ]
        half, late_ones = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        return [
            line((LEFT, floor), (WIDTH - RIGHT, floor), theme.rule),
            *bars,
            text(LEFT - 12, floor - 8, name, theme.ink, 'text-anchor="end"'),
            text(WIDTH - RIGHT + 10, floor - 18, f"half by {plain(half)} ms", theme.ink, SMALL),
            text(WIDTH - RIGHT + 10, floor - 2, f"99 % by {plain(late_ones)} ms", theme.soft, SMALL),
        ]

    def _share(self, late: float) -> float:
        span = math.log(self.last_ms / self.first_ms)
        return math.log(max(late, self.first_ms) / self.first_ms) / span

    def _x(self, late: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * self._share(late)


@dataclass(frozen=True)
class Lines:
    """Some curves over one scale; the first of `ours` has our colour, and all of them are drawn strongly."""

    title: str
    under: str
    series: Mapping[str, Sequence[Point]]
    ours: Sequence[str]
    x_ticks: Mapping[float, str]
    y_ticks: Mapping[float, str]
    is_log: bool = False
    height: int = 300

    def svg(self, theme: Theme) -> str:
        bottom = TOP + self.height
        left, right = 70, 300
        legend = WIDTH - right + 18
        xs, ys = list(self.x_ticks), list(self.y_ticks)

        def at(point: Point) -> Point:
            x, first, last = (self._scaled(value) for value in (point[0], min(xs), max(xs)))
            y = (point[1] - min(ys)) / (max(ys) - min(ys))
            return left + (WIDTH - left - right) * (x - first) / (last - first), bottom - self.height * y

        parts = []
        for value, words in self.y_ticks.items():
            _, y = at((xs[0], value))
            parts += [line((left, y), (WIDTH - right, y), theme.rule)]
            parts += [text(left - 10, y + 4, words, theme.soft, f'{SMALL} text-anchor="end"')]
        for value, words in self.x_ticks.items():
            x, _ = at((value, ys[0]))
            parts += [text(x, bottom + 20, words, theme.soft, f'{SMALL} text-anchor="middle"')]
        for number, (name, points) in enumerate(self.series.items()):
            colour = theme.ours if name == self.ours[0] else theme.others[(number - 1) % len(theme.others)]
            weight = 3 if name in self.ours else 1.8
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(at, points))
            label = TOP + 14 + number * 24
            parts += [
                f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{weight}"/>',
                line((legend, label - 5), (legend + 24, label - 5), colour, f'stroke-width="{weight}"'),
                text(legend + 32, label, name, theme.ink, SMALL),
            ]
        return page(theme, self.title, self.under, bottom + 36, parts)

    def _scaled(self, x: float) -> float:
        return math.log(x) if self.is_log else x
