"""One run of the list: a box to tick it in the colour of its curve, the curve, what is different, and the numbers."""

from __future__ import annotations

from PyQt5.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPointF, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from gui.compare.palette import variant_colour, variant_pen
from gui.shelf.kept import KeptRun, summary
from gui.shelf.model import DIFFERENCE, KEPT, PLACE
from gui.shelf.said import LONGEST_NAME
from gui.shelf.sparkline import path_of
from gui.shelf.wording import numbers_text
from gui.theme import SEMIBOLD, SMALL, TEXT, Theme, font, icon, number_font, pen

HEIGHT, MARGIN, GAP = 68, 6, 8  # pixels
BOX, PIN = 16, 16
CURVE = QSize(40, 34)
LINE = 18  # from one line of text to the next


class RunRow(QStyledItemDelegate):
    """Paints a row, and takes its clicks: on the box, on the pin."""

    pin_clicked = pyqtSignal(object)  # carries the KeptRun

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    # -- where things are ---------------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(0, HEIGHT)

    @staticmethod
    def box(row: QRect) -> QRect:
        return QRect(row.left() + MARGIN, row.top() + (HEIGHT - BOX) // 2, BOX, BOX)

    @staticmethod
    def pin(row: QRect) -> QRect:
        return QRect(row.right() - MARGIN - PIN + 1, row.top() + 7, PIN, PIN)

    @staticmethod
    def curve(row: QRect) -> QRect:
        left = row.left() + MARGIN + BOX + GAP
        return QRect(QRect(left, row.top() + (HEIGHT - CURVE.height()) // 2, CURVE.width(), CURVE.height()))

    @staticmethod
    def line(row: QRect, number: int) -> QRect:
        """The lines of text; beside the first is the pin."""
        left = row.left() + MARGIN + BOX + GAP + CURVE.width() + GAP
        right = row.right() - MARGIN - (PIN + GAP if number == 0 else 0)
        return QRect(left, row.top() + 7 + number * LINE, right - left + 1, LINE)

    # -- how it looks -------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        assert painter is not None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kept: KeptRun = index.data(KEPT)
        self._paint_ground(painter, option)
        place: int | None = index.data(PLACE)  # among the ticked ones, which have the colours of their curves
        self._paint_box(painter, self.box(option.rect), place)
        self._paint_curve(painter, self.curve(option.rect), kept, place)
        self._paint_text(painter, option.rect, kept, index.data(DIFFERENCE))
        if kept.pinned or option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            drawn = icon("pin", self.theme, self.theme.accent if kept.pinned else self.theme.muted)
            drawn.paint(painter, self.pin(option.rect))
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, row = self.theme, QRectF(option.rect).adjusted(1, 1, -1, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(theme.pressed))
            has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(pen(theme.accent) if has_focus else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(row.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(theme.hover))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(row, 6, 6)

    def _paint_box(self, painter: QPainter, box: QRect, place: int | None) -> None:
        """As all boxes to tick, but in the colour of the run's curve."""
        theme = self.theme
        colour = theme.muted if place is None else variant_colour(place, theme)
        painter.setPen(pen(colour))
        painter.setBrush(QColor(theme.field if place is None else colour))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if place is not None:
            icon("check", theme, theme.on_accent).paint(painter, box)

    def _paint_curve(self, painter: QPainter, where: QRect, kept: KeptRun, place: int | None) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(self.theme.hairline))
        bottom = where.bottom() + 1.5
        painter.drawLine(QPointF(where.left(), bottom), QPointF(where.right() + 1, bottom))
        painter.setPen(pen(self.theme.muted) if place is None else variant_pen(place, self.theme))
        painter.drawPath(path_of(kept.snapshot.curve, QRectF(where).adjusted(0, 1, 0, -1)))

    def _paint_text(self, painter: QPainter, row: QRect, kept: KeptRun, difference: str) -> None:
        theme = self.theme
        _write(painter, kept.title, self.line(row, 0), font(TEXT, SEMIBOLD), theme.text)
        _write(painter, difference or summary(kept.recipe), self.line(row, 1), font(SMALL), theme.muted)
        colour = theme.danger if kept.end.is_a_fault else theme.text
        _write(painter, numbers_text(kept), self.line(row, 2), number_font(SMALL), colour)

    # -- what a person does -------------------------------------------------------------------------------------------

    def editorEvent(
        self, event: QEvent | None, model: QAbstractItemModel | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> bool:
        assert event is not None
        assert model is not None
        if isinstance(event, QKeyEvent):
            is_tick = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space
            return is_tick and _toggle(model, index)
        if not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return False
        on_box = self.box(option.rect).adjusted(-MARGIN, -6, 4, 6).contains(event.pos())
        on_pin = self.pin(option.rect).adjusted(-4, -4, MARGIN, 4).contains(event.pos())
        if event.type() == QEvent.Type.MouseButtonRelease and on_box:
            return _toggle(model, index)
        if event.type() == QEvent.Type.MouseButtonRelease and on_pin:
            self.pin_clicked.emit(index.data(KEPT))
            return True
        return on_box or on_pin  # a press or a double click there is no matter of the row

    def createEditor(
        self, parent: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("runName")
        editor.setAccessibleName("Name of the run")
        editor.setToolTip("What you call this run, which pins it; without a name it has its number.")
        editor.setMaxLength(LONGEST_NAME)
        return editor

    def updateEditorGeometry(self, editor: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        assert editor is not None
        line = self.line(option.rect, 0)
        editor.setGeometry(line.left() - 8, option.rect.top() + 1, option.rect.right() - line.left() + 4, 28)

    def helpEvent(
        self, event: QHelpEvent | None, view: QAbstractItemView | None, option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> bool:
        """On the pin its own sentence; elsewhere all of what the row has no room for."""
        assert event is not None
        kept = index.data(KEPT)
        if kept is not None and self.pin(option.rect).adjusted(-4, -4, MARGIN, 4).contains(event.pos()):
            QToolTip.showText(event.globalPos(), PINNED if kept.pinned else NOT_PINNED, view)
            return True
        return super().helpEvent(event, view, option, index)


PINNED = "Pinned: it is here the next time too. Click to keep it for this sitting only."
NOT_PINNED = "Pin this run: it is here the next time too."


def _toggle(model: QAbstractItemModel, index: QModelIndex) -> bool:
    is_ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    state = Qt.CheckState.Unchecked if is_ticked else Qt.CheckState.Checked
    return model.setData(index, state, Qt.ItemDataRole.CheckStateRole)


def _write(painter: QPainter, text: str, where: QRect, with_font: QFont, colour: str) -> None:
    """A line, cut short with "…" where it has no room."""
    painter.setFont(with_font)
    painter.setPen(QColor(colour))
    shown = QFontMetrics(with_font).elidedText(text, Qt.TextElideMode.ElideRight, where.width())
    painter.drawText(where, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
