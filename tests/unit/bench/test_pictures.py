"""What the bench writes down: pictures that can be read, and figures each in its place."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench import record
from bench.asking import Answer, Row
from bench.charts import DARK, LIGHT, Bars, Chart, Histograms, Lines, Point, Theme
from bench.shares import Shares
from bench.timeline import Timeline

WHO = ("ours <&>", "theirs")
SVG = "{http://www.w3.org/2000/svg}"
TICKS = {0.0: "0", 1.0: "1"}

CHARTS = [
    Bars("Which?", "a second", {"ours <&>": 2.0, "theirs": 1.0}, ["ours <&>"]),
    Histograms("How late?", "in all", {"ours <&>": [0.0, 0.5, 5000.0], "theirs": [40.0]}, ["ours <&>"]),
    Lines("How?", "in all", {"ours <&>": [(0.0, 0.0), (1.0, 1.0)], "theirs": [(0.0, 1.0)]}, ["ours <&>"], TICKS, TICKS),
    Shares(
        "Whose?", ("a", "b", "c"), {"ours <&>": (90.0, 10.0, 0.0), "theirs": (0.0, 0.0, 100.0)}, dict.fromkeys(WHO, "")
    ),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_a_picture_names_everybody_and_stays_inside_its_frame(chart: Chart, theme: Theme) -> None:
    picture = ET.fromstring(chart.svg(theme))  # noqa: S314 - we wrote it
    _, _, width, height = map(float, picture.attrib["viewBox"].split())

    assert {"ours <&>", "theirs"} <= {words.text for words in picture.iter(f"{SVG}text")}
    assert all(0 <= x <= width and 0 <= y <= height for x, y in _places(picture))


@pytest.mark.parametrize("waits", [[], [(0.5, 9.0), (3.5, 0.1)]], ids=["nobody waits", "some wait"])
def test_a_timeline_stays_inside_its_frame_also_when_the_limit_is_passed(waits: Sequence[Point]) -> None:
    timeline = Timeline("When <&>?", [number / 50 for number in range(150)], 20, waits)

    picture = ET.fromstring(timeline.svg(DARK))  # noqa: S314 - we wrote it
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    [path] = picture.iter(f"{SVG}polyline")
    dots = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in picture.iter(f"{SVG}circle")]
    points = [(float(x), float(y)) for x, y in (point.split(",") for point in path.attrib["points"].split())]

    assert len(dots) == len(waits)
    assert len(points) == 2  # whole seconds
    assert all(0 <= x <= width and 0 <= y <= height for x, y in [*dots, *points, *_places(picture)])


def _places(picture: ET.Element) -> Sequence[tuple[float, float]]:
    words = [(float(each.attrib["x"]), float(each.attrib["y"])) for each in picture.iter(f"{SVG}text")]
    bars = [
        (float(bar.attrib["x"]) + float(bar.attrib["width"]), float(bar.attrib["y"]) + float(bar.attrib["height"]))
        for bar in picture.iter(f"{SVG}rect")
        if "x" in bar.attrib
    ]
    return words + bars


def test_figures_are_written_in_the_place_of_the_ones_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "figures.md"
    file.write_text("# Figures\n", "utf-8")
    monkeypatch.setattr(record, "FILE", file)

    for name, value in (("adds", 1.0), ("fire", 2.0), ("adds", 3.0)):
        record.write(name, Answer(name, "a second", [Row("ours", [value])], "ours", "the disk"), "here")

    figures = file.read_text("utf-8")
    assert figures.startswith("# Figures\n")
    assert [line.split("|")[2].strip() for line in figures.splitlines() if line.startswith("| ours")] == [
        "3.00",
        "2.00",
    ]
