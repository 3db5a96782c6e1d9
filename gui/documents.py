"""Recipes and runs as files: new, open, save, save as.  To read and to write is a job for another thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QFileDialog, QWidget

from engine.files import reason
from engine.recipe import Recipe, RecipeError
from engine.run import Intervention, Run, RunError
from engine.storage import load_run, save_run
from gui.jobs import Jobs
from gui.scripts import file_stem
from gui.session import Session

RECIPE, RUN = ".json", ".npz"
OPENABLE = "Runs and recipes (*.npz *.json);;All files (*)"
STORED_RECIPES = Path(__file__).resolve().parents[1] / "assets" / "recipes"


Saved = tuple[int, tuple[Intervention, ...]]  # a run's updates, and what was changed in it


def _saved(run: Run) -> Saved:
    return run.updates, run.interventions


class Documents(QObject):
    """What the file menu does."""

    saved = pyqtSignal(object)  # carries the Path
    opened = pyqtSignal(object)  # the run that is shown was opened from this Path
    path_changed = pyqtSignal()  # the run that is shown has another file, or none
    failed = pyqtSignal(str, str)  # a heading and a sentence
    folder_changed = pyqtSignal(str)  # where the person went last

    def __init__(self, session: Session, jobs: Jobs, folder: str, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._jobs, self._folder, self._window = session, jobs, folder, window
        self.run_path: Path | None = None  # the file of the run that is shown, if it has one
        self._saved: Saved | None = None  # what of the run is in that file
        self._opening: tuple[int, Run, Path] | None = None  # the run that was asked for, and its file
        session.run_began.connect(self._on_began)

    def is_saved(self, run: Run) -> bool:
        """Whether the run that is shown is in its file as it stands."""
        return self._saved == _saved(run)

    def new(self) -> None:
        """The default recipe and a network that has learned nothing."""
        self._session.begin(Recipe())

    def open(self) -> None:
        """Ask for a run or a recipe, and open it."""
        dialog = QFileDialog(self._window, "Open a run or a recipe", self._folder, OPENABLE)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._ask(dialog, self.open_file)

    def open_file(self, path: Path) -> None:
        """Open a recipe (JSON) or a run (anything else)."""
        if path.suffix.lower() == RECIPE:
            self._jobs.run(lambda: Recipe.load(path), self._session.begin, self._on_unreadable)
        else:
            self._jobs.run(lambda: load_run(path), lambda run: self._show_run(run, path), self._on_unreadable)

    def save_run(self) -> None:
        """Save the run in its file; ask for one if it has none."""
        if self.run_path is None:
            self.save_run_as()
        else:
            self._write_run(self.run_path)

    def save_run_as(self) -> None:
        """Ask where to save the run."""
        proposal = f"{file_stem(self._session.recipe.data_name)}-run"
        self._ask(self._save_dialog("Save the run", "Runs (*.npz)", RUN, proposal), self._write_run)

    def save_recipe_as(self) -> None:
        """Ask where to save the recipe."""
        proposal = f"{file_stem(self._session.recipe.data_name)}-recipe"
        self._ask(self._save_dialog("Save the recipe", "Recipes (*.json)", RECIPE, proposal), self._write_recipe)

    # -- inside -------------------------------------------------------------------------------------------------------

    def reopen(self, path: Path) -> None:
        """Open a run that the program kept by itself: it has no file of the person's yet."""
        self._jobs.run(lambda: load_run(path), self._open_run, self._on_unreadable)

    def _open_run(self, run: Run) -> None:
        self._session.open_run(run)

    def _show_run(self, run: Run, path: Path) -> None:
        self._opening = (self._session.open_run(run), run, path)

    def _on_began(self, number: int) -> None:
        """Another run is shown: it has a file only when it was just opened from one."""
        self.run_path = self._saved = None
        if self._opening is not None and self._opening[0] == number:
            _, run, self.run_path = self._opening
            self._saved = _saved(run)
            self.opened.emit(self.run_path)
        self._opening = None
        self.path_changed.emit()

    def _write_run(self, path: Path) -> None:
        def write(run: Run) -> None:
            number = self._session.run
            self._jobs.run(lambda: save_run(run, path), lambda _: on_saved(number, run), self._cannot_write(path))

        def on_saved(number: int, run: Run) -> None:
            if number == self._session.run:
                self.run_path, self._saved = path, _saved(run)
                self.path_changed.emit()
            self.saved.emit(path)

        self._session.copy_run(write)

    def _write_recipe(self, path: Path) -> None:
        recipe = self._session.recipe
        self._jobs.run(lambda: recipe.save(path), lambda _: self.saved.emit(path), self._cannot_write(path))

    def _cannot_write(self, path: Path) -> Callable[[BaseException], None]:
        def say(error: BaseException) -> None:
            if not isinstance(error, OSError):
                raise error
            self.failed.emit(
                "Not saved",
                f"{path} cannot be written: {reason(error)}. The run is still here: save it in another place.",
            )

        return say

    def _on_unreadable(self, error: BaseException) -> None:
        if not isinstance(error, RecipeError | RunError):
            raise error
        self.failed.emit("Not opened", str(error))

    def _save_dialog(self, title: str, kind: str, suffix: str, proposal: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, self._folder, kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.selectFile(proposal + suffix)
        return dialog

    def _ask(self, dialog: QFileDialog, use: Callable[[Path], None]) -> None:
        """Show the dialog without waiting for it: the training goes on meanwhile."""

        def on_chosen(file: str) -> None:
            self._folder = str(Path(file).parent)
            self.folder_changed.emit(self._folder)
            use(Path(file))

        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(on_chosen)
        dialog.open()
