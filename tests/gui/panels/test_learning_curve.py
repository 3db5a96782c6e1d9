"""The learning curve shows the losses as they are, on an axis that a person can read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QToolButton

from engine.snapshot import Curve, Points, Snapshot
from gui.panels import Panel
from gui.panels.learning_curve import LearningCurve
from gui.widgets.signs import LineSign

MakeSnapshot = Callable[..., Snapshot]
MakeCurve = Callable[..., Curve]


@pytest.fixture
def panel(show: Callable[[str], Panel]) -> LearningCurve:
    panel = show("Learning curve")
    assert isinstance(panel, LearningCurve)
    return panel


def ranges(panel: LearningCurve) -> list[list[float]]:
    view: list[list[float]] = panel._plot.getPlotItem().getViewBox().viewRange()
    return view


def test_it_shows_the_losses(panel: LearningCurve, make_snapshot: MakeSnapshot, make_curve: MakeCurve) -> None:
    """On the linear axis the curve's points are the losses, on the logarithmic axis their common logarithms."""
    curve = make_curve(50, tests=5)
    panel.draw(make_snapshot(curve=curve))
    for scale, height in (("Log", np.log10), ("Linear", np.array)):
        panel.set_scale(scale)
        np.testing.assert_array_equal(panel._train.getData(), (curve.epochs, height(curve.loss)))
        np.testing.assert_array_equal(panel._test.getData(), (curve.test_epochs, height(curve.test_loss)))


def test_train_is_solid_and_test_is_dashed(panel: LearningCurve) -> None:
    """The two are told apart without colour."""
    assert panel._train.opts["pen"].style() == Qt.PenStyle.SolidLine
    assert panel._test.opts["pen"].style() == Qt.PenStyle.CustomDashLine


def test_a_key_tells_two_lines_apart(panel: LearningCurve, make_snapshot: MakeSnapshot, make_curve: MakeCurve) -> None:
    """In the lines' own colours and dashes; where there is one line only, there is no key."""
    panel.draw(make_snapshot(curve=make_curve(50)))
    assert not panel._key.isVisible()
    panel.draw(make_snapshot(curve=make_curve(50, tests=5)))
    assert panel._key.isVisible()
    lines = [panel._train.opts["pen"], panel._test.opts["pen"]]
    assert panel._key.entries == ((LineSign(lines[0]), "train"), (LineSign(lines[1]), "test"))


def test_the_axes_move_in_steps(panel: LearningCurve, make_snapshot: MakeSnapshot, make_curve: MakeCurve) -> None:
    """From one picture to the next the axes stay, so that only the curve is drawn anew."""
    panel.draw(make_snapshot(curve=make_curve(51)))
    before = ranges(panel)
    assert before == [[0, 60], pytest.approx([np.log10(0.01), np.log10(0.5)])]
    panel.draw(make_snapshot(curve=make_curve(60)))
    assert ranges(panel) == before
    panel.draw(make_snapshot(curve=make_curve(61)))
    assert ranges(panel)[0] == [0, 80]


def test_the_linear_axis_begins_at_zero(
    panel: LearningCurve, make_snapshot: MakeSnapshot, make_curve: MakeCurve
) -> None:
    """Otherwise a small progress would look like a great one."""
    panel.set_scale("Linear")
    panel.draw(make_snapshot(curve=make_curve(50)))
    assert ranges(panel)[1] == [0, pytest.approx(0.3)]


@pytest.mark.parametrize(("button", "is_log"), [("lossLinear", False), ("lossLog", True)])
def test_the_switch_changes_the_axis(
    panel: LearningCurve, make_snapshot: MakeSnapshot, button: str, is_log: bool
) -> None:
    """A click on Linear or Log in the card's header changes the axis at once."""
    panel.set_scale("Linear" if is_log else "Log")
    panel.draw(make_snapshot())
    panel.findChild(QToolButton, button).click()
    assert panel._loss_axis.is_log is is_log
    assert (ranges(panel)[1][0] < 0) is is_log


def test_the_menu_changes_the_axis_too(panel: LearningCurve) -> None:
    """The context menu says which axis there is, and changes it."""
    entries = {action.text(): action for action in panel.make_menu().actions()}
    assert entries["Logarithmic loss axis"].isChecked()
    entries["Linear loss axis"].trigger()
    assert not panel._loss_axis.is_log
    assert panel._scale.choice() == "Linear"
    assert {action.text(): action for action in panel.make_menu().actions()}["Linear loss axis"].isChecked()


def test_blocks_are_drawn_with_a_band(
    panel: LearningCurve, make_snapshot: MakeSnapshot, make_curve: MakeCurve
) -> None:
    """Where a point stands for many epochs, a band goes from the least of them to the greatest, as wide as they are."""
    panel.set_scale("Linear")
    panel.draw(make_snapshot(curve=make_curve(50, spread=0.5)))
    curve = make_curve(50, spread=0.5)
    band = panel._band.opts
    np.testing.assert_array_equal(band["x0"], np.arange(50))
    np.testing.assert_array_equal(band["x1"], curve.epochs)
    np.testing.assert_array_equal(band["y0"], curve.least)
    np.testing.assert_array_equal(band["y1"], curve.greatest)
    assert ranges(panel)[1][1] >= curve.greatest.max()


def test_single_epochs_have_no_band(panel: LearningCurve, make_snapshot: MakeSnapshot) -> None:
    """There is nothing between the least and the greatest of one epoch."""
    panel.draw(make_snapshot())
    assert len(panel._band.opts["x0"]) == 0


@pytest.mark.parametrize("scale", ["Linear", "Log"])
@pytest.mark.parametrize("rubbish", [np.nan, np.inf, -np.inf, 0.0, 1e308, 5e-324])
def test_losses_that_cannot_be_drawn_are_left_out(
    panel: LearningCurve, make_snapshot: MakeSnapshot, make_curve: MakeCurve, scale: str, rubbish: float
) -> None:
    """A loss that is not a number, or that has no logarithm, neither crashes nor warns, and the axes stay finite."""
    panel.set_scale(scale)
    curve = make_curve(5, tests=2)
    loss = np.array([0.3, rubbish, 0.2, rubbish, 0.1])
    bad = dataclasses.replace(curve, loss=loss, least=loss, greatest=loss, test_loss=np.array([rubbish, 0.5]))
    panel.draw(dataclasses.replace(make_snapshot(curve=bad), loss=rubbish))
    panel.grab()
    assert np.isfinite(panel._train.getData()[1]).all()
    assert np.isfinite(ranges(panel)).all()


def test_before_the_first_epoch_the_curve_is_empty(
    panel: LearningCurve, make_snapshot: MakeSnapshot, make_curve: MakeCurve
) -> None:
    """There is a loss already, but no epoch yet."""
    panel.draw(make_snapshot(curve=make_curve(0)))
    assert len(panel._train.getData()[0]) == 0
    assert ranges(panel)[0] == [0, 10]


def test_a_curve_that_did_not_change_is_not_drawn_again(
    panel: LearningCurve, make_snapshot: MakeSnapshot, make_curve: MakeCurve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within an epoch of minibatches there are many pictures and no new loss."""
    panel.draw(make_snapshot(curve=make_curve(7)))
    drawn: list[Curve] = []
    monkeypatch.setattr(panel, "_redraw", drawn.append)
    panel.draw(make_snapshot(curve=make_curve(7)))
    assert drawn == []
    panel.draw(make_snapshot(curve=make_curve(8)))
    assert len(drawn) == 1


def test_clear_empties_the_curve(panel: LearningCurve, make_snapshot: MakeSnapshot, make_curve: MakeCurve) -> None:
    """After a reset there is nothing of the old run, and the same curve is drawn again if it comes."""
    snapshot = make_snapshot(curve=make_curve(40, tests=4, spread=0.1))
    panel.draw(snapshot)
    panel.clear()
    assert all(len(line.getData()[0]) == 0 for line in (panel._train, panel._test))
    assert len(panel._band.opts["x0"]) == 0
    assert ranges(panel)[0] == [0, 10]
    panel.draw(snapshot)
    assert len(panel._train.getData()[0]) == 40


def test_of_numbers_it_says_the_typical_error(
    panel: LearningCurve, make_snapshot: MakeSnapshot, make_points: Callable[..., Points]
) -> None:
    """The loss of a regression is the square of what one wants to know; classes have their accuracy at the top."""
    for tests, note in ((0, "RMS error 0.10"), (2, "RMS error 0.10, test 0.10")):
        points = make_points(6, numbers=True, tests=tests)
        panel.draw(make_snapshot(run=tests, points=points, prediction=points.T + 0.1))
        assert panel.note() == note
    panel.draw(make_snapshot(run=3))
    assert panel.note() == ""
