"""The edges of the network's drawing look as what they stand for, and each can be pointed at."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PyQt5.QtCore import QPointF
from pytestqt.qtbot import QtBot

from gui.microscope.flow import CLEAR, FAINT
from gui.microscope.flow_view import FlowView
from gui.theme import Theme
from tests.gui.microscope.flow_parts import THEMES, click, flow, on_edge, open_view, picture, pixel, rgb


@pytest.fixture
def view(qtbot: QtBot) -> FlowView:
    return open_view(qtbot)


def test_a_strong_edge_lies_over_the_weak_ones(view: FlowView) -> None:
    """And those in focus over all others."""
    made = replace(flow((2, 2, 1)), weights=(np.array([[9.0, -1.0], [0.5, -4.0]]), np.array([[-0.1, 3.0]])))
    view.show_flow(made, 2, "forward")
    drawn = [(opacity, place % 32) for opacity, place, _ in view._edges]
    assert drawn == sorted(drawn)
    assert [opacity for opacity, _ in drawn] == [FAINT] * 4 + [CLEAR] * 2
    assert len(set(drawn)) == 6


@THEMES
def test_on_the_way_back_the_edges_in_focus_are_gradients(view: FlowView, theme: Theme) -> None:
    """Once they are known; the legend says so, and how strong the strongest is."""
    view.set_theme(theme)
    made = flow((1, 1), back=1)
    made = replace(made, weights=(np.array([[2.0]]),), weight_gradients=(np.array([[-0.004]]),))
    where = {"forward": theme.positive, "backward": theme.negative, "update": theme.positive}
    for phase, colour in where.items():
        view.show_flow(made, 1, phase)
        at = on_edge(view, 1, 0, 0)
        np.testing.assert_allclose(pixel(picture(view), at.x(), at.y()), rgb(colour), atol=12)


def test_an_update_concerns_every_weight(view: FlowView) -> None:
    """Nothing is faint then."""
    view.show_flow(flow(back=1), 0, "update")
    assert {opacity for opacity, _, _ in view._edges} == {CLEAR}


@THEMES
def test_the_chosen_weight_has_an_outline(view: FlowView, theme: Theme) -> None:
    """In the colour of the text, around an edge that keeps its own colour; a weight of 0 has one too."""
    view.set_theme(theme)
    made = flow((1, 1))
    for weight in (1.0, 0.0):
        view.show_flow(replace(made, weights=(np.array([[weight]]),)), 0, "update")
        at = on_edge(view, 1, 0, 0)
        around = {}
        for is_chosen in (False, True):
            view.set_chosen(1 if is_chosen else 5, 0, 0)
            image = picture(view)
            cut = np.array([pixel(image, at.x(), at.y() + step) for step in range(-8, 9)])
            around[is_chosen] = (np.abs(cut - rgb(theme.text)).max(axis=1) < 90).sum()
            own = rgb(theme.positive if weight else theme.card)
            assert np.abs(cut[8] - own).max() < 15
        assert around[True] >= around[False] + 2


def test_every_edge_can_be_clicked(view: FlowView) -> None:
    """In its own fan before its target, where they lie apart; in between, it is one that passes there."""
    view.show_flow(flow((2, 8, 8, 1)), 0, "update")
    said: list[tuple[int, int, int]] = []
    view.weight_clicked.connect(lambda *what: said.append(what))
    expected = [(layer, r, c) for layer, (before, here) in enumerate(pairwise((2, 8, 8, 1)), 1)
                for r in range(here) for c in range(before)]  # fmt: skip
    for each in expected:
        for share in (0.1, 0.3, 0.5, 0.7, 0.9):
            click(view, on_edge(view, *each, share))
    assert set(said) == set(expected)
    assert len(said) == 5 * len(expected)


def test_the_nearest_edge_is_the_one_that_is_meant(view: FlowView) -> None:
    """Also beside a steep one, where it is far away in height but near; a click into the empty says nothing."""
    view.show_flow(flow((2, 2)), 0, "update")
    for row in range(2):
        for column in range(2):
            for share in (0.2, 0.5, 0.8):
                if share == 0.5 and row != column:
                    continue  # here the two steep ones cross
                where = on_edge(view, 1, row, column, share)
                assert view.spot_at(where) == ("weight", 1, row, column)
                assert view.spot_at(where + QPointF(0, 3)) == ("weight", 1, row, column)
    top = on_edge(view, 1, 0, 0)
    assert view.spot_at(top - QPointF(0, 12)) == ("", 0, 0, 0)


def test_near_means_near_in_every_direction(view: FlowView) -> None:
    """Beside a steep edge, its line passes far below the pointer."""
    view.resize(420, 400)
    view.show_flow(flow((1, 8, 1, 8)), 0, "update")
    for row in (0, 7):
        where = on_edge(view, 3, row, 0)
        assert abs(on_edge(view, 3, row, 0, 0.52).y() - where.y()) > 1.5 * abs(
            on_edge(view, 3, row, 0, 0.52).x() - where.x()
        )
        assert view.spot_at(where + QPointF(3, 0))[0] == "weight"
        assert view.spot_at(where - QPointF(3, 0))[0] == "weight"


def test_a_weight_of_zero_can_be_chosen_too(view: FlowView) -> None:
    """Though it has no edge."""
    view.show_flow(replace(flow((1, 1)), weights=(np.zeros((1, 1)),)), 0, "update")
    assert view._edges == []
    assert view.spot_at(on_edge(view, 1, 0, 0)) == ("weight", 1, 0, 0)
