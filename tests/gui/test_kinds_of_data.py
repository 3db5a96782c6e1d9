"""Every kind of data, from the recipe to the picture: in the real window, trained, exported, without a warning."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyqtgraph as pg
import pytest
from PyQt5.QtCore import QSize
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from engine.metrics import confusion_matrix
from gui.export.figure import Figure
from gui.export.formats import paint_image, paint_pdf, size_for_millimetres
from gui.export.subject import subjects_of
from gui.export.svg import paint_svg
from gui.main_window import MainWindow
from gui.panels.base import Panel, PicturePanel
from gui.pictures.confusion import ConfusionMatrix
from gui.session import State
from gui.theme import DARK, LIGHT
from tests.gui.conftest import OpenWindow
from tests.gui.kinds import KINDS
from tests.gui.sitting import wait_until
from tests.gui.window_parts import action, child, is_

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
COMPARISON = "Truth and prediction"
PLOTS = ("Network", "Decision surface", "Learning curve", "Ground truth", "Prediction")


@pytest.fixture
def trained(open_window: OpenWindow, qtbot: QtBot, kind: str) -> MainWindow:
    """A window in which a run of the kind has come to its end, at full speed."""
    window = open_window(None, KINDS[kind])
    child(window, "fullSpeed").click()
    action(window, "train").trigger()
    wait_until(qtbot, is_(window, State.FINISHED))
    return window


def panel(window: MainWindow, name: str) -> Panel:
    return next(each for each in window.page.panels if each.name == name)


def is_shown(window: MainWindow, before: int) -> bool:
    """Whether a run after the one ``before`` is there."""
    return window.session.run > before and window.session.latest is not None


@EVERY_KIND
def test_it_is_trained_and_seen_without_a_warning(
    trained: MainWindow, capfd: pytest.CaptureFixture[str], qtbot: QtBot, kind: str
) -> None:
    """Every card shows something, in both themes; nothing is printed, by Qt or anybody else."""
    for theme in ("dark", "light"):
        trained.choose_theme(theme)
        trained.grab()
    for name in PLOTS:
        plot = panel(trained, name).plot
        assert plot is not None
        assert plot.isVisible()
    said = [line for line in capfd.readouterr().err.splitlines() if "propagateSizeHints" not in line]
    assert said == []


@EVERY_KIND
def test_the_surface_the_curve_or_the_matrix_moves_with_the_training(
    open_window: OpenWindow, qtbot: QtBot, kind: str
) -> None:
    """What is seen after the training is not what was seen before it."""
    window = open_window(None, KINDS[kind])
    plots = [panel(window, name).plot for name in ("Decision surface", "Learning curve")]
    before = [(plot, plot.grab().toImage()) for plot in plots if plot is not None]
    assert len(before) == 2
    child(window, "fullSpeed").click()
    action(window, "train").trigger()
    for plot, image in before:
        wait_until(qtbot, partial(is_another, plot, image))


def is_another(plot: pg.PlotWidget, image: QImage) -> bool:
    return bool(plot.grab().toImage() != image)


@EVERY_KIND
def test_the_bar_says_the_score_of_its_kind(trained: MainWindow, kind: str) -> None:
    is_regression = kind in ("surface", "curve", "steps")
    score, test = (child(trained, name, QLabel) for name in ("accuracyValue", "testAccuracyValue"))
    assert (score.accessibleName(), score.text().endswith("%")) == (
        ("R²", False) if is_regression else ("accuracy", True)
    )
    assert test.isVisible() == (kind != "steps")


@pytest.mark.parametrize("kind", ["digits", "shapes"])
def test_the_matrix_is_the_engines(trained: MainWindow, kind: str) -> None:
    """Of the very moment that the other panels show."""
    shown, latest = panel(trained, "Decision surface"), trained.session.latest
    assert isinstance(shown, PicturePanel)
    assert isinstance(shown.picture, ConfusionMatrix)
    assert latest is not None
    is_test = latest.points.is_test
    expected = confusion_matrix(latest.points.T[is_test], latest.prediction[is_test])
    np.testing.assert_array_equal(shown.picture.drawing.counts, expected)


@EVERY_KIND
def test_it_is_exported_as_it_is_seen(trained: MainWindow, kind: str) -> None:
    """Every card under its title of now, as a picture, a drawing and a page, in either theme; truth and prediction are
    offered side by side."""
    subjects = subjects_of(trained.page.panels)
    assert set(subjects) == {COMPARISON, *(panel(trained, name).title for name in PLOTS)}
    for name, subject in subjects.items():
        plots = len(subject.views)
        assert plots == (2 if name == COMPARISON else 1)
        for theme in (LIGHT, DARK):
            figure = Figure(subject, theme, QSize(480 * plots, 360))
            assert figure.name == name
            image = paint_image(figure, figure.size)
            colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(40, image.height(), 5)}
            assert len(colours) > 5
        figure = Figure(subject, LIGHT, size_for_millimetres(160, 90, plots))
        assert name.encode() in paint_svg(figure, 160, 90)
        assert paint_pdf(figure, 160, 90).startswith(b"%PDF")


@pytest.mark.parametrize("kind", ["digits"])
def test_the_part_that_the_person_chose_is_exported(trained: MainWindow, kind: str) -> None:
    shown = panel(trained, "Decision surface")
    shown.choose("Train")
    figure = Figure(subjects_of(trained.page.panels)["Confusion matrix"], LIGHT, QSize(480, 360))
    assert figure.title == "Confusion matrix – 48 train samples"


def test_one_kind_follows_another_in_the_same_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    """As a person tries the datasets one after the other, while it trains: every card shows the run of now."""
    window = open_window(None, KINDS["two classes"])
    child(window, "fullSpeed").click()
    action(window, "train").trigger()
    for recipe in (*KINDS.values(), KINDS["two classes"]):
        run = window.session.run
        window.session.begin(recipe)
        wait_until(qtbot, partial(is_shown, window, run))
        action(window, "train").trigger()
        wait_until(qtbot, is_(window, State.FINISHED))
        assert all(each.latest is window.session.latest for each in window.page.panels)
        window.grab()
