"""The network's drawing finds a place for everything, whatever the network and the room."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QFontInfo
from pytestqt.qtbot import QtBot

from gui.microscope.flow_layout import shown_layers
from gui.microscope.flow_view import FlowView
from tests.gui.microscope.flow_parts import DEEP, LAB, flow, open_view, picture

ROOMS = pytest.mark.parametrize("room", [(420, 260), (560, 360), (900, 500)])
NETWORKS = pytest.mark.parametrize("counts", [LAB, (2, 1), (2, 8, 8, 8, 1), DEEP, (30, 12, 10)])


@pytest.fixture
def view(qtbot: QtBot) -> FlowView:
    return open_view(qtbot)


@ROOMS
@NETWORKS
@pytest.mark.parametrize("has_truth", [True, False])
def test_everything_has_its_place(
    view: FlowView, counts: tuple[int, ...], room: tuple[int, int], has_truth: bool
) -> None:
    """Inside the picture, neurons and captions apart, and no more than eight neurons of a layer."""
    view.resize(*room)
    made = flow(counts, back=1)
    view.show_flow(made if has_truth else replace(made, truth=None), 1, "backward")
    layout = view._layout
    assert layout is not None
    boxes = [*layout.boxes.values(), *([layout.truth] if has_truth else [])]
    whole = QRectF(0, 0, *room)
    for column in boxes:
        assert 1 <= len(column) <= 8
        assert all(whole.contains(each.adjusted(0, 0, 0, layout.size.below)) for each in column)
        assert all(a.bottom() + layout.size.below <= b.top() for a, b in pairwise(column))
    assert all(a[0].right() + 10 <= b[0].left() for a, b in pairwise(boxes))
    assert len(layout.links) == len(counts) - 1
    spans = []
    for layer, where, text in view._captions:
        assert whole.contains(QRectF(where, text.size()))
        spans.append((where.y(), where.x(), where.x() + text.size().width(), layer))
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(sorted(spans)))
    assert all(where.y() + 16 <= layout.bottom for _, _, where in layout.more())


@pytest.mark.parametrize(
    ("counts", "room", "texts"),
    [(LAB, (420, 260), 2), ((2, 8, 8, 8, 1), (560, 360), 2), ((2, 8, 8, 8, 1), (420, 260), 1),
     (DEEP, (560, 360), 1), (DEEP, (420, 260), 0)],
)  # fmt: skip
def test_texts_that_find_no_room_are_left_out(
    view: FlowView, counts: tuple[int, ...], room: tuple[int, int], texts: int
) -> None:
    """First the gradients, then the values; those that are written are 9 points at least, 12 pixels."""
    view.resize(*room)
    view.show_flow(flow(counts), 0, "update")
    assert view._layout is not None
    assert view._layout.size.texts == texts
    for face in (view._painting.font, view._painting.strong, view._painting.number, view._painting.large_number):
        assert QFontInfo(face).pixelSize() >= 12


def test_wide_layers_say_how_many_are_left_out(view: FlowView) -> None:
    """In words where they fit."""
    for width, text in ((900, "… 56 more"), (420, "+56")):
        view.resize(width, 360)
        view.show_flow(flow(DEEP), 0, "update")
        assert view._layout is not None
        assert [(layer, words) for layer, words, _ in view._layout.more()] == [(layer, text) for layer in range(1, 7)]


def test_captions_are_as_long_as_they_can_be(view: FlowView) -> None:
    """With the sum, with the activation alone, or only the name; without a bias or an activation none is written."""
    for room, captions in (
        ((560, 360), [["x"], ["z₁ = W₁ x + b₁", "a₁ = σ(z₁)"], ["z₂ = W₂ a₁ + b₂", "a₂ = σ(z₂)"],
                      ["z₃ = W₃ a₂ + b₃", "y = σ(z₃)"]]),
        ((400, 200), [["x"], ["a₁ = σ(z₁)"], ["a₂ = σ(z₂)"], ["y = σ(z₃)"]]),
        ((250, 200), [["x"], ["a₁"], ["a₂"], ["y"]]),
    ):  # fmt: skip
        view.resize(*room)
        view.show_flow(flow(), 0, "update")
        assert view._layout is not None
        assert list(view._layout.captions.values()) == captions
    view.resize(560, 360)
    view.show_flow(replace(flow((2, 1)), captions=(("z₁ = W₁ x",),)), 0, "update")
    assert view._layout is not None
    assert view._layout.captions[1] == ["z₁ = W₁ x"]


@pytest.mark.parametrize(
    ("count", "most", "focus", "columns"),
    [
        (4, 10, 2, [0, 1, 2, 3]),
        (20, 8, 10, [0, None, 8, 9, 10, 11, None, 19]),
        (20, 8, 0, [0, None, 15, 16, 17, 18, 19]),
        (20, 8, 1, [0, 1, 2, 3, 4, None, 19]),
    ],
)
def test_of_a_very_deep_network_the_layers_around_the_focus_are_shown(
    count: int, most: int, focus: int, columns: list[int | None]
) -> None:
    """With the first and the last."""
    assert shown_layers(count, most, focus) == columns


def test_the_focus_of_a_very_deep_network_is_always_to_be_seen(view: FlowView) -> None:
    """With the layer before it, so that its weights have edges."""
    made = flow((2, *[3] * 30, 1))
    for focus in (1, 17, 25, 31):
        view.show_flow(made, focus, "backward")
        assert view._layout is not None
        assert focus in [link.layer for link in view._layout.links]
        picture(view)


def test_the_layout_stays_while_one_steps_through(view: FlowView) -> None:
    """Laying out costs more than a picture; another network has its own, and so has one without a truth."""
    view.show_flow(flow(done=1), 1, "forward")
    before = view._layout
    view.show_flow(flow(back=2), 2, "backward")
    assert view._layout is before
    view.show_flow(replace(flow(back=2), truth=None), 2, "backward")
    assert view._layout is not before
    before = view._layout
    view.show_flow(flow((2, 5, 4, 1)), 2, "backward")
    assert view._layout is not before
