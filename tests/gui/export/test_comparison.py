"""Plots side by side: what belongs together is offered as one figure, with one key, in every kind of file."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import QSize

from engine.snapshot import Snapshot
from gui.export.figure import CAPTION, HEADER, TOP, Figure
from gui.export.formats import paint_image, paint_pdf, size_for_millimetres, size_for_pixels
from gui.export.subject import Comparison, subjects_of
from gui.export.svg import paint_svg
from gui.panels import PANELS
from gui.theme import DARK, LIGHT, Theme
from gui.widgets.keys import SignKey
from tests.gui.export.conftest import COMPARISON, PLOTS, MakePanel, MakeSubject
from tests.gui.export.reading import Page, pixels, rgb, share_of

SVG = "{http://www.w3.org/2000/svg}"
SIZE = QSize(480, 360)


def words(figure: Figure) -> list[str]:
    """What the key of the header explains."""
    (key,) = figure._keys
    assert isinstance(key, SignKey)
    return [word for _, word in key.entries]


@pytest.fixture
def unsure(snapshot: Snapshot) -> Snapshot:
    """Two samples are wrong, and some are for testing."""
    right = snapshot.right.copy()
    right[:2] = False
    return replace(snapshot, right=right)


def all_right(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, right=np.ones_like(snapshot.right))


def without_test(snapshot: Snapshot) -> Snapshot:
    points = snapshot.points
    return replace(snapshot, points=replace(points, is_test=np.zeros_like(points.is_test)))


def test_truth_and_prediction_are_offered_as_one_figure(make_panel: MakePanel) -> None:
    """After all single plots, the truth at the left."""
    subjects = subjects_of(make_panel(name) for name in PANELS)
    assert list(subjects) == [*PLOTS, COMPARISON]
    assert [view.name for view in subjects[COMPARISON].views] == ["Ground truth", "Prediction"]


def test_one_plot_alone_is_no_comparison(make_panel: MakePanel) -> None:
    assert list(subjects_of([make_panel("Ground truth")])) == ["Ground truth"]


def test_any_panels_that_name_the_same_comparison_stand_side_by_side(
    make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No panel is known by its name: three of them make three columns."""
    names = ["Learning curve", "Decision surface", "Prediction"]
    for name in names:
        monkeypatch.setattr(PANELS[name], "comparison", "All I know")
    subjects = subjects_of(make_panel(name) for name in names)
    assert list(subjects) == [*names, "All I know"]
    figure = Figure(subjects["All I know"], LIGHT, QSize(900, 300))
    lefts = [part.clip.left() for part in figure.parts]
    assert all(300 * k < left < 300 * k + 80 for k, left in enumerate(lefts))
    assert share_of(LIGHT.accent, paint_image(figure, figure.size)) > 0.001


def test_both_plots_are_drawn_in_their_halves(make_subject: MakeSubject) -> None:
    """Of the same points in other colours, side by side and equally high, below one header and two captions."""
    figure = Figure(make_subject(COMPARISON), LIGHT, SIZE)
    left, right = (part.clip for part in figure.parts)
    assert (left.top(), left.size()) == (right.top(), right.size())
    assert left.right() < SIZE.width() / 2 < right.left()
    assert left.top() >= TOP + HEADER + CAPTION
    image = paint_image(figure, SIZE * 2)
    for clip in (left, right):
        inside = image.copy(int(2 * clip.left()), int(2 * clip.top()), int(2 * clip.width()), int(2 * clip.height()))
        assert max(share_of(colour, inside) for colour in LIGHT.classes[:2]) > 0.005
    assert share_of(LIGHT.negative, image) > 0.002
    assert share_of(LIGHT.positive, image) > 0.002


def test_one_key_explains_each_sign_once(make_subject: MakeSubject, unsure: Snapshot) -> None:
    assert words(Figure(make_subject(COMPARISON, unsure), LIGHT, SIZE)) == ["0", "1", "test", "wrong"]


def test_the_key_explains_only_what_there_is(make_subject: MakeSubject, unsure: Snapshot) -> None:
    for shown, expected in (
        (all_right(unsure), ["0", "1", "test"]),
        (without_test(unsure), ["0", "1", "wrong"]),
        (all_right(without_test(unsure)), ["0", "1"]),
    ):
        assert words(Figure(make_subject(COMPARISON, shown), LIGHT, SIZE)) == expected


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("width", "height"), [(1600, 1200), (2400, 1200), (300, 220), (333, 1000)])
def test_its_words_have_room_at_any_size(
    make_subject: MakeSubject, unsure: Snapshot, theme: Theme, width: int, height: int
) -> None:
    """Between the title and the whole key is a gap, and the file has the size that was asked for."""
    figure = Figure(make_subject(COMPARISON, unsure), theme, size_for_pixels(width, height, plots=2))
    image = paint_image(figure, QSize(width, height))
    assert (image.width(), image.height()) == (width, height)
    (key,) = figure._keys
    assert key.width() == key.sizeHint().width()
    scale = width / figure.size.width()
    begins = round((figure.size.width() - 14 - key.width()) * scale)
    header = pixels(image)[round(TOP * scale) : round((TOP + HEADER) * scale)]
    gap = header[:, begins - round(8 * scale) : begins - round(2 * scale)]
    assert (gap == rgb(theme.card)).all()


def test_a_figure_of_two_plots_is_wider_before_its_letters_shrink() -> None:
    assert size_for_pixels(300, 1000, plots=1).width() == 300
    assert size_for_pixels(300, 1000, plots=2).width() == 450
    assert size_for_millimetres(127, 100, plots=2).width() == 480


def test_its_title_says_how_many_are_right(make_subject: MakeSubject) -> None:
    figure = Figure(make_subject(COMPARISON), LIGHT, SIZE)
    assert figure.title.startswith("Truth and prediction – Prediction: ")
    assert " right, test " in figure.title


def test_it_is_of_one_moment(make_subject: MakeSubject, snapshot: Snapshot) -> None:
    """Both plots go to another moment together."""
    subject = make_subject(COMPARISON)
    assert isinstance(subject, Comparison)
    later = all_right(snapshot)
    assert [view.snapshot for view in subject.at(later).views] == [later, later]


def test_in_a_drawing_each_plot_is_cut_off_at_its_own_axes(make_subject: MakeSubject, unsure: Snapshot) -> None:
    """Where one is zoomed in, its points must not appear on the other."""
    figure = Figure(make_subject(COMPARISON, unsure), LIGHT, size_for_millimetres(120, 90, plots=2))
    root = ET.fromstring(paint_svg(figure, 120, 90))
    assert (root.get("width"), root.get("height")) == ("120mm", "90mm")
    for number, part in enumerate(figure.parts, start=1):
        rectangle = root.find(f"{SVG}defs/{SVG}clipPath[@id='plot-{number}-area']/{SVG}rect")
        assert rectangle is not None
        place = [float(rectangle.get(name, "")) for name in ("x", "y", "width", "height")]
        assert place == pytest.approx(part.clip.getRect(), rel=1e-4)
        clipped = root.find(f"{SVG}g[@clip-path='url(#plot-{number}-area)']")
        assert clipped is not None
        assert len(list(clipped.iter(f"{SVG}path"))) >= 20  # the points
    texts = {(text.text or "").strip() for text in root.iter(f"{SVG}text")}
    assert {COMPARISON, "Ground truth", "Prediction", "0", "1", "test", "wrong"} <= texts


def test_in_a_pdf_it_is_text_and_lines(make_subject: MakeSubject, unsure: Snapshot) -> None:
    figure = Figure(make_subject(COMPARISON, unsure), LIGHT, size_for_millimetres(160, 80, plots=2))
    page = Page(paint_pdf(figure, 160, 80))
    assert page.size == pytest.approx((160, 80), abs=0.2)
    assert page.images == []
    for word in (COMPARISON, "Ground truth", "Prediction", "test", "wrong"):
        assert word in page.text
    assert min(page.widths) > 0.05  # millimetres
