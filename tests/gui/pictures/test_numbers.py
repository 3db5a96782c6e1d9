"""Pictures of numbers: the surface on the truth's scale, the answer over the truth, and the errors."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.metrics import mean_squared_error
from engine.snapshot import Points, Snapshot
from gui.pictures.against import AgainstTruth
from gui.pictures.base import Picture
from gui.pictures.errors import BINS, ErrorsPicture
from gui.pictures.planes import TrueValues
from gui.pictures.surface import PlaneSurface
from gui.theme import LIGHT, colour_table, diverging_map
from gui.widgets.numbers import value_text

MakeSnapshot = Callable[..., Snapshot]
MakePoints = Callable[..., Points]


@pytest.fixture
def make(qtbot: QtBot) -> Callable[[type[Picture], Snapshot], Picture]:
    def make(kind: type[Picture], snapshot: Snapshot) -> Picture:
        made = kind(LIGHT)
        qtbot.addWidget(made.plot)
        for control in made.controls:
            qtbot.addWidget(control)
        made.begin(snapshot)
        made.show(snapshot)
        return made

    return make


Make = Callable[[type[Picture], Snapshot], Picture]


def test_the_surface_has_the_scale_of_the_truth(
    make: Make, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    """Its ends are those of the colour bar; the points have the colours of their own numbers on it."""
    answers = np.repeat(np.array([-1.0, 0.0, 1.0]), 20)[:, np.newaxis] * np.ones((60, 60))
    surface = make(PlaneSurface, make_snapshot(points=make_points(5, numbers=True), outputs=answers))
    assert isinstance(surface, PlaneSurface)
    assert surface.bar._ends == ("−1.0", "1.0")
    table, colours = colour_table(LIGHT), surface.map.coloured()
    assert colours[0, 0] == table[0]
    assert colours[-1, 0] == table[255]
    spots = surface._values.groups[False].data
    fills = [spots["brush"][place].color().getRgb() for place in np.argsort(spots["x"])]
    expected = [tuple(diverging_map(LIGHT)[k].tolist()) for k in (0, 64, 128, 191, 255)]
    assert sorted(fills) == sorted(expected)


def test_the_key_to_the_truth_says_the_numbers(
    make: Make, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    """Rounded outwards, so that every number is on the scale."""
    points = make_points(5, numbers=True, tests=1)
    points = Points(points.X, points.T * 37.3 + 5, points.is_test, True, ())
    truth = make(TrueValues, make_snapshot(points=points))
    assert isinstance(truth, TrueValues)
    (bar, high), (_, test) = truth.key.entries
    assert (getattr(bar, "low", ""), high, test) == ("−35", "45", "test")


def test_every_sample_lies_at_its_answer_over_its_truth(
    make: Make, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    """Train and test apart; the line of exact answers is the diagonal, on equal axes."""
    points = make_points(9, numbers=True, tests=3)
    answers = 0.5 * points.T + 0.1
    picture = make(AgainstTruth, make_snapshot(points=points, prediction=answers))
    assert isinstance(picture, AgainstTruth)
    train, test = (picture.points.groups[kind].data for kind in (False, True))
    assert (len(train), len(test)) == (6, 3)
    np.testing.assert_allclose(train["y"], 0.5 * train["x"] + 0.1)
    x, y = picture.plot.viewRange()
    assert x == y == pytest.approx([-1.16, 1.16])
    line_x, line_y = picture.exact.getData()
    assert line_x.tolist() == line_y.tolist()
    assert line_x[0] < x[0] < x[1] < line_x[1]
    assert [word for _, word in picture.key.entries] == ["train", "test"]


def test_answers_far_off_are_followed_but_not_endlessly(
    make: Make, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    """In steps, so that the axis does not move with each of them."""
    points = make_points(9, numbers=True)
    tops = []
    for factor in (1.2, 1.22, 3.0, 1e9):
        picture = make(AgainstTruth, make_snapshot(points=points, prediction=points.T * factor))
        tops.append(picture.plot.viewRange()[1][1])
    assert tops[0] == tops[1] > 1.22
    assert 3.0 < tops[2] < 5.0
    assert 100 < tops[3] < 200


def test_the_note_says_the_typical_error(make: Make, make_points: MakePoints, make_snapshot: MakeSnapshot) -> None:
    """The root of the mean square, in the truth's units, of training and test samples."""
    points = make_points(9, numbers=True, tests=3)
    answers = points.T + np.linspace(0.01, 0.3, 9)[:, np.newaxis]
    picture = make(AgainstTruth, make_snapshot(points=points, prediction=answers))
    train, test = (
        value_text(math.sqrt(mean_squared_error(answers[part], points.T[part])), 2)
        for part in (~points.is_test, points.is_test)
    )
    assert picture.note == f"RMS error {train}, test {test}"
    assert picture.short_note == f"test ±{test}"


def test_errors_are_counted_by_size(make: Make, make_points: MakePoints, make_snapshot: MakeSnapshot) -> None:
    """In per cent of their samples, symmetrically around 0; all of them are within sight."""
    points = make_points(100, features=5, numbers=True, tests=20)
    errors = np.where(np.arange(100) % 4 == 0, 0.4, 0.0)[:, np.newaxis]
    picture = make(ErrorsPicture, make_snapshot(points=points, prediction=points.T + errors))
    assert isinstance(picture, ErrorsPicture)
    (left, right), (bottom, top) = picture.plot.viewRange()
    assert left == -right
    assert right >= 0.4
    for line in picture.lines.values():
        _, shares = line.getData()
        heights = shares[1:-1:2]
        assert len(heights) == BINS
        assert heights.sum() == pytest.approx(100)
        assert sorted(heights)[-2:] == pytest.approx([25, 75])
        assert bottom == 0
        assert top >= 75


def test_an_exact_network_has_no_errors(make: Make, make_points: MakePoints, make_snapshot: MakeSnapshot) -> None:
    """All in the bar around 0; nothing is divided by nothing."""
    points = make_points(10, features=5, numbers=True)
    picture = make(ErrorsPicture, make_snapshot(points=points))
    assert isinstance(picture, ErrorsPicture)
    _, shares = picture.lines[False].getData()
    assert shares.max() == 100
    assert picture.lines[True].xData is None or len(picture.lines[True].xData) == 0
