"""The dialog in which a person opens a table of her own, sees what is in it, and says what is to be learned from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.csv_dataset import CSVFile
from engine.csv_table import Table
from engine.knobs import knobs_of
from gui.data.columns import ColumnForm
from gui.data.looker import Look, Looker
from gui.data.preview import Preview
from gui.data.rows import heading, row
from gui.data.wording import in_words, size_in_words
from gui.data.writing import WritingForm
from gui.jobs import Jobs
from gui.theme import Theme
from gui.widgets.within_screen import resize_within_screen

FILES = "Tables (*.csv *.tsv *.txt *.dat *.data);;All files (*)"
FORM_WIDTH = 300  # pixels
TICK = 50  # milliseconds between two looks at how far the reading is
WORDS_HEIGHT = 96  # pixels for what is said below the table, where it is not very long
COLUMN_KNOBS = ("target", "columns", "task")


class CSVDialog(QDialog):
    """Reads in the background: it can always be changed, stopped or closed.  Show it with ``open``."""

    chosen = pyqtSignal(dict)  # carries the knobs of the dataset "CSV file"; what was read is at hand for a training
    folder_changed = pyqtSignal(str)  # where the person went

    def __init__(
        self, jobs: Jobs, theme: Theme, folder: Path | str, choices: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        """``folder``: where the person was last; ``choices``: the dataset's knobs to begin with, or none."""
        super().__init__(parent)
        self.setWindowTitle("Open Data")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._folder = Path(folder)
        self._choices = dict(choices)  # of columns, for the table that comes next
        self._table: Table | None = None
        self._look: Look | None = None  # what becomes of the table with the choices as they are
        self._looker = Looker(jobs, self._on_seen, self._on_failed)
        self._writing, self._columns, self._preview = WritingForm(), ColumnForm(theme), Preview(theme)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK)
        self._make_controls()
        self._lay_out()
        self._connect()
        self._writing.choose(choices)
        self._path.setText(choices.get("path", ""))
        self._read()

    # -- what a person does -------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Shows it without waiting for it; without a file, it asks for one at once."""
        super().open()
        if not self._path.text():
            self.browse()

    def browse(self) -> None:
        """Asks for a file."""
        dialog = QFileDialog(self, "Open data", str(self._folder), FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.show_file)
        dialog.open()

    def show_file(self, path: str) -> None:
        """Reads another file, with nothing said of it yet."""
        self._folder = Path(path).parent
        self.folder_changed.emit(str(self._folder))
        self._path.setText(path)
        self._on_path()

    def accept(self) -> None:
        """Gives the choices to whoever wants them."""
        if self._look is not None and self._look.summary is not None:
            self.chosen.emit(dict(self._look.choices))
            super().accept()

    def cancel(self) -> None:
        """Stops the reading; where nothing is being read, closes."""
        if self._is_reading:
            self._looker.stop()
            self._complain("The reading was stopped. Choose a file, or press Cancel again.")
        else:
            self.reject()

    def done(self, result: int) -> None:
        self._looker.stop()
        super().done(result)

    # -- what happens -------------------------------------------------------------------------------------------------

    def _on_path(self) -> None:
        """Another file: what was said of the one before does not hold."""
        if self._path_of_reading != self._path.text().strip():
            self._choices = {}
            self._writing.choose({})
            self._read()

    def _on_writing(self) -> None:
        """The same file, to be read in another way; the columns stay chosen as far as they are still there."""
        if self._table is not None:
            self._choices = self._columns.choices()
        self._read()

    def _on_columns(self) -> None:
        """The table is at hand: only what becomes of it is new."""
        self._look = None
        self._show_parts()
        if self._columns.lacks_a_tick():
            self._looker.stop()
            self._complain("The network sees nothing yet: tick at least one column.")
        else:
            self._looker.look(self._knobs())
            self._enable()

    def _read(self) -> None:
        """Begins with the table anew."""
        self._table = self._look = None
        self._path_of_reading = self._path.text().strip()
        self._preview.show_table(None)
        self._columns.show_table(None, {})
        self._tell("", "")
        if self._path_of_reading:
            self._looker.look(self._knobs())
        else:
            self._looker.stop()
        self._enable()

    def _on_seen(self, look: Look) -> None:
        if self._table is None:
            self._table = look.table
            self._writing.show_found(look.table.writing)
            self._columns.show_table(look.table, self._choices)
            self._preview.show_table(look.table)
            self._show_parts()
            if self._knobs() != look.choices:  # the columns have names now
                self._on_columns()
                return
        self._look = look
        self._columns.show_summary(look.summary)
        self._tell("" if look.summary is None else in_words(look.summary, self._columns.answer()), look.complaint)
        self._enable()

    def _on_failed(self, sentence: str) -> None:
        self._complain(sentence)

    def _complain(self, sentence: str) -> None:
        self._tell("", sentence)
        self._enable()

    def _show_parts(self) -> None:
        self._preview.show_parts(self._columns.answer(), self._columns.seen())

    @property
    def _is_reading(self) -> bool:
        return self._looker.is_busy and self._table is None

    def _enable(self) -> None:
        self._columns.setEnabled(self._table is not None)
        self._writing.setEnabled(bool(self._path_of_reading))
        self._use.setEnabled(self._look is not None and self._look.summary is not None)
        self._cancel.setText("Stop" if self._is_reading else "Cancel")
        self._rows.setText(self._size())
        if self._is_reading:
            self._clock.start()
        else:
            self._clock.stop()
            self._progress.hide()

    def _show_progress(self) -> None:
        self._progress.setValue(round(1000 * self._looker.share_done))
        self._progress.show()

    def _tell(self, sentence: str, complaint: str) -> None:
        """What the samples are, or why there are none."""
        self._verdict.setText(sentence)
        self._complaint.setText(complaint)
        self._verdict.setVisible(not complaint)
        self._complaint.setVisible(bool(complaint))

    def _size(self) -> str:
        if self._table is not None:
            return size_in_words(self._table)
        return "The file is being read." if self._is_reading else ""

    def _knobs(self) -> dict[str, str]:
        """The dataset's knobs as they stand; those that say nothing are not there."""
        columns = self._choices if self._table is None else self._columns.choices()
        knobs = {name: value for name, value in columns.items() if name in COLUMN_KNOBS and value}
        return {"path": self._path_of_reading, **self._writing.choices(), **knobs}

    # -- how it is made -----------------------------------------------------------------------------------------------

    def _make_controls(self) -> None:
        knob = knobs_of(CSVFile)["path"]
        self._path, self._path_of_reading = QLineEdit(), ""
        self._path.setObjectName("csvPath")
        self._path.setAccessibleName("File")
        self._path.setToolTip("The file with the table.")
        self._path.setPlaceholderText("A table as text, with commas, semicolons or tabs between the values")
        self._path.setMaxLength(knob.longest)
        self._browse = _button("csvBrowse", "Browse…", "Choose a file.", self.browse)
        self._browse.setAutoDefault(False)
        self._progress = QProgressBar()
        self._progress.setObjectName("csvProgress")
        self._progress.setAccessibleName("How much of the file is read")
        self._progress.setToolTip("How much of the file is read.")
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._rows, self._verdict, self._complaint = QLabel(), QLabel(), QLabel()
        for label, name, role in (
            (self._rows, "csvRows", "note"),
            (self._verdict, "csvVerdict", ""),
            (self._complaint, "csvMessage", "error"),
        ):
            label.setObjectName(name)
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._cancel = _button("csvCancel", "Cancel", "Stop reading, or close without using this data.", self.cancel)
        self._cancel.setAutoDefault(False)
        self._use = _button("csvUse", "Use This Data", "Make a new network that learns from these rows.", self.accept)
        self._use.setDefault(True)

    def _lay_out(self) -> None:
        file, middle, buttons = row("File", self._path), QHBoxLayout(), QHBoxLayout()
        file.addWidget(self._browse)
        middle.setSpacing(20)
        middle.addWidget(self._form())
        middle.addLayout(self._picture(), 1)
        buttons.addWidget(self._rows, 1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(file)
        layout.addLayout(middle, 1)
        layout.addLayout(buttons)
        resize_within_screen(self, 1000, 660)

    def _form(self) -> QWidget:
        form = QWidget()
        form.setFixedWidth(FORM_WIDTH)
        layout = QVBoxLayout(form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(heading("How the file is written"))
        layout.addWidget(self._writing)
        layout.addSpacing(8)
        layout.addWidget(self._columns, 1)
        return form

    def _picture(self) -> QVBoxLayout:
        room = self._progress.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # nothing moves when it comes
        self._progress.setSizePolicy(room)
        said = QWidget()
        said.setMinimumHeight(WORDS_HEIGHT)
        words = QVBoxLayout(said)
        words.setContentsMargins(0, 0, 0, 0)
        words.addWidget(self._verdict)
        words.addWidget(self._complaint)
        words.addStretch(1)
        layout = QVBoxLayout()
        layout.setSpacing(6)
        layout.addWidget(heading("What is in it"))
        layout.addWidget(self._preview, 1)
        layout.addWidget(self._progress)
        layout.addWidget(said)
        return layout

    def _connect(self) -> None:
        self._path.editingFinished.connect(self._on_path)
        self._writing.changed.connect(self._on_writing)
        self._columns.changed.connect(self._on_columns)
        self._clock.timeout.connect(self._show_progress)


def _button(object_name: str, text: str, tip: str, do: Callable[[], None]) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(object_name)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.clicked.connect(lambda: do())
    return made
