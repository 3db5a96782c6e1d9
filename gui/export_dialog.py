"""The dialog in which a person says what to export, sees what it will look like, and where it goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5 import sip
from PyQt5.QtCore import QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.run import Run
from engine.snapshot import Snapshot
from engine.tables import history_csv, predictions_csv
from gui.export.clipboard import SHARPNESS, copy_figure, copy_table
from gui.export.form import ALL, HISTORY, LABEL_WIDTH, PREDICTIONS, TABLES, ExportForm
from gui.export.outputs import CSV, PNG, Output, file_name, plot_output, table_output
from gui.export.preview import Preview
from gui.export.subject import subjects_of
from gui.export.target import Target
from gui.export.writer import Writer
from gui.jobs import Jobs
from gui.panels.base import Panel
from gui.session import Session
from gui.theme import Theme
from gui.widgets.message_bar import MessageBar
from gui.widgets.within_screen import resize_within_screen

PREVIEW_DELAY = 60  # milliseconds after the last change
PREVIEW_LINES = 16
FILES = {HISTORY: "history.csv", PREDICTIONS: "predictions.csv"}


class ExportDialog(QDialog):
    """Exports the run as it was when the dialog opened, while the training goes on.  Show it with ``open``."""

    exported = pyqtSignal(list)  # carries the Paths that were written
    failed = pyqtSignal(str)  # carries a sentence; the dialog stays open and says it too

    def __init__(
        self,
        panels: Sequence[Panel],
        session: Session,
        jobs: Jobs,
        theme: Theme,
        folder: Path | str,
        parent: QWidget | None = None,
        chosen: Panel | None = None,
    ) -> None:
        """``folder``: where the person saved last; ``chosen``: the panel to begin with, otherwise all."""
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._subjects = subjects_of(panels)
        self._snapshot: Snapshot | None = session.latest
        self._run: Run | None = None
        self._form = ExportForm(list(self._subjects), theme)
        self._target = Target(Path(folder))
        self._preview = Preview(theme)
        self._message = MessageBar(theme)
        self._message.setObjectName("exportMessage")
        self._writer = Writer(jobs, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PREVIEW_DELAY)
        self._make_buttons()
        self._lay_out()
        self._connect()
        if chosen is not None:
            self._form.choose(chosen.title)
        self._on_changed()
        self._show_preview()
        session.copy_moment(self._take_moment)

    # -- what a person does -------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Writes the files; asks first where that would replace some."""
        there = [output.path for output in self._outputs() if os.path.exists(output.path)]
        if there:
            names = ", ".join(path.name for path in there)
            what = "is there already" if len(there) == 1 else "are there already"
            self._message.say("Replace?", f"{names} {what}.", "Replace", self._write)
        else:
            self._write()

    def copy(self) -> None:
        """Puts the plot or the table on the clipboard."""
        what = self._form.what
        try:
            if what in TABLES:
                copy_table(self._tables()[what]())
            else:
                self._copy_plot(what)
        except MemoryError as error:
            self._message.say("Not copied", f"{what} is too large: {error}. Choose a smaller size.")
        else:
            self._message.say("Copied", f"{what} is on the clipboard.")

    def reject(self) -> None:
        """Closes; an export that is under way ends after the file in hand."""
        if self._writer.is_busy:
            self._writer.stop()
        else:
            super().reject()

    # -- what happens -------------------------------------------------------------------------------------------------

    def _take_moment(self, run: Run, snapshot: Snapshot) -> None:
        """From now on plots and tables are of one and the same moment."""
        self._run, self._snapshot = run, snapshot
        self._subjects = {name: subject.at(snapshot) for name, subject in self._subjects.items()}
        if not sip.isdeleted(self):  # it may have been closed in the meantime
            self._later.start()
            self._enable()

    def _on_changed(self) -> None:
        self._later.start()
        self._propose()
        self._on_target_changed()

    def _on_target_changed(self) -> None:
        self._message.hide()
        self._enable()

    def _propose(self) -> None:
        what, formats = self._form.what, self._form.formats
        self._target.propose("" if what == ALL else FILES.get(what) or file_name(what, formats[0]))

    def _enable(self) -> None:
        is_idle, what = not self._writer.is_busy, self._form.what
        needed = {ALL: TABLES if CSV in self._form.formats else (), HISTORY: (HISTORY,), PREDICTIONS: (PREDICTIONS,)}
        is_ready = self._snapshot is not None and set(needed.get(what, ())) <= self._tables().keys()
        for part in (self._form, self._target):
            part.setEnabled(is_idle)
        self._export.setEnabled(is_idle and is_ready and bool(self._form.formats) and self._target.path() is not None)
        self._copy.setEnabled(is_idle and is_ready and what != ALL)
        self._status.setText(self._moment() if is_idle else self._status.text())

    def _show_preview(self) -> None:
        what, formats = self._form.what, self._form.formats
        if what in TABLES:
            table = self._tables().get(what)
            self._preview.show_text(_beginning(table()) if table is not None else "")
            return
        kind = next((kind for kind in formats if kind != CSV), PNG)
        look = self._form.look
        subjects = self._subjects.values() if what == ALL else [self._subjects[what]]
        self._preview.show_figures([look.figure(subject, kind) for subject in subjects])

    def _write(self) -> None:
        self._message.hide()
        self._writer.write(self._outputs())

    def _on_progressed(self, done: int, total: int) -> None:
        self._status.setText(f"Writing file {min(done + 1, total)} of {total}…")
        self._enable()

    def _on_finished(self, paths: list[Path]) -> None:
        self.exported.emit(paths)
        self.accept()

    def _on_failed(self, sentence: str) -> None:
        self._enable()
        self._target.setFocus()
        self._message.say("Not exported", sentence)
        self.failed.emit(sentence)

    def _copy_plot(self, name: str) -> None:
        look, kind = self._form.look, self._form.formats[0]
        figure = look.figure(self._subjects[name], kind)
        copy_figure(figure, QSize(*look.pixels) if kind == PNG else figure.size * SHARPNESS)

    # -- what is written ----------------------------------------------------------------------------------------------

    def _outputs(self) -> list[Output]:
        what, formats, look, path = self._form.what, self._form.formats, self._form.look, self._target.path()
        assert path is not None  # or there would be nothing to press
        if what in TABLES:
            return [table_output(self._tables()[what], path)]
        if what != ALL:
            return [plot_output(self._subjects[what], formats[0], look, path)]
        kinds = [kind for kind in formats if kind != CSV]
        outputs = [
            plot_output(subject, kind, look, path / file_name(name, kind))
            for kind in kinds for name, subject in self._subjects.items()
        ]  # fmt: skip
        tables = self._tables().items() if CSV in formats else ()
        return outputs + [table_output(text, path / FILES[name]) for name, text in tables]

    def _tables(self) -> dict[str, Callable[[], str]]:
        """The tables that can be written by now; making their text takes no widget."""
        tables: dict[str, Callable[[], str]] = {}
        run, now = self._run, self._snapshot
        if run is not None:
            tables[HISTORY] = lambda: history_csv(run.history)
        if now is not None:
            tables[PREDICTIONS] = lambda: predictions_csv(now.points, now.prediction, now.right)
        return tables

    def _moment(self) -> str:
        if self._snapshot is None:
            return "There is nothing to export yet: the network is being made."
        return f"The run at epoch {self._snapshot.epoch:,}"

    # -- how it is made -----------------------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self._status = QLabel()
        self._status.setObjectName("exportStatus")
        self._status.setProperty("role", "note")
        self._copy = _button("exportCopy", "Copy", "Put this plot or table on the clipboard.", self.copy)
        self._cancel = _button("exportCancel", "Cancel", "Close without writing anything more.", self.reject)
        self._export = _button("exportNow", "Export", "Write the files.", self.export)
        self._export.setDefault(True)

    def _lay_out(self) -> None:
        saving = QLabel("Save to")
        saving.setBuddy(self._target)
        saving.setFixedWidth(LABEL_WIDTH)
        choices = QVBoxLayout()
        choices.addWidget(self._form)
        choices.addStretch(1)
        upper = QHBoxLayout()
        upper.setSpacing(20)
        upper.addLayout(choices)
        upper.addWidget(self._preview, 1)
        place, buttons = QHBoxLayout(), QHBoxLayout()
        place.setSpacing(6)
        place.addWidget(saving)
        place.addWidget(self._target, 1)
        buttons.addWidget(self._status, 1)
        for button in (self._copy, self._cancel, self._export):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(upper, 1)
        layout.addLayout(place)
        layout.addWidget(self._message)
        layout.addLayout(buttons)
        self._form.setFixedWidth(300)
        resize_within_screen(self, 800, 500)

    def _connect(self) -> None:
        self._form.changed.connect(self._on_changed)
        self._target.changed.connect(self._on_target_changed)
        self._later.timeout.connect(self._show_preview)
        self._writer.progressed.connect(self._on_progressed)
        self._writer.finished.connect(self._on_finished)
        self._writer.failed.connect(self._on_failed)


def _beginning(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(lines[:PREVIEW_LINES] + (["…"] if len(lines) > PREVIEW_LINES else []))


def _button(object_name: str, text: str, tip: str, do: Callable[[], None]) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(object_name)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.clicked.connect(lambda: do())
    return made
