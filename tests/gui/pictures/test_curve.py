"""The curve over one feature: the network's answer as it is, through the samples as they are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.snapshot import Points, Snapshot
from gui.pictures.curve import AnswerCurve
from gui.theme import DARK, LIGHT
from gui.widgets.plane import Plane

MakeSnapshot = Callable[..., Snapshot]
MakePoints = Callable[..., Points]


@pytest.fixture
def curve(qtbot: QtBot) -> AnswerCurve:
    made = AnswerCurve(LIGHT)
    qtbot.addWidget(made.plot)
    return made


def show(curve: AnswerCurve, snapshot: Snapshot) -> Plane:
    curve.begin(snapshot)
    curve.show(snapshot)
    assert isinstance(curve.plot, Plane)
    return curve.plot


def test_the_line_is_what_the_network_answers(
    curve: AnswerCurve, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    """Over the whole line; the samples lie where they are, train and test apart."""
    snapshot = make_snapshot(points=make_points(9, features=1, numbers=True, tests=3))
    plane = show(curve, snapshot)
    assert snapshot.line is not None
    (line,) = curve.lines
    np.testing.assert_array_equal(line.getData(), (snapshot.line.x, snapshot.line.answers[0]))
    train, test = (curve._values.groups[kind].data for kind in (False, True))
    assert (len(train), len(test)) == (6, 3)
    np.testing.assert_array_equal(np.sort(train["y"]), snapshot.points.T[3:, 0])
    assert plane.viewRange()[0] == pytest.approx([-0.1, 1.1])
    assert [axis.labelText for axis in plane.axes] == ["value", "x₁"]
    assert curve.note == "6 train, 3 test (hollow)"


def test_samples_have_the_colours_of_their_numbers(
    curve: AnswerCurve, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    """The least is orange, the greatest blue."""
    show(curve, make_snapshot(points=make_points(9, features=1, numbers=True)))
    for theme in (LIGHT, DARK):
        curve.set_theme(theme)
        spots = curve._values.groups[False].data
        least, greatest = spots["pen"][spots["y"].argmin()], spots["pen"][spots["y"].argmax()]
        assert (least.color().name(), greatest.color().name()) == (theme.negative.lower(), theme.positive.lower())


def test_two_classes_lie_at_0_and_1_with_the_boundary_between(
    curve: AnswerCurve, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    plane = show(curve, make_snapshot(points=make_points(6, features=1)))
    assert curve.boundary.getData()[1].tolist() == [0.5, 0.5]
    for k in (0, 1):
        assert set(plane._groups[k, False].data["y"].tolist()) == {float(k)}
    assert len(curve.lines) == 1


def test_each_of_many_classes_has_its_line(
    curve: AnswerCurve, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    """In its colour; its samples lie at 1, where the line should be.  Fewer classes leave no line behind."""
    plane = show(curve, make_snapshot(points=make_points(6, features=1, outputs=3)))
    assert len(curve.boundary.xData) == 0
    assert [line.opts["pen"].color().name() for line in curve.lines] == [each.lower() for each in LIGHT.classes[:3]]
    assert {y for group in plane._groups.values() for y in group.data["y"].tolist()} == {1.0}
    items = len(plane.scene().items())
    show(curve, make_snapshot(points=make_points(6, features=1, numbers=True)))
    assert len(curve.lines) == 1
    assert len(plane.scene().items()) == items - 4  # two lines, each with the dot that a single point would be


def test_the_axis_follows_the_line_between_the_samples_only(
    curve: AnswerCurve, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    """Beyond them a network may answer anything; the truth stays large."""
    points = make_points(9, features=1, numbers=True)
    x = np.linspace(-0.1, 1.1, 240)
    inside = (x >= points.X.min()) & (x <= points.X.max())
    plane = show(curve, make_snapshot(points=points, outputs=np.where(inside, 0.5, 99.0)[np.newaxis]))
    assert plane.viewRange()[1] == pytest.approx([-1.16, 1.16])
    plane = show(curve, make_snapshot(points=points, outputs=np.where(inside, 1.3, 0.0)[np.newaxis]))
    bottom, top = plane.viewRange()[1]
    assert bottom < -1.0
    assert 1.3 < top < 2.2


def test_a_line_that_stands_still_is_not_drawn_again(
    curve: AnswerCurve, make_points: MakePoints, make_snapshot: MakeSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = make_points(6, features=1, numbers=True)
    show(curve, make_snapshot(points=points))
    drawn: list[object] = []
    monkeypatch.setattr(curve.lines[0], "setData", lambda *data: drawn.append(data))
    curve.show(make_snapshot(points=points))
    assert drawn == []
    curve.show(make_snapshot(points=points, outputs=np.ones((1, 240))))
    assert len(drawn) == 1
