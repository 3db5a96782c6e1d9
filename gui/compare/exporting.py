"""Plots and tables of the page as files, and on the clipboard."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QFileDialog, QWidget

from engine.compare.results import curves_csv, trials_csv
from engine.tables import as_csv
from gui.compare.album import Album
from gui.compare.card import PlotCard
from gui.compare.figures import SIZE, views_of
from gui.compare.shown import Shown
from gui.compare.table import text_of
from gui.export.clipboard import SHARPNESS, copy_figure, copy_table
from gui.export.figure import Figure
from gui.export.formats import LEAST
from gui.export.outputs import PDF, PNG, SVG, Look, Output, file_name, plot_output, table_output
from gui.export.target import FILTERS
from gui.export.writer import Writer
from gui.jobs import Jobs
from gui.theme import LIGHT, Theme

PLOTS = {".png": PNG, ".svg": SVG, ".pdf": PDF}
LOOK = Look(LIGHT, *SIZE)


class Exporter(QObject):
    """Asks where, and writes beside the window's thread."""

    exported = pyqtSignal(list)  # carries the Paths that were written
    failed = pyqtSignal(str)  # carries a sentence

    def __init__(self, jobs: Jobs, window: QWidget, folder: Callable[[], str]) -> None:
        """``folder``: where the person saved last."""
        super().__init__(window)
        self._window, self._folder = window, folder
        self._writer = Writer(jobs, self)
        self._writer.finished.connect(self.exported)
        self._writer.failed.connect(self.failed)

    def copy_plot(self, card: PlotCard, theme: Theme) -> None:
        """As it is on the screen, twice as sharp."""
        view = card.view()
        if view is not None:
            size = card.size().expandedTo(LEAST)
            copy_figure(Figure(view, theme, size), size * SHARPNESS)

    def copy_table(self, shown: Shown) -> None:
        copy_table(text_of(shown))

    def ask_for_plot(self, card: PlotCard) -> QFileDialog | None:
        """Ask where the plot of a card is to go; the end of the name says as what kind of file."""
        view = card.view()
        if view is None:
            return None
        return self._ask(
            "Export Plot", file_name(card.title, PNG), list(PLOTS),
            lambda path: self.write([plot_output(view, PLOTS.get(path.suffix.lower(), PNG), LOOK, path)]),
        )  # fmt: skip

    def ask_for_table(self, shown: Shown, album: Album | None) -> QFileDialog:
        """Ask where the table is to go: of a comparison with a row for each trial."""

        def text() -> str:
            return _csv(shown) if album is None else trials_csv(album.comparison, album.outcomes)

        name, kinds = "comparison.csv", [".csv"]
        return self._ask("Export Table", name, kinds, lambda path: self.write([table_output(text, path)]))

    def ask_for_all(self, shown: Shown, album: Album | None) -> QFileDialog:
        """Ask for a folder for everything."""
        dialog = QFileDialog(self._window, "Export to a Folder", self._folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return self._open(dialog, lambda path: self.write(_replacing_nothing(all_outputs(shown, album, path), shown)))

    def write(self, outputs: list[Output]) -> None:
        """Write the files, one export at a time."""
        if self._writer.is_busy:
            self.failed.emit("Another export is under way: try again when it has ended.")
        else:
            self._writer.write(outputs)

    def _ask(self, title: str, name: str, suffixes: list[str], use: Callable[[Path], None]) -> QFileDialog:
        dialog = QFileDialog(self._window, title, self._folder())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([FILTERS[suffix] for suffix in suffixes])
        dialog.setDefaultSuffix(suffixes[0])
        dialog.filterSelected.connect(
            lambda text: dialog.setDefaultSuffix(next(each for each in suffixes if FILTERS[each] == text))
        )
        dialog.selectFile(name.removesuffix(Path(name).suffix))
        return self._open(dialog, use)

    def _open(self, dialog: QFileDialog, use: Callable[[Path], None]) -> QFileDialog:
        """Shows it without waiting for it: the training goes on meanwhile."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: use(Path(path)))
        dialog.open()
        return dialog


def _replacing_nothing(outputs: list[Output], shown: Shown) -> list[Output]:
    """The same, or in a folder of their own inside that one, where one of the files is there already: a new table
    beside the figures of another comparison would mislead."""
    if not any(os.path.lexists(output.path) for output in outputs):
        return outputs
    folder, name = outputs[0].path.parent, "-".join(re.findall(r"\w+", shown.title.lower()))
    names = (name if number == 1 else f"{name}-{number}" for number in itertools.count(1))
    free = next(folder / each for each in names if not os.path.lexists(folder / each))
    return [replace(output, path=free / output.path.name) for output in outputs]


def all_outputs(shown: Shown, album: Album | None, folder: Path) -> list[Output]:
    """Every figure as PNG and PDF, and the tables."""
    outputs = [
        plot_output(view, kind, LOOK, folder / file_name(name, kind))
        for name, view in views_of(shown).items() for kind in (PNG, PDF)
    ]  # fmt: skip
    if album is None:
        return [*outputs, table_output(lambda: _csv(shown), folder / "runs.csv")]
    comparison, outcomes = album.comparison, list(album.outcomes)
    return [
        *outputs,
        table_output(lambda: trials_csv(comparison, outcomes), folder / "comparison.csv"),
        table_output(lambda: curves_csv(comparison, outcomes), folder / "curves.csv"),
    ]


def _csv(shown: Shown) -> str:
    return as_csv(shown.header, ([cell.text for cell in each.cells] for each in shown.series))
