"""What happened over time: events a second as a line under their limit, waits as dots."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.charts import SMALL, WIDTH, Point, Theme, line, page, plain, text

LEFT, RIGHT, TOP, MIDDLE, FLOOR, HEIGHT = 60, 20, 76, 230, 350, 380
"""The line is drawn above the middle, the dots between it and the floor."""


@dataclass(frozen=True)
class Timeline:
    """Moments in seconds from the beginning; `waits` are moments with the seconds that something took."""

    title: str
    events: Sequence[float]
    limit: float
    waits: Sequence[Point]

    def svg(self, theme: Theme) -> str:
        end = max([*self.events, *(at for at, _ in self.waits), 1.0])
        wide = (WIDTH - LEFT - RIGHT) / end
        return page(
            theme,
            self.title,
            "posts a second, and the limit",
            HEIGHT,
            [
                *self._rate(theme, wide),
                *self._waits(theme, wide),
                text(WIDTH - RIGHT, HEIGHT - 8, f"{end:.0f} s", theme.soft, f'{SMALL} text-anchor="end"'),
            ],
        )

    def _rate(self, theme: Theme, wide: float) -> Sequence[str]:
        per_second = Counter(int(at) for at in self.events)
        high = (MIDDLE - TOP) / max(self.limit * 1.1, *per_second.values())
        path = " ".join(
            f"{LEFT + (second + 0.5) * wide:.1f},{MIDDLE - per_second[second] * high:.1f}"
            for second in range(int(max(self.events)))  # the last one is not whole
        )
        limit = MIDDLE - self.limit * high
        return [
            line((LEFT, limit), (WIDTH - RIGHT, limit), theme.muted),
            text(LEFT - 8, limit + 4, plain(self.limit), theme.soft, f'{SMALL} text-anchor="end"'),
            f'<polyline points="{path}" fill="none" stroke="{theme.ours}" stroke-width="2"/>',
        ]

    def _waits(self, theme: Theme, wide: float) -> Sequence[str]:
        longest = max([wait for _, wait in self.waits] + [1.0])
        top = MIDDLE + 40
        deep = (FLOOR - top) / longest
        return [
            text(20, MIDDLE + 26, "seconds from an answer on the bus to its post", theme.soft),
            text(LEFT - 8, top + 4, f"{longest:.1f}", theme.soft, f'{SMALL} text-anchor="end"'),
            line((LEFT, FLOOR), (WIDTH - RIGHT, FLOOR), theme.rule),
            *(
                f'<circle cx="{LEFT + at * wide:.1f}" cy="{FLOOR - wait * deep:.1f}" r="1.6" fill="{theme.ours}"/>'
                for at, wait in self.waits
            ),
        ]
