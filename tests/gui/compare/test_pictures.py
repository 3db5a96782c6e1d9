"""What was learned, as small pictures, and two things varied, as a heat map."""

from __future__ import annotations

import dataclasses
import math

import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QApplication, QComboBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.compare.outcome import State
from gui.compare.album import Album
from gui.compare.pictures import PicturesCard
from gui.theme import DARK, LIGHT
from tests.gui.compare.conftest import Put
from tests.gui.compare.made import DIGITS, SINE, comparison, failed, outcomes

ONE = comparison("lr=0.1,2,10", seeds=1)
TWO = comparison("lr=0.1,10", "hidden=2,4-4", seeds=1)


@pytest.fixture
def card(put: Put) -> PicturesCard:
    made = PicturesCard(LIGHT)
    put(made, 400, 380)
    made.show_shown(Album(ONE, outcomes(ONE)).show())
    return made


@pytest.fixture
def map_card(card: PicturesCard) -> PicturesCard:
    card.show_shown(Album(TWO, outcomes(TWO)).show())
    QApplication.processEvents()
    return card


def painted(card: PicturesCard, where: QPointF) -> QColor:
    """The colour that is really seen at a place of the drawing, once all is painted."""
    assert card.plot is not None
    card.plot.viewport().grab()
    while not card.is_complete:
        QApplication.processEvents()
    scene = card.plot.mapFromScene(card.miniatures.mapToScene(where))
    image = card.plot.viewport().grab().toImage()
    return QColor(image.pixel(QPoint(scene)))


# -- small pictures ----------------------------------------------------------------------------------------------------


def test_each_variant_has_its_picture_and_none_lies_on_another(card: PicturesCard) -> None:
    places = card.miniatures.places
    assert len(places) == 3
    assert all(not one.intersects(other) for k, one in enumerate(places) for other in places[k + 1 :])
    assert all(card.miniatures.boundingRect().contains(place) for place in places)


def test_long_names_have_the_room_that_there_is(card: PicturesCard) -> None:
    """Small pictures stand further apart where their captions need it, and never lie beyond the edge."""
    many = comparison("hidden=16-16-16-16,8-8-8-8-8,4-4-4-4", "lr=0.001,0.01", seeds=1)
    card.resize(640, 380)
    card.show_shown(Album(many, outcomes(many)).show())
    card.choose("Pictures:0")
    QApplication.processEvents()
    places = card.miniatures.places
    assert len(places) == 6
    assert places[1].left() - places[0].left() > card.miniatures._caption_width(card.shown.series[0])
    assert all(card.miniatures.boundingRect().contains(place) for place in places)


def test_a_picture_is_the_surface_in_the_colours_of_the_classes(card: PicturesCard) -> None:
    """Above it and below lies what is nobody's answer."""
    place = card.miniatures.places[0]
    seen = painted(card, place.center() + QPointF(20, 5))
    assert seen not in (QColor(LIGHT.card), QColor(LIGHT.zero))
    card.miniatures.set_theme(DARK)
    assert painted(card, place.center() + QPointF(20, 5)) != seen
    assert card.title == "Final surfaces"


def test_one_feature_is_drawn_as_a_curve(card: PicturesCard) -> None:
    sine = comparison("lr=0.1,0.5", recipe=SINE, seeds=1)
    card.show_shown(Album(sine, outcomes(sine)).show())
    assert card.title == "Final curves"
    assert len(card.miniatures.places) == 2


def test_what_has_not_ended_says_how_far_it_is(card: PicturesCard) -> None:
    known = outcomes(ONE, done=1 / 3)
    known[2] = failed(known[2])
    card.show_shown(Album(ONE, known).show())
    tips = [card.miniatures.text_at(place.center())[0] for place in card.miniatures.places]
    assert tips[0].startswith("0.1: accuracy")
    assert tips[1] == "2: epoch 30, with the first seed."
    assert tips[2] == "10: failed, with the first seed."


def test_what_has_diverged_shows_a_word_and_no_surface(card: PicturesCard) -> None:
    """What it said when it went astray is nobody's answer."""
    known = outcomes(ONE)
    known[2] = dataclasses.replace(known[2], state=State.DIVERGED)
    corner = QPointF(6, 6)  # where the surface is, and no word
    before = painted(card, card.miniatures.places[2].topLeft() + corner)
    card.show_shown(Album(ONE, known).show())
    QApplication.processEvents()
    after = painted(card, card.miniatures.places[2].topLeft() + corner)
    assert before != after == QColor(LIGHT.zero)


def test_those_that_find_no_room_are_counted(card: PicturesCard) -> None:
    many = comparison("hidden=" + ",".join(map(str, range(1, 60))), seeds=1)
    card.show_shown(Album(many).show())
    QApplication.processEvents()
    assert 0 < len(card.miniatures.places) < 59
    assert card.note() == f"{59 - len(card.miniatures.places)} more"


def test_with_several_seeds_it_says_of_which_the_pictures_are(card: PicturesCard) -> None:
    assert card.note() == ""
    several = comparison("hidden=" + ",".join(map(str, range(1, 60))), seeds=3)
    card.show_shown(Album(several).show())
    QApplication.processEvents()
    left_out = 59 - len(card.miniatures.places)
    assert left_out > 0
    assert card.note() == f"first seed, {left_out} more"
    two = comparison("lr=0.1,10", "hidden=2,4-4", seeds=3)
    card.show_shown(Album(two).show())
    assert card.note() == ""  # a heat map is of all
    card.choose("Pictures:0")
    assert card.note() == "first seed"


def test_what_finds_room_later_is_counted_no_more(card: PicturesCard) -> None:
    many = comparison("hidden=" + ",".join(map(str, range(1, 31))), seeds=1)
    card.resize(300, 200)
    card.show_shown(Album(many).show())
    QApplication.processEvents()
    assert card.note().endswith(" more")
    card.resize(900, 800)
    QApplication.processEvents()
    assert card.note() == ""


def test_a_point_without_a_picture_has_nothing_to_say(card: PicturesCard) -> None:
    assert card.miniatures.text_at(QPointF(-5, -5))[0] == ""
    assert card.miniatures.number_at(QPointF(1e4, 1e4)) == -1


# -- the heat map ------------------------------------------------------------------------------------------------------


def test_two_things_varied_are_a_heat_map_at_first(map_card: PicturesCard) -> None:
    assert map_card.title == "Heat map"
    assert len(map_card.map.cells) == 4
    way = map_card.findChild(QToolButton, "comparePictures")
    assert way is not None
    way.click()
    assert map_card.title == "Final surfaces"


def test_the_best_is_the_strongest_and_the_worst_the_palest(map_card: PicturesCard) -> None:
    """Of losses the least, of accuracies the greatest."""
    for number, better in ((0, min), (1, max)):
        map_card.map.choose(number)
        values, strengths = map_card.map._values(), map_card.map._strengths()
        assert strengths[values.index(better(values))] == 1.0
        assert min(strengths) == 0.0
        assert map_card.map._ends()[1] == map_card.map._write(better(values))


def test_a_cell_tells_its_levels_and_its_number(map_card: PicturesCard) -> None:
    text, _ = map_card.map.text_at(map_card.map.cells[1].center())
    assert text.startswith("Learning rate 0.1, hidden layers 4-4: loss 0.")
    assert map_card.map.number_at(map_card.map.cells[3].center()) == 3


def test_a_measure_has_a_small_letter_inside_a_sentence_and_a_symbol_its_own(map_card: PicturesCard) -> None:
    """In the title of a file, where no list says which number the colours are."""
    numbers = comparison("lr=0.1,10", "hidden=2,4-4", recipe=SINE, seeds=1)
    for shown, names in ((TWO, ["loss", "accuracy"]), (numbers, ["loss", "R²"])):
        map_card.show_shown(Album(shown, outcomes(shown)).show())
        for number, name in enumerate(names):
            map_card.choose(f"Heat map:{number}")
            view = map_card.view()
            assert view is not None
            assert view.name == f"Heat map: {name}"


def test_what_has_no_number_says_why(map_card: PicturesCard) -> None:
    known = outcomes(TWO)
    known[0] = failed(known[0])
    map_card.show_shown(Album(TWO, known).show())
    assert math.isnan(map_card.map._strengths()[0])
    assert "loss failed." in map_card.map.text_at(map_card.map.cells[0].center())[0]
    map_card.show_shown(Album(TWO).show())
    assert all(math.isnan(each) for each in map_card.map._strengths())
    map_card.grab()


def test_equal_numbers_are_of_equal_strength(map_card: PicturesCard) -> None:
    known = [dataclasses.replace(each, loss=0.25) for each in outcomes(TWO)]
    map_card.show_shown(Album(TWO, known).show())
    assert map_card.map._strengths() == [0.5] * 4


def test_another_number_can_be_chosen(map_card: PicturesCard, qtbot: QtBot) -> None:
    measure = map_card.findChild(QComboBox, "compareMeasure")
    assert measure is not None
    assert [measure.itemText(k) for k in range(measure.count())] == ["Loss", "Accuracy", "Epochs to 90 %", "Seconds"]
    measure.setFocus()
    qtbot.keyClick(measure, Qt.Key.Key_Down)
    assert map_card.map.measure == 1
    assert map_card.choice == "Heat map:1"


# -- what is offered ---------------------------------------------------------------------------------------------------


def is_offered(card: PicturesCard, name: str) -> bool:
    widget = card.findChild(QWidget, name)
    assert widget is not None
    return widget.isVisible()


def test_only_what_there_is_can_be_chosen(card: PicturesCard) -> None:
    assert not is_offered(card, "compareHeat")
    assert not is_offered(card, "compareMeasure")
    had = [card.has_something]
    for factors in (["optimizer=SGD,Adam"], ["optimizer=SGD,Adam", "lr=0.1,1"]):
        card.show_shown(Album(comparison(*factors, recipe=DIGITS)).show())
        had.append(card.has_something)
    assert had == [True, False, True]
    assert card.title == "Heat map"


def test_a_choice_stays_for_the_next_comparison(map_card: PicturesCard) -> None:
    map_card.choose("Pictures:0")
    map_card.show_shown(Album(TWO, outcomes(TWO)).show())
    assert map_card.title == "Final surfaces"


def test_the_pointer_brings_out_a_series(card: PicturesCard, qtbot: QtBot) -> None:
    assert card.plot is not None
    where = card.plot.mapFromScene(card.miniatures.mapToScene(card.miniatures.places[1].center()))
    with qtbot.waitSignal(card.highlighted) as told:
        qtbot.mouseMove(card.plot.viewport(), where)
    assert told.args == [1]
    card.highlight(1)
    assert card.miniatures.looked_at == card.map.looked_at == 1


def test_its_view_makes_the_same_card_for_a_file(map_card: PicturesCard) -> None:
    map_card.choose("Heat map:1")
    view = map_card.view()
    assert view is not None
    other = view.panel(DARK)
    assert isinstance(other, PicturesCard)
    assert other.choice == "Heat map:1"
    assert other.title == "Heat map"
