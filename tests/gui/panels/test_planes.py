"""Ground truth, prediction and decision surface: the same points on the same plane, in colours that mean the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtGui import QColor

from engine.snapshot import Points, Snapshot
from gui.panels import Panel
from gui.panels.base import PicturePanel
from gui.pictures.planes import SaidClasses
from gui.pictures.surface import PlaneSurface
from gui.theme import DARK, LIGHT, class_table, diverging_map
from gui.widgets.keys import PointKey
from gui.widgets.plane import Plane, drawn_classes

Show = Callable[[str], Panel]
MakeSnapshot = Callable[..., Snapshot]
MakePoints = Callable[..., Points]
PLANES = pytest.mark.parametrize("name", ["Ground truth", "Prediction", "Decision surface"])


def plane(panel: Panel) -> Plane:
    assert isinstance(panel.body, Plane)
    return panel.body


def height_of_points(panel: Panel) -> float:
    """Pixels from the axis up."""
    plane(panel).grab()  # lays it out
    return float(plane(panel).getPlotItem().getViewBox().height())


def surface(panel: Panel) -> PlaneSurface:
    assert isinstance(panel, PicturePanel)
    assert isinstance(panel.picture, PlaneSurface)
    return panel.picture


def counts(panel: Panel) -> dict[tuple[int, bool], int]:
    """How many points there are of each class, for training and for testing."""
    return {key: len(group.data) for key, group in plane(panel)._groups.items() if len(group.data)}


def words(panel: Panel) -> list[str]:
    """What the key explains."""
    key = panel.findChild(PointKey)
    assert key is not None
    return [word for _, word in key.entries]


def ringed(panel: Panel) -> list[list[float]]:
    rings = plane(panel)._rings.data
    return [[float(spot["x"]), float(spot["y"])] for spot in rings]


def test_the_truth_shows_every_sample_in_its_class(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints
) -> None:
    """As many as there are, where their features say, test samples apart."""
    points = make_points(7, tests=2)
    panel = show("Ground truth")
    panel.draw(make_snapshot(points=points))
    assert counts(panel) == {(0, False): 3, (1, False): 2, (0, True): 1, (1, True): 1}
    group = plane(panel)._groups[1, False].data
    np.testing.assert_array_equal(np.column_stack((group["x"], group["y"])), points.X[[3, 5]])
    assert words(panel) == ["0", "1", "test"]


def test_classes_differ_in_colour_and_shape_and_test_samples_are_hollow(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints
) -> None:
    """Class 0 is an orange circle, class 1 a blue square; the inside of a test sample is the card's colour."""
    panel = show("Ground truth")
    panel.draw(make_snapshot(points=make_points(8, tests=4)))
    for theme in (LIGHT, DARK):
        panel.set_theme(theme)
        for k, symbol in ((0, "o"), (1, "s")):
            train, test = plane(panel)._groups[k, False].opts, plane(panel)._groups[k, True].opts
            assert train["symbol"] == test["symbol"] == symbol
            assert train["brush"].color() == test["pen"].color() == QColor(theme.classes[k])
            assert test["brush"].color() == QColor(theme.card)


def test_the_prediction_shows_the_class_that_the_network_says(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints
) -> None:
    """A sample that is wrong has the other class's colour and a ring, and the note counts the right ones."""
    points = make_points(6)
    panel = show("Prediction")
    panel.draw(make_snapshot(points=points, wrong=(0, 2)))
    assert counts(panel) == {(0, False): 1, (1, False): 5}
    assert ringed(panel) == points.X[[0, 2]].tolist()
    assert panel.note() == "4 of 6 right"
    panel.draw(make_snapshot(points=points))
    assert counts(panel) == {(0, False): 3, (1, False): 3}
    assert ringed(panel) == []
    assert panel.note() == "6 of 6 right"


def test_the_key_to_a_prediction_explains_the_ring_where_there_is_one(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints
) -> None:
    """And every class that is meant or said, even if the network says it of no sample."""
    points = make_points(6, tests=2)
    panel = show("Prediction")
    panel.draw(make_snapshot(points=points, wrong=(0, 2, 4)))
    assert words(panel) == ["0", "1", "wrong", "test"]
    panel.draw(make_snapshot(points=points))
    assert words(panel) == ["0", "1", "test"]
    panel.draw(make_snapshot(points=make_points(6)))
    assert words(panel) == ["0", "1"]
    panel.clear()
    assert words(panel) == []


@pytest.mark.parametrize("name", ["Ground truth", "Prediction"])
def test_the_key_stands_beside_the_name_of_the_axis(show: Show, make_snapshot: MakeSnapshot, name: str) -> None:
    """In the room that is left there, whatever the size of the panel, and in the colours of the theme."""
    panel = show(name)
    panel.draw(make_snapshot(wrong=(1,)))
    key, axis = panel.findChild(PointKey), plane(panel).axes[1]
    assert key is not None
    for width in (420, 240):
        panel.resize(width, 300)
        name_begins = axis.label.mapToScene(axis.label.boundingRect().topLeft()).x()
        assert key.isVisible()
        assert key.geometry().right() - key._taken < name_begins + 6  # which has so much room around it
        assert key.geometry().bottom() < plane(panel).height()
        assert key.geometry().top() > plane(panel).height() - 20
    panel.set_theme(DARK)
    assert key._theme == DARK


@pytest.mark.parametrize("name", ["Ground truth", "Prediction"])
def test_the_key_to_many_classes_has_two_lines(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, name: str
) -> None:
    """Below the axis, whose name goes to its end; truth and prediction have the same room for their points, whether
    there are mistakes or not."""
    panel = show(name)
    panel.resize(240, 300)
    points = make_points(30, outputs=10)
    heights = set()
    for wrong in ((), (1,), ()):
        panel.draw(make_snapshot(points=points, wrong=wrong))
        key, axis = panel.findChild(PointKey), plane(panel).axes[1]
        assert key is not None
        heights.add(height_of_points(panel))
        assert key.geometry().height() == 2 * key.line
        assert key.geometry().bottom() < plane(panel).height()
        name_begins = axis.label.mapToScene(axis.label.boundingRect().topLeft()).x()
        assert key.geometry().right() - key._taken < name_begins + 6
    assert len(heights) == 1
    panel.resize(900, 300)
    assert key.geometry().height() == key.line
    assert height_of_points(panel) > heights.pop()


@pytest.mark.parametrize("name", ["Ground truth", "Prediction", "Decision surface"])
def test_the_axes_have_the_names_of_the_features(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, name: str
) -> None:
    points = replace(make_points(6), feature_names=("height", "weight"))
    panel = show(name)
    panel.draw(make_snapshot(points=points))
    assert [axis.labelText for axis in plane(panel).axes] == ["weight", "height"]
    panel.draw(make_snapshot())
    assert [axis.labelText for axis in plane(panel).axes] == ["x₂", "x₁"]


def test_classes_have_the_names_that_people_call_them(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints
) -> None:
    points = replace(make_points(6, outputs=3), class_names=("setosa", "versicolor", "virginica"))
    for name in ("Ground truth", "Prediction", "Decision surface"):
        panel = show(name)
        panel.draw(make_snapshot(points=points))
        assert words(panel) == ["setosa", "versicolor", "virginica"]


def test_a_prediction_that_did_not_change_is_not_drawn_again(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outputs change in every picture, the classes rarely: only then are points drawn anew."""
    points = make_points()
    panel = show("Prediction")
    assert isinstance(panel, PicturePanel)
    picture = panel.picture
    assert isinstance(picture, SaidClasses)
    panel.draw(make_snapshot(points=points, wrong=(1,)))
    drawn: list[object] = []
    monkeypatch.setattr(picture._plane, "show_points", lambda *classes: drawn.append(classes))
    panel.draw(make_snapshot(points=points, wrong=(1,), prediction=points.T * 0.9))
    assert drawn == []
    panel.draw(make_snapshot(points=points, wrong=(2,)))
    assert len(drawn) == 1


def test_of_several_outputs_the_greatest_is_the_prediction(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints
) -> None:
    """Three classes, three colours and shapes; what is not a number does not win."""
    points = make_points(6, outputs=3)
    prediction = points.T.copy()
    prediction[0] = [np.nan, 0.2, 0.1]
    panel = show("Prediction")
    panel.draw(make_snapshot(points=points, prediction=prediction, wrong=(0,)))
    assert counts(panel) == {(0, False): 1, (1, False): 3, (2, False): 2}


def test_the_surface_is_the_outputs_over_the_plane(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints
) -> None:
    """The bottom row lies at the bottom, the picture fills its part of the plane, and the colours are the theme's."""
    panel = show("Decision surface")
    outputs = np.repeat(np.linspace(0.0, 1.0, 60)[:, np.newaxis], 60, axis=1)
    panel.draw(make_snapshot(points=make_points(1), outputs=outputs))
    rect = surface(panel).map.mapRectToView(surface(panel).map.boundingRect())
    assert (rect.left(), rect.right(), rect.top(), rect.bottom()) == pytest.approx((-0.1, 1.1, -0.2, 1.2))
    assert plane(panel).getPlotItem().getViewBox().viewRange() == [
        pytest.approx([-0.1, 1.1]),
        pytest.approx([-0.2, 1.2]),
    ]
    for theme in (LIGHT, DARK):
        panel.set_theme(theme)
        image = plane(panel).grab().toImage()
        box = plane(panel).mapFromScene(plane(panel).getPlotItem().getViewBox().sceneBoundingRect()).boundingRect()
        table = diverging_map(theme)
        for y, colour in ((box.bottom() - 3, table[0]), (box.top() + 3, table[255])):
            seen = image.pixelColor(box.left() + 20, y).getRgb()[:3]
            np.testing.assert_allclose(seen, colour[:3], atol=6)


@pytest.mark.parametrize("k", [0, 3, 9])
def test_of_many_classes_the_surface_has_the_colour_of_the_one_that_is_said(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, k: int
) -> None:
    """As strong as it is sure; the key in the header says which colour that is."""
    panel = show("Decision surface")
    answers = np.zeros((10, 60, 60))
    answers[k] = 1.0
    panel.draw(make_snapshot(points=make_points(30, outputs=10), outputs=answers))
    assert (surface(panel).map.coloured() == class_table(LIGHT)[k, -1]).all()
    assert words(panel) == [str(k) for k in range(10)]
    assert not surface(panel).bar.isVisible()


@pytest.mark.parametrize("name", ["Ground truth", "Prediction"])
def test_nothing_moves_when_the_first_mistake_comes(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, name: str
) -> None:
    """There is room for its sign in any case, in both panels."""
    panel = show(name)
    panel.resize(220, 300)
    points = make_points(6, tests=2)
    seen = set()
    for wrong in ((), (0,), ()):
        panel.draw(make_snapshot(points=points, wrong=wrong))
        key = panel.findChild(PointKey)
        assert key is not None
        seen.add((*key.geometry().getRect(), height_of_points(panel)))
    assert len(seen) == 1
    assert key.most_width() > key.sizeHint().width()


@pytest.mark.parametrize("name", ["Ground truth", "Prediction"])
def test_classes_of_one_feature_have_whole_numbers(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, name: str
) -> None:
    """There is no class one half; with the next dataset there is 0.5 again."""
    panel = show(name)
    for features, whole in ((1, True), (2, False)):
        panel.draw(make_snapshot(points=make_points(6, features=features)))
        ((_, ticks), *_) = plane(panel).axes[0].tickValues(-0.1, 1.1, 300)
        assert all(tick == round(tick) for tick in ticks) == whole


def test_the_surface_is_smooth(show: Show, make_snapshot: MakeSnapshot) -> None:
    """Each of the few cells is many pixels wide, and yet no edge is seen: neighbouring pixels differ little."""
    panel = show("Decision surface")
    columns = np.repeat(np.linspace(0.0, 1.0, 8)[np.newaxis, :], 8, axis=0)
    panel.draw(make_snapshot(outputs=columns))
    plane(panel).empty()
    image = plane(panel).grab().toImage()
    box = plane(panel).mapFromScene(plane(panel).getPlotItem().getViewBox().sceneBoundingRect()).boundingRect()
    row = range(box.left() + 4, box.right() - 4)
    blues = np.array([image.pixelColor(x, box.center().y()).getRgb()[:3] for x in row])
    assert np.abs(np.diff(blues, axis=0)).max() <= 8


def test_the_surface_says_how_many_samples_there_are(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints
) -> None:
    """With the hollow ones explained, where there are such."""
    panel = show("Decision surface")
    panel.draw(make_snapshot(points=make_points(1200)))
    assert panel.note() == "1,200 samples"
    panel.draw(make_snapshot(points=make_points(1200, tests=200)))
    assert panel.note() == "1,000 train, 200 test (hollow)"


def test_the_surface_does_not_draw_the_same_picture_again(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network that stands still costs nothing to look at."""
    points = make_points()
    panel = show("Decision surface")
    panel.draw(make_snapshot(points=points))
    drawn: list[object] = []
    monkeypatch.setattr(surface(panel).map, "setImage", lambda *image, **how: drawn.append(image))
    panel.draw(make_snapshot(points=points))
    assert drawn == []
    panel.draw(make_snapshot(points=points, outputs=np.ones((60, 60))))
    assert len(drawn) == 1


@pytest.mark.parametrize("name", ["Ground truth", "Prediction"])
@pytest.mark.parametrize("features", [1, 2, 5])
@pytest.mark.parametrize("samples", [1, 9])
def test_other_numbers_of_features_are_shown_too(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, name: str, features: int, samples: int
) -> None:
    """Of many features the first two, and one feature against the class; everything is within sight."""
    points = make_points(samples, features=features)
    panel = show(name)
    panel.draw(make_snapshot(points=points))
    assert sum(counts(panel).values()) == samples
    (left, right), (bottom, top) = plane(panel).getPlotItem().getViewBox().viewRange()
    assert left < points.X[:, 0].min()
    assert points.X[:, 0].max() < right
    heights = points.X[:, 1] if features > 1 else points.T[:, 0]
    assert bottom < heights.min() <= heights.max() < top


@PLANES
def test_all_planes_show_the_same_part(show: Show, make_snapshot: MakeSnapshot, name: str) -> None:
    """What is at the left here is at the left there."""
    panel = show(name)
    panel.draw(make_snapshot())
    assert plane(panel).getPlotItem().getViewBox().viewRange() == [[-0.1, 1.1], [-0.2, 1.2]]


@PLANES
@pytest.mark.parametrize("rubbish", [np.nan, np.inf, -np.inf])
def test_answers_that_are_not_numbers_do_no_harm(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, name: str, rubbish: float
) -> None:
    """A run that diverges is shown without a crash or a warning."""
    points = make_points(4)
    outputs = np.full((60, 60), rubbish)
    outputs[:30] = 0.5
    panel = show(name)
    panel.draw(make_snapshot(points=points, prediction=np.full((4, 1), rubbish), wrong=(0, 1), outputs=outputs))
    panel.grab()
    assert sum(counts(panel).values()) == 4


@PLANES
def test_one_sample_is_enough(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, name: str
) -> None:
    """The smallest dataset that can be."""
    panel = show(name)
    panel.draw(make_snapshot(points=make_points(1)))
    panel.grab()
    assert counts(panel) == {(0, False): 1}


@pytest.mark.parametrize("name", ["Ground truth", "Prediction"])
def test_samples_all_in_one_place_have_room_around_them(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, name: str
) -> None:
    """Their extent is nothing, and a share of nothing would be no room."""
    points = make_points(1, features=3)
    panel = show(name)
    panel.draw(make_snapshot(points=points))
    x, y = points.X[0, :2]
    assert plane(panel).getPlotItem().getViewBox().viewRange() == [[x - 1, x + 1], [y - 1, y + 1]]


@PLANES
def test_another_dataset_replaces_the_points(
    show: Show, make_snapshot: MakeSnapshot, make_points: MakePoints, name: str
) -> None:
    """No point of the dataset before stays behind."""
    panel = show(name)
    panel.draw(make_snapshot(points=make_points(9, tests=4, outputs=3)))
    panel.draw(make_snapshot(points=make_points(2)))
    assert counts(panel) == {(0, False): 1, (1, False): 1}


@PLANES
def test_clear_empties_the_plane(show: Show, make_snapshot: MakeSnapshot, name: str) -> None:
    """After a reset nothing of the old run is there, and its points come back only when they are drawn again."""
    panel = show(name)
    snapshot = make_snapshot(wrong=(1,))
    panel.draw(snapshot)
    panel.clear()
    assert counts(panel) == {}
    assert ringed(panel) == []
    assert panel.note() == ""
    panel.draw(snapshot)
    assert sum(counts(panel).values()) == 6


def test_the_classes_that_are_drawn_are_found_among_a_million_in_no_time() -> None:
    """Of so many samples some are drawn, and a key explains those."""
    few, many = np.array([2, 0, 2]), np.zeros(1_000_000, dtype=np.intp)
    many[1] = 5
    assert drawn_classes(few) == [0, 2]
    assert drawn_classes(few, np.array([1])) == [0, 1, 2]
    assert drawn_classes(many) == [0]
    assert drawn_classes(np.zeros(0, dtype=np.intp)) == []
