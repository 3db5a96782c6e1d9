"""Sheets of paper below each other: only those that can be seen are painted, one at a time, so that nothing waits.

A page is there with its words at once; figures come one after the other, those that can be seen first."""

from __future__ import annotations

from PyQt5.QtCore import QRect, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PyQt5.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from gui.report.look import PAGE_HEIGHT, PAGE_WIDTH
from gui.report.pages import Pages, Spot
from gui.report.planned import Planned
from gui.report.sheet_painter import Pictures, SheetPainter
from gui.theme import Theme, pen

GAP = 14  # pixels around a sheet
STEP = 1.25  # of one zoom
SMALLEST, LARGEST = 200, 3000  # pixels that a sheet is wide
WIDEST = 900  # that it becomes by itself: as wide as it is read well
AT = 0.3  # of the room's height: where a place is put that comes into view
NEAR = 1  # sheets beyond those that can be seen, above and below, whose pictures are kept


class Sheets(QAbstractScrollArea):
    """As wide as the room, until the person zooms."""

    looked_at = pyqtSignal(int, int)  # carries the number of the page in the middle, from 0 on, and how many there are
    drawn = pyqtSignal(int, int)  # carries how many figures are drawn, and how many there are

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: Pages | None = None
        self._theme = theme
        self._chosen: float | None = None  # the width of a sheet in pixels, if the person has zoomed
        self._images: dict[int, QImage] = {}
        self._fresh: set[int] = set()  # of those, the ones that show what the page is now
        self._left_out: dict[int, list[tuple[Planned, QRectF]]] = {}  # of those, figures that are still to come
        self._pictures = Pictures()
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._do_next)
        self.setObjectName("reportPages")
        self.setAccessibleName("Pages of the report")
        self.setToolTip("The pages as they will be printed; Ctrl and the wheel zoom.")
        self.setFrameShape(QFrame.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # sheets keep their size when they come
        self.setMinimumSize(SMALLEST + 2 * GAP, SMALLEST)
        for bar in self._bars():
            bar.valueChanged.connect(self._on_scrolled)

    def sizeHint(self) -> QSize:
        return QSize(640, 720)

    def show_pages(self, pages: Pages) -> None:
        """At the place of those that were shown before."""
        before, self._pages = self._pages, pages
        count = min(len(pages), len(before) if before is not None else 0)
        self._fresh = {k for k in self._fresh if before is not None and k < count and pages.is_like(k, before)}
        self._images = {k: image for k, image in self._images.items() if k < len(pages)}
        self._measure()
        self._on_scrolled()
        self._tell()

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

    def shows(self, spot: Spot) -> bool:
        """Whether a place of a page can be seen, or if it is high, its beginning."""
        top, bottom = self._ends(spot)
        return top >= 0 and min(bottom, top + SMALLEST) <= self._room().height()

    def bring(self, spot: Spot) -> None:
        """A place of a page into view, unless it is there already: somewhat above the middle."""
        if not self.shows(spot):
            down = self._bars()[1]
            down.setValue(round(down.value() + self._ends(spot)[0] - AT * self._room().height()))

    def _ends(self, spot: Spot) -> tuple[float, float]:
        """Of a place, in pixels below the upper edge of the room."""
        place = self._place(spot.page)
        scale = place.height() / PAGE_HEIGHT
        top = place.top() + scale * spot.top
        return top, top + scale * spot.height

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
        """In another size: the middle of what is looked at stays where it is."""
        self._fresh.clear()
        shares = [(bar.value() + bar.pageStep() / 2) / max(1, bar.maximum() + bar.pageStep()) for bar in self._bars()]
        were_at_start = [bar.value() == 0 for bar in self._bars()]
        whole = self._measure()
        for bar, length, share, was_at_start in zip(self._bars(), whole, shares, were_at_start, strict=True):
            bar.setValue(0 if was_at_start else round(share * length - bar.pageStep() / 2))
        self._on_scrolled()

    def _measure(self) -> tuple[int, int]:
        """Tells the scroll bars how wide and how high all sheets are."""
        sheet, room = self._sheet(), self._room()
        whole = (sheet.width() + 2 * GAP, round(self._count() * self._pitch()) + GAP)
        for bar, length, page in zip(self._bars(), whole, (room.width(), room.height()), strict=True):
            bar.setRange(0, max(0, length - page))
            bar.setPageStep(page)
            bar.setSingleStep(40)
        return whole

    def _on_scrolled(self) -> None:
        seen = self._seen()
        near = range(max(0, seen.start - NEAR), min(self._count(), seen.stop + NEAR))
        self._images = {number: image for number, image in self._images.items() if number in near}
        self._fresh &= {*self._images}
        self._pictures.keep({plan for number in near for plan in self._plans(number)})
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
            painter.setPen(pen(self._theme.outline))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        if self._count():
            self._next.start(0)

    def _do_next(self) -> None:
        """One thing, and another when the window has had its turn: words before figures, and what can be seen before
        what cannot."""
        seen = self._seen()
        unpainted = next((number for number in seen if number not in self._fresh), None)
        unfinished = next((number for number in seen if self._left_out.get(number)), None)
        if unpainted is not None:
            self._paint(unpainted)
        elif unfinished is not None:
            self._add_figure(unfinished)
        elif (plan := next((plan for plan in self._all_plans() if not plan.is_over), None)) is not None:
            self._go_on(plan)

    def _paint(self, number: int) -> None:
        """A page with its words, and the figures of which there are pictures."""
        assert self._pages is not None
        size = self._sheet() * self.devicePixelRatioF()
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        with SheetPainter(image, size.width() / PAGE_WIDTH, self._pictures) as painter:
            self._pages.draw(painter, number)
        self._images[number], self._left_out[number] = image, painter.left_out
        self._fresh.add(number)
        self._update()

    def _add_figure(self, number: int) -> None:
        """The next one to a page that lacks some, or a step on the way to it."""
        plan, place = self._left_out[number][0]
        if not plan.is_over:
            self._go_on(plan)
            return
        del self._left_out[number][0]
        image = self._images[number]
        if plan.is_made:  # what is wrong with one that cannot be has been told
            with SheetPainter(image, image.width() / PAGE_WIDTH, self._pictures) as painter:
                painter.add_figure(plan, place)
        self._update()

    def _go_on(self, plan: Planned) -> None:
        try:
            plan.go_on()
        finally:
            self._tell()
            self._next.start(0)

    def _plans(self, number: int) -> list[Planned]:
        return self._pages.plans(number) if self._pages is not None else []

    def _all_plans(self) -> list[Planned]:
        return [plan for number in range(self._count()) for plan in self._plans(number)]

    def _tell(self) -> None:
        plans = self._all_plans()
        self.drawn.emit(sum(plan.is_over for plan in plans), len(plans))

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
