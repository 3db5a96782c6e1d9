"""The dialog in which a report comes together: what goes in, the student's own words, and the pages as they will be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.data.rows import row
from gui.jobs import Jobs
from gui.report.characters import complaint
from gui.report.document import OwnWords
from gui.report.lab import Author, Compared, Material, reporting
from gui.report.lab.chooser import Chooser
from gui.report.lab.draft import Draft
from gui.report.lab.saving import Saving
from gui.report.lab.words_form import WordsForm
from gui.report.pages import Pages, Spot
from gui.report.planned import Planned
from gui.report.portions import InPortions, Portions
from gui.report.preview import Preview
from gui.report.set_parts import SetParts
from gui.settings import Settings
from gui.shelf.kept import KeptRun
from gui.theme import Theme
from gui.widgets.message_bar import MessageBar
from gui.widgets.within_screen import resize_within_screen

DELAY = 350  # milliseconds after the last change
FORM_WIDTH = 380


class ReportDialog(QDialog):
    """A window of its own: the training goes on beside it.  Show it with ``show``."""

    saved = pyqtSignal(object)  # carries the Path of what was written
    failed = pyqtSignal(str)  # carries a sentence; the dialog stays open and says it too
    hand_in_wanted = pyqtSignal(object, object)  # carries the PDF's bytes, and the KeptRuns that are in it

    def __init__(
        self,
        runs: Sequence[KeptRun],
        comparisons: Sequence[Compared],
        settings: Settings,
        jobs: Jobs,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """``runs`` and ``comparisons`` with the newest first."""
        super().__init__(parent)
        self.setWindowTitle("Report")
        self._settings = settings
        self._draft = Draft(settings)
        self._chooser, self._words = Chooser(runs, comparisons, theme), WordsForm(self._draft.words)
        self._preview, self._message, self._saving = Preview(theme), MessageBar(theme), Saving(jobs, self)
        self._work = Portions(self)  # what lays the pages out
        self._pages: Pages | None = None
        self._plans: dict[tuple[object, ...], Planned] = {}  # the figures, drawn once
        self._drawn = (0, 0)  # of how many figures how many are drawn
        self._author_fields = self._make_author_fields()
        self._status = QLabel("Laying out the pages")
        self._status.setObjectName("reportStatus")
        self._status.setProperty("role", "note")
        self._make_buttons()
        self._build_later = QTimer(self)
        self._build_later.setSingleShot(True)
        self._build_later.setInterval(DELAY)
        self._lay_out()
        self._connect()
        self._build()
        self._go_to_gap()

    # -- what a person does -------------------------------------------------------------------------------------------

    def save_pdf(self) -> None:
        """Asks where to."""
        self._ask("Save the report", "PDF pages (*.pdf)", "pdf", self._save_pdf)

    def save_markdown(self) -> None:
        """Asks where to."""
        self._ask("Save the report as Markdown", "Markdown (*.md)", "md", self._save_markdown)

    def hand_in(self) -> None:
        """Print the pages and go on to the zip."""
        self._saving.make_pdf(self._catch_up())
        self._enable()

    def confirm(self, path: Path) -> None:
        """Say that something was saved: this dialog hides what the window says."""
        self._message.say("Saved", f"{path}", stays=False)

    def set_theme(self, theme: Theme) -> None:
        """Take on other colours; paper stays white."""
        self._preview.apply_theme(theme)
        self._message.set_theme(theme)
        self._chooser.set_theme(theme)

    def done(self, result: int) -> None:
        """What is being saved is saved to its end, and told of."""
        self._remember()
        self._build_later.stop()
        self._work.stop()
        self._saving.finish()
        super().done(result)
        self._let_go()

    # -- what happens -------------------------------------------------------------------------------------------------

    def _go_to_gap(self) -> None:
        """Take the keyboard to the first field that is empty."""
        empty = [field for field in self._author_fields.values() if not field.text()]
        if empty:
            empty[0].setFocus()

    def _let_go(self) -> None:
        """Once it is closed and nothing is under way any more."""
        if not (self.isVisible() or self._saving.is_busy):
            self._hand_over()
            self.deleteLater()

    def _hand_over(self) -> None:
        """A dialog that somebody goes on with, such as the hand-in, stays open above the window behind."""
        window = self.parentWidget()
        for dialog in self.findChildren(QDialog, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if window is not None and dialog.isVisible() and not isinstance(dialog, QFileDialog):
                place = dialog.geometry()
                dialog.setParent(window, dialog.windowFlags())
                dialog.setGeometry(place)
                dialog.show()

    def _build(self) -> None:
        """All of it anew, but for what has not changed."""
        self._build_later.stop()
        self._remember()
        self._work.begin(self._laying_out(), self._show_pages)

    def _laying_out(self) -> InPortions[Pages]:
        chosen = self._chooser
        material = Material(chosen.runs, chosen.comparisons, self._author(), self._draft.words, plans=self._plans)
        document = yield from reporting(material)
        parts = SetParts(document, self._pages.parts if self._pages is not None else None)
        yield from parts.setting()
        return Pages(parts)

    def _show_pages(self, pages: Pages) -> None:
        """The words that are being written stay in view, if they were."""
        before, is_first = self._spot(), self._pages is None
        was_seen = before is not None and self._preview.shows(before)
        self._pages = pages
        self._preview.show_pages(pages)
        if is_first or was_seen:
            self._bring()
        if missing := complaint(pages.document):
            self._message.say("Missing letters", missing)
        self._say_status()
        self._enable()

    def _spot(self) -> Spot | None:
        """Where on the pages the words go that are being written."""
        spots = self._pages.words(self._words.place) if self._pages is not None else []
        return spots[min(len(spots) - 1, int(len(spots) * self._words.share_before))] if spots else None

    def _bring(self) -> None:
        """The page with the words that are being written comes into view."""
        spot = self._spot()
        if spot is not None:
            self._preview.bring(spot)

    def _on_drawn(self, count: int, of: int) -> None:
        self._drawn = count, of
        self._say_status()

    def _say_status(self) -> None:
        count, of = self._drawn
        if self._pages is not None:
            drawing = f"Drawing figure {count + 1} of {of}"
            self._status.setText(drawing if count < of else _status(self._pages))

    def _catch_up(self) -> Pages:
        """The pages, with what was typed a moment ago."""
        if self._build_later.isActive():
            self._build()
        self._work.finish()
        assert self._pages is not None
        return self._pages

    def _on_written(self, key: str, text: str) -> None:
        self._draft.write(key, text)
        self._build_later.start()

    def _on_printed(self, content: bytes) -> None:
        self._enable()
        self.hand_in_wanted.emit(content, self._chooser.runs)

    def _on_saved(self, path: Path) -> None:
        self._enable()
        self.confirm(path)
        self.saved.emit(path)
        self._let_go()

    def _on_failed(self, sentence: str) -> None:
        self._enable()
        self._message.say("Not saved", sentence)
        self.failed.emit(sentence)
        self._let_go()

    def _save_pdf(self, path: Path) -> None:
        self._saving.save_pdf(self._catch_up(), path)
        self._enable()

    def _save_markdown(self, path: Path) -> None:
        self._saving.save_markdown(self._catch_up().document, path)
        self._enable()

    def _enable(self) -> None:
        for button in self._buttons:
            button.setEnabled(not self._saving.is_busy)

    def _author(self) -> Author:
        return Author(**{name: field.text().strip() for name, field in self._author_fields.items()})

    def _remember(self) -> None:
        self._draft.write_author(self._author())

    def _ask(self, title: str, kind: str, suffix: str, use: Callable[[Path], None]) -> None:
        """Shows the system's dialog without waiting for it: the training goes on meanwhile."""
        folder = Path(self._settings.text("folder", str(Path.home())))
        dialog = QFileDialog(self, title, str(folder), kind)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"report.{suffix}")

        def on_chosen(file: str) -> None:
            self._settings.remember("folder", str(Path(file).parent))
            use(Path(file))

        dialog.fileSelected.connect(on_chosen)
        dialog.open()

    # -- how it is made -----------------------------------------------------------------------------------------------

    def _make_author_fields(self) -> dict[str, QLineEdit]:
        author = self._draft.author
        return {
            name: _field(object_name, label, tip, getattr(author, name))
            for name, object_name, label, tip in (
                ("name", "reportName", "Name", "Who hands the report in."),
                ("student_id", "reportStudentId", "Student id", "Stands below the title, and in the name of the zip."),
                ("course", "reportCourse", "Course", "It stands above the title."),
                ("title", "reportTitle", "Title", "What the report is called."),
            )
        }

    def _make_buttons(self) -> None:
        self._buttons = [
            _button("reportMarkdown", "Save as Markdown…", "Save text and figures, to go on with them elsewhere.",
                    self.save_markdown),
            _button("reportHandIn", "Hand In…", "Go on to the zip that is handed in.", self.hand_in),
            _button("reportPdf", "Save as PDF…", "Save the pages as they are.", self.save_pdf),
        ]  # fmt: skip
        self._buttons[-1].setDefault(True)

    def _lay_out(self) -> None:
        contents = QWidget()
        column = QVBoxLayout(contents)
        column.setContentsMargins(2, 10, 12, 8)
        column.setSpacing(6)
        for field in self._author_fields.values():
            column.addLayout(row(field.accessibleName(), field))
        column.addSpacing(8)
        column.addWidget(self._chooser, 1)
        tabs = QTabWidget()
        tabs.setObjectName("reportTabs")
        tabs.setAccessibleName("Parts of the report")
        tabs.addTab(contents, "Contents")
        tabs.addTab(self._words, "Your words")
        tabs.setTabToolTip(0, "Who hands it in, and which runs and comparisons it shows.")
        tabs.setTabToolTip(1, "What only you can write.")
        tabs.setFixedWidth(FORM_WIDTH)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        upper.setSpacing(14)
        upper.addWidget(tabs)
        upper.addWidget(self._preview, 1)
        lower.addWidget(self._status, 1)
        for button in self._buttons:
            lower.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(upper, 1)
        layout.addWidget(self._message)
        layout.addLayout(lower)
        resize_within_screen(self, 1120, 720)

    def _connect(self) -> None:
        self._chooser.changed.connect(self._build_later.start)
        for field in self._author_fields.values():
            field.textChanged.connect(lambda _: self._build_later.start())
        self._build_later.timeout.connect(self._build)
        self._words.written.connect(self._on_written)
        self._words.entered.connect(self._bring)
        self._preview.drawn.connect(self._on_drawn)
        self._saving.saved.connect(self._on_saved)
        self._saving.failed.connect(self._on_failed)
        self._saving.printed.connect(self._on_printed)


def _status(pages: Pages) -> str:
    empty = sum(isinstance(part, OwnWords) and not part.text.strip() for part in pages.document.parts)
    if not empty:
        return f"{len(pages)} pages"
    return f"{len(pages)} pages, {'one place waits' if empty == 1 else f'{empty} places wait'} for your words"


def _field(object_name: str, name: str, tip: str, text: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setObjectName(object_name)
    made.setAccessibleName(name)
    made.setToolTip(tip)
    made.setMaxLength(200)
    return made


def _button(object_name: str, text: str, tip: str, do: Callable[[], None]) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(object_name)
    made.setAccessibleName(text.rstrip("…"))
    made.setToolTip(tip)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: do())
    return made
