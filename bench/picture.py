"""A bar chart of an answer, light and dark, as plain SVG: no library draws it, so none has to be installed."""

from html import escape
from pathlib import Path

from bench.asking import Answer

FOLDER = Path(__file__).parent / "pictures"
FONT = 'font-family="system-ui, sans-serif" font-size="14"'
TITLE = 'font-size="17" font-weight="600"'
WIDTH, BAR, GAP, LEFT, TOP = 860, 26, 14, 330, 64

THEMES = {
    "light": {"back": "#ffffff", "ink": "#1f2328", "soft": "#6e7781", "ours": "#0a7d5a", "others": "#b6c2cf"},
    "dark": {"back": "#0d1117", "ink": "#e6edf3", "soft": "#8b949e", "ours": "#3fb68b", "others": "#3d4854"},
}


def draw(name: str, answer: Answer) -> None:
    """Write `pictures/<name>-light.svg` and `-dark.svg`."""
    FOLDER.mkdir(exist_ok=True)
    for theme, colours in THEMES.items():
        (FOLDER / f"{name}-{theme}.svg").write_text(_svg(answer, colours), "utf-8")


def _svg(answer: Answer, colours: dict[str, str]) -> str:
    height = TOP + len(answer.rows) * (BAR + GAP) + 20
    longest = max(row.median for row in answer.rows) or 1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" role="img" {FONT}>',
        f"<title>{escape(answer.question)}</title>",
        f'<rect width="100%" height="100%" fill="{colours["back"]}"/>',
        f'<text x="20" y="28" {TITLE} fill="{colours["ink"]}">{escape(answer.question)}</text>',
        f'<text x="20" y="48" fill="{colours["soft"]}">{escape(answer.unit)}</text>',
    ]
    for number, row in enumerate(answer.rows):
        y = TOP + number * (BAR + GAP)
        length = max((WIDTH - LEFT - 110) * row.median / longest, 2)
        fill = colours["ours" if row.name == answer.of else "others"]
        middle = y + BAR * 0.7
        parts += [
            f'<text x="{LEFT - 12}" y="{middle}" text-anchor="end" fill="{colours["ink"]}">{escape(row.name)}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{length:.0f}" height="{BAR}" rx="4" fill="{fill}"/>',
            f'<text x="{LEFT + length + 8:.0f}" y="{middle}" fill="{colours["soft"]}">{row.median:,.4g}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])
