"""Pictures that are painted ahead, a few milliseconds' worth at a time, so that the window hears what a person does."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PyQt5.QtCore import QObject, QRectF, QSizeF, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QPainter, QPixmap

from gui.compare.miniaturist import Miniaturist
from gui.compare.shown import Series

AT_ONCE = 0.004  # seconds that painting may take before others have their turn


@dataclass(frozen=True, eq=False)
class Order:
    """What is wanted: the picture of a series in so many pixels, of which a screen may have several for one of Qt's."""

    series: Series
    size: QSizeF
    ratio: float

    def is_met_by(self, other: Order | None) -> bool:
        """Whether that one, once painted, would look the same."""
        return self.is_like(other) and other is not None and (self.size, self.ratio) == (other.size, other.ratio)

    def is_like(self, other: Order | None) -> bool:
        """Whether that one shows the same, perhaps in another size."""
        return other is not None and self.series.picture is other.series.picture


class Stock(QObject):
    """The latest picture of each number, and what is still to be painted."""

    completed = pyqtSignal()  # all that was asked for is there

    def __init__(self, painter: Miniaturist) -> None:
        super().__init__()
        self._painter = painter
        self._wanted: dict[int, Order] = {}
        self._there: dict[int, tuple[Order, QPixmap]] = {}
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._paint_some)

    @property
    def is_complete(self) -> bool:
        """Whether all that was asked for is there."""
        return not self._wanted

    def empty(self, painter: Miniaturist) -> None:
        """Forget all; new ones are painted by ``painter``."""
        self._painter = painter
        self._wanted.clear()
        self._there.clear()

    def keep(self, count: int) -> None:
        """Forget those that are beyond the first ``count``."""
        for known in (self._wanted, self._there):
            for number in [number for number in known if number >= count]:
                del known[number]

    def draw(self, painter: QPainter, place: QRectF, number: int, series: Series, ratio: float) -> bool:
        """Draw the picture that there is of a series; whether there is one.  Until it is in the right size, what there
        is in another is stretched."""
        order = Order(series, place.size(), ratio)
        there, pixmap = self._there.get(number, (None, None))
        if not order.is_met_by(there) and not order.is_met_by(self._wanted.get(number)):
            self._wanted[number] = order
            self._turn.start()
        if pixmap is None or not order.is_like(there):
            return False
        painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
        return True

    def _paint_some(self) -> None:
        until = time.perf_counter() + AT_ONCE
        for number, order in list(self._wanted.items()):
            del self._wanted[number]
            self._there[number] = order, self._paint(order)
            if time.perf_counter() >= until:
                break
        if self._wanted:
            self._turn.start()
        else:
            self.completed.emit()

    def _paint(self, order: Order) -> QPixmap:
        pixmap = QPixmap((order.size * order.ratio).toSize())
        pixmap.setDevicePixelRatio(order.ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self._painter.paint(painter, QRectF(0, 0, order.size.width(), order.size.height()), order.series)
        painter.end()
        return pixmap
