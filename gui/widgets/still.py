"""Plot items that stand still most of the time, and cost little then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QGraphicsItem

if TYPE_CHECKING:
    from pyqtgraph.graphicsItems.GraphicsObject import GraphicsObject as Item
else:
    Item = object


class KnownPlace(Item):
    """Remembers where an item is.  Goes before the item's class among the bases.

    Qt asks for it several times in every picture, and pyqtgraph would calculate it each time anew."""

    _place: QRectF | None = None

    def boundingRect(self) -> QRectF:
        if self._place is None:
            self._place = super().boundingRect()
        return self._place

    def prepareGeometryChange(self) -> None:
        super().prepareGeometryChange()  # asks where the item was
        self._place = None

    def update(self, *area: QRectF) -> None:
        self._place = None  # every change ends here
        super().update(*area)

    def viewTransformChanged(self) -> None:
        super().viewTransformChanged()
        self._place = None


def keep_picture(item: QGraphicsItem, keep: bool = True) -> None:
    """Let Qt keep what an item painted, pixel by pixel, until the item changes; a file must be painted anew instead.

    Where a screen has 1¼ or 1½ pixels for one of Qt's, kept pictures would be blurred: there each is painted anew."""
    are_whole = all(screen.devicePixelRatio().is_integer() for screen in QGuiApplication.screens())
    modes = QGraphicsItem.CacheMode
    item.setCacheMode(modes.DeviceCoordinateCache if keep and are_whole else modes.NoCache)
