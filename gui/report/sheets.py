"""Sheets of paper below each other: only those that can be seen are painted, one at a time, so that nothing waits."""

from __future__ import annotations

from PyQt5.QtCore import QRect, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PyQt5.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from gui.report.look import PAGE_HEIGHT, PAGE_WIDTH
from gui.report.pages import Pages
from gui.report.painter import PagePainter
from gui.theme import Theme, pen

GAP = 14  # pixels around a sheet
STEP = 1.25  # of one zoom
SMALLEST, LARGEST = 200, 3000  # pixels that a sheet is wide
WIDEST = 900  # that it becomes by itself: as wide as it is read well
NEAR = 1  # sheets beyond those that can be seen, above and below, whose pictures are kept


class Sheets(QAbstractScrollArea):
    """As wide as the room, until the person zooms."""

    looked_at = pyqtSignal(int, int)  # carries the number of the page in the middle, from 0 on, and how many there are

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: Pages | None = None
        self._theme = theme
        self._chosen: float | None = None  # the width of a sheet in pixels, if the person has zoomed
        self._images: dict[int, QImage] = {}
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._paint_next)
        self.setObjectName("reportPages")
        self.setAccessibleName("Pages of the report")
        self.setToolTip("The pages as they will be printed; Ctrl and the wheel zoom.")
        self.setFrameShape(QFrame.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(SMALLEST + 2 * GAP, SMALLEST)
        for bar in self._bars():
            bar.valueChanged.connect(self._on_scrolled)

    def sizeHint(self) -> QSize:
        return QSize(640, 720)

    def show_pages(self, pages: Pages) -> None:
        self._pages = pages
        self._lay_out_anew()

    def apply_theme(self, theme: Theme) -> None:
        """Of what is around the paper, which is white in the dark, too."""
        self._theme = theme
        self._update()

    # --- zoom -----------------------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        self._zoom(self.sheet_width * STEP)

    def zoom_out(self) -> None:
        self._zoom(self.sheet_width / STEP)

    def fit_width(self) -> None:
        self._zoom(None)

    @property
    def sheet_width(self) -> float:
        """In pixels of the screen."""
        room = self._room().width() - 2 * GAP
        return self._chosen if self._chosen is not None else float(min(max(room, SMALLEST), WIDEST))

    def _zoom(self, width: float | None) -> None:
        self._chosen = None if width is None else min(max(width, SMALLEST), LARGEST)
        self._lay_out_anew()

    def go_to(self, number: int) -> None:
        self._bars()[1].setValue(round(number * self._pitch()))

    # --- places ---------------------------------------------------------------------------------------------------

    def _sheet(self) -> QSize:
        return QSize(round(self.sheet_width), round(self.sheet_width * PAGE_HEIGHT / PAGE_WIDTH))

    def _pitch(self) -> float:
        """From one sheet to the next."""
        return float(self._sheet().height() + GAP)

    def _count(self) -> int:
        return len(self._pages) if self._pages is not None else 0

    def _room(self) -> QRect:
        viewport = self.viewport()
        assert viewport is not None
        return viewport.rect()

    def _bars(self) -> tuple[QScrollBar, QScrollBar]:
        """The horizontal and the vertical one."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        assert across is not None
        assert down is not None
        return across, down

    def _place(self, number: int) -> QRect:
        """Of a sheet on the screen."""
        sheet, room = self._sheet(), self._room()
        across, down = (bar.value() for bar in self._bars())
        left = max(GAP, (room.width() - sheet.width()) // 2) - across
        return QRect(left, GAP + round(number * self._pitch()) - down, sheet.width(), sheet.height())

    def _seen(self) -> range:
        """The sheets of which something can be seen."""
        room = self._room()
        seen = [number for number in range(self._count()) if self._place(number).intersects(room)]
        return range(seen[0], seen[-1] + 1) if seen else range(0)

    def _lay_out_anew(self) -> None:
        """The middle of what is looked at stays where it is."""
        self._images.clear()
        shares = [(bar.value() + bar.pageStep() / 2) / max(1, bar.maximum() + bar.pageStep()) for bar in self._bars()]
        sheet, room = self._sheet(), self._room()
        whole = (sheet.width() + 2 * GAP, round(self._count() * self._pitch()) + GAP)
        for bar, length, page, share in zip(self._bars(), whole, (room.width(), room.height()), shares, strict=True):
            was_at_start = bar.value() == 0
            bar.setRange(0, max(0, length - page))
            bar.setPageStep(page)
            bar.setSingleStep(40)
            bar.setValue(0 if was_at_start else round(share * length - page / 2))
        self._on_scrolled()

    def _on_scrolled(self) -> None:
        seen = self._seen()
        for number in [each for each in self._images if not seen.start - NEAR <= each < seen.stop + NEAR]:
            del self._images[number]
        if self._count():
            middle = self._room().center().y()
            nearest = min(range(self._count()), key=lambda number: abs(self._place(number).center().y() - middle))
            self.looked_at.emit(nearest, self._count())
        self._update()

    def _update(self) -> None:
        viewport = self.viewport()
        assert viewport is not None
        viewport.update()

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self._room(), QColor(self._theme.ground))
        for number in self._seen():
            place = self._place(number)
            painter.fillRect(place, QColor("white"))
            if number in self._images:
                painter.drawImage(QRectF(place), self._images[number])
            else:
                self._next.start(0)
            painter.setPen(pen(self._theme.outline))
            painter.drawRect(place.adjusted(0, 0, -1, -1))

    def _paint_next(self) -> None:
        """Paints one sheet that can be seen and is not painted yet; another one when the window has had its turn."""
        waiting = [number for number in self._seen() if number not in self._images]
        if not waiting or self._pages is None:
            return
        size = self._sheet() * self.devicePixelRatioF()
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        with PagePainter(image, size.width() / PAGE_WIDTH) as painter:
            self._pages.draw(painter, waiting[0])
        self._images[waiting[0]] = image
        self._update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._lay_out_anew()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._lay_out_anew()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        assert event is not None
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)
