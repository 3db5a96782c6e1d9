"""A run as a file of its own: as a program that reproduces it, or as the run itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QFileDialog, QWidget

from engine.files import reason, write_atomically
from engine.recipe import RecipeError
from engine.run import Run, RunError
from engine.scripts import ScriptError
from engine.storage import run_file
from gui.export.writer import WHAT_TO_DO
from gui.jobs import Jobs
from gui.session import Session

Make = Callable[[Run], bytes]


def _numpy(run: Run) -> bytes:
    from engine.scripts.numpy_script import numpy_script  # not needed before, and the first window is there sooner

    return numpy_script(run).encode()


def _torch(run: Run) -> bytes:
    from engine.scripts.torch_script import torch_script  # not needed before, and the first window is there sooner

    return torch_script(run).encode()


SCRIPTS = "Python scripts (*.py)"
NUMPY, TORCH, RUN = "numpy", "torch", "run"
KINDS: dict[str, tuple[str, str, str, Make]] = {  # by name: the dialog's title, its filter, what a file's name ends in
    NUMPY: ("Export as a NumPy script", SCRIPTS, "-numpy.py", _numpy),
    TORCH: ("Export as a PyTorch script", SCRIPTS, "-pytorch.py", _torch),
    RUN: ("Save the run", "Runs (*.npz)", ".npz", run_file),
}


def content(kind: str, run: Run) -> bytes:
    """What is in the file of a run as one of KINDS; it takes a while: a job for `Jobs`.  Raises ScriptError."""
    _, _, _, make = KINDS[kind]
    return make(run)


class RunWriter(QObject):
    """Asks where to, and writes there beside the window's thread."""

    written = pyqtSignal(object)  # carries the Path
    failed = pyqtSignal(str, str)  # a heading and a sentence
    folder_changed = pyqtSignal(str)  # where the person went last

    def __init__(self, jobs: Jobs, folder: str, window: QWidget) -> None:
        super().__init__(window)
        self._jobs, self._folder, self._window = jobs, folder, window

    def set_folder(self, folder: str) -> None:
        """Where the next dialog begins."""
        self._folder = folder

    def ask(self, kind: str, run: Run, name: str) -> None:
        """Ask where to write ``run`` as one of KINDS; ``name`` is what it is called.  Nothing waits meanwhile."""
        title, filter, ending, _ = KINDS[kind]
        dialog = QFileDialog(self._window, title, self._folder, filter)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending.rpartition(".")[2])
        dialog.selectFile(f"{file_stem(name)}{ending}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self._on_chosen(kind, run, Path(file)))
        dialog.open()

    def ask_for_shown(self, kind: str, session: Session) -> None:
        """The same for the run that is shown, as it is now."""
        session.copy_run(lambda run: self.ask(kind, run, run.recipe.data_name))

    def write(self, kind: str, run: Run, path: Path) -> None:
        """Write it, whole or not at all."""
        self._jobs.run(
            lambda: write_atomically(path, content(kind, run)),
            lambda _: self.written.emit(path),
            lambda error: self._on_failed(path, error),
        )

    def _on_chosen(self, kind: str, run: Run, path: Path) -> None:
        self._folder = str(path.parent)
        self.folder_changed.emit(self._folder)
        self.write(kind, run, path)

    def _on_failed(self, path: Path, error: Exception) -> None:
        if isinstance(error, OSError):
            what = WHAT_TO_DO.get(error.errno or 0, "Choose another folder or name.")
            self.failed.emit("Not written", f"{path} cannot be written: {reason(error)}. {what}")
        elif isinstance(error, ScriptError | RunError | RecipeError):
            self.failed.emit("Not written", f"{str(error).rstrip('.')}.")
        elif isinstance(error, MemoryError):
            self.failed.emit("Not written", f"There is not enough memory to write {path}.")
        else:
            raise error


def file_stem(name: str) -> str:
    """A name as every system takes it for a file: "Run 3, lr 0.1" is run-3-lr-0.1."""
    kept = "".join(each if each.isalnum() or each in ".-_" else " " for each in name.casefold())
    return "-".join(kept.split()).strip(".-_")[:LONGEST_STEM].rstrip(".-_") or "run"


LONGEST_STEM = 60  # characters, of which some take four bytes
