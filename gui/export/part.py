"""One plot of a figure: a panel's plot made anew, off the screen, in a place and in colours of its own."""

from __future__ import annotations

import pyqtgraph as pg
from PyQt5.QtCore import QPointF, QRect, QRectF, Qt
from PyQt5.QtGui import QPainter, QPen
from PyQt5.QtWidgets import QWidget
from pyqtgraph.graphicsItems.GraphicsItem import GraphicsItem

from gui.export.subject import NoPlot, View
from gui.panels.base import Panel
from gui.theme import Theme
from gui.widgets.curve import Line
from gui.widgets.heat_map import HeatMap
from gui.widgets.keys import Key
from gui.widgets.plot import Plot
from gui.widgets.signs import growing
from gui.widgets.still import keep_picture

LINE = 1.8  # pixels: as wide as a curve looks on the screen
CELLS = 720  # that a surface has at least, across and down: its cells enlarged would show


class Part:
    """Painted in two layers: the content is cut off at the axes, which not every kind of file can do while it is
    drawn."""

    def __init__(self, view: View, theme: Theme, place: QRectF) -> None:
        """``place``: of the plot with its axes, in the figure."""
        self._panel = view.panel(theme)
        self._plot = _plot_like(view, self._panel)
        self._place = place
        self.keys = _keys(self._panel)
        self._plot.setParent(None)
        self._plot.resize(place.size().toSize())
        self._plot.grab(QRect(0, 0, 1, 1))  # a widget that is never shown is laid out for this only
        _prepare(self._plot)

    @property
    def name(self) -> str:
        return self._panel.title

    @property
    def note(self) -> str:
        """The few words beside the title."""
        return self._panel.note()

    @property
    def short_note(self) -> str:
        """The same in fewer letters, or ""."""
        return self._panel.short_note()

    @property
    def clip(self) -> QRectF:
        """Where the content may be seen."""
        inside: QRectF = self._plot.getViewBox().sceneBoundingRect()
        return inside.translated(self._place.topLeft())

    def draw_axes(self, painter: QPainter) -> None:
        self._draw(painter, without=[self._plot.getViewBox().childGroup])

    def draw_content(self, painter: QPainter) -> None:
        """What lies between the axes."""
        self._draw(painter, without=[each["item"] for each in self._plot.getPlotItem().axes.values()])

    def _draw(self, painter: QPainter, without: list[GraphicsItem]) -> None:
        for item in without:
            item.setOpacity(0.0)  # hidden, an axis would give its room away
        self._plot.scene().render(painter, self._place, QRectF(QPointF(), self._place.size()))
        for item in without:
            item.setOpacity(1.0)


def _plot_like(view: View, panel: Panel) -> pg.PlotWidget:
    """The plot of the new ``panel``, made to show what ``view`` shows."""
    if isinstance(panel.plot, Plot) and view.are_log:
        for axis, is_log in zip(panel.plot.axes, view.are_log, strict=True):
            axis.set_log(is_log)  # before the panel draws: it asks its axes
    if view.snapshot is not None:
        panel.draw(view.snapshot)
        panel.catch_up()
    panel.choose(view.choice)
    plot = panel.plot
    if plot is None:
        raise NoPlot(f"{view.name} shows no plot now.")
    x, y = view.ranges
    plot.setRange(xRange=x, yRange=y, padding=0)
    return plot


def _keys(panel: Panel) -> list[Key]:
    """The keys to the plot, taken out of their panel."""
    keys = [key for key in panel.findChildren(Key) if not _is_hidden(key)]
    for key in keys:
        key.setParent(None)
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
        if isinstance(item, HeatMap):
            item.make_finer(CELLS)
        if isinstance(item, pg.AxisItem):
            item.setPen(growing(item.pen()))
            item.setTickPen(growing(item.tickPen()))
            item.setTextPen(item.textPen())  # the first of these calls has coloured the title, too


def _is_hidden(widget: QWidget) -> bool:
    """Whether somebody has hidden it: one that was never shown says that it is hidden, too."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
