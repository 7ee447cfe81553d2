"""What everything is made of, a bar a candidate that is whole at a hundred percent."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.charts import SMALL, TOP, WIDTH, Theme, page, text

LEFT, RIGHT, HEIGHT, STEP = 220, 120, 26, 46
NARROWEST = 4.0
"""Percent. A narrower part has no number in it."""


@dataclass(frozen=True)
class Shares:
    """Each candidate's three parts in percent: the good, the neutral and the bad one; and a word on each candidate."""

    title: str
    parts: tuple[str, str, str]
    values: Mapping[str, tuple[float, float, float]]
    words: Mapping[str, str]

    def svg(self, theme: Theme) -> str:
        parts = []
        for number, (name, shares) in enumerate(self.values.items()):
            y, x = float(TOP + number * STEP), float(LEFT)
            parts += [text(LEFT - 12, y + 18, name, theme.ink, 'text-anchor="end"')]
            fills = ((theme.ours, theme.back), (theme.muted, theme.ink), (theme.others[-1], theme.back))
            for share, (fill, ink) in zip(shares, fills, strict=True):
                width = (WIDTH - LEFT - RIGHT) * share / 100
                parts += [f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{HEIGHT}" fill="{fill}"/>']
                if share >= NARROWEST:
                    more = f'{SMALL} text-anchor="middle"'
                    parts += [text(x + width / 2, y + 18, f"{share:.0f}", ink, more)]
                x += width
            parts += [text(WIDTH - RIGHT + 10, y + 18, self.words[name], theme.soft, SMALL)]
        return page(theme, self.title, f"percent: {', '.join(self.parts)}", TOP + len(self.values) * STEP + 8, parts)
