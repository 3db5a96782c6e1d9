"""Where things of a drawn network stand: within their card, none over another, a column for each layer."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from PyQt5.QtCore import QRectF, QSizeF

from engine.snapshot import Neurons
from gui.widgets.network_layout import LINE, Layout, shown_columns

CARD = QSizeF(478, 218)
SHALLOW = [(2, 1), (2, 4, 1), (2, 1, 1), (2, 4, 4, 1), (2, 8, 8, 8, 1), (2, 256, 16, 3)]
DEEP = [(2, *[3] * 30, 1), (2, *[8] * 100, 1)]
SIZES = [CARD, QSizeF(150, 120), QSizeF(330, 160), QSizeF(760, 420), QSizeF(1600, 900)]
EVERY_NETWORK = pytest.mark.parametrize("sizes", SHALLOW + DEEP, ids=lambda sizes: "-".join(map(str, sizes[:5])))
EVERY_SIZE = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width():g}x{size.height():g}")


def layers(*sizes: int, activation: str = "Sigmoid") -> list[Neurons]:
    made = [Neurons(sizes[0], "", np.empty((sizes[0], 0)), None, np.zeros((sizes[0], 4, 4)))]
    for before, here in pairwise(sizes):
        shown = min(here, 8)
        weights = np.ones((shown, min(before, 8)))
        made.append(Neurons(here, activation, weights, np.zeros(shown), np.zeros((shown, 4, 4))))
    return made


def width(text: str) -> float:
    """Of a text in letters that are all as wide."""
    return 6.2 * len(text)


def boxes(layout: Layout) -> list[QRectF]:
    """What the captions cover."""
    sizes = [(each.where, width(each.text)) for each in layout.captions]
    return [QRectF(where.x() - size / 2, where.y(), size, LINE) for where, size in sizes]


@EVERY_SIZE
@EVERY_NETWORK
def test_neurons_are_squares_within_the_card_and_apart(sizes: tuple[int, ...], size: QSizeF) -> None:
    """All of one size, on whole pixels, where they are sharp."""
    squares = [square for column in Layout(layers(*sizes), size, width).squares.values() for square in column]
    card = QRectF(0, 0, size.width(), size.height())
    for square in squares:
        assert square.width() == square.height() == squares[0].width() >= 4
        assert square.left() == int(square.left())
        assert square.top() == int(square.top())
        assert card.contains(square)
    assert not any(one.intersects(other) for one, other in combinations(squares, 2))


@EVERY_SIZE
@EVERY_NETWORK
def test_captions_are_within_the_card_and_apart(sizes: tuple[int, ...], size: QSizeF) -> None:
    """No formula runs into the next one or into a neuron."""
    layout = Layout(layers(*sizes), size, width)
    texts = boxes(layout)
    assert len(texts) > len(sizes[:3])
    squares = [square for column in layout.squares.values() for square in column]
    for text in texts:
        assert QRectF(0, 0, size.width(), size.height()).adjusted(-1, -1, 1, 1).contains(text)
    below = [text for text in texts if text.top() > max(square.bottom() for square in squares)]
    assert not any(one.intersects(other) for one, other in combinations(below, 2))


@EVERY_NETWORK
def test_layers_are_columns_from_left_to_right(sizes: tuple[int, ...]) -> None:
    """The inputs first, the outputs last, each around the middle."""
    squares = Layout(layers(*sizes), CARD, width).squares
    assert min(squares) == 0
    assert max(squares) == len(sizes) - 1
    for before, here in pairwise(squares.values()):
        assert before[0].right() + 8 < here[0].left()
    middles = [(column[0].top() + column[-1].bottom()) / 2 for column in squares.values()]
    np.testing.assert_allclose(middles, middles[0], atol=1)
    for layer, column in squares.items():
        assert len(column) == min(sizes[layer], 8)


def test_a_network_that_fits_is_shown_whole() -> None:
    """A column for each layer, and no dots."""
    layout = Layout(layers(2, 4, 4, 1), CARD, width)
    assert layout.columns == [0, 1, 2, 3]
    assert layout.dots == []
    assert len(layout.edges) == 2 * 4 + 4 * 4 + 4


def test_of_too_many_layers_the_first_and_the_last_are_shown() -> None:
    """With dots between, across which no edge goes, and how many are left out."""
    layout = Layout(layers(2, *[4] * 30, 1), CARD, width)
    assert layout.columns == [0, 1, 2, 3, 4, None, 30, 31]
    assert len(layout.dots) == 3
    assert layout.linked == [1, 2, 3, 4, 31]
    assert "25 more" in [caption.text for caption in layout.captions]


@pytest.mark.parametrize("pixels", [1, 150, 478, 2000, 10_000])
@pytest.mark.parametrize("count", [2, 3, 7, 32, 102])
def test_columns_name_each_layer_once(count: int, pixels: int) -> None:
    """In order, with the inputs, the last hidden layer and the outputs."""
    columns = shown_columns(count, pixels)
    shown = [layer for layer in columns if layer is not None]
    assert shown == sorted(set(shown))
    assert {0, count - 2, count - 1} <= set(shown)
    assert len(columns) - len(shown) == (len(shown) < count)


def test_edges_go_from_the_right_of_a_square_to_the_left_of_the_next() -> None:
    """Each meets its square at a place of its own, in the order of where it comes from."""
    layout = Layout(layers(2, 4, 4, 1), CARD, width)
    for edge, curve in zip(layout.edges, layout.curves, strict=True):
        start, end = layout.squares[edge.layer - 1][edge.origin], layout.squares[edge.layer][edge.to]
        assert curve[0].tolist() == [start.right(), start.center().y()]
        assert curve[3][0] == end.left()
        assert end.top() < curve[3][1] < end.bottom()
    into_the_last = [curve[3][1] for edge, curve in zip(layout.edges, layout.curves, strict=True) if edge.layer == 3]
    assert into_the_last == sorted(set(into_the_last))


@pytest.mark.parametrize(
    ("pixels", "texts"),
    [
        (600, ["x", "a₁ = σ(W₁ x + b₁)", "a₂ = σ(W₂ a₁ + b₂)", "y = σ(W₃ a₂ + b₃)", "x₁", "x₂"]),
        (430, ["x", "a₁", "σ(W₁ x + b₁)", "a₂", "σ(W₂ a₁ + b₂)", "y", "σ(W₃ a₂ + b₃)", "x₁", "x₂"]),
        (300, ["x", "a₁", "a₂", "y", "x₁", "x₂"]),
    ],
)
def test_formulas_are_as_long_as_there_is_room(pixels: int, texts: list[str]) -> None:
    """In one line, in two, or only the names: for all columns alike."""
    layout = Layout(layers(2, 4, 4, 1), QSizeF(pixels, 218), width)
    assert [caption.text for caption in layout.captions] == texts


def test_a_wide_layer_says_how_many_of_it_are_shown() -> None:
    """Below its formula, or beside its name."""
    wide = Layout(layers(2, 256, 1), QSizeF(600, 218), width)
    assert [caption.text for caption in wide.captions][1:3] == ["a₁ = σ(W₁ x + b₁)", "8 of 256"]
    narrow = Layout(layers(2, 256, 256, 1), QSizeF(430, 218), width)
    assert [caption.text for caption in narrow.captions][1:3] == ["a₁, 8 of 256", "σ(W₁ x + b₁)"]
