"""Every kind of data has its picture: which of them a panel shows, and under which name, the samples decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyqtgraph as pg
import pytest
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QWidget

from engine.snapshot import Points, Snapshot
from gui.panels import Panel
from gui.panels.base import PicturePanel
from gui.pictures.against import AgainstTruth
from gui.pictures.base import Picture
from gui.pictures.confusion import ConfusionMatrix
from gui.pictures.curve import AnswerCurve
from gui.pictures.errors import ErrorsPicture
from gui.pictures.images import SaidImages, TrueImages
from gui.pictures.planes import SaidClasses, TrueClasses, TrueValues
from gui.pictures.surface import PlaneSurface
from gui.theme import DARK
from gui.widgets.choice import Choice
from gui.widgets.keys import Key, PointKey

Show = Callable[[str], Panel]
MakeSnapshot = Callable[..., Snapshot]
MakePoints = Callable[..., Points]
PANELS = {"Decision surface": "decisionSurface", "Ground truth": "truthScatter", "Prediction": "predictionScatter"}
EVERY_PANEL = pytest.mark.parametrize("name", PANELS)

# Samples, as `make_points` or `make_images` makes them; the pictures that they have, and the title of the first.
KINDS: dict[str, tuple[dict[str, Any], tuple[type[Picture], ...], str]] = {
    "two classes": ({}, (PlaneSurface, TrueClasses, SaidClasses), "Decision surface"),
    "ten classes": ({"outputs": 10, "samples": 30}, (PlaneSurface, TrueClasses, SaidClasses), "Decision surface"),
    "surface": ({"numbers": True}, (PlaneSurface, TrueValues, AgainstTruth), "Regression surface"),
    "curve": ({"features": 1, "numbers": True}, (AnswerCurve, TrueValues, AgainstTruth), "Fitted curve"),
    "one feature": ({"features": 1}, (AnswerCurve, TrueClasses, SaidClasses), "Answer curve"),
    "one feature, three classes": (
        {"features": 1, "outputs": 3}, (AnswerCurve, TrueClasses, SaidClasses), "Answer curve",
    ),
    "many features": ({"features": 5, "outputs": 3}, (ConfusionMatrix, TrueClasses, SaidClasses), "Confusion matrix"),
    "many features, numbers": ({"features": 5, "numbers": True}, (ErrorsPicture, TrueValues, AgainstTruth), "Errors"),
    "images": ({"is_image": True}, (ConfusionMatrix, TrueImages, SaidImages), "Confusion matrix"),
    "images of two classes": (
        {"is_image": True, "classes": 2}, (ConfusionMatrix, TrueImages, SaidImages), "Confusion matrix",
    ),
    "images with numbers": ({"is_image": True, "numbers": True}, (ErrorsPicture, TrueImages, AgainstTruth), "Errors"),
}  # fmt: skip
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def make(make_points: MakePoints, make_images: MakePoints, make_snapshot: MakeSnapshot) -> Callable[..., Snapshot]:
    """A moment with samples of a kind; some are for testing."""

    def make(kind: str, **more: Any) -> Snapshot:
        choices = dict(KINDS[kind][0])
        make = make_images if choices.pop("is_image", False) else make_points
        return make_snapshot(points=make(**{"tests": 2, **choices}), **more)

    return make


def picture_of(panel: Panel) -> QImage:
    """The plot as it is seen."""
    assert panel.plot is not None
    image: QImage = panel.plot.grab().toImage()
    return image


def picture(panel: Panel) -> Picture:
    assert isinstance(panel, PicturePanel)
    return panel.picture


@EVERY_KIND
def test_every_kind_of_data_has_its_pictures(show: Show, make: Callable[..., Snapshot], kind: str) -> None:
    """Never an empty card, nor one that only says why it is empty."""
    _, expected, title = KINDS[kind]
    panels = [show(name) for name in PANELS]
    for panel, one in zip(panels, expected, strict=True):
        panel.draw(make(kind, wrong=(1,)))
        assert type(picture(panel)) is one
        assert panel.plot is picture(panel).plot
        assert panel.plot.isVisible()
    assert [panel.title for panel in panels] == [title, "Ground truth", "Prediction"]


@EVERY_KIND
@EVERY_PANEL
def test_others_find_the_plot_by_its_name(show: Show, make: Callable[..., Snapshot], kind: str, name: str) -> None:
    """Whatever it shows now, and never one that is not seen."""
    panel = show(name)
    for shown in ("two classes", kind, "two classes", kind):
        panel.draw(make(shown))
        found = panel.findChildren(QWidget, PANELS[name])
        assert found == [panel.plot]
        assert isinstance(found[0], pg.PlotWidget)
        assert found[0].accessibleName() == name
        assert found[0].toolTip() == found[0].accessibleDescription() == picture(panel).help


@EVERY_KIND
@EVERY_PANEL
def test_one_kind_of_data_follows_another(show: Show, make: Callable[..., Snapshot], kind: str, name: str) -> None:
    """Nothing of the kind before is seen any more, and it comes back as it was."""
    panel, alone = show(name), show(name)
    snapshot = make("two classes")
    for each in (make(kind), snapshot):
        panel.draw(each)
    alone.draw(snapshot)
    assert panel.note() == alone.note()
    assert seen(panel) == seen(alone)
    assert picture_of(panel) == picture_of(alone)


def seen(panel: Panel) -> list[str]:
    """The keys and choices that are seen, by what they say to screen readers."""
    return [each.accessibleName() for kind in (Key, Choice) for each in panel.findChildren(kind) if each.isVisible()]


@EVERY_KIND
@EVERY_PANEL
def test_every_picture_takes_on_the_theme(show: Show, make: Callable[..., Snapshot], kind: str, name: str) -> None:
    """As if it had been made in it."""
    panel, dark = show(name), show(name)
    dark.set_theme(DARK)
    snapshot = make(kind, wrong=(0,))
    for each in (panel, dark):
        each.draw(snapshot)
    panel.set_theme(DARK)
    assert picture_of(panel) == picture_of(dark)


@EVERY_KIND
@EVERY_PANEL
def test_clear_empties_every_picture(show: Show, make: Callable[..., Snapshot], kind: str, name: str) -> None:
    """After a reset nothing of the old run is there, and the same run is drawn again as it was."""
    panel = show(name)
    snapshot = make(kind, wrong=(1,))
    panel.draw(snapshot)
    before = picture_of(panel)
    panel.clear()
    assert panel.note() == ""
    assert picture_of(panel) != before
    panel.draw(snapshot)
    assert picture_of(panel) == before


@EVERY_KIND
@EVERY_PANEL
def test_a_run_that_diverges_is_drawn_without_a_warning(
    show: Show, make: Callable[..., Snapshot], kind: str, name: str
) -> None:
    """What is no number is left out."""
    points = make(kind).points
    panel = show(name)
    for rubbish in (float("nan"), float("inf"), -1.7e308):
        answers = points.T * 0 + rubbish
        panel.draw(make(kind, prediction=answers, wrong=tuple(range(len(points.X)))))
        panel.grab()


@EVERY_PANEL
def test_the_menu_of_every_picture_is_the_panels(show: Show, make: Callable[..., Snapshot], name: str) -> None:
    """Once, however often it comes back."""
    panel = show(name)
    for kind in (*KINDS, *KINDS):
        panel.draw(make(kind))
        plot = panel.plot
        assert plot is not None
        assert plot.receivers(plot.customContextMenuRequested) == 1
        assert "Export plot…" in [action.text() for action in panel.make_menu().actions()]


@EVERY_KIND
@EVERY_PANEL
def test_many_snapshots_make_no_new_items(show: Show, make: Callable[..., Snapshot], kind: str, name: str) -> None:
    """Pictures are filled anew, never made anew."""
    panel = show(name)
    points = make(kind).points
    snapshots = [make(kind, wrong=(turn,), prediction=points.T * (0.9 - turn / 10)) for turn in range(5)]
    for snapshot in snapshots:  # with every class in every look that it may have
        panel.draw(snapshot)
    assert panel.plot is not None
    items = len(panel.plot.scene().items())
    for snapshot in snapshots * 2:
        panel.draw(snapshot)
    assert len(panel.plot.scene().items()) == items


@pytest.mark.parametrize("name", ["Decision surface", "Ground truth"])
def test_no_card_is_made_wider_for_its_key(
    show: Show, make_points: MakePoints, make_snapshot: MakeSnapshot, name: str
) -> None:
    """Ten classes with long names have no room in a small card; the tooltip has them all."""
    names = tuple(f"a class with a long name, {k}" for k in range(10))
    panel = show(name)
    least = panel.minimumSizeHint()
    panel.draw(make_snapshot(points=replace(make_points(30, outputs=10), class_names=names)))
    assert panel.minimumSizeHint().width() < least.width() + 20
    (key,) = (each for each in panel.findChildren(PointKey) if each.isVisible())
    assert all(name in key.toolTip() for name in names)
