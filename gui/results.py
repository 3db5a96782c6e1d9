"""What becomes of runs once they are trained: they are kept, compared, reported, written out as code, and handed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, QTimer, pyqtSignal
from PyQt5.QtWidgets import QWidget

from gui.jobs import Jobs
from gui.scripts import RunWriter
from gui.session import Session
from gui.settings import Settings
from gui.shelf.kept import KeptRun
from gui.shelf.shelf import Shelf
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.compare.kept import KeptComparisons
    from gui.compare.page import ComparePage
    from gui.report.lab import Compared
    from gui.report_dialog import ReportDialog


COMPARISONS = "comparisons"  # the folder of those that are kept, beside that of the pinned runs
PINNED_AFTER = 1500  # milliseconds from the start, until the runs that were pinned in other sittings are read


class Results(QObject):
    """Of one window.  Pages and dialogs are made when somebody wants to see them."""

    said = pyqtSignal(str, str, str, object)  # for the message bar: heading, sentence, and a button with what it does
    run_opened = pyqtSignal()  # a run is about to be shown again, on the Train page
    _theme_changed = pyqtSignal(object)  # carries the Theme, to the report that is open

    def __init__(self, session: Session, jobs: Jobs, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._jobs, self._settings, self._window = session, jobs, settings, window
        self.shelf = Shelf(session, jobs, settings.last_run, self)
        self.writer = RunWriter(jobs, self._folder(), window)
        self._page: ComparePage | None = None
        self._comparisons: KeptComparisons | None = None
        self._connect()
        self._pinned_later = QTimer(self)  # the first window is there sooner
        self._pinned_later.setSingleShot(True)
        self._pinned_later.timeout.connect(self.shelf.read_pinned)
        self._pinned_later.start(PINNED_AFTER)

    @property
    def comparisons(self) -> KeptComparisons:
        """Those that are kept; nobody looks for their files before somebody asks for them."""
        if self._comparisons is None:
            self._comparisons = self._make_comparisons()
        return self._comparisons

    # -- what a person does -------------------------------------------------------------------------------------------

    def make_page(self, theme: Theme) -> QWidget:
        """The Compare page, with the list of runs in it."""
        from gui.compare.page import ComparePage  # not needed before, and the first window is there sooner
        from gui.shelf.list import RunList

        runs = RunList(self.shelf, self.writer, theme)
        self._page = page = ComparePage(theme, self._session, self._jobs, runs, self._folder, kept=self.comparisons)
        for splitter in page.splitters:
            splitter.restoreState(self._settings.bytes(splitter.objectName()))
        page.said.connect(self.said)
        page.run_opened.connect(self._open)
        runs.chosen.connect(page.show_runs)
        runs.taken.connect(self.run_opened)
        return page

    def export(self) -> None:
        """Ask where to write all that the Compare page shows."""
        if self._page is not None:
            self._page.export()

    def write_script(self, kind: str) -> None:
        """Ask where to write the run that is shown as a program."""
        self.writer.ask_for_shown(kind, self._session)

    def report(self, theme: Theme) -> None:
        """Put a report together, as soon as the comparisons of other days are read."""
        self.comparisons.read_all(lambda: self._show_report(theme))

    def _show_report(self, theme: Theme) -> None:
        """One that is open gives way to it: it does not know of what was trained since."""
        from gui.report_dialog import ReportDialog  # not needed before, and the first window is there sooner

        for earlier in self._window.findChildren(ReportDialog):
            earlier.close()
        dialog = ReportDialog(self.shelf.runs, self.compared(), self._settings, self._jobs, theme, self._window)
        self._theme_changed.connect(dialog.set_theme)
        dialog.saved.connect(self._on_written)
        dialog.failed.connect(lambda sentence: self.said.emit("Report not saved", sentence, "", None))
        dialog.hand_in_wanted.connect(lambda pdf, runs: self._hand_in(pdf, runs, theme, dialog))
        dialog.show()

    def hand_in(self, theme: Theme) -> None:
        """Make the zip, with the newest runs and without a report."""
        self._hand_in(b"", self.shelf.runs[:1], theme)

    def compared(self) -> list[Compared]:
        """The comparisons that are read, the newest first."""
        from gui.report.lab import Compared  # not needed before, and the first window is there sooner

        return [
            Compared(each.comparison, each.outcomes, each.title, each.note)
            for each in reversed(list(self.comparisons))
            if each.outcomes is not None
        ]

    def set_theme(self, theme: Theme) -> None:
        """Give a report that is open other colours; the page is the window's to tell."""
        self._theme_changed.emit(theme)

    def close(self) -> None:
        """End what is under way."""
        self._pinned_later.stop()
        if self._page is not None:
            self._page.close_work()
            for splitter in self._page.splitters:
                self._settings.remember(splitter.objectName(), splitter.saveState())
        if self._comparisons is not None:
            self._comparisons.close()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _hand_in(
        self, pdf: bytes, runs: Sequence[KeptRun], theme: Theme, report: ReportDialog | None = None
    ) -> None:
        """Above the report that it is of, with which a person goes on afterwards."""
        from gui.hand_in.offers import offers  # not needed before, and the first window is there sooner
        from gui.hand_in_dialog import HandInDialog

        parent = self._window if report is None else report
        dialog = HandInDialog(offers(pdf, runs), self._settings, self._jobs, theme, parent)
        dialog.made.connect(self._on_written)
        if report is not None:
            dialog.made.connect(report.confirm)
        dialog.open()

    def _open(self, run: object) -> None:
        self.run_opened.emit()
        self._session.open_run(run)  # type: ignore[arg-type]

    def _make_comparisons(self) -> KeptComparisons:
        from gui.compare.keeper import Keeper  # not needed before, and the first window is there sooner
        from gui.compare.kept import KeptComparisons

        if self._settings.last_run is None:
            return KeptComparisons(parent=self)
        keeper = Keeper(self._settings.last_run.parent / COMPARISONS, self._jobs, self)
        keeper.failed.connect(self._fail)
        return KeptComparisons(keeper, self)

    def _fail(self, heading: str, sentence: str) -> None:
        self.said.emit(heading, sentence, "", None)

    def _on_written(self, path: Path) -> None:
        self.writer.set_folder(str(path.parent))
        self.said.emit("Saved", f"{path}", "", None)

    def _folder(self) -> str:
        return self._settings.text("folder", str(Path.home()))

    def _connect(self) -> None:
        self.shelf.failed.connect(self._fail)
        self.writer.failed.connect(self._fail)
        self.writer.written.connect(self._on_written)
        self.writer.folder_changed.connect(lambda folder: self._settings.remember("folder", folder))
