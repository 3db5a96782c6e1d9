"""The benchmark of growing cost says what it measured, and the memory of a run is what its arrays need."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import scaling, timing
from benchmarks.growth import ALLOWED, ALLOWED_MEMORY, Curve, Point, Sweep, measure, needed
from benchmarks.log_plot import Axis, Panel, Series, svg
from benchmarks.scaling import NOISY, SWEEPS, main, section
from engine import Recipe, Trainer

SMALL = Sweep("Batches", "samples", (10, 20), lambda size: NOISY.changed(samples=size, hidden=(2,), batch_size=5))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Timings too short to mean anything."""
    monkeypatch.setattr(timing, "PORTION", 0.002)


def curve(*costs: float, held: float = 1.0) -> Curve:
    """Of sizes 1, 10, 100 … that cost so many seconds a sample and weight, and hold so many times what they need."""
    points = (
        Point(10**k, 10**k, weights=7, seconds=cost * 10**k * 7, needs=10 ** (k + 6), holds=round(held * 10 ** (k + 6)))
        for k, cost in enumerate(costs)
    )
    return Curve(SMALL, tuple(points))


def test_small_sizes_may_cost_what_they_like() -> None:
    """Only from the cheapest size on does it count how much more the others cost."""
    assert curve(100.0, 1.0, 2.5).keeps
    assert curve(100.0, 1.0, 2.5).worst_beyond == pytest.approx(2.5)
    assert "From 10 samples on, a sample and a weight cost up to 2.5 times" in section(curve(100.0, 1.0, 2.5))
    assert "With 100 samples, the largest size" in section(curve(100.0, 2.0, 1.0))


def test_what_grows_too_fast_is_said() -> None:
    """More than three times the best, in between or at the end, or half as much memory again as is needed."""
    assert not curve(1.0, 2.0, 3.1).keeps
    assert not curve(1.0, 3.1, 2.0).keeps
    assert not curve(1.0, 1.0, held=1.6).keeps
    assert "hold up to 1.60 times that" in section(curve(1.0, 1.0, held=1.6))


def test_memory_of_runs_that_need_little_is_not_judged() -> None:
    """What Python itself takes for a run would count more than the arrays."""
    small = replace(curve(1.0).points[0], needs=1000, holds=9000)
    assert Curve(SMALL, (small,)).keeps


def test_a_measurement_is_of_the_run_that_it_names() -> None:
    """Samples and weights are those of the trained network; times and bytes are there."""
    one, other = measure(SMALL, SMALL.sizes, rounds=1).points
    assert (one.size, one.samples, one.weights) == (10, 10, 2 * 3 + 3)
    assert other.samples == 20
    assert one.seconds > 0
    assert 0 < one.needs < one.holds
    assert one.cost == one.seconds / 10 / 9


def test_what_a_run_needs_is_counted_array_by_array() -> None:
    """A single neuron and its sigmoid without bias, MSE, plain gradient descent, in the lab's way, of n points.

    (2 + 1) n  x and a row of ones, and n the truth: one array;  2 n + 2 n  z and a with theirs;  e, dy, slope, dz: 4 n;
    the weights, their gradient and the step: 3 · 2;  and some numbers by themselves.  The samples: 3 n + 2 · 4 n."""
    recipe = Recipe(dataset="Linear", hidden=(), bias=False)
    few, many = (needed(Trainer(recipe.changed(samples=samples))) for samples in (100, 300))
    assert many - few == 8 * (4 + 4 + 4 + 11) * 200
    alone = few - 8 * (4 + 4 + 4 + 11) * 100 - 8 * 3 * 2
    assert 0 < alone < 8 * 12


@pytest.mark.parametrize(
    "recipe",
    [NOISY.changed(samples=4_000, hidden=(64, 64)), NOISY.changed(samples=512, hidden=(256, 256), batch_size=128)],
    ids=["many signals", "many weights"],
)
def test_a_run_holds_what_its_arrays_need(recipe: Recipe) -> None:
    """No second copy of its signals and weights: memory is counted, not timed, so that it can be tested."""
    [point] = measure(replace(SMALL, recipe=lambda size: recipe), (1,), rounds=1).points
    assert point.needs > 5e6
    assert 1.0 <= point.holds / point.needs <= ALLOWED_MEMORY


def test_the_sizes_are_those_that_are_promised() -> None:
    """100 to 100,000 samples, 4 to 1,024 neurons, 1 to 50 layers, each in a recipe that can be made."""
    assert [(sweep.sizes[0], sweep.sizes[-1]) for sweep in SWEEPS] == [(100, 100_000)] * 2 + [(4, 1024), (1, 50)]
    for sweep in SWEEPS:
        assert sweep.recipe(sweep.sizes[-1]) != sweep.recipe(sweep.sizes[0])


def test_the_page_and_its_picture_are_written_where_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a table for each sweep, also in the terminal; a quick look writes nothing unasked."""
    monkeypatch.setattr(scaling, "SWEEPS", (SMALL,) * 4)
    monkeypatch.setattr(scaling, "DOCS", tmp_path / "docs")
    main(["--quick"])
    assert list(tmp_path.iterdir()) == []
    main(["--rounds", "1"])
    page = (tmp_path / "docs" / "scaling.md").read_text("utf-8")
    assert page.count("| samples | weights |") == 4
    assert page.count("| samples | weights |") == capsys.readouterr().out.count("| samples | weights |") - 4
    assert f"{ALLOWED:g} times as much" in page
    root = ElementTree.parse(tmp_path / "docs" / "images" / "scaling.svg").getroot()
    assert root.tag.endswith("svg")


def test_places_on_a_logarithmic_axis_are_in_proportion() -> None:
    """From 1 to 100, 10 lies in the middle; ticks are round numbers within the axis."""
    axis = Axis(1.0, 100.0, start=0.0, end=200.0)
    assert [axis.place(number) for number in (1.0, 10.0, 100.0)] == [0.0, 100.0, 200.0]
    assert axis.ticks() == [1, 2, 5, 10, 20, 50, 100]
    assert Axis(0.5, 5e4, 0.0, 1.0).ticks() == [1, 10, 100, 1000, 10000]
    assert Axis(2.0, 4.0, 0.0, 1.0).ticks() == [2, 3]


def test_a_plot_shows_every_point_and_only_asked_lines() -> None:
    """A line has dots, points have no line, a limit is dashed and has no dots, and text is escaped."""
    points: list[Any] = [(1.0, 2.0), (10.0, 3.0), (100.0, 2.5)]
    kinds = [Series("a < b", points), Series("", points[:2], "limit"), Series("", points, "points")]
    root = ElementTree.fromstring(svg("A plot", [Panel("Title", "x", "y", kinds)]))
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags.count("circle") == 6
    lines = [element.attrib for element in root.iter() if element.attrib.get("fill") == "none"]
    assert ["stroke-dasharray" in each for each in lines] == [False, True]
    assert "a < b" in [element.text for element in root.iter()]
