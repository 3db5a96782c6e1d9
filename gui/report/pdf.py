"""A report as a PDF: a page at a time, since each is drawn in the window's thread."""

from __future__ import annotations

from PyQt5.QtCore import QBuffer, QIODevice, QMarginsF
from PyQt5.QtGui import QPageSize, QPdfWriter

from gui.export.formats import CREATOR, INCH, screen_dots_per_inch
from gui.report.look import UNITS_PER_MM
from gui.report.pages import Pages
from gui.report.painter import PagePainter
from gui.report.pdf_additions import with_additions
from gui.report.pdf_mending import mended
from gui.report.portions import InPortions, finished


def printing(pages: Pages) -> InPortions[bytes]:
    """Prints all pages; the file is there at the end.  Given up before, it leaves nothing behind."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, pages.document.title)
    with PagePainter(writer, writer.resolution() / INCH / UNITS_PER_MM) as painter:
        for number in range(len(pages)):
            if number:
                writer.newPage()
            yield from pages.drawing(painter, number)
    yield
    return with_additions(mended(bytes(buffer.data())), pages.document.author, pages.sections)


def pdf(pages: Pages) -> bytes:
    """All at once."""
    return finished(printing(pages))


def _writer(buffer: QBuffer, title: str) -> QPdfWriter:
    made = QPdfWriter(buffer)
    made.setTitle(title)
    made.setCreator(CREATOR)
    made.setResolution(screen_dots_per_inch())
    made.setPageSize(QPageSize(QPageSize.A4))
    made.setPageMargins(QMarginsF())
    return made
