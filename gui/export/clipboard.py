"""Plots and tables on the clipboard, for a report that is being written."""

from __future__ import annotations

from PyQt5.QtCore import QMimeData, QSize
from PyQt5.QtWidgets import QApplication

from gui.export.figure import Figure
from gui.export.formats import INCH, LEAST, PIXELS_PER_INCH, paint_image
from gui.export.subject import View
from gui.export.svg import paint_svg
from gui.panels.base import Panel
from gui.theme import Theme

SHARPNESS = 2  # pixels of the picture for each on the screen


def copy_to_clipboard(panel: Panel, theme: Theme) -> None:
    """Copies the panel's plot as it is, twice as sharp.  Raises NoPlot where it shows none."""
    size = panel.size().expandedTo(LEAST)
    copy_figure(Figure(View.of(panel), theme, size), size * SHARPNESS)


def copy_figure(figure: Figure, pixels: QSize) -> None:
    """Copies ``figure`` as an image of so many pixels, and as a drawing for programs that take SVG."""
    millimetres = (side * INCH / PIXELS_PER_INCH for side in (figure.size.width(), figure.size.height()))
    content = QMimeData()
    content.setImageData(paint_image(figure, pixels))
    content.setData("image/svg+xml", paint_svg(figure, *millimetres))
    _put(content)


def copy_table(text: str) -> None:
    """Copies a table as text."""
    content = QMimeData()
    content.setText(text)
    content.setData("text/csv", text.encode())
    _put(content)


def _put(content: QMimeData) -> None:
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setMimeData(content)
