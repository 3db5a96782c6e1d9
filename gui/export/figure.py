"""A figure: a panel's plot drawn anew, off the screen, in a size and in colours of its own, for a file."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PyQt5.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPen, QRegion
from PyQt5.QtWidgets import QWidget
from pyqtgraph.graphicsItems.GraphicsItem import GraphicsItem

from engine.snapshot import Snapshot
from gui.panels.base import Panel
from gui.theme import SEMIBOLD, SMALL, TEXT, Theme, font, number_font
from gui.widgets.curve import Line
from gui.widgets.keys import Key
from gui.widgets.plot import Plot
from gui.widgets.ranges import Range
from gui.widgets.still import keep_picture

MARGIN, TOP, BOTTOM = 14, 8, 10  # pixels, as a panel has them
HEADER, GAP = 28, 12
PLOT_LEFT = 8  # an axis has some room of its own
LINE = 1.8  # pixels: as wide as a curve looks on the screen
CELLS = 720  # that an image has at least, across and down


class NoPlot(ValueError):
    """The panel has nothing to export now."""


@dataclass(frozen=True)
class View:
    """What a panel shows at one moment, and how: nothing of it moves while the training goes on."""

    panel: type[Panel]
    snapshot: Snapshot | None  # None before a run has begun
    are_log: tuple[bool, ...]  # for each axis
    ranges: tuple[Range, Range]  # of x and y: where the person has zoomed in

    @property
    def name(self) -> str:
        return self.panel.name

    @classmethod
    def of(cls, panel: Panel) -> View:
        """Raises NoPlot where the panel shows none."""
        panel.catch_up()
        plot = panel.plot
        if plot is None:
            raise NoPlot(f"{panel.name} shows no plot now.")
        are_log = tuple(axis.is_log for axis in plot.axes) if isinstance(plot, Plot) else ()
        x, y = (tuple(ends) for ends in plot.viewRange())
        return cls(type(panel), panel.latest, are_log, (x, y))


def views_of(panels: Iterable[Panel]) -> dict[str, View]:
    """Of all panels that show a plot, by name."""
    views = {}
    for panel in panels:
        panel.catch_up()  # only then is it known whether there is one
        if panel.plot is not None:
            views[panel.name] = View.of(panel)
    return views


class Figure:
    """Measured in pixels of the screen, and painted any number of times, in two layers: the content of the plot is cut
    off at its axes, which not every kind of file can do while it is drawn."""

    def __init__(self, view: View, theme: Theme, size: QSize) -> None:
        self.name, self.theme, self.size = view.name, theme, size
        self._panel = view.panel(theme)
        self._plot = _plot_like(view, self._panel)
        self._area = QRectF(QPointF(), QSizeF(size)).adjusted(PLOT_LEFT, TOP + HEADER, -MARGIN, -BOTTOM)
        self._keys = _keys(self._panel)
        self._plot.setParent(None)
        self._plot.resize(self._area.size().toSize())
        self._plot.grab(QRect(0, 0, 1, 1))  # a widget that is never shown is laid out for this only
        _prepare(self._plot)

    @property
    def title(self) -> str:
        """In a line: what the header says."""
        return " – ".join(filter(None, (self.name, self._panel.note())))

    @property
    def clip(self) -> QRectF:
        """Where the content may be seen."""
        inside: QRectF = self._plot.getViewBox().sceneBoundingRect()
        return inside.translated(self._area.topLeft())

    def draw(self, painter: QPainter) -> None:
        """Both layers."""
        self.draw_frame(painter)
        self.draw_content(painter)

    def draw_frame(self, painter: QPainter) -> None:
        """The ground, the header and the axes."""
        whole = QRect(QPoint(), self.size).adjusted(0, 0, 1, 1)  # the file may be a fraction of a pixel larger
        painter.fillRect(whole, QColor(self.theme.card))
        self._draw_header(painter)
        self._draw_scene(painter, without=[self._plot.getViewBox().childGroup])

    def draw_content(self, painter: QPainter) -> None:
        """What lies between the axes."""
        self._draw_scene(painter, without=[each["item"] for each in self._plot.getPlotItem().axes.values()])

    def _draw_scene(self, painter: QPainter, without: list[GraphicsItem]) -> None:
        for item in without:
            item.setOpacity(0.0)  # hidden, an axis would give its room away
        self._plot.scene().render(painter, self._area, QRectF(QPointF(), self._area.size()))
        for item in without:
            item.setOpacity(1.0)

    def _draw_header(self, painter: QPainter) -> None:
        line, right = QRectF(MARGIN, TOP, 0, HEADER), self.size.width() - MARGIN
        painter.setPen(QColor(self.theme.text))
        painter.setFont(font(TEXT, SEMIBOLD))
        line.setWidth(QFontMetricsF(painter.font()).horizontalAdvance(self.name) + 1)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), self.name)
        for key in reversed(self._keys):
            right -= self._draw_key(painter, key, right) + GAP
        painter.setPen(QColor(self.theme.muted))
        painter.setFont(number_font(SMALL))
        room = QRectF(line.right() + GAP, TOP, max(0.0, right - line.right() - GAP), HEADER)
        note = QFontMetricsF(painter.font()).elidedText(self._panel.note(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), note)

    def _draw_key(self, painter: QPainter, key: QWidget, right: int) -> int:
        """Draws ``key`` so that it ends at ``right``, and returns its width."""
        place = QPoint(right - key.width(), TOP + (HEADER - key.height()) // 2)
        key.render(painter, place, QRegion(), QWidget.RenderFlags(QWidget.DrawChildren))
        return key.width()


def _plot_like(view: View, panel: Panel) -> pg.PlotWidget:
    """The plot of the new ``panel``, made to show what ``view`` shows."""
    if isinstance(panel.plot, Plot):
        for axis, is_log in zip(panel.plot.axes, view.are_log, strict=True):
            axis.set_log(is_log)  # before the panel draws: it asks its axes
    if view.snapshot is not None:
        panel.draw(view.snapshot)
        panel.catch_up()
    plot = panel.plot
    if plot is None:
        raise NoPlot(f"{view.name} shows no plot now.")
    x, y = view.ranges
    plot.setRange(xRange=x, yRange=y, padding=0)
    return plot


def _keys(panel: Panel) -> list[Key]:
    """The keys beside the title, taken out of their panel."""
    items = [panel.header.itemAt(place) for place in range(panel.header.count())]
    widgets = [item.widget() for item in items if item is not None]
    keys = [widget for widget in widgets if isinstance(widget, Key) and not _is_hidden(widget)]
    for key in keys:
        key.setParent(None)
        key.resize(key.sizeHint())
    return keys


def _prepare(plot: pg.PlotWidget) -> None:
    """Undoes what only serves the speed on the screen."""
    for item in plot.scene().items():
        if isinstance(item, GraphicsItem):
            item.setExportMode(True, {"antialias": True})  # symbols are drawn, not copied from small pictures
            keep_picture(item, False)
        if isinstance(item, Line):
            pen = QPen(item.opts["pen"])
            pen.setWidthF(LINE)
            item.setPen(pen)
        if isinstance(item, pg.ImageItem) and item.image is not None and item.image.ndim == 2:
            _make_finer(item)
        if isinstance(item, pg.AxisItem):
            item.setPen(_growing(item.pen()))
            item.setTickPen(_growing(item.tickPen()))
            item.setTextPen(item.textPen())  # the first of these calls has coloured the title, too


def _make_finer(item: pg.ImageItem) -> None:
    """Gives an image more rows and columns with the values between: in a large picture, enlarging the image as it is
    would show the colours between, or blocks."""
    values, rect = item.image, item.mapRectToParent(item.boundingRect())
    for _ in range(2):  # each turn makes the rows finer and puts them upright
        cells = values.shape[1]
        times = math.ceil(CELLS / cells)
        coarse, fine = np.arange(cells) + 0.5, (np.arange(cells * times) + 0.5) / times
        values = np.stack([np.interp(fine, coarse, row) for row in values], axis=1)
    if np.issubdtype(item.image.dtype, np.integer):
        values = np.rint(values).astype(item.image.dtype)
    item.setImage(values, autoLevels=False, rect=rect)


def _growing(pen: QPen) -> QPen:
    """A pen that grows with the picture."""
    made = QPen(pen)
    made.setCosmetic(False)
    return made


def _is_hidden(widget: QWidget) -> bool:
    """Whether somebody has hidden it: one that was never shown says that it is hidden, too."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
