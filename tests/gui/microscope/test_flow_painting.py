"""The network's picture: colours and marks are the numbers', and it says where in the step one stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.microscope.flow import CLEAR, CLEARER, FAINT, PALE
from gui.microscope.flow_layout import SIZES
from gui.microscope.flow_view import FlowView
from gui.theme import LIGHT, Theme, diverging_map
from gui.theme.contrast import contrast
from tests.gui.microscope.flow_parts import DEEP, LAB, THEMES, box, flow, opacities, open_view, picture, pixel, rgb


@pytest.fixture
def view(qtbot: QtBot) -> FlowView:
    return open_view(qtbot)


@THEMES
def test_a_neuron_has_the_colour_of_its_value(view: FlowView, theme: Theme) -> None:
    """Orange below zero, blue above, strongest at 1; the truth likewise."""
    view.set_theme(theme)
    made = flow()
    values = (np.array([-1.0, 1.0]), np.array([-0.5, 0.0, 0.5, 0.25]), *made.values[2:])
    view.show_flow(replace(made, values=values), 0, "update")
    image, table = picture(view), diverging_map(theme)[:, :3].astype(float)
    assert view._layout is not None
    shown = [(box(view, 0, 0), 0), (box(view, 0, 1), 255), (box(view, 1, 0), 64), (box(view, 1, 1), 128)]
    for square, place in [*shown, (view._layout.truth[0], 255)]:
        np.testing.assert_allclose(pixel(image, square.left() + 8, square.top() + 3), table[place], atol=2)


def test_values_beyond_1_stretch_the_colours_of_their_layer(view: FlowView) -> None:
    """A ReLU's 40 is as blue as can be, and beside it 20 is half as blue."""
    made = flow()
    values = (made.values[0], np.array([40.0, 20.0, 0.0, -40.0]), *made.values[2:])
    view.show_flow(replace(made, values=values), 0, "update")
    image, table = picture(view), diverging_map(LIGHT)[:, :3].astype(float)
    for row, place in ((0, 255), (1, 191), (2, 128), (3, 0)):
        square = box(view, 1, row)
        np.testing.assert_allclose(pixel(image, square.left() + 8, square.top() + 3), table[place], atol=2)


def test_a_number_that_does_not_fit_is_left_out(view: FlowView) -> None:
    """Half of it would be another number: three dots stand for both of these."""
    images = []
    for value in (-1e123, -1e124):
        view.resize(420, 260)
        made = flow((2, 8, 8, 8, 1))
        view.show_flow(replace(made, values=(np.full(2, value), *made.values[1:])), 0, "update")
        images.append(picture(view).copy(box(view, 0, 0).toRect()))
    assert images[0] == images[1]
    dark = [images[0].pixelColor(x, 9).lightness() < 120 for x in range(4, 38)]
    assert not any(dark)  # the dots lie lower


@THEMES
def test_numbers_are_written_in_a_colour_that_can_be_read(view: FlowView, theme: Theme) -> None:
    """On white, on the strongest blue, and in between."""
    view.set_theme(theme)
    made = flow()
    values = (made.values[0], np.array([0.0, 1.0, -1.0, 0.5]), *made.values[2:])
    view.show_flow(replace(made, values=values), 0, "update")
    image = picture(view)
    for row in range(4):
        inside = box(view, 1, row).toRect().adjusted(6, 4, -6, -4)
        colours = [image.pixelColor(inside.x() + x, inside.y() + y) for x in range(inside.width())
                   for y in range(inside.height())]  # fmt: skip
        behind = image.pixelColor(inside.left() + 2, inside.top() - 1)
        best = max(float(contrast(rgb(colour), rgb(behind))) for colour in colours)
        assert best >= 4.0  # its strokes are hardly a pixel wide


def test_where_there_is_room_gradients_are_written_too(view: FlowView) -> None:
    """Below the bars, and the values are larger then."""
    written, heights = [], []
    for room in ((560, 360), (420, 260)):
        view.resize(*room)
        made = flow((2, 8, 8, 8, 1) if room == (420, 260) else LAB, back=1)
        view.show_flow(made, 0, "update")
        image, square = picture(view), box(view, 1, -1)
        below = [image.pixelColor(int(square.center().x()) + x, int(square.bottom()) + y).lightness()
                 for x in range(-20, 21) for y in range(8, 12)]  # fmt: skip
        written.append(min(below) < 150)
        inside = square.toRect().adjusted(6, 3, -6, -3)
        ink = [any(image.pixelColor(x, y).lightness() < 60 for x in range(inside.left(), inside.right()))
               for y in range(inside.top(), inside.bottom())]  # fmt: skip
        heights.append(sum(ink))
    assert written == [True, False]
    assert heights[0] > heights[1] > 6


def test_the_caption_in_focus_is_darker(view: FlowView) -> None:
    """It has the text's own colour, the others are muted."""
    view.show_flow(flow(back=1), 2, "backward")
    image = picture(view)
    darkest: dict[int, int] = {}
    for layer, where, text in view._captions:
        size = text.size()
        colours = [image.pixelColor(int(where.x()) + x, int(where.y()) + y) for x in range(int(size.width()))
                   for y in range(int(size.height()))]  # fmt: skip
        darkest[layer] = min(darkest.get(layer, 255), *(colour.lightness() for colour in colours))
    assert min(darkest, key=lambda layer: darkest[layer]) == 2
    assert all(darkest[layer] > darkest[2] + 30 for layer in (0, 1, 3))


def test_a_gradient_is_a_bar_below_its_neuron(view: FlowView) -> None:
    """From the middle to the left in orange below zero, to the right in blue above; as long as the others allow."""
    made = flow(back=1, bias=False)
    view.show_flow(replace(made, gradients=(None, np.array([-2.0, 1.0, 0.0, 1e-9]), *made.gradients[2:])), 0, "update")
    image, middle = picture(view), box(view, 1, 0).center().x()
    rows = [[pixel(image, x, box(view, 1, row).bottom() + 3) for x in range(int(middle) - 30, int(middle) + 30)]
            for row in range(4)]  # fmt: skip
    lengths = {
        colour: [sum(np.abs(each - rgb(colour)).max() < 30 for each in row) for row in rows]
        for colour in (LIGHT.negative, LIGHT.positive)
    }
    half = SIZES[0].width / 2
    np.testing.assert_allclose(lengths[LIGHT.negative], [half, 0, 0, 0], atol=1)
    np.testing.assert_allclose(lengths[LIGHT.positive], [0, half / 2, 0, 0], atol=1)  # the last has vanished
    assert np.abs(rows[0][28] - rgb(LIGHT.negative)).max() < 30  # left of the middle
    assert np.abs(rows[1][32] - rgb(LIGHT.positive)).max() < 30


def test_what_is_not_calculated_yet_is_pale_and_empty(view: FlowView) -> None:
    """Forward in layer 2: the output has no number, and the edges into it wait."""
    view.show_flow(flow(done=2), 2, "forward")
    assert set(opacities(view, 1).values()) == {FAINT}
    assert set(opacities(view, 2).values()) == {CLEAR}
    assert set(opacities(view, 3).values()) == {PALE}
    image, square = picture(view), box(view, 3, 0).toRect().adjusted(7, 3, -3, -7)
    places = [(x, y) for x in range(square.left(), square.right()) for y in range(square.top(), square.bottom())]
    colours = {image.pixel(x, y) for x, y in places}
    assert colours == {QColor(LIGHT.card).rgb()}


@pytest.mark.parametrize(
    ("focus", "phase", "column"), [(1, "forward", 1), (2, "backward", 2), (0, "loss", 3), (0, "update", None)]
)
def test_the_column_in_focus_lies_on_a_band(view: FlowView, focus: int, phase: str, column: int | None) -> None:
    """Of the loss it is the output's; the update moves everything at once."""
    view.show_flow(flow(back=1), focus, phase)
    assert view._layout is not None
    image, card = picture(view), rgb(LIGHT.card)
    on = [
        layer
        for layer in view._layout.boxes
        if np.abs(pixel(image, view._layout.centres[layer], 345) - card).max() > 5  # below the captions' first line …
        and np.abs(pixel(image, view._layout.band(layer).left() + 7, 357) - card).max() > 5  # … and beside them
    ]
    assert on == ([] if column is None else [column])


@pytest.mark.parametrize(("phase", "head"), [("forward", "right"), ("backward", "left"), ("loss", ""), ("update", "")])
def test_an_arrow_says_the_direction(view: FlowView, phase: str, head: str) -> None:
    """To the right on the way forward, to the left on the way back; the loss and the update have none."""
    view.show_flow(flow(back=1), 1, phase)
    image, accent = picture(view), rgb(LIGHT.accent)
    is_accent = np.array([[np.abs(pixel(image, x, y) - accent).max() < 60 for x in range(560)] for y in range(20)])
    line = is_accent[8:10].any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], line, [0]))))
    start, end = max(zip(edges[::2], edges[1::2], strict=True), key=lambda run: run[1] - run[0])
    if not head:
        assert end - start < 20
        return
    assert end - start > 100
    ends = {"left": is_accent[:, start : start + 8], "right": is_accent[:, end - 8 : end]}
    heights = {side: int(part.any(axis=1).sum()) for side, part in ends.items()}
    assert heights[head] >= 5
    assert min(heights.values()) <= 3


def test_at_the_loss_the_output_meets_the_truth(view: FlowView) -> None:
    """A line between them, which is not there otherwise."""
    for phase, is_there in (("loss", True), ("forward", False)):
        view.show_flow(flow(), 0, phase)
        output = box(view, 3, 0)
        seen = pixel(picture(view), output.right() + 15, output.center().y())
        assert (np.abs(seen - rgb(LIGHT.accent)).max() < 60) == is_there


def test_the_truth_has_a_caption(view: FlowView) -> None:
    """The letter t below it, muted, also where the column is narrower than the letter."""
    for room, counts in (((560, 360), LAB), ((420, 260), DEEP), ((120, 90), LAB)):
        view.resize(*room)
        view.show_flow(flow(counts), 0, "update")
        assert view._layout is not None
        middle, top = view._layout.truth[0].center().x(), view._layout.bottom
        image = picture(view)
        ink = [pixel(image, middle + x, top + y) - rgb(LIGHT.muted) for x in range(-5, 6) for y in range(16)]
        assert min(np.abs(difference).max() for difference in ink) < 60


def test_the_chosen_bias_has_a_ring(view: FlowView) -> None:
    """Around its dot; the others have none."""
    view.show_flow(flow(), 0, "update")
    view.set_chosen(1, 2, None)
    image = picture(view)
    dark = [
        sum(
            np.abs(pixel(image, corner.x() - 10 + x, corner.y() + y) - rgb(LIGHT.text)).max() < 90
            for x in range(10)
            for y in range(1, 10)
        )
        for corner in (box(view, 1, row).bottomLeft() for row in range(4))
    ]
    assert dark[2] > 5
    assert [*dark[:2], dark[3]] == [0, 0, 0]


def test_what_the_chosen_weight_acts_upon_stands_out_a_little(view: FlowView) -> None:
    """The edges from its neuron on, and nothing before."""
    view.show_flow(flow(), 0, "loss")
    view.set_chosen(1, 2, 0)
    assert set(opacities(view, 1).values()) == {FAINT}
    assert {column for (_, column), opacity in opacities(view, 2).items() if opacity > FAINT} == {2}
    assert set(opacities(view, 3).values()) == {FAINT * CLEARER}
    image = picture(view)
    tops = [[pixel(image, square.center().x(), square.top()) for square in (box(view, layer, row) for row in range(4))]
            for layer in (1, 2)]  # fmt: skip
    is_dark = [[bool(np.abs(colour - rgb(LIGHT.text)).max() < 25) for colour in column] for column in tops]
    assert is_dark == [[False, False, True, False], [True] * 4]


def test_a_chosen_weight_that_is_not_drawn_is_marked_in_what_is_left_out(view: FlowView) -> None:
    """And drawing does not stumble over it, nor over a layer that is not there."""
    view.show_flow(flow(DEEP), 0, "update")
    assert view._layout is not None
    spots = {layer: where for layer, _, where in view._layout.more()}

    def marked() -> list[int]:
        image, found = picture(view), []
        for layer, where in spots.items():
            colours = [pixel(image, where.x() + x, where.y() + y) for x in range(-14, 15) for y in range(3, 14)]
            if min(np.abs(colour - rgb(LIGHT.accent)).max() for colour in colours) < 40:
                found.append(layer)
        return found

    places = {(3, 1, 1): [], (3, 40, 1): [3], (3, 1, 40): [2], (3, 40, 63): [2, 3], (9, 0, 0): []}
    for chosen, expected in places.items():
        view.set_chosen(*chosen)
        assert marked() == expected


def test_a_neuron_without_a_text_is_its_colour(view: FlowView, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing else: no dots that stand for a number which never fits."""
    written: set[str] = set()
    monkeypatch.setattr(view._painting, "_write", lambda _painter, _box, text, _font: written.add(text))
    view.resize(420, 260)
    view.show_flow(flow(DEEP, back=1), 0, "update")
    picture(view)
    assert written == {"+56"}
