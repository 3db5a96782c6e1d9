"""The list of runs: what was trained in this sitting, ticked to be compared, and all that can be done with each."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QKeySequence, QShowEvent
from PyQt5.QtWidgets import QAction, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from gui.scripts import NUMPY, RUN, TORCH, RunWriter
from gui.shelf.details import Details
from gui.shelf.kept import KeptRun, counted
from gui.shelf.model import KEPT, RunsModel
from gui.shelf.row import RunRow
from gui.shelf.shelf import Shelf
from gui.shelf.undo_line import UndoLine
from gui.shelf.view import RunsView
from gui.theme import Theme

EMPTY = "Every run that you train is kept here until the window is closed; what you pin is here the next time too."


class RunList(QWidget):
    """For a column of about 290 pixels."""

    chosen = pyqtSignal(object)  # while the list is seen: carries the KeptRuns that are ticked, in that order
    taken = pyqtSignal()  # a run, or its recipe, is about to be what the window shows

    def __init__(self, shelf: Shelf, writer: RunWriter, theme: Theme) -> None:
        super().__init__()
        self._shelf, self._writer = shelf, writer
        self._model = RunsModel(shelf, self)
        self.view, self._row, self._undo = RunsView(), RunRow(theme, self), UndoLine()
        self.view.setModel(self._model)
        self.view.setItemDelegate(self._row)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._actions = self._make_actions()
        self.details = Details(self._menu)
        self._count, self._let_go, self._stack = QLabel(), QLabel(), QStackedWidget()
        self._lay_out()
        self._connect()
        self.view.setCurrentIndex(self._model.index(0))
        self._show_state()

    # -- what a person does -------------------------------------------------------------------------------------------

    def current(self) -> KeptRun | None:
        """The run that is looked at."""
        kept: KeptRun | None = self.view.currentIndex().data(KEPT)
        return kept

    def ticked(self) -> list[KeptRun]:
        """The runs that are to be compared."""
        return self._model.ticked()

    def restore(self) -> None:
        """Show the run again as it ended."""
        self._take(self._shelf.restore)

    def use_recipe(self) -> None:
        """Put its choices into the form."""
        self._take(self._shelf.use_recipe)

    def rename(self) -> None:
        """Type a name into the row."""
        self._with_current(lambda kept: self.view.edit(self._model.index_of(kept.id)))

    def write_note(self) -> None:
        """Go to the note."""
        self.details.note.setFocus()

    def pin(self) -> None:
        """Keep it for other sittings, or no longer."""
        self._with_current(lambda kept: self._shelf.pin(kept.id, not kept.pinned))

    def compare_only(self) -> None:
        """Take the tick off all others."""
        self._with_current(lambda kept: self._model.tick_only([kept.id]))

    def delete(self) -> None:
        """Take it away; it can be brought back."""
        self._with_current(self._delete)

    def undo(self) -> None:
        """Bring back what was deleted last."""
        self._undo.undo()

    def export(self, kind: str) -> None:
        """Write it as a script, or as a run file."""
        self._with_current(lambda kept: self._writer.ask(kind, kept.run, f"{kept.recipe.data_name} {kept.title}"))

    def set_theme(self, theme: Theme) -> None:
        self._row.theme = theme  # the style sheet repaints the list

    def showEvent(self, event: QShowEvent | None) -> None:
        """Pinned runs are read when somebody wants to see them, those of other windows too."""
        super().showEvent(event)
        self._shelf.read_pinned()
        self.chosen.emit(self._model.ticked())

    # -- inside -------------------------------------------------------------------------------------------------------

    def _with_current(self, do: Callable[[KeptRun], None]) -> None:
        kept = self.current()
        if kept is not None:
            do(kept)

    def _take(self, do: Callable[[str], None]) -> None:
        kept = self.current()
        if kept is not None:
            self.taken.emit()
            do(kept.id)

    def _delete(self, kept: KeptRun) -> None:
        bring_back = self._shelf.remove(kept.id)

        def undo() -> None:
            bring_back()
            self.view.setCurrentIndex(self._model.index_of(kept.id))

        self._undo.say(kept.title, undo)

    def _on_added(self, kept: KeptRun) -> None:
        """What has just ended is looked at, unless somebody looks at another one."""
        if not self.view.currentIndex().isValid() or (kept.number and not self.isVisible()):
            self.view.setCurrentIndex(self._model.index_of(kept.id))
        self._show_state()

    def _show_current(self) -> None:
        kept = self.current()
        self.details.setVisible(kept is not None)
        if kept is not None:
            self.details.show_run(kept)
            self._actions["pinRun"].setText("Unpin" if kept.pinned else "Pin")

    def _show_state(self) -> None:
        count, ticked = self._model.rowCount(), len(self._model.ticked())
        self._stack.setCurrentIndex(1 if count else 0)
        self._count.setText(f"{counted(count, 'run')}, {ticked:,} compared")
        self._count.setVisible(count > 0)
        gone = self._shelf.let_go
        went = "1 older run was" if gone == 1 else f"{gone:,} older runs were"
        self._let_go.setText(f"{went} let go to save memory: pin what is to stay.")
        self._let_go.setVisible(gone > 0)
        self._show_current()

    def _on_ticked(self) -> None:
        self._show_state()
        if self.isVisible():
            self.chosen.emit(self._model.ticked())

    # -- how it is made -----------------------------------------------------------------------------------------------

    def _make_actions(self) -> dict[str, QAction]:
        """The menu of a run; their keys count only while the list has the focus, so that a note can be edited."""
        made: dict[str, QAction] = {}
        for name, text, key, tip, do in (
            ("restoreThis", "Restore", "Return", "Show this run again as it ended, ready to go on.", self.restore),
            ("useThisRecipe", "Use Recipe", "", "Put its choices into the form, for a new training.", self.use_recipe),
            ("compareOnly", "Compare Only This", "", "Take the tick off all other runs.", self.compare_only),
            ("", "", "", "", None),
            ("renameRun", "Rename", "F2", "Give the run a name of your own; it is pinned.", self.rename),
            ("noteRun", "Note…", "Ctrl+Shift+N", "Write down what you saw; it is pinned.", self.write_note),
            ("pinRun", "Pin", "Ctrl+P", "A pinned run is here the next time too.", self.pin),
            ("", "", "", "", None),
            ("exportRunNumpy", "Export as NumPy Script…", "", "A program that reproduces the run, with numpy alone.",
             lambda: self.export(NUMPY)),
            ("exportRunTorch", "Export as PyTorch Script…", "", "A program that reproduces the run with PyTorch.",
             lambda: self.export(TORCH)),
            ("saveThisRun", "Save Run As…", "", "The recipe and all that was learned, in a file.",
             lambda: self.export(RUN)),
            ("", "", "", "", None),
            ("deleteRun", "Delete", "Del", "Take the run off the list; Undo brings it back.", self.delete),
        ):  # fmt: skip
            if do is None:
                self._menu.addSeparator()
            else:
                made[name] = self._make_action(name, text, key, tip, do)
                self._menu.addAction(made[name])
        self._make_action("undoDeleteRun", "Undo Delete", "Ctrl+Z", "Bring back what was deleted last.", self.undo)
        return made

    def _make_action(self, name: str, text: str, key: str, tip: str, do: Callable[[], None]) -> QAction:
        action = QAction(text, self.view)
        action.setObjectName(name)
        action.setToolTip(tip)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked: do())
        self.view.addAction(action)
        return action

    def _lay_out(self) -> None:
        for label in (self._count, self._let_go):
            label.setProperty("role", "note")
            label.setWordWrap(True)
        empty = QLabel(EMPTY)
        empty.setObjectName("noRuns")
        empty.setProperty("role", "note")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack.addWidget(empty)
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._count)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._let_go)
        layout.addWidget(self._undo)
        layout.addWidget(self.details)

    def _connect(self) -> None:
        shelf, selection = self._shelf, self.view.selectionModel()
        assert selection is not None
        shelf.added.connect(self._on_added)
        shelf.changed.connect(lambda _: self._show_state())
        shelf.removed.connect(lambda _: self._show_state())
        selection.currentChanged.connect(lambda *_: self._show_current())
        self._model.ticked_changed.connect(self._on_ticked)
        self._row.pin_clicked.connect(lambda kept: shelf.pin(kept.id, not kept.pinned))
        self.view.menu_wanted.connect(lambda where: self._menu.popup(where))
        self.details.restore_wanted.connect(self.restore)
        self.details.recipe_wanted.connect(self.use_recipe)
        self.details.noted.connect(shelf.note)
