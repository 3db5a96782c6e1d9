"""The Compare page as a person uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QComboBox, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.compare.outcome import Outcome, State
from engine.compare.plan import Comparison
from engine.compare.questions import IMAGES, QUESTIONS, XOR
from engine.recipe import Recipe
from engine.trainer import Trainer
from gui.compare.keeper import Keeper
from gui.compare.kept import KeptComparisons
from gui.compare.link_note import LinkNote
from gui.compare.page import ComparePage
from gui.compare.runner import Runner, Sweeping
from gui.jobs import Jobs
from gui.theme import DARK, LIGHT, Theme
from tests.gui.compare.conftest import Put
from tests.gui.compare.made import DIGITS, SHORT, FakeSweep, comparison, failed, outcomes
from tests.gui.conftest import BeginSession
from tests.gui.test_main_window import is_control
from tests.gui.window_parts import child

RATES = comparison("lr=0.1,10")


class RunList(QLabel):
    """Stands for the list of kept runs."""

    theme: Theme | None = None

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme


class Trained:
    """What the sweeps of a test tell of: all trials done, or what the test has put here."""

    def __init__(self) -> None:
        self.change: Callable[[list[Outcome]], list[Outcome]] = lambda known: known
        self.gate: Event | None = None
        self.asked: list[Comparison] = []
        self.sweeps: list[FakeSweep] = []

    def make(self, asked: Comparison) -> Sweeping:
        self.asked.append(asked)
        epochs = min(asked.recipe.epochs, 1 if asked.recipe.batch_size else 60)  # of images, each takes long
        short = Comparison(asked.recipe.changed(epochs=epochs), asked.factors, asked.seeds)
        known = self.change(outcomes(short))
        self.sweeps.append(FakeSweep([known], self.gate))
        return self.sweeps[-1]


@pytest.fixture
def trained() -> Trained:
    return Trained()


@pytest.fixture
def page(put: Put, begin_session: BeginSession, trained: Trained) -> Iterator[ComparePage]:
    session, _ = begin_session(SHORT)
    jobs = Jobs()
    made = ComparePage(LIGHT, session, jobs, RunList("runs"), runner=Runner(trained.make))
    put(made, 1252, 652)
    yield made
    made.close_work()
    jobs.wait()


def done(page: ComparePage, qtbot: QtBot, asked: Comparison = RATES) -> None:
    """Make a comparison, to its end."""
    with qtbot.waitSignal(page.runner.finished):
        page.compare(asked)
    qtbot.waitUntil(lambda: page.is_drawn)


def names(page: ComparePage) -> list[str]:
    return [each.name for each in page.shown.series]


# -- asking ------------------------------------------------------------------------------------------------------------


def test_at_first_it_offers_the_questions_and_one_click_answers(
    page: ComparePage, qtbot: QtBot, trained: Trained
) -> None:
    with qtbot.waitSignal(page.runner.finished):
        child(page, "ask0", QPushButton).click()
    assert trained.asked[0].title == "Learning rate"
    assert names(page) == ["0.01", "0.1", "1", "10"]
    assert page.curves.isVisible()


def test_the_button_makes_what_the_card_says(page: ComparePage, qtbot: QtBot, trained: Trained) -> None:
    page.set_up.questions.buttons["Without activation"].click()
    with qtbot.waitSignal(page.runner.finished):
        child(page, "compareRun", QPushButton).click()
    assert names(page) == ["Sigmoid", "Linear"]
    assert trained.asked[0].seeds == 3


def test_all_cards_show_the_same(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot)
    for card in page.cards:
        assert card.shown is page.shown
    assert page.table.model.rowCount() == len(page.curves.lines) == len(page.pictures.miniatures.places) == 2
    assert "XOR" in page.heading.note()
    assert "2 seeds" in page.heading.note()


def test_where_nothing_can_be_pictured_the_curves_have_the_room(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot, comparison("optimizer=SGD,Adam", recipe=DIGITS, seeds=1))
    assert not page.pictures.isVisible()
    done(page, qtbot)
    assert page.pictures.isVisible()


LINEAR = SHORT.choosing("dataset", "Linear")


def test_a_question_can_be_asked_of_another_recipe_and_the_own_comes_back(
    page: ComparePage, qtbot: QtBot, trained: Trained
) -> None:
    """From the welcome, as from the card: the recipe goes into the form, and the comparison begins at once."""
    page._session.begin(LINEAR)
    with qtbot.waitSignal(page.runner.finished):
        child(page, "askHint2", LinkNote).linkActivated.emit("#")
    assert page._session.recipe == XOR
    assert trained.asked[-1] == Comparison(XOR, (QUESTIONS[2].factor(XOR),), 3)
    assert page.set_up.questions.buttons["Without activation"].isChecked()
    child(page, "compareRecipe", LinkNote).linkActivated.emit("#")
    assert page._session.recipe == LINEAR
    assert child(page, "compareRecipe", LinkNote).words() == "Linear, 4-4 Sigmoid, SGD 1, seed 0."
    assert len(page.kept) == 1, "what was compared stays"
    with qtbot.waitSignal(page.runner.finished):
        child(page, "compareHint", LinkNote).linkActivated.emit("#")
    assert page._session.recipe == XOR


def test_what_cannot_be_asked_of_a_recipe_takes_one_click_all_the_same(
    page: ComparePage, qtbot: QtBot, trained: Trained
) -> None:
    trained.change = lambda known: []
    with qtbot.waitSignal(page.runner.finished):
        child(page, "ask5", QPushButton).click()
    assert page._session.recipe == IMAGES
    assert trained.asked[0].title == "Layers"
    assert "Bring back mine" in child(page, "compareRecipe", LinkNote).words()


def test_one_that_is_under_way_is_not_ended_by_another_recipe(
    page: ComparePage, qtbot: QtBot, trained: Trained
) -> None:
    trained.gate = Event()
    page.compare(RATES)
    hint = QUESTIONS[5].hint(SHORT)
    assert hint is not None
    page.set_up.taken.emit(QUESTIONS[5], hint)
    assert page._session.recipe == SHORT
    trained.gate.set()
    qtbot.waitUntil(lambda: not page.runner.is_running and page.is_drawn)
    assert not trained.sweeps[0].is_cancelled


def test_the_recipe_is_that_of_the_form(page: ComparePage) -> None:
    """Also when it changes while the page is not seen: the form tells nobody of its own edits."""
    page.hide()
    page._session.change(Recipe(hidden=(7,), epochs=60))
    page.show()
    assert page.set_up.comparison is not None
    assert page.set_up.comparison.recipe.hidden == (7,)


# -- while it runs -----------------------------------------------------------------------------------------------------


def test_what_comes_in_is_drawn_and_can_be_cancelled(page: ComparePage, qtbot: QtBot, trained: Trained) -> None:
    trained.gate, trained.change = Event(), lambda known: known[:1]
    page.compare(RATES)
    qtbot.waitUntil(lambda: bool(page.shown.series) and page.shown.series[0].band is not None)
    assert page.shown.series[1].state == "waiting"
    assert child(page, "comparePlan", QLabel).text().startswith("1 of 4 done")
    assert not child(page, "compareDelete", QToolButton).isEnabled(), "what is under way stays"
    with qtbot.waitSignal(page.runner.finished):
        child(page, "compareRun", QPushButton).click()
    assert trained.sweeps[0].is_cancelled
    assert page.shown.series[0].band is not None, "what was learned stays"
    assert child(page, "compareRun", QPushButton).text() == "Compare"


def test_where_news_come_faster_than_cards_are_drawn_each_has_its_turn(page: ComparePage, trained: Trained) -> None:
    """One card is drawn in a turn of the events, and something has changed again before the next."""
    trained.gate = Event()
    page.compare(RATES)
    drawn: set[str] = set()
    for _ in range(2 * len(page.cards)):
        page._on_changed(outcomes(RATES, done=0.5))
        before = {card.name: card.shown for card in page.cards}
        page._draw_next()
        drawn |= {card.name for card in page.cards if card.shown is not before[card.name]}
    assert drawn == {card.name for card in page.cards}
    trained.gate.set()


def test_another_can_be_looked_at_meanwhile(page: ComparePage, qtbot: QtBot, trained: Trained) -> None:
    done(page, qtbot)
    trained.gate = Event()
    page.compare(comparison("hidden=2,4-4,8"))
    page.look_at(1)
    assert names(page) == ["0.1", "10"]
    qtbot.waitUntil(lambda: page._albums[2].outcomes[0].state is State.DONE)
    assert names(page) == ["0.1", "10"], "it does not come in between"
    trained.gate.set()
    qtbot.waitUntil(lambda: not page.runner.is_running and page.is_drawn)
    page.look_at(2)
    assert names(page) == ["2", "4-4", "8"]


def test_one_comparison_at_a_time(page: ComparePage, qtbot: QtBot, trained: Trained) -> None:
    trained.gate = Event()
    page.compare(RATES)
    page.compare(comparison("hidden=2,3"))
    assert len(page.kept) == 1
    trained.gate.set()
    qtbot.waitUntil(lambda: not page.runner.is_running and page.is_drawn)


def test_what_is_under_way_cannot_be_deleted(page: ComparePage, qtbot: QtBot, trained: Trained) -> None:
    trained.gate = Event()
    page.compare(RATES)
    page.remove(1)
    assert len(page.kept) == 1
    trained.gate.set()
    qtbot.waitUntil(lambda: not page.runner.is_running and page.is_drawn)
    page.remove(1)
    assert len(page.kept) == 0


def test_while_nobody_looks_nothing_is_drawn(page: ComparePage, qtbot: QtBot, trained: Trained) -> None:
    trained.gate = Event()
    page.compare(RATES)
    page.hide()
    qtbot.waitUntil(lambda: page._albums[1].outcomes[0].state is State.DONE)
    drawn = [page.shown.series[0].band]
    page.show()
    drawn.append(page.shown.series[0].band)
    assert [band is not None for band in drawn] == [False, True]
    trained.gate.set()
    qtbot.waitUntil(lambda: not page.runner.is_running and page.is_drawn)


def test_what_cannot_go_on_is_said(page: ComparePage, qtbot: QtBot, trained: Trained) -> None:
    def refuse(known: list[Outcome]) -> list[Outcome]:
        raise MemoryError("there is no memory left")

    trained.change = refuse
    with qtbot.waitSignal(page.said) as told, qtbot.waitSignal(page.runner.finished):
        page.compare(RATES)
    assert told.args[:2] == ["Not compared", "The comparison could not go on: there is no memory left."]
    assert child(page, "compareRun", QPushButton).isEnabled()


def test_a_trial_that_fails_is_a_row(page: ComparePage, qtbot: QtBot, trained: Trained) -> None:
    trained.change = lambda known: [failed(each) if each.trial.variant else each for each in known]
    done(page, qtbot)
    assert page.table.note() == "1 of 2 did not end well"
    assert page.shown.series[1].cells[-1].text == "0 of 2, 2 failed"


def test_after_one_the_next_says_how_long_it_takes(page: ComparePage, qtbot: QtBot) -> None:
    assert "about" not in child(page, "comparePlan", QLabel).text()
    done(page, qtbot)
    assert "about" in child(page, "comparePlan", QLabel).text()


def test_closing_ends_what_is_under_way(page: ComparePage, trained: Trained) -> None:
    trained.gate = Event()
    page.compare(RATES)
    page.close_work()
    assert not page.runner.is_running
    assert child(page, "compareRun", QPushButton).text() == "Compare"


# -- those of the sitting ----------------------------------------------------------------------------------------------


def test_one_can_turn_back_to_each(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot)
    done(page, qtbot, comparison("hidden=2,4-4,8"))
    known: QComboBox = child(page, "comparisons", QComboBox)
    assert [known.itemText(k).partition(",")[0] for k in range(known.count())] == ["Hidden layers", "Learning rate"]
    known.setFocus()
    qtbot.keyClick(known, Qt.Key.Key_Down)
    assert names(page) == ["0.1", "10"]


def test_what_is_deleted_can_be_brought_back(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot)
    with qtbot.waitSignal(page.said) as told:
        child(page, "compareDelete", QToolButton).click()
    heading, sentence, words, undo = told.args
    assert (heading, words) == ("Deleted", "Undo")
    assert sentence.startswith("Learning rate")
    assert len(page.kept) == 0
    assert not page.curves.isVisible()
    undo()
    assert names(page) == ["0.1", "10"]
    assert page.curves.isVisible()


def test_what_is_deleted_stays_away(page: ComparePage, qtbot: QtBot) -> None:
    """Whatever is looked at in between."""
    done(page, qtbot)
    done(page, qtbot, comparison("hidden=2,4-4,8"))
    child(page, "compareDelete", QToolButton).click()
    page.show_runs([])
    assert names(page) == ["0.1", "10"]
    assert child(page, "comparisons", QComboBox).currentText().startswith("Learning rate")


def test_of_too_many_the_oldest_leaves_no_trace(
    page: ComparePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.compare.kept.MOST", 2)
    for _ in range(4):
        done(page, qtbot)
    assert [each.number for each in page.kept] == list(page._albums) == [3, 4]


def test_those_of_other_days_are_shown_when_the_page_is(
    put: Put, begin_session: BeginSession, trained: Trained, tmp_path: Path, qtbot: QtBot
) -> None:
    """The newest at once, the others when they are chosen; nothing can be deleted before it is read."""
    session, _ = begin_session(SHORT)
    jobs = Jobs()
    for asked in (RATES, comparison("hidden=2,4-4,8")):
        first = KeptComparisons(Keeper(tmp_path, jobs))
        number = first.add(asked).number
        first.update(number, outcomes(asked))
        first.finish(number)
        jobs.wait()
    kept = KeptComparisons(Keeper(tmp_path, jobs))
    page = ComparePage(LIGHT, session, jobs, runner=Runner(trained.make), kept=kept)
    assert not page.kept, "nobody has looked yet"
    put(page, 1252, 652)
    qtbot.waitUntil(lambda: names(page) == ["2", "4-4", "8"])
    known: QComboBox = child(page, "comparisons", QComboBox)
    assert known.count() == 2
    older = next(iter(kept))
    assert older.outcomes is None
    page.look_at(older.number)
    assert not child(page, "compareDelete", QToolButton).isEnabled()
    page.remove(older.number)
    assert len(kept) == 2
    qtbot.waitUntil(lambda: names(page) == ["0.1", "10"])
    assert child(page, "compareDelete", QToolButton).isEnabled()
    page.close_work()
    jobs.wait()


def test_what_a_person_has_chosen_to_see_stays(
    put: Put, begin_session: BeginSession, trained: Trained, tmp_path: Path, qtbot: QtBot
) -> None:
    """The others of the folder come in while a comparison is under way."""
    session, _ = begin_session(SHORT)
    jobs = Jobs()
    first = KeptComparisons(Keeper(tmp_path, jobs))
    number = first.add(RATES, datetime.now() + timedelta(hours=1)).number
    first.update(number, outcomes(RATES))
    first.finish(number)
    jobs.wait()
    page = ComparePage(
        LIGHT, session, jobs, runner=Runner(trained.make), kept=KeptComparisons(Keeper(tmp_path, jobs))
    )
    page.compare(comparison("hidden=2,4-4,8"))
    put(page, 1252, 652)
    qtbot.waitUntil(lambda: len(page.kept) == 2 and not page.runner.is_running and page.is_drawn)
    assert names(page) == ["2", "4-4", "8"]
    page.close_work()
    jobs.wait()


def test_one_that_cannot_be_read_gives_way_to_the_next(
    put: Put, begin_session: BeginSession, tmp_path: Path, qtbot: QtBot
) -> None:
    session, _ = begin_session(SHORT)
    jobs = Jobs()
    first = KeptComparisons(Keeper(tmp_path, jobs))
    for asked in (RATES, comparison("hidden=2,4-4,8")):
        number = first.add(asked).number
        first.update(number, outcomes(asked))
        first.finish(number)
    jobs.wait()
    newest = first.find(first.newest)
    assert newest is not None
    (tmp_path / f"{newest.id}.npz").write_bytes(b"damaged")
    page = ComparePage(LIGHT, session, jobs, kept=KeptComparisons(Keeper(tmp_path, jobs)))
    put(page, 1252, 652)
    qtbot.waitUntil(lambda: names(page) == ["0.1", "10"])
    assert len(page.kept) == 1
    page.close_work()
    jobs.wait()


def test_a_note_on_a_comparison_is_kept(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot)
    child(page, "compareAddNote", QToolButton).click()
    qtbot.keyClicks(child(page, "compareNote"), "slow")
    assert [each.note for each in page.kept] == ["slow"]
    done(page, qtbot, comparison("hidden=2,4-4,8"))
    assert not child(page, "compareNote").isVisible()
    page.look_at(1)
    assert child(page, "compareNote").isVisible()


def test_kept_runs_are_shown_in_the_same_cards(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot)
    trainer = Trainer(SHORT)
    trainer.train(20)
    run = SimpleNamespace(
        title="Run 1", snapshot=trainer.snapshot(), run=trainer.run(), seconds=1.0, is_regression=False
    )
    page.show_runs([run])
    assert names(page) == ["Run 1"]
    assert child(page, "comparisons", QComboBox).currentText() == "1 kept run"
    np.testing.assert_array_equal(page.curves.lines[0].getData()[0], trainer.snapshot().curve.epochs)
    assert not child(page, "compareDelete", QToolButton).isVisible()
    page.show_runs([])
    assert names(page) == ["0.1", "10"]


# -- looking at one of them --------------------------------------------------------------------------------------------


def test_a_row_is_brought_out_everywhere(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot)
    page.table.table.selectRow(1)
    assert page.curves.looked_at == page.pictures.looked_at == 1
    page.curves.highlighted.emit(0)
    assert page.curves.looked_at == page.pictures.looked_at == 0
    page.curves.highlighted.emit(-1)
    assert page.curves.looked_at == 1, "the selected row stays"


def test_the_run_of_a_row_can_be_opened(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot)
    with qtbot.waitSignal(page.run_opened) as told:
        page.table.opened.emit(1)
    assert told.args == [page.shown.series[1].run]
    assert told.args[0].recipe.learning_rate == 10.0


def test_plots_and_tables_can_be_exported(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot)
    words = [action.text() for action in page.curves.make_menu().actions() if action.text()]
    assert words[:3] == ["Export plot…", "Copy to clipboard", "Show everything"]
    for ask in (lambda: page.curves.export_requested.emit(page.curves), page.table.table_export_requested.emit,
                child(page, "compareExport", QToolButton).click):  # fmt: skip
        ask()
        dialogs = [each for each in page.children() if each.inherits("QFileDialog")]
        assert len(dialogs) == 1
        dialogs[0].close()  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda: not [each for each in page.children() if each.inherits("QFileDialog")])


# -- names, keys, looks ------------------------------------------------------------------------------------------------


def test_every_control_has_names_and_a_tooltip(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot, comparison("lr=0.1,10", "hidden=2,3", seeds=1))
    nameless = [
        (type(each).__name__, each.objectName(), each.accessibleName(), each.toolTip())
        for each in page.findChildren(QWidget)
        if is_control(each) and not (each.objectName() and each.accessibleName() and each.toolTip())
    ]
    assert nameless == []


def test_no_name_is_given_twice(page: ComparePage) -> None:
    given = [each.objectName() for each in page.findChildren(QWidget) if each.objectName().startswith("compare")]
    assert len(given) == len(set(given))


def test_the_tab_key_reaches_everything(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot, comparison("lr=0.1,10", "hidden=2,3", seeds=1))
    page.activateWindow()
    child(page, "comparisons").setFocus()
    reached: set[str] = set()
    for _ in range(60):
        focused = page.window().focusWidget()  # type: ignore[union-attr]
        assert focused is not None
        reached.add(focused.objectName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    wanted = {
        "questionLearningRate", "compareFirstWhat", "compareFirstValues", "compareSecondWhat", "compareSeeds",
        "compareEpochCount", "compareRun", "comparisons", "compareDelete", "compareExport", "compareTable",
        "compareMeasure", "compareCurves",
    }  # fmt: skip
    assert wanted - reached == set()


def test_everything_fits_on_a_small_screen(page: ComparePage, qtbot: QtBot) -> None:
    """Of 1280 × 800, with the bar, the tabs and the menu above."""
    done(page, qtbot, comparison("lr=0.1,1,10", "hidden=2,3", seeds=1))
    assert page.minimumSizeHint().width() <= 1252
    assert page.minimumSizeHint().height() <= 652
    run = child(page, "compareRun", QPushButton)
    assert page.rect().contains(run.mapTo(page, QPoint(run.width(), run.height())))


def test_it_takes_on_another_theme(page: ComparePage, qtbot: QtBot) -> None:
    done(page, qtbot)
    page.set_theme(DARK)
    assert {card.theme for card in page.cards} == {DARK}
    assert page.findChildren(RunList)[0].theme == DARK
    assert page.curves.lines[0].opts["pen"].color().name() != "#502880"
