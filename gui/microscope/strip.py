"""The training step as a map: forward from left to right, the way back beneath it from right to left, the update last.

What a layer says and what comes back to it stand in one column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt5.QtWidgets import QScrollArea, QToolTip, QWidget

from engine.microscope import Stage
from gui.microscope.wording import with_minus
from gui.theme import SEMIBOLD, SMALL, Theme, font

CHIP, GAP, ROW, PAD = 23, 4, 28, 7  # pixels: a chip's height, between two, from row to row, and around a chip's text
CAPTION, COLUMN_GAP = 86, 14  # of the words at the left, and between two columns
LOSS = -1  # its column
DOT = 1.6  # pixels: the radius of the dots that stand for operations
ROWS = {"forward": "forward  →", "loss": "", "backward": "←  backward", "update": "update  →"}
ROW_OF = {"forward": 0, "loss": 0, "backward": 1, "update": 2}


@dataclass(frozen=True)
class _Chip:
    stage: Stage
    rect: QRectF


class OperationStrip(QScrollArea):
    """Chips, one for each result; a click goes to it.  What is done is tinted, where one stands is filled."""

    chosen = pyqtSignal(int)  # the number of an operation

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._map = _Map(theme)
        self._map.chosen.connect(self.chosen)
        self.setWidget(self._map)
        self.setFrameShape(QScrollArea.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(3 * ROW - (ROW - CHIP))
        self.setObjectName("operations")
        self.setAccessibleName("The operations of the step")
        for part in (self.viewport(), self._map):
            assert part is not None
            part.setAutoFillBackground(False)

    def set_stages(self, stages: Sequence[Stage]) -> None:
        self._map.set_stages(stages)
        self._leave_room_for_bar()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._leave_room_for_bar()

    def _leave_room_for_bar(self) -> None:
        bar = self.horizontalScrollBar()
        assert bar is not None
        needs_bar = self._map.width() > self.width()
        self.setFixedHeight(3 * ROW - (ROW - CHIP) + (bar.sizeHint().height() if needs_bar else 0))

    def show_operation(self, number: int) -> None:
        """Stand at an operation."""
        self._map.show_operation(number)
        rect = self._map.current_rect()
        if rect is not None:
            self.ensureVisible(round(rect.center().x()), round(rect.center().y()), round(rect.width()) + 40, 0)

    def set_theme(self, theme: Theme) -> None:
        self._map.set_theme(theme)


class _Map(QWidget):
    chosen = pyqtSignal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chips: list[_Chip] = []
        self._number = 0
        self._font, self._strong = font(SMALL), font(SMALL, SEMIBOLD)
        self.setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_stages(self, stages: Sequence[Stage]) -> None:
        self._chips = _laid_out(stages, QFontMetricsF(self._strong))
        right = max((chip.rect.right() for chip in self._chips), default=0.0)
        self.resize(QSize(round(right) + 2, 3 * ROW - (ROW - CHIP)))
        self.update()

    def show_operation(self, number: int) -> None:
        self._number = number
        self.update()

    def current_rect(self) -> QRectF | None:
        return next((chip.rect for chip in self._chips if self._number <= chip.stage.last.number), None)

    # -- a person -----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        chip = self._chip_at(event.localPos())
        if chip is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(chip.stage.last.number)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        over = self._chip_at(event.localPos()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            chip = self._chip_at(QPointF(event.pos()))
            lines = [with_minus(line.formula) for line in chip.stage.lines] if chip is not None else []
            QToolTip.showText(event.globalPos(), "\n".join(lines), self)
            return True
        return super().event(event)

    def _chip_at(self, where: QPointF) -> _Chip | None:
        return next((chip for chip in self._chips if chip.rect.contains(where)), None)

    # -- drawing ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.muted))
        for phase, words in ROWS.items():
            where = QRectF(0, ROW_OF[phase] * ROW, CAPTION, CHIP)
            painter.drawText(where, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
        for chip in self._chips:
            self._draw(painter, chip)

    def _draw(self, painter: QPainter, chip: _Chip) -> None:
        theme, lines = self._theme, chip.stage.lines
        is_here = lines[0].number <= self._number <= lines[-1].number
        is_done = lines[-1].number < self._number
        fill = theme.accent if is_here else theme.selection if is_done else theme.card
        painter.setPen(QPen(QColor(theme.accent if is_here else theme.outline), 1.0))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(chip.rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(QColor(theme.on_accent if is_here else theme.text if is_done else theme.muted))
        painter.setFont(self._strong if is_here else self._font)
        lift = -2 if len(lines) > 1 else 0
        painter.drawText(chip.rect.translated(0, lift), int(Qt.AlignmentFlag.AlignCenter), short(chip.stage))
        if len(lines) > 1:
            self._draw_dots(painter, chip, is_here)

    def _draw_dots(self, painter: QPainter, chip: _Chip, is_here: bool) -> None:
        theme, count = self._theme, len(chip.stage.lines)
        apart = min(5 * DOT, (chip.rect.width() - 2 * PAD) / (count - 1))
        left = chip.rect.center().x() - apart * (count - 1) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for place, line in enumerate(chip.stage.lines):
            colour = QColor(theme.on_accent if is_here else theme.muted)
            colour.setAlpha(255 if line.number <= self._number else 90)
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(left + apart * place, chip.rect.bottom() - 4.5), DOT, DOT)


def short(stage: Stage) -> str:
    """A result's name as a chip has room for it."""
    name = stage.result.replace("∂L/∂W", "∂W").replace(", ∂L/∂b", ", ∂b")
    return name if len(name) <= 12 else f"{name[:11]}…"


def _laid_out(stages: Sequence[Stage], metrics: QFontMetricsF) -> list[_Chip]:
    """Columns from the first layer to the loss, each as wide as the wider of its two rows; the update below."""

    def width(stage: Stage) -> float:
        return max(30.0, metrics.horizontalAdvance(short(stage)) + 2 * PAD)

    depth = max((stage.last.layer for stage in stages), default=0)
    chips: list[_Chip] = []
    left = float(CAPTION)
    for column in [*range(depth + 1), LOSS]:
        here = [each for each in stages if _column_of(each) == column]
        if not here:
            continue
        there = [each for each in here if each.last.phase in ("forward", "loss") and not _is_way_back(each)]
        back = [each for each in here if each not in there]
        wide = max(sum(map(width, row)) + GAP * (len(row) - 1) for row in (there, back))
        place = left
        for stage in there:
            chips.append(_Chip(stage, QRectF(place, 0, width(stage), CHIP)))
            place += width(stage) + GAP
        place = left + wide
        for stage in back:
            place -= width(stage)
            chips.append(_Chip(stage, QRectF(place, ROW, width(stage), CHIP)))
            place -= GAP
        left += wide + COLUMN_GAP
    place = float(CAPTION)
    for stage in stages:
        if stage.last.phase == "update":
            chips.append(_Chip(stage, QRectF(place, 2 * ROW, width(stage), CHIP)))
            place += width(stage) + GAP
    return sorted(chips, key=lambda chip: chip.stage.last.number)


def _column_of(stage: Stage) -> int | None:
    """The layer with weights that a stage belongs to, 0 before the first, or the loss; the update has a row below."""
    if stage.last.phase == "update":
        return None
    return stage.last.layer if stage.last.place else LOSS


def _is_way_back(stage: Stage) -> bool:
    """The derivative of the loss stands at the beginning of the way back."""
    return stage.last.phase == "loss" and stage.result.startswith("∂L/")
