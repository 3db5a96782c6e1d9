"""The choices of an export: what, as which kinds of files, how large, in which colours."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.export.outputs import CSV, PDF, PLOT_FORMATS, PNG, SVG, Look
from gui.export.sizes import MILLIMETRE_PRESETS, PIXEL_PRESETS, SizeRow
from gui.theme import LIGHT, Theme

ALL, HISTORY, PREDICTIONS = "All plots", "History table", "Predictions table"
TABLES = (HISTORY, PREDICTIONS)
LABEL_WIDTH, ROW_HEIGHT = 78, 30  # pixels
TICKS_A_ROW = 2
FORMATS = {  # what each is good for
    PNG: "An image of so many pixels, for web pages and slides.",
    SVG: "A drawing that stays sharp at any size and can be edited, for web pages and drawing programs.",
    PDF: "A page that stays sharp at any size, for LaTeX and printers.",
    CSV: "The history and the predictions as tables, for a spreadsheet.",
}
SHARPER = "Letters and lines grow with the image: a larger one is sharper, not emptier."
LARGER = "Letters are as large as in a text, whatever the size: a larger page has more room for the plot."
IN_LIGHT, AS_SHOWN = "Light, for a report", "As on the screen"


class ExportForm(QWidget):
    """One row for each choice; what does not matter for the choice above is not shown."""

    changed = pyqtSignal()

    def __init__(self, plots: Sequence[str], theme: Theme) -> None:
        """``plots``: the names of the figures that there are."""
        super().__init__()
        self._theme = theme
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(10)
        self._what = self._combo("exportWhat", "What", "What to export.", [*([ALL] if plots else []), *plots, *TABLES])
        self._format = self._combo("exportFormat", "Format", "The kind of file.", PLOT_FORMATS)
        for place, name in enumerate(PLOT_FORMATS):
            self._format.setItemData(place, FORMATS[name], Qt.ItemDataRole.ToolTipRole)
        self._ticks = {name: _tick(name) for name in FORMATS}
        self._formats = self._row("Formats", _in_a_grid(*self._ticks.values()), self._ticks[PNG])
        self._pixels = SizeRow("export", "px", PIXEL_PRESETS, (100, 8000), 100, SHARPER)
        self._millimetres = SizeRow("exportMm", "mm", MILLIMETRE_PRESETS, (20, 1000), 10, LARGER)
        self._pixel_row = self._row("Image size", self._pixels, self._pixels.preset)
        self._millimetre_row = self._row("Page size", self._millimetres, self._millimetres.preset)
        self._colours = self._combo("exportColours", "Colours", "Which colours plots have.", (IN_LIGHT, AS_SHOWN))
        for tick in self._ticks.values():
            tick.toggled.connect(self._on_changed)
        for row in (self._pixels, self._millimetres):
            row.changed.connect(self._on_changed)
        self._on_changed()

    @property
    def what(self) -> str:
        """ALL, the name of a panel, HISTORY or PREDICTIONS."""
        return self._what.currentText()

    def choose(self, what: str) -> None:
        self._what.setCurrentText(what)

    @property
    def formats(self) -> tuple[str, ...]:
        """Of the files: one for a single thing, any number for all."""
        if self.what in TABLES:
            return (CSV,)
        if self.what == ALL:
            return tuple(name for name, tick in self._ticks.items() if tick.isChecked())
        return (self._format.currentText(),)

    @property
    def look(self) -> Look:
        theme = self._theme if self._colours.currentText() == AS_SHOWN else LIGHT
        return Look(theme, self._pixels.value(), self._millimetres.value())

    def _on_changed(self) -> None:
        draws = bool(set(self.formats) & set(PLOT_FORMATS))
        for row, is_needed in (
            (self._formats, self.what == ALL),
            (self._row_of(self._format), draws and self.what != ALL),
            (self._pixel_row, PNG in self.formats),
            (self._millimetre_row, bool({SVG, PDF} & set(self.formats))),
            (self._row_of(self._colours), draws and self._theme != LIGHT),  # there they would be the same
        ):
            row.setVisible(is_needed)
        self.changed.emit()

    def _combo(self, object_name: str, label: str, tip: str, texts: Sequence[str]) -> QComboBox:
        made = QComboBox()
        made.setObjectName(object_name)
        made.setAccessibleName(label)
        made.setToolTip(tip)
        made.addItems(texts)
        made.setMaxVisibleItems(20)
        made.currentIndexChanged.connect(self._on_changed)
        self._row(label, made, made)
        return made

    def _row(self, label: str, field: QWidget, buddy: QWidget) -> QWidget:
        """``field`` with a label before it, which takes the keyboard to ``buddy``."""
        row, name = QWidget(), QLabel(label)
        name.setFixedSize(LABEL_WIDTH, ROW_HEIGHT)
        name.setBuddy(buddy)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(field, 1)
        self._rows.addWidget(row)
        return row

    def _row_of(self, field: QWidget) -> QWidget:
        row = field.parentWidget()
        assert row is not None
        return row


def _tick(name: str) -> QCheckBox:
    made = QCheckBox(name)
    made.setObjectName(f"export{name.title()}")
    made.setAccessibleName(f"Format {name}")
    made.setToolTip(FORMATS[name])
    made.setChecked(name == PNG)
    return made


def _in_a_grid(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    layout = QGridLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, *divmod(place, TICKS_A_ROW))
    return whole
