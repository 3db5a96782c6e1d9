"""Figures: what is exported is what is seen, in any size, and nothing of it moves while the training goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pyqtgraph as pg
import pytest
from numpy.typing import NDArray
from PyQt5.QtCore import QSize
from PyQt5.QtGui import QImage

from engine.snapshot import Curve, Snapshot
from gui.export.figure import HEADER, Figure
from gui.export.formats import paint_image
from gui.export.subject import NoPlot, View
from gui.panels.ground_truth import GroundTruth
from gui.panels.learning_curve import LearningCurve
from gui.pictures.base import Picture
from gui.pictures.planes import TrueClasses
from gui.theme import DARK, LIGHT
from gui.widgets.bare_plot import BarePlot
from tests.gui.export.conftest import PLOTS, MakePanel
from tests.gui.export.reading import coverage, pixels, rgb, share_of

SIZE = QSize(480, 360)
NONE = np.empty(0)


def picture(figure: Figure, times: int = 1) -> QImage:
    return paint_image(figure, figure.size * times)


def with_constant_loss(snapshot: Snapshot) -> Snapshot:
    """A learning curve that is one level line."""
    epochs, loss = np.arange(1.0, 401.0), np.full(400, 0.15)
    return replace(snapshot, curve=Curve(epochs, loss, loss, loss, NONE, NONE), test_loss=None)


def ink(image: QImage, times: int) -> NDArray[np.floating[Any]]:
    """(9, 10): how dark each of so many parts of the picture is."""
    dark = np.abs(pixels(image) - 255).mean(axis=2)
    parts: NDArray[np.floating[Any]] = dark.reshape(9, 40 * times, 10, 48 * times).mean(axis=(1, 3))
    return parts


@pytest.mark.parametrize("times", [1, 4])
def test_a_curve_is_as_wide_at_any_size(make_panel: MakePanel, snapshot: Snapshot, times: int) -> None:
    panel = make_panel("Learning curve", with_constant_loss(snapshot))
    picture_ = pixels(picture(Figure(View.of(panel), LIGHT, SIZE), times))
    middle = coverage(picture_, LIGHT.accent, LIGHT.card)[50 * times : 280 * times, 250 * times]
    assert middle.sum() == pytest.approx(1.8 * times, rel=0.05)
    assert (middle > 0.02).sum() <= 1.8 * times + 2  # in one piece, with an edge on each side


@pytest.mark.parametrize("name", PLOTS)
def test_everything_grows_with_the_picture(make_panel: MakePanel, name: str) -> None:
    """Four times as large and made small again, each part of it is as dark: letters, ticks, lines, symbols, keys."""
    figure = Figure(View.of(make_panel(name)), LIGHT, SIZE)
    small, large = ink(picture(figure), 1), ink(picture(figure, 4), 4)
    assert (np.abs(small - large) / (small + large + 1)).max() < 0.12
    assert small.mean() > 1


@pytest.mark.parametrize("name", PLOTS)
def test_a_figure_has_the_colours_that_were_asked_for(make_panel: MakePanel, name: str) -> None:
    """Those of the report's theme, though the panel is in a dark window."""
    view = View.of(make_panel(name))
    for theme, other in ((LIGHT, DARK), (DARK, LIGHT)):
        image = picture(Figure(view, theme, SIZE))
        assert (pixels(image)[[0, 0, -1, -1], [0, -1, 0, -1]] == rgb(theme.card)).all()
        assert share_of(other.card, image) < 0.02
        assert share_of(theme.text, image) > 0.0005  # the title at least
        assert share_of(theme.muted, image) > 0.0005


@pytest.mark.parametrize("name", ["Ground truth", "Prediction", "Decision surface"])
def test_both_classes_are_there(make_panel: MakePanel, name: str) -> None:
    image = picture(Figure(View.of(make_panel(name)), LIGHT, SIZE), 2)
    for colour in LIGHT.classes[:2]:
        assert share_of(colour, image) > 0.002


@pytest.mark.parametrize("scale", ["Linear", "Log"])
def test_the_axis_and_the_zoom_of_the_person_are_kept(make_panel: MakePanel, scale: str) -> None:
    panel = make_panel("Learning curve")
    assert isinstance(panel, LearningCurve)
    panel.set_scale(scale)
    panel.catch_up()
    assert panel.plot is not None
    panel.plot.setRange(xRange=(100, 200), yRange=(0.1, 0.2) if scale == "Linear" else (-1.5, -0.5), padding=0)
    figure = Figure(View.of(panel), LIGHT, SIZE)
    assert figure.parts[0]._plot.viewRange() == panel.plot.viewRange()
    assert [axis.is_log for axis in figure.parts[0]._plot.axes] == [scale == "Log", False]
    curves = [item for item in figure.parts[0]._plot.listDataItems() if isinstance(item, pg.PlotCurveItem)]
    originals = [item for item in panel.plot.listDataItems() if isinstance(item, pg.PlotCurveItem)]
    for curve, original in zip(curves, originals, strict=True):
        assert np.array_equal(curve.getData(), original.getData())


def test_a_view_stays_while_the_panel_goes_on(make_panel: MakePanel, snapshot: Snapshot) -> None:
    panel = make_panel("Learning curve")
    view = View.of(panel)
    before = picture(Figure(view, LIGHT, SIZE))
    panel.draw(with_constant_loss(snapshot))
    panel.catch_up()
    assert picture(Figure(view, LIGHT, SIZE)) == before
    assert picture(Figure(View.of(panel), LIGHT, SIZE)) != before


def test_an_export_leaves_the_panel_as_it_is(make_panel: MakePanel) -> None:
    panel = make_panel("Decision surface")
    panel.catch_up()
    before = panel.grab().toImage()
    picture(Figure(View.of(panel), LIGHT, SIZE))
    assert panel.grab().toImage() == before


def test_the_title_says_what_the_header_says(make_panel: MakePanel) -> None:
    figure = Figure(View.of(make_panel("Decision surface")), LIGHT, SIZE)
    assert figure.title == "Decision surface – 15 train, 6 test (hollow)"


def test_a_run_that_has_not_begun_gives_empty_axes(make_panel: MakePanel) -> None:
    figure = Figure(View.of(make_panel("Learning curve", None)), LIGHT, SIZE)
    assert figure.title == "Learning curve"
    assert share_of(LIGHT.accent, picture(figure)) == 0


def test_a_panel_without_a_plot_says_so(make_panel: MakePanel) -> None:
    panel = make_panel("Metrics")
    with pytest.raises(NoPlot, match="Metrics shows no plot now"):
        View.of(panel)


def test_content_ends_at_the_axes(make_panel: MakePanel) -> None:
    """Where the person has zoomed in, the curve goes on beyond; the figure shows none of that."""
    panel = make_panel("Learning curve")
    panel.catch_up()
    assert panel.plot is not None
    panel.plot.setRange(xRange=(1000, 3000), yRange=(-1.0, -0.8), padding=0)
    figure = Figure(View.of(panel), LIGHT, SIZE)
    is_curve = np.linalg.norm(pixels(picture(figure)) - rgb(LIGHT.accent), axis=2) < 60
    inside = figure.parts[0].clip.toAlignedRect()
    assert is_curve.any()
    is_curve[: HEADER + 10] = False  # the key to the lines has their colours
    is_curve[inside.top() : inside.bottom() + 1, inside.left() : inside.right() + 1] = False
    assert not is_curve.any()


def test_a_key_that_the_panel_hides_is_not_drawn(make_panel: MakePanel) -> None:
    view = View.of(make_panel("Ground truth"))

    class Quietly(TrueClasses):
        def make_plot(self) -> BarePlot:
            plot = super().make_plot()
            self.key.hide()
            return plot

    class Quiet(GroundTruth):
        pictures: ClassVar[tuple[type[Picture], ...]] = (Quietly,)

    with_key, without = (picture(Figure(each, LIGHT, SIZE)) for each in (view, replace(view, panel=Quiet)))
    assert share_of(LIGHT.negative, with_key.copy(300, 0, 180, 36)) > 0.002
    assert share_of(LIGHT.negative, without.copy(300, 0, 180, 36)) == 0


def test_a_large_picture_of_a_surface_has_the_values_between(make_panel: MakePanel) -> None:
    """Not the blocks of a coarse grid: neighbours differ by a step of the colours at most."""
    figure = Figure(View.of(make_panel("Decision surface")), LIGHT, SIZE)
    images = [item for item in figure.parts[0]._plot.scene().items() if isinstance(item, pg.ImageItem)]
    assert len(images) == 1
    assert min(images[0].image.shape) >= 720
    steps = [np.abs(np.diff(images[0].image.astype(int), axis=axis)).max() for axis in (0, 1)]
    assert max(steps) < 20
