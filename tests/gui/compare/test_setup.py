"""The card in which a person says what is to be compared."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.activations import ACTIVATIONS
from engine.compare.plan import Comparison
from engine.compare.questions import IMAGES, QUESTIONS, XOR, Question
from engine.datasets import DATASETS
from engine.recipe import Recipe
from gui.compare.hint import HintNote
from gui.compare.link_note import LinkNote
from gui.compare.setup import SetUpCard, time_text
from gui.compare.vary_row import WHAT
from gui.theme import DARK, LIGHT
from tests.gui.compare.conftest import Put
from tests.gui.compare.made import SINE, comparison
from tests.gui.window_parts import child

HOSTILE = (
    "", " ", ",", ",,,", "nan", "inf, 1", "1e999", "-1", "0", "0.1, 0.1", "abc", "0.1; DROP TABLE", "=", "lr=1", "%s%n",
    "０.１", "1" * 2000, "0.1," * 400, "<b>0.1</b>", "\t1", "٣", "1_000", "0x10", "\N{ZERO WIDTH SPACE}1", "true",
)  # fmt: skip


@pytest.fixture
def card(put: Put) -> SetUpCard:
    made = SetUpCard(LIGHT)
    put(made, 266, 508)  # at 1280 × 720
    return made


def field(card: SetUpCard, name: str = "compareFirstValues") -> QLineEdit:
    found: QLineEdit = child(card, name, QLineEdit)
    return found


def type_in(card: SetUpCard, qtbot: QtBot, text: str) -> None:
    field(card).selectAll()
    field(card).setFocus()
    field(card).clear()
    field(card).insert(text)
    card.read()


def run(card: SetUpCard) -> QPushButton:
    found: QPushButton = child(card, "compareRun", QPushButton)
    return found


def text(card: SetUpCard, name: str) -> str:
    label: QLabel = child(card, name, QLabel)
    if not label.isVisible():
        return ""
    return label.words() if isinstance(label, LinkNote) else label.text()


def places(card: SetUpCard) -> list[tuple[int, int]]:
    """Where the rows begin, and how high they are."""
    names = ("compareFirstWhat", "compareSecondWhat", "compareRecipe", "compareSeeds", "compareRun")
    rows = [child(card, name, QWidget) for name in names]
    return [(each.mapTo(card, QPoint(0, 0)).y(), each.height()) for each in rows]


# -- what there is at first --------------------------------------------------------------------------------------------


def test_at_first_it_is_ready_with_the_first_question(card: SetUpCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.asked) as told:
        run(card).click()
    (asked,) = told.args
    assert asked == Comparison(Recipe(), (QUESTIONS[0].factor(Recipe()),), 3)
    assert text(card, "comparePlan") == "12 trainings."


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.title)
def test_a_question_is_a_click_away(card: SetUpCard, question: Question) -> None:
    card.set_recipe(IMAGES)
    button = card.questions.buttons[question.title]
    button.click()
    assert button.isChecked()
    assert text(card, "compareAsks") == question.asks
    assert card.comparison is not None
    assert card.comparison.factors == (question.factor(IMAGES),)
    assert text(card, "compareHint") == ""


def test_only_one_question_is_down(card: SetUpCard) -> None:
    card.questions.buttons["Optimizers"].click()
    down = [title for title, button in card.questions.buttons.items() if button.isChecked()]
    assert down == ["Optimizers"]
    card.questions.buttons["Optimizers"].click()
    assert card.questions.buttons["Optimizers"].isChecked()


# -- hints -------------------------------------------------------------------------------------------------------------

LINEAR = Recipe().choosing("dataset", "Linear")


def follow(note: QLabel) -> None:
    note.linkActivated.emit("#")


def test_a_question_that_shows_little_says_so_and_can_be_asked(card: SetUpCard, qtbot: QtBot) -> None:
    card.set_recipe(LINEAR)
    card.questions.buttons["Without activation"].click()
    assert text(card, "compareHint") == (
        "One straight boundary is enough for Linear: nothing needs to bend. Ask it of XOR"
    )
    with qtbot.waitSignal(card.asked) as told:
        run(card).click()
    assert told.args[0].recipe.dataset == "Linear"
    with qtbot.waitSignal(card.taken) as told:
        follow(child(card, "compareHint", HintNote))
    question, hint = told.args
    assert (question.title, hint.instead) == ("Without activation", XOR)


def test_a_hint_goes_with_what_it_is_about(card: SetUpCard, qtbot: QtBot) -> None:
    """Another question, another recipe, or values of the person's own."""
    card.set_recipe(LINEAR)
    card.questions.buttons["Hidden units"].click()
    assert "one unit will do" in text(card, "compareHint")
    card.questions.buttons["Optimizers"].click()
    assert text(card, "compareHint") == ""
    card.questions.buttons["Hidden units"].click()
    card.set_recipe(Recipe())
    assert text(card, "compareHint") == ""
    card.set_recipe(LINEAR)
    assert "one unit will do" in text(card, "compareHint")
    type_in(card, qtbot, "20, 50")
    assert text(card, "compareHint") == ""


def test_what_cannot_be_asked_of_the_recipe_shows_what_it_would_be(card: SetUpCard) -> None:
    card.questions.buttons["Convolution"].click()
    assert card.questions.buttons["Convolution"].isChecked()
    assert text(card, "compareHint") == "Filters look at images, and XOR has none. Ask it of Shapes"
    assert card.first.what == "layers"
    assert field(card).text() == QUESTIONS[5].factor(IMAGES).texts()
    assert card.comparison is None
    assert not run(card).isEnabled()
    assert text(card, "comparePlan") == ""


def test_a_question_is_asked_of_another_recipe_for_as_long_as_that_says(card: SetUpCard, qtbot: QtBot) -> None:
    """Although the person has asked the last for other epochs, of which the new recipe has as many."""
    card.set_recipe(LINEAR)
    box: QAbstractSpinBox = child(card, "compareEpochCount", QAbstractSpinBox)
    box.selectAll()
    qtbot.keyClicks(box, "70")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    with qtbot.waitSignal(card.asked) as told:
        card.ask_of(QUESTIONS[2], XOR)
    assert told.args == [Comparison(XOR, (QUESTIONS[2].factor(XOR),), 3)]


def test_the_epochs_of_the_card_count(card: SetUpCard, qtbot: QtBot) -> None:
    """Of images, 20,000 would take long and 20 would not; whoever listens hears of it."""
    card.set_recipe(IMAGES.changed(epochs=20_000))
    card.questions.buttons["Convolution"].click()
    assert "20,000 epochs of images take long" in text(card, "compareHint")
    box: QAbstractSpinBox = child(card, "compareEpochCount", QAbstractSpinBox)
    box.selectAll()
    with qtbot.waitSignal(card.recipe_read) as told:
        qtbot.keyClicks(box, "20")
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert told.args == [IMAGES]
    assert text(card, "compareHint") == ""


def test_while_it_runs_no_other_recipe_is_offered(card: SetUpCard) -> None:
    card.set_recipe(LINEAR)
    card.questions.buttons["Hidden units"].click()
    card.show_running(True)
    assert not child(card, "compareHint", HintNote).isEnabled()
    card.show_running(False)
    assert child(card, "compareHint", HintNote).isEnabled()


def test_a_recipe_that_was_taken_offers_the_way_back(card: SetUpCard, qtbot: QtBot) -> None:
    assert text(card, "compareRecipe") == "XOR, 4-4 Sigmoid, SGD 1, seed 0."
    card.show_way_back(True)
    assert text(card, "compareRecipe") == "XOR, 4-4 Sigmoid, SGD 1, seed 0. Bring back mine"
    with qtbot.waitSignal(card.back_wanted):
        follow(child(card, "compareRecipe", LinkNote))
    card.show_way_back(False)
    assert text(card, "compareRecipe") == "XOR, 4-4 Sigmoid, SGD 1, seed 0."


@pytest.mark.parametrize("dataset", DATASETS)
def test_rows_stay_where_they_are_whatever_is_asked(card: SetUpCard, dataset: str, qapp: QApplication) -> None:
    """At 1280 × 720, with and without a hint, and with room for all of both."""
    card.set_recipe(Recipe(hidden=()).choosing("dataset", dataset))
    found = set()
    for button in card.questions.buttons.values():
        button.click()
        qapp.processEvents()
        found.add(tuple(places(card)))
        asks, hint = child(card, "compareAsks", QLabel), child(card, "compareHint", QLabel)
        for label in (asks, hint):
            assert not label.isVisible() or label.height() >= label.heightForWidth(label.width())
        room = asks.parentWidget()
        assert room is not None
        assert not hint.isVisible() or room.rect().contains(hint.geometry())
    assert len(found) == 1


def test_what_a_small_window_has_no_room_for_scrolls(card: SetUpCard, qapp: QApplication) -> None:
    """With two things varied: nothing is squeezed, the keyboard reaches it, and the button stays in sight."""
    area: QScrollArea = card.findChild(QScrollArea)
    bar = area.verticalScrollBar()
    assert bar is not None
    assert bar.maximum() == 0
    card.second.show_factor("hidden", "2, 4")
    card.resize(266, 420)
    qapp.processEvents()
    assert bar.maximum() > 0
    assert field(card).height() == field(card, "compareSecondValues").height() >= field(card).sizeHint().height()
    child(card, "compareSeeds", QAbstractSpinBox).setFocus(Qt.FocusReason.TabFocusReason)
    seeds = child(card, "compareSeeds", QAbstractSpinBox)
    area.ensureWidgetVisible(seeds)
    assert card.rect().contains(run(card).geometry())
    assert run(card).geometry().top() >= area.geometry().bottom()
    assert all(each.width() <= area.viewport().width() for each in (card.first, card.second))  # type: ignore[union-attr]


# -- what a person chooses ---------------------------------------------------------------------------------------------


def test_anything_can_be_varied_with_values_to_begin_with(card: SetUpCard) -> None:
    what: QComboBox = child(card, "compareFirstWhat", QComboBox)
    what.setCurrentIndex(what.findData("bias", WHAT))
    assert field(card).text() == "on, off"
    card.read()
    assert card.comparison is not None
    assert card.comparison.title == "Bias"
    assert text(card, "compareAsks") == "Your own question."


def test_headings_of_the_list_cannot_be_chosen(card: SetUpCard) -> None:
    what: QComboBox = child(card, "compareFirstWhat", QComboBox)
    model = what.model()
    assert model is not None
    enabled = [bool(model.flags(model.index(k, 0)) & Qt.ItemFlag.ItemIsEnabled) for k in range(what.count())]
    assert [what.itemText(k) for k, is_on in enumerate(enabled) if not is_on] == [
        "DATA", "NETWORK", "TRAINING", "REGULARISATION",
    ]  # fmt: skip


def test_a_second_thing_can_be_varied(card: SetUpCard) -> None:
    assert not field(card, "compareSecondValues").isVisible()
    what: QComboBox = child(card, "compareSecondWhat", QComboBox)
    what.setCurrentIndex(what.findData("hidden", WHAT))
    assert field(card, "compareSecondValues").isVisible()
    card.read()
    assert card.comparison is not None
    assert [each.what for each in card.comparison.factors] == ["learning_rate", "hidden"]


def test_the_same_thing_twice_is_refused_in_a_sentence(card: SetUpCard) -> None:
    what: QComboBox = child(card, "compareSecondWhat", QComboBox)
    what.setCurrentIndex(what.findData("learning_rate", WHAT))
    card.read()
    assert card.comparison is None
    assert "twice" in text(card, "compareWrong")
    assert not run(card).isEnabled()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(card: SetUpCard, qtbot: QtBot, hostile: str) -> None:
    type_in(card, qtbot, hostile)
    remark: QLabel = child(card, "compareFirstRemark", QLabel)
    assert remark.text().endswith((".", "…"))
    assert len(remark.text()) < 400
    assert remark.textFormat() == Qt.TextFormat.PlainText
    is_wrong = remark.property("role") == "error"
    assert bool(field(card).property("invalid")) is is_wrong
    assert run(card).isEnabled() is (card.comparison is not None)
    if is_wrong:
        assert card.comparison is None


def test_a_mistake_is_told_as_it_is_typed_and_goes_when_it_is_mended(card: SetUpCard, qtbot: QtBot) -> None:
    type_in(card, qtbot, "0.1, x")
    assert "x" in text(card, "compareFirstRemark")
    type_in(card, qtbot, "0.1, 1")
    assert text(card, "compareFirstRemark") == "A number from 0.0000001 to 10,000,000."
    assert run(card).isEnabled()


def test_a_value_that_is_missing_is_told(card: SetUpCard, qtbot: QtBot) -> None:
    """Between two commas; behind the last, somebody is about to type it."""
    type_in(card, qtbot, "20,, 50")
    assert text(card, "compareFirstRemark") == (
        'Learning rate has a value missing: there is nothing before one of the ",".'
    )
    assert not run(card).isEnabled()
    type_in(card, qtbot, "20, ")
    assert text(card, "compareFirstRemark") == "A number from 0.0000001 to 10,000,000."


def test_of_a_large_family_a_line_names_the_first_and_the_tooltip_all(card: SetUpCard) -> None:
    card.questions.buttons["Activations"].click()
    remark: QLabel = child(card, "compareFirstRemark", QLabel)
    assert remark.text() == "Some of: Linear, Sigmoid, Tanh, ReLU, …"
    assert remark.toolTip() == ", ".join(ACTIVATIONS)
    card.questions.buttons["Learning rate"].click()
    assert remark.toolTip() == ""


@pytest.mark.parametrize(
    ("what", "remark"),
    [
        ("layers", "Lists of layers, parted by semicolons."), ("features", "Such as x1 x2, x1² x2², none."),
        ("hidden", "Such as 4-4, 8, none."), ("bias", "On, off."),
    ],
)  # fmt: skip
def test_what_may_be_typed_is_told(card: SetUpCard, what: str, remark: str) -> None:
    card.first.show_factor(what, {"layers": "Dense(3)", "features": "x1"}.get(what, "2"))
    card.first.show_factor(what, "on" if what == "bias" else card.first.text)
    assert text(card, "compareFirstRemark") == remark


def test_return_among_the_values_begins(card: SetUpCard, qtbot: QtBot) -> None:
    type_in(card, qtbot, "0.1, 1")
    with qtbot.waitSignal(card.asked) as told:
        qtbot.keyClick(field(card), Qt.Key.Key_Return)
    assert told.args[0].factors[0].levels == (0.1, 1.0)


def test_return_ends_nothing_that_is_under_way(card: SetUpCard, qtbot: QtBot) -> None:
    card.show_running(True)
    with qtbot.assertNotEmitted(card.cancelled), qtbot.assertNotEmitted(card.asked):
        qtbot.keyClick(field(card), Qt.Key.Key_Return)


def test_seeds_and_epochs_count(card: SetUpCard, qtbot: QtBot) -> None:
    for name, value in (("compareSeeds", "5"), ("compareEpochCount", "70")):
        box: QAbstractSpinBox = child(card, name, QAbstractSpinBox)
        box.selectAll()
        qtbot.keyClicks(box, value)
    with qtbot.waitSignal(card.asked) as told:
        run(card).click()
    assert told.args[0].seeds == 5
    assert told.args[0].recipe.epochs == 70


# -- the recipe --------------------------------------------------------------------------------------------------------


def test_it_keeps_step_with_the_recipe(card: SetUpCard) -> None:
    card.set_recipe(Recipe(hidden=(8,), learning_rate=0.5, epochs=300))
    assert text(card, "compareRecipe").startswith("XOR, 8 Sigmoid")
    assert card.comparison is not None
    assert card.comparison.recipe.epochs == 300
    assert card.comparison.factors[0].levels == (0.005, 0.05, 0.5, 5.0), "the question is asked anew"


def test_a_persons_own_values_stay_when_the_recipe_changes(card: SetUpCard, qtbot: QtBot) -> None:
    type_in(card, qtbot, "0.3, 0.4")
    card.set_recipe(SINE)
    assert field(card).text() == "0.3, 0.4"


def test_what_the_new_recipe_does_not_have_is_let_go(card: SetUpCard) -> None:
    card.set_recipe(Recipe(optimizer="Momentum"))
    card.first.show_factor("optimizer.momentum", "0.5, 0.9")
    card.set_recipe(Recipe())
    assert card.first.what == "learning_rate"


def test_epochs_of_a_persons_own_hold_until_the_recipe_has_others(card: SetUpCard, qtbot: QtBot) -> None:
    box: QAbstractSpinBox = child(card, "compareEpochCount", QAbstractSpinBox)
    box.selectAll()
    qtbot.keyClicks(box, "70")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    card.set_recipe(Recipe(learning_rate=0.5))
    assert card.comparison is not None
    assert card.comparison.recipe.epochs == 70
    card.set_recipe(Recipe(learning_rate=0.5, epochs=900))
    assert card.comparison.recipe.epochs == 900


def test_a_training_without_an_end_gets_one(card: SetUpCard) -> None:
    card.set_recipe(Recipe(epochs=0))
    assert card.comparison is not None
    assert card.comparison.recipe.epochs == 20_000


def test_one_that_was_made_before_can_be_taken_up(card: SetUpCard) -> None:
    made = comparison("lr=0.2,3", "hidden=2,4-4", recipe=Recipe(), seeds=7)
    card.show_comparison(made)
    assert card.comparison == made


# -- while it runs -----------------------------------------------------------------------------------------------------


def test_while_it_runs_the_button_cancels_and_the_bar_moves(card: SetUpCard, qtbot: QtBot) -> None:
    card.show_running(True)
    assert run(card).text() == "Cancel"
    card.show_progress(0.25, 12.4, "3 of 12 done")
    assert text(card, "comparePlan") == "3 of 12 done, 12 s left"
    assert card._progress.value() == 250
    with qtbot.waitSignal(card.cancelled):
        run(card).click()
    assert not run(card).isEnabled(), "once is enough"
    card.show_running(False)
    assert run(card).text() == "Compare"
    assert run(card).isEnabled()
    assert not card._progress.isVisible()


def test_once_it_is_known_it_says_how_long_it_takes(card: SetUpCard) -> None:
    card.set_pace(1e-5)
    assert text(card, "comparePlan") == "12 trainings, about 2 s."


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0, "0.1 s"), (0.42, "0.4 s"), (0.97, "1 s"), (3.2, "3 s"), (89.0, "89 s"), (150.0, "2 min"), (9000.0, "2.5 h")],
)
def test_times_are_told_as_people_tell_them(seconds: float, said: str) -> None:
    assert time_text(seconds) == said


def test_it_takes_on_another_theme(card: SetUpCard) -> None:
    before = run(card).icon().cacheKey()
    card.set_theme(DARK)
    assert run(card).icon().cacheKey() != before


def test_every_question_says_what_it_asks(card: SetUpCard) -> None:
    buttons: list[QToolButton] = list(card.questions.buttons.values())
    assert [each.toolTip() for each in buttons] == [question.asks for question in QUESTIONS]
