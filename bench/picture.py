"""The picture of an answer, light and dark, beside the others in `pictures`."""

from pathlib import Path

from bench.asking import Answer
from bench.charts import DARK, LIGHT, Bars, Chart

FOLDER = Path(__file__).parent / "pictures"


def draw(name: str, answer: Answer) -> None:
    """Write `pictures/<name>-light.svg` and `-dark.svg`."""
    FOLDER.mkdir(exist_ok=True)
    medians = {row.name: row.median for row in answer.rows}
    ours = {answer.of, answer.also_of, *(name for row in answer.rows for name in row.beside)}
    chart: Chart = answer.chart or Bars(answer.question, answer.unit, medians, sorted(ours))
    for name_of_theme, theme in (("light", LIGHT), ("dark", DARK)):
        (FOLDER / f"{name}-{name_of_theme}.svg").write_text(chart.svg(theme), "utf-8")
