"""A network that sees images, with one sample in it: what each filter finds flows to the right, gradients flow back."""

from __future__ import annotations

import numpy as np
from PyQt5.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PyQt5.QtWidgets import QToolTip, QWidget

from engine.close_up import Seen
from engine.program import Array
from gui.microscope.flow_painting import draw_arrow
from gui.microscope.flow_text import in_full, short
from gui.microscope.maps import (
    EDGE,
    GAP,
    LANE,
    LINE,
    MapsLayout,
    Moment,
    feature_at,
    layer_names,
    named,
    picture_of,
    shown_values,
)
from gui.theme import SEMIBOLD, SMALL, Theme, colour_table, font, ink_colours, ink_table, number_font
from gui.widgets.ranges import round_above
from gui.widgets.strength import greatest

ENTER = 34  # pixels: a box so wide has room for its number


class MapsView(QWidget):
    """Draws a `Moment`: forward, each picture as its layer answers; on the way back, the gradient takes its place."""

    unit_clicked = pyqtSignal(int, int)  # layer with weights, from 1; filter or neuron, from 0

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._moment: Moment | None = None
        self._layout: MapsLayout | None = None
        self.setMouseTracking(True)
        self.setObjectName("maps")
        self.setAccessibleName("The network with the pictures of one sample")
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._font, self._strong, self._number = font(SMALL), font(SMALL, SEMIBOLD), number_font(SMALL)
        self._inks = [QColor(ink) for ink in ink_colours(theme)]
        self.update()

    def show_moment(self, moment: Moment) -> None:
        before, self._moment = self._moment, moment
        has_gaps = self._layout is not None and None in self._layout.columns
        if before is None or before.kind != moment.kind or (has_gaps and before.middle != moment.middle):
            self._lay_out()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 140)

    # -- a person -----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        unit = self.unit_at(event.localPos())
        if unit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.unit_clicked.emit(*unit)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        can_click = self.unit_at(event.localPos()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_click else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def unit_at(self, where: QPointF) -> tuple[int, int] | None:
        """The layer with weights and its filter or neuron that a picture is of, if it has weights to look at."""
        found = self._layout.at(where) if self._layout is not None else None
        if found is None or self._moment is None or found[0] == len(self._moment.signals):
            return None
        part = self._moment.signals[found[0]].part
        return (part.number, found[1]) if part is not None and part.number else None

    def text_at(self, where: QPointF) -> str:
        """All that there is to say of what lies at a point, or ""."""
        found = self._layout.at(where) if self._layout is not None else None
        if found is None or self._moment is None:
            return ""
        column, row, share = found
        if column == len(self._moment.signals):
            return f"t[{row + 1}] = {in_full(self._moment.truth[row])}"
        seen = self._moment.signals[column]
        feature = feature_at(seen.signal.shape, row, share)
        name = named(seen.signal.symbol, seen.signal.shape, feature)
        text = f"{name}: not calculated yet" if seen.values is None else f"{name} = {in_full(seen.values[feature])}"
        if seen.gradient is not None:
            text += f"\n{named(seen.signal.gradient_symbol, seen.signal.shape, feature)} = "
            text += in_full(seen.gradient[feature])
        return text

    # -- what is drawn ------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        if self._moment is not None:
            self._layout = MapsLayout(self._moment, QSizeF(self.size()))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        moment, layout = self._moment, self._layout
        if moment is None or layout is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        self._draw_lane(painter, moment)
        if moment.focus in layout.boxes:
            self._draw_band(painter, layout, moment.focus or 0)
        for column in layout.boxes:
            if column < len(moment.signals):
                self._draw_column(painter, moment, layout, column)
        self._draw_truth(painter, moment, layout)
        self._draw_captions(painter, moment, layout)

    def _draw_lane(self, painter: QPainter, moment: Moment) -> None:
        """The phase, an arrow in its direction, and what the colours stand for."""
        lane, middle = QRectF(EDGE, 0, self.width() - 2 * EDGE, LANE - 4), LANE / 2 - 2
        painter.setFont(self._strong)
        painter.setPen(QColor(self._theme.accent))
        painter.drawText(lane, int(Qt.AlignmentFlag.AlignVCenter), moment.phase)
        left = lane.left() + QFontMetricsF(self._strong).horizontalAdvance(moment.phase) + GAP
        text = "orange < 0 < blue"
        right = lane.right() - QFontMetricsF(self._font).horizontalAdvance(text) - 2 * GAP
        if moment.phase in ("forward", "backward") and right > left:
            ends = (left, right) if moment.phase == "forward" else (right, left)
            draw_arrow(painter, QPointF(ends[0], middle), QPointF(ends[1], middle))
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(lane, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)

    def _draw_band(self, painter: QPainter, layout: MapsLayout, column: int) -> None:
        colour = QColor(self._theme.accent)
        colour.setAlphaF(0.1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        centre, width = layout.centre(layout.place_of(column)), layout.pitch - 2
        painter.drawRoundedRect(QRectF(centre - width / 2, LANE, width, self.height() - LANE), 6, 6)

    def _draw_column(self, painter: QPainter, moment: Moment, layout: MapsLayout, column: int) -> None:
        seen = moment.signals[column]
        _, values = shown_values(seen)
        end = 1.0 if values is None else round_above(greatest(values) or 1.0)
        for row, box in enumerate(layout.boxes[column]):
            if values is None:
                self._draw_empty(painter, box)
            elif len(seen.signal.shape) == 3:
                painter.drawImage(box, self._image(seen, picture_of(seen, values, row), end))
                painter.setPen(QPen(QColor(self._theme.hairline), 1.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
            else:
                self._draw_number(painter, box, float(values[row]), end, Qt.PenStyle.SolidLine)
            if (column, row) in moment.chosen:
                painter.setPen(QPen(QColor(self._theme.text), 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(-1.5, -1.5, 1.5, 1.5))

    def _image(self, seen: Seen, pixels: Array, end: float) -> QImage:
        """The input as ink on paper; what can be negative from orange over zero to blue."""
        is_ink = seen.part is None and seen.values is not None and bool((seen.values >= 0).all())
        shares = np.nan_to_num(pixels / end, nan=0.0).clip(-1, 1)
        levels = np.rint(255 * shares if is_ink else 127.5 + 127.5 * shares).astype(np.intp)
        table = ink_table(self._theme) if is_ink else colour_table(self._theme)
        colours = np.ascontiguousarray(table.take(levels), dtype=np.uint32)
        height, width = colours.shape
        image: QImage = QImage(colours.data, width, height, 4 * width, QImage.Format.Format_RGB32)  # type: ignore[call-overload]
        return image.copy()

    def _draw_empty(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(QColor(self._theme.outline), 1.0))
        painter.setBrush(QColor(self._theme.card))
        painter.drawRect(box)

    def _draw_number(self, painter: QPainter, box: QRectF, value: float, end: float, line: Qt.PenStyle) -> None:
        place = round(127.5 + 127.5 * min(max(value / end, -1.0), 1.0)) if np.isfinite(value) else None
        painter.setPen(QPen(QColor(self._theme.muted), 1.0, line))
        colours = colour_table(self._theme)
        painter.setBrush(QColor(self._theme.card) if place is None else QColor.fromRgb(int(colours[place])))
        painter.drawRect(box)
        if box.width() >= ENTER and box.height() >= LINE - 3:
            painter.setFont(self._number)
            painter.setPen(QColor(self._theme.text) if place is None else self._inks[place])
            text = short(value)
            fits = painter.fontMetrics().horizontalAdvance(text) <= box.width()
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text if fits else "…")

    def _draw_truth(self, painter: QPainter, moment: Moment, layout: MapsLayout) -> None:
        end = round_above(max(1.0, greatest(moment.truth)))
        for row, box in enumerate(layout.boxes[len(moment.signals)]):
            self._draw_number(painter, box, float(moment.truth[row]), end, Qt.PenStyle.DashLine)

    def _draw_captions(self, painter: QPainter, moment: Moment, layout: MapsLayout) -> None:
        """What each column shows and, below, the layer that makes it; above these, how many more there are."""
        names = layer_names(moment.signals)
        centred = int(Qt.AlignmentFlag.AlignCenter)
        for place, column in enumerate(layout.columns):
            left, width = layout.centre(place) - layout.pitch / 2 + 1, layout.pitch - 2
            painter.setPen(QColor(self._theme.text if column == moment.focus else self._theme.muted))
            painter.setFont(self._font)
            lines = ["…", ""] if column is None else ["t", ""]
            if column is not None and column < len(moment.signals):
                lines = [shown_values(moment.signals[column])[0], names[column]]
            for line, text in enumerate(lines):
                elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
                painter.drawText(QRectF(left, layout.bottom + LINE * line, width, LINE), centred, elided)
            more = layout.left_out.get(column, 0) if column is not None else 0
            if more:
                painter.setPen(QColor(self._theme.muted))
                painter.drawText(QRectF(left, layout.bottom - LINE, width, LINE), centred, f"+{more:,}")

