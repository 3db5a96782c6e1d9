"""The list of runs as hands and screen readers meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtGui import QContextMenuEvent, QHelpEvent
from PyQt5.QtWidgets import QAction, QApplication, QLabel, QLineEdit, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from engine.run import Run
from gui import theme as themes
from gui.compare.palette import variant_colour
from gui.jobs import Jobs
from gui.scripts import NUMPY, RUN, TORCH, RunWriter
from gui.shelf.kept import End, KeptRun
from gui.shelf.list import EMPTY, RunList
from gui.shelf.model import DIFFERENCE, PLACE, TICKED_UNASKED
from gui.shelf.row import NOT_PINNED, PINNED, RunRow
from gui.shelf.shelf import Shelf
from gui.theme import DARK, LIGHT, Theme
from tests.gui.conftest import BeginSession
from tests.gui.shelf.shelves import SHORT, kept_run
from tests.gui.sitting import wait_until, wait_until_ready

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Writer(RunWriter):
    """Notes what it is asked to write."""

    def __init__(self, jobs: Jobs, window: QWidget) -> None:
        super().__init__(jobs, "", window)
        self.asked: list[tuple[str, Run, str]] = []

    def ask(self, kind: str, run: Run, name: str) -> None:
        self.asked.append((kind, run, name))


class Column:
    """A list of runs on the screen."""

    def __init__(self, session: Any, qtbot: QtBot, last_run: Path, theme: Theme) -> None:
        self.session, self.qtbot = session, qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.jobs = Jobs(session)
        self.shelf = Shelf(session, self.jobs, last_run, session)
        self.writer = Writer(self.jobs, self.window)
        self.list = RunList(self.shelf, self.writer, theme)
        self.list.setParent(self.window)
        self.list.resize(262, 640)
        self.window.resize(262, 640)
        self.chosen: list[list[str]] = []
        self.list.chosen.connect(lambda runs: self.chosen.append([each.title for each in runs]))
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.jobs.wait()

    def close(self) -> None:
        self.session.close()  # what it still says gives rise to jobs
        self.jobs.wait()

    def add(self, *runs: KeptRun) -> list[KeptRun]:
        for each in runs:
            self.shelf._add(each)
        return list(runs)

    @property
    def view(self) -> Any:
        return self.list.view

    def titles(self) -> list[str]:
        model = self.view.model()
        return [model.index(row).data() for row in range(model.rowCount())]

    def look_at(self, kept: KeptRun) -> None:
        self.view.setFocus()
        self.view.setCurrentIndex(self.view.model().index_of(kept.id))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    def click(self, kept: KeptRun, where: Callable[[Any], Any]) -> None:
        row = self.view.visualRect(self.view.model().index_of(kept.id))
        self.qtbot.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=where(row).center())

    def text(self, name: str) -> Any:
        return self.list.findChild(QWidget, name)

    def texts(self) -> list[str]:
        """All that is to be read around the list."""
        return [label.text() for label in self.list.findChildren(QLabel) if label.isVisible()]

    def act(self, name: str) -> QAction:
        found: QAction | None = self.view.findChild(QAction, name)
        assert found is not None
        return found

    def colour_at(self, kept: KeptRun, where: Callable[[Any], Any]) -> str:
        """Of a pixel at the edge of a part of the row, where nothing lies over it."""
        row = self.view.visualRect(self.view.model().index_of(kept.id))
        part = where(row)
        image = self.view.viewport().grab().toImage()
        return str(image.pixelColor(part.left() + 3, part.top() + 2).name().upper())


@pytest.fixture
def column(begin_session: BeginSession, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Column]:
    before = qapp.styleSheet(), qapp.font(), qapp.palette()
    themes.apply(qapp, LIGHT)
    session, _ = begin_session(SHORT)
    made = Column(session, qtbot, tmp_path / "last-run.npz", LIGHT)
    yield made
    made.close()
    qapp.setStyleSheet(before[0])
    qapp.setFont(before[1])
    qapp.setPalette(before[2])


@pytest.fixture
def three(column: Column) -> list[KeptRun]:
    """Three runs that came to their end."""
    recipes = SHORT, SHORT.changed(learning_rate=0.1), SHORT.changed(hidden=(8, 8))
    return column.add(*(kept_run(recipe, number=k) for k, recipe in enumerate(recipes, 1)))


# -- what is listed ---------------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_comes_here(column: Column) -> None:
    label = column.text("noRuns")
    assert label.text() == EMPTY
    assert "until the window is closed" in EMPTY, "nobody may think that a run that is not pinned stays"
    assert label.isVisible()
    assert not column.view.isVisible()
    assert not column.list.details.isVisible()
    for name in ("restoreThis", "renameRun", "deleteRun", "pinRun", "noteRun", "compareOnly", "undoDeleteRun"):
        column.act(name).trigger()  # there is nothing to do it with, and no warning


def test_the_newest_run_comes_first(column: Column, three: list[KeptRun]) -> None:
    assert column.titles() == ["Run 3", "Run 2", "Run 1"]
    assert column.view.isVisible()
    assert column.list.details.isVisible()


def test_a_list_that_is_made_later_looks_at_the_newest_run(column: Column, three: list[KeptRun]) -> None:
    """And has ticked the same runs in the same colours."""
    late = RunList(column.shelf, column.writer, LIGHT)
    column.qtbot.addWidget(late)
    assert late.current() is three[2]
    assert late.details.isVisibleTo(late)
    assert late.ticked() == column.list.ticked() == three


def test_each_row_says_what_is_different_and_how_it_ended(column: Column, three: list[KeptRun]) -> None:
    model = column.view.model()
    assert model.index_of(three[2].id).data(DIFFERENCE) == "hidden layers 8-8, learning rate 1"
    spoken = model.index_of(three[1].id).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Run 2, learning rate 0.1, hidden layers 4-4, Loss 0.")
    assert "accuracy" in spoken
    assert "Finished, 20 epochs" in spoken
    assert model.index_of(three[1].id).data(Qt.ItemDataRole.ToolTipRole).startswith("Run 2\nlearning rate 0.1")
    column.shelf.remove(three[1].id)
    assert model.index_of(three[2].id).data(DIFFERENCE) == "hidden layers 8-8", "all that is left have one rate"


def test_a_run_that_changes_is_shown_as_it_is_now(column: Column, three: list[KeptRun]) -> None:
    column.look_at(three[0])
    longer = replace(kept_run(SHORT, 50), id=three[0].id, when=three[0].when)
    column.shelf._change(longer)
    assert any(text.startswith("Finished, 50 epochs") for text in column.texts())
    assert column.chosen[-1] == ["Run 1", "Run 2", "Run 3"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_ticked_run_has_the_colour_of_its_curve(column: Column, three: list[KeptRun], theme: Theme) -> None:
    """The same as in the curves of the page, and no other run has it."""
    themes.apply(QApplication.instance(), theme)  # type: ignore[arg-type]
    column.list.set_theme(theme)
    places = [column.view.model().index_of(each.id).data(PLACE) for each in three]
    assert places == [0, 1, 2]
    assert [column.colour_at(each, RunRow.box) for each in three] == [variant_colour(k, theme) for k in range(3)]
    column.click(three[0], RunRow.box)
    assert column.colour_at(three[0], RunRow.box) == theme.field.upper()
    assert column.colour_at(three[1], RunRow.box) == variant_colour(0, theme)


def test_older_runs_that_were_let_go_are_told_of(column: Column, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.shelf.shelf.MOST_RUNS", 2)
    column.add(*(kept_run(number=k) for k in range(1, 4)))
    assert "1 older run was let go to save memory: pin what is to stay." in column.texts()
    column.add(kept_run(number=4))
    assert "2 older runs were let go to save memory: pin what is to stay." in column.texts()
    assert column.titles() == ["Run 4", "Run 3"]


def test_the_run_that_is_looked_at_stays_in_sight(column: Column) -> None:
    """What is told of it below takes more lines than what was told of the one before."""
    runs = column.add(*(kept_run(epochs=1, number=k) for k in range(1, 8)))
    column.look_at(runs[0])
    column.window.resize(262, 520)
    column.list.resize(262, 520)
    row = column.view.visualRect(column.view.currentIndex())
    assert column.view.viewport().rect().contains(row)


# -- which are compared -----------------------------------------------------------------------------------------------


def test_trainings_that_came_to_their_end_are_ticked(column: Column) -> None:
    """But not what diverged: beside its losses nothing else could be seen."""
    ends = End.FINISHED, End.PAUSED, End.DIVERGED, End.EARLY
    column.add(*(kept_run(number=k, end=end) for k, end in enumerate(ends, 1)))
    assert column.chosen[-1] == ["Run 1", "Run 4"]
    column.shelf._change(replace(column.shelf.runs[2], end=End.FINISHED))
    assert column.chosen[-1] == ["Run 1", "Run 4", "Run 2"]


def test_no_more_are_ticked_unasked_than_can_be_told_apart(column: Column) -> None:
    column.add(*(kept_run(epochs=1, number=k) for k in range(1, TICKED_UNASKED + 3)))
    assert len(column.list.ticked()) == TICKED_UNASKED


def test_pinned_runs_of_other_sittings_are_not_ticked(column: Column) -> None:
    column.add(kept_run(number=0, pinned=True))
    assert column.list.ticked() == []


def test_the_space_bar_and_a_click_tick(column: Column, three: list[KeptRun]) -> None:
    """Colours stay with the runs that stay ticked, since the order is that of ticking."""
    column.look_at(three[0])
    column.press(Qt.Key.Key_Space)
    assert column.chosen[-1] == ["Run 2", "Run 3"]
    column.press(Qt.Key.Key_Space)
    assert column.chosen[-1] == ["Run 2", "Run 3", "Run 1"]
    column.click(three[2], RunRow.box)
    assert column.chosen[-1] == ["Run 2", "Run 1"]
    told = len(column.chosen)
    column.click(three[2], lambda row: RunRow.line(row, 2))
    assert len(column.chosen) == told, "a click on the text only looks at it"
    assert column.list.current() is three[2]


def test_what_is_ticked_is_told_while_the_list_is_seen(column: Column) -> None:
    """Behind another tab it would take away what is looked at there; seen again, it tells all."""
    assert column.chosen == [[]]
    column.list.hide()
    column.add(kept_run(number=1))
    assert column.chosen == [[]]
    column.list.show()
    assert column.chosen == [[], ["Run 1"]]


def test_one_can_be_looked_at_alone(column: Column, three: list[KeptRun]) -> None:
    column.look_at(three[1])
    column.act("compareOnly").trigger()
    assert column.chosen[-1] == ["Run 2"]


def test_what_only_a_note_changes_draws_nothing_anew(column: Column, three: list[KeptRun]) -> None:
    told = len(column.chosen)
    column.shelf.note(three[0].id, "a note")
    assert len(column.chosen) == told
    column.shelf.rename(three[0].id, "a name")
    assert column.chosen[-1] == ["a name", "Run 2", "Run 3"]


# -- what is done with one --------------------------------------------------------------------------------------------


def test_return_restores(column: Column, three: list[KeptRun]) -> None:
    column.look_at(three[1])
    column.press(Qt.Key.Key_Return)
    wait_until_ready(column.session, column.qtbot)
    wait_until(column.qtbot, lambda: column.session.recipe == three[1].recipe)
    assert column.session.begun_with == three[1].run.updates
    column.look_at(three[2])
    with column.qtbot.waitSignal(column.list.taken):
        column.text("restoreRun").click()
    wait_until(column.qtbot, lambda: column.session.recipe == three[2].recipe)


def test_its_recipe_goes_into_the_form(column: Column, three: list[KeptRun]) -> None:
    column.look_at(three[2])
    with column.qtbot.waitSignal(column.list.taken):
        column.text("useRecipe").click()
    wait_until_ready(column.session, column.qtbot)
    assert column.session.recipe == three[2].recipe
    assert column.session.begun_with == 0


def test_f2_renames_in_place(column: Column, three: list[KeptRun]) -> None:
    """Return ends the edit, and does not restore."""
    column.look_at(three[1])
    column.press(Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "Run 2"
    editor.setText("slow one")
    column.press(Qt.Key.Key_Return)
    wait_until(column.qtbot, lambda: column.shelf[three[1].id].name == "slow one")
    assert column.session.recipe == SHORT
    column.press(Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.setText("another")
    column.press(Qt.Key.Key_Escape)
    assert column.shelf[three[1].id].name == "slow one"


def test_an_edit_that_changes_nothing_gives_no_name(column: Column, three: list[KeptRun]) -> None:
    column.look_at(three[1])
    column.press(Qt.Key.Key_F2)
    column.press(Qt.Key.Key_Return)
    wait_until(column.qtbot, lambda: QApplication.focusWidget() is column.view)
    assert column.shelf[three[1].id].name == ""


def test_keys_of_the_list_leave_an_edit_alone(column: Column, three: list[KeptRun]) -> None:
    column.look_at(three[1])
    column.press(Qt.Key.Key_F2)
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Space):
        column.press(key)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == " ", "the name was marked, went, and a space came"
    assert len(column.shelf.runs) == 3


def test_a_note_is_written_in_place(column: Column, three: list[KeptRun]) -> None:
    column.look_at(three[1])
    column.press(Qt.Key.Key_N, CTRL | SHIFT)  # type: ignore[arg-type]
    note = QApplication.focusWidget()
    assert note is column.list.details.note
    column.qtbot.keyClicks(note, "too slow")
    assert column.shelf[three[1].id].note == "too slow"
    column.look_at(three[0])
    assert column.list.details.note.toPlainText() == ""
    column.look_at(three[1])
    assert column.list.details.note.toPlainText() == "too slow"
    assert column.shelf[three[0].id].note == ""


def test_a_pin_is_a_key_and_a_click(column: Column, three: list[KeptRun]) -> None:
    column.look_at(three[1])
    column.press(Qt.Key.Key_P, CTRL)
    assert column.shelf[three[1].id].pinned
    assert column.act("pinRun").text() == "Unpin"
    column.click(three[1], RunRow.pin)
    assert not column.shelf[three[1].id].pinned
    assert column.act("pinRun").text() == "Pin"


def test_delete_and_undo(column: Column, three: list[KeptRun]) -> None:
    """With keys, several of them, the last one first; ticks and colours come back at the end."""
    column.look_at(three[1])
    column.press(Qt.Key.Key_Delete)
    assert column.titles() == ["Run 3", "Run 1"]
    assert column.chosen[-1] == ["Run 1", "Run 3"]
    assert column.text("undoText").text() == "Deleted Run 2."
    assert column.list.current() is not None, "the next one is looked at"
    column.look_at(three[0])
    column.press(Qt.Key.Key_Delete)
    assert column.titles() == ["Run 3"]
    column.press(Qt.Key.Key_Z, CTRL)
    assert column.titles() == ["Run 3", "Run 1"]
    assert column.list.current() is three[0]
    assert column.text("undoText").text() == "Deleted Run 2."
    column.text("undoDelete").click()
    assert column.titles() == ["Run 3", "Run 2", "Run 1"]
    assert column.chosen[-1] == ["Run 3", "Run 1", "Run 2"]
    assert not column.text("undoLine").isVisible()


def test_the_last_run_can_be_deleted(column: Column, three: list[KeptRun]) -> None:
    for kept in three:
        column.look_at(kept)
        column.press(Qt.Key.Key_Delete)
    assert column.text("noRuns").isVisible()
    assert column.text("undoLine").isVisible()
    assert column.chosen[-1] == []


@pytest.mark.parametrize(
    ("action", "kind"), [("exportRunNumpy", NUMPY), ("exportRunTorch", TORCH), ("saveThisRun", RUN)], ids=str
)
def test_a_run_goes_into_a_file(column: Column, three: list[KeptRun], action: str, kind: str) -> None:
    column.look_at(three[2])
    column.act(action).trigger()
    assert column.writer.asked == [(kind, three[2].run, "XOR Run 3")]


def test_the_menu_comes_up_by_the_row_and_by_its_key(column: Column, three: list[KeptRun]) -> None:
    column.look_at(three[1])
    menu = column.list.findChild(QMenu)
    assert menu is not None
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        QApplication.sendEvent(column.view.viewport(), QContextMenuEvent(reason, QPoint(60, 20)))
        assert menu.isVisible()
        menu.close()
    below = QPoint(60, column.view.viewport().height() - 5)
    QApplication.sendEvent(column.view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, below))
    assert not menu.isVisible(), "there is no row"
    assert "Unpin" not in [action.text() for action in menu.actions()]


def test_a_pin_says_what_it_does(column: Column, three: list[KeptRun], monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _where, text, *_: said.append(text))
    for pinned in (False, True):
        column.shelf.pin(three[1].id, pinned)
        pin = RunRow.pin(column.view.visualRect(column.view.model().index_of(three[1].id))).center()
        where = column.view.viewport().mapToGlobal(pin)
        QApplication.sendEvent(column.view.viewport(), QHelpEvent(QHelpEvent.Type.ToolTip, pin, where))
    assert said == [NOT_PINNED, PINNED]


# -- from sitting to sitting, and hands -------------------------------------------------------------------------------


def test_pinned_runs_are_read_when_the_list_is_shown(
    column: Column, begin_session: BeginSession, tmp_path: Path
) -> None:
    kept, *_ = column.add(kept_run(number=1, name="Mine"))
    column.shelf.pin(kept.id)
    column.jobs.wait()
    session, _ = begin_session(SHORT)
    other = Column(session, column.qtbot, tmp_path / "last-run.npz", LIGHT)
    assert other.titles() == ["Mine"]
    assert other.list.current() is not None
    other.close()


def test_every_control_has_names_and_a_tooltip(column: Column, three: list[KeptRun]) -> None:
    for name in ("runs", "restoreRun", "useRecipe", "moreOfRun", "runNote", "undoDelete"):
        control = column.text(name)
        assert control.accessibleName(), name
        assert control.toolTip().endswith("."), name
    for each in column.view.findChildren(QAction):
        assert each.objectName()
        assert each.toolTip().endswith("."), each.text()


def test_the_tab_key_goes_through_all_of_it(column: Column, three: list[KeptRun]) -> None:
    column.look_at(three[0])
    seen = []
    for _ in range(5):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus.objectName())
        column.press(Qt.Key.Key_Tab)
    assert seen == ["runs", "runNote", "restoreRun", "useRecipe", "moreOfRun"]
