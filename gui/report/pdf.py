"""A report as a PDF: a page at a time, since each is drawn in the window's thread."""

from __future__ import annotations

from collections.abc import Generator

from PyQt5.QtCore import QBuffer, QIODevice, QMarginsF
from PyQt5.QtGui import QPageSize, QPdfWriter

from gui.export.formats import CREATOR, INCH, screen_dots_per_inch
from gui.report.look import UNITS_PER_MM
from gui.report.pages import Pages
from gui.report.painter import PagePainter
from gui.report.pdf_mending import mended


class PdfPrinting:
    """One printing of all pages.  Between two pages the window may have its turn:

        printing = PdfPrinting(pages)
        for number in printing.pages():
            ...  # so many pages are printed
        write(printing.content)
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self.content = b""  # the whole file, once all pages are printed

    def pages(self) -> Generator[int, None, None]:
        """Prints a page each time it is asked, and says how many are printed.  Given up before the end,
        by ``close``, it leaves nothing behind."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(self._pages.document.title)
        writer.setCreator(CREATOR)
        writer.setResolution(screen_dots_per_inch())
        writer.setPageSize(QPageSize(QPageSize.A4))
        writer.setPageMargins(QMarginsF())
        with PagePainter(writer, writer.resolution() / INCH / UNITS_PER_MM) as painter:
            for number in range(len(self._pages)):
                if number:
                    writer.newPage()
                self._pages.draw(painter, number)
                yield number + 1
        self.content = mended(bytes(buffer.data()), self._pages.document.author)


def pdf(pages: Pages) -> bytes:
    """All at once."""
    printing = PdfPrinting(pages)
    for _ in printing.pages():
        pass
    return printing.content
