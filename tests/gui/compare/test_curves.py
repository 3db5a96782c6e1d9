"""The learning curves of a comparison."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PyQt5.QtCore import QPointF
from pytestqt.qtbot import QtBot

from engine.compare.outcome import State
from gui.compare.album import Album
from gui.compare.curves import BEYOND, LOG, MOST_LINES, CurvesCard
from gui.compare.shown import NOTHING, Shown
from gui.theme import DARK, LIGHT
from tests.gui.compare.conftest import Put
from tests.gui.compare.made import comparison, outcomes

RATES = comparison("lr=0.1,10")


@pytest.fixture
def shown() -> Shown:
    return Album(RATES, outcomes(RATES)).show()


@pytest.fixture
def card(put: Put, shown: Shown) -> CurvesCard:
    made = CurvesCard(LIGHT)
    put(made, 640, 400)
    made.show_shown(shown)
    return made


def test_a_line_is_the_mean_over_seeds(card: CurvesCard, shown: Shown) -> None:
    card.choose("Epochs Linear")
    for line, series in zip(card.lines, shown.series, strict=True):
        assert series.band is not None
        np.testing.assert_array_equal(line.getData()[0], series.band.epochs)
        np.testing.assert_array_equal(line.getData()[1], series.band.mean)


def test_the_band_goes_from_the_least_to_the_greatest(card: CurvesCard, shown: Shown) -> None:
    card.choose("Epochs Linear")
    band = shown.series[1].band
    assert band is not None
    around = card.areas[1].boundingRect()
    assert around.top() == pytest.approx(band.least.min())
    assert around.bottom() == pytest.approx(band.greatest.max())


def test_a_logarithmic_axis_shows_logarithms(card: CurvesCard, shown: Shown) -> None:
    """It is the usual one, as losses fall by powers of ten."""
    band = shown.series[0].band
    assert band is not None
    np.testing.assert_allclose(card.lines[0].getData()[1], np.log10(band.mean))
    assert card.choice == "Epochs Log"


def test_time_is_shown_in_seconds(card: CurvesCard, shown: Shown) -> None:
    card.choose("Seconds Log")
    band = shown.series[0].band
    assert band is not None
    np.testing.assert_allclose(card.lines[0].getData()[0], band.seconds)


def test_the_axis_of_epochs_ends_where_the_trainings_will_end(card: CurvesCard) -> None:
    """So curves grow to the right, and the axis stays."""
    half = Album(RATES, outcomes(RATES, done=0.0)).show()
    card.show_shown(half)
    assert card.plot is not None
    assert card.plot.viewRange()[0] == [0.0, 60.0]


def test_a_loss_beyond_all_bounds_does_not_flatten_the_others(card: CurvesCard) -> None:
    known = outcomes(RATES)
    wild = []
    for each in known:
        if each.trial.variant == 1:
            assert each.curve is not None
            grown = np.geomspace(0.3, 1e200, len(each.curve.epochs))
            curve = dataclasses.replace(each.curve, loss=grown, least=grown, greatest=grown)
            each = dataclasses.replace(each, state=State.DIVERGED, curve=curve)
        wild.append(each)
    shown = Album(RATES, wild).show()
    card.show_shown(shown)
    sound = shown.series[0].band
    assert sound is not None
    assert card.plot is not None
    assert card.plot.viewRange()[1][1] <= np.log10(10 * BEYOND[LOG] * max(0.3, sound.greatest.max()))
    assert card.key._names[1] == ("10", "diverged"), "told in words"


def test_losses_of_zero_or_none_at_all_can_be_shown(card: CurvesCard) -> None:
    """A logarithmic axis has no place for zero; nothing breaks."""
    known = outcomes(RATES)
    zeros = []
    for each in known:
        assert each.curve is not None
        none = np.zeros(len(each.curve.epochs))
        curve = dataclasses.replace(each.curve, loss=none, least=none, greatest=none)
        zeros.append(dataclasses.replace(each, curve=curve))
    card.show_shown(Album(RATES, zeros).show())
    assert all(len(line.getData()[0]) == 0 for line in card.lines)
    card.show_shown(NOTHING)
    assert card.lines == []


def test_what_is_looked_at_stands_out(card: CurvesCard) -> None:
    card.highlight(1)
    alphas = [line.opts["pen"].color().alpha() for line in card.lines]
    assert alphas[0] < alphas[1] == 255
    card.highlight(-1)
    assert [line.opts["pen"].color().alpha() for line in card.lines] == [255, 255]


def test_the_key_names_the_lines_and_answers_a_click(card: CurvesCard, qtbot: QtBot) -> None:
    assert [name for name, _ in card.key._names] == ["0.1", "10"]
    assert card.key.row_at(QPointF(30, 25)) == 1
    assert card.key.row_at(QPointF(30, 45)) == -1
    with qtbot.waitSignal(card.highlighted) as told:
        card.key.chosen.emit(card.key.row_at(QPointF(30, 5)))
    assert told.args == [0]


def test_more_names_than_there_is_room_for_are_counted(put: Put) -> None:
    many = comparison("hidden=" + ",".join(map(str, range(1, 41))), seeds=1)
    card = CurvesCard(LIGHT)
    put(card, 600, 300)
    card.show_shown(Album(many).show())
    rows = card.key._rows()
    assert len(rows) < 20
    assert rows[-1][0] == f"… {40 - len(rows) + 1} more"


def test_of_very_many_variants_the_first_are_drawn(card: CurvesCard, shown: Shown) -> None:
    """And it is said how many are not."""
    many = dataclasses.replace(shown, series=shown.series * 60)
    card.show_shown(many)
    assert len(card.lines) == MOST_LINES < len(many.series)
    assert card.note() == f"{len(many.series) - MOST_LINES} more"
    card.highlight(len(many.series) - 1)
    card.show_shown(shown)
    assert len(card.lines) == len(shown.series)


def test_its_view_makes_the_same_card_for_a_file(card: CurvesCard) -> None:
    card.choose("Seconds Linear")
    view = card.view()
    assert view is not None
    other = view.panel(DARK)
    assert isinstance(other, CurvesCard)
    assert other.choice == "Seconds Linear"
    np.testing.assert_array_equal(other.lines[1].getData()[1], card.lines[1].getData()[1])
