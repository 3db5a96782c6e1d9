"""The network with the numbers of one sample: what its neurons say flows to the right, the gradients flow back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PyQt5.QtCore import QEvent, QPointF, QSize, QSizeF, Qt, pyqtSignal
from PyQt5.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt5.QtWidgets import QToolTip, QWidget

from gui.microscope.flow import Flow, Parameter, Scene
from gui.microscope.flow_edges import Edge, graded
from gui.microscope.flow_layout import FlowLayout
from gui.microscope.flow_painting import Caption, FlowPainting
from gui.microscope.flow_text import neuron_text, truth_text, weight_text
from gui.theme import Theme
from gui.widgets.scale import Scale
from gui.widgets.strength import greatest

NEAR_BIAS = 7.0  # pixels that the pointer may be away from a bias

Spot = tuple[str, int, int, int]  # what lies at a point: its kind, layer, row and column


class FlowView(QWidget):
    """Draws a `Flow`; the layer in focus is emphasised, and so is the chosen weight with all that it acts upon.

    The pointer is told every number in full.
    """

    weight_clicked = pyqtSignal(int, int, int)  # layer with weights, from 1; row and column, from 0
    bias_clicked = pyqtSignal(int, int)  # layer with weights, from 1; row, from 0

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._scene: Scene | None = None
        self._layout: FlowLayout | None = None
        self._chosen: Parameter | None = None
        self._scale = Scale()
        self._edges: list[Edge] = []
        self._captions: list[Caption] = []
        self.setMouseTracking(True)
        self.setObjectName("flow")
        self.setAccessibleName("The network with the numbers of one sample")
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._painting = FlowPainting(theme)
        if self._layout is not None:
            self._captions = self._painting.captions(self._layout)
        self.update()

    def show_flow(self, flow: Flow, focus: int, phase: str) -> None:
        """``focus``: the layer with weights that the operation belongs to, from 1; 0 for the loss and the update."""
        before = self._scene
        end = self._scale.follow(greatest(*flow.weights, *(b for b in flow.biases if b is not None)))
        self._scene = Scene(flow, focus, phase, end, self._chosen)
        if before is None or before.flow.kind != flow.kind or (self._has_gaps() and before.focus != focus):
            self._lay_out()
        self._grade()

    def set_chosen(self, layer: int, row: int, column: int | None) -> None:
        """Emphasise a weight or, where ``column`` is None, a bias; ``layer`` from 1, ``row`` and ``column`` from 0."""
        self._chosen = (layer, row, column)
        if self._scene is not None:
            self._scene = replace(self._scene, chosen=self._chosen)
        self._grade()

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 140)

    # -- a person -----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        kind, layer, row, column = self.spot_at(event.localPos())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if kind == "weight":
            self.weight_clicked.emit(layer, row, column)
        elif self._has_bias(kind, layer):
            self.bias_clicked.emit(layer, row)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        kind, layer, _, _ = self.spot_at(event.localPos())
        can_click = kind == "weight" or self._has_bias(kind, layer)
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_click else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._grade()

    def spot_at(self, where: QPointF) -> Spot:
        """What lies at a point: a "neuron", a "bias", a "weight", a "truth", or "" for nothing."""
        if self._layout is None:
            return "", 0, 0, 0
        for layer, boxes in self._layout.boxes.items():
            for row, box in enumerate(boxes):
                away = where - box.bottomLeft()
                if self._has_bias("bias", layer) and np.hypot(away.x(), away.y()) <= NEAR_BIAS:
                    return "bias", layer, row, 0
                if box.contains(where):
                    return "neuron", layer, row, 0
        for row, box in enumerate(self._layout.truth):
            if box.contains(where):
                return "truth", 0, row, 0
        for link in self._layout.links:
            found = link.nearest(where)
            if found is not None:
                return "weight", link.layer, *found
        return "", 0, 0, 0

    def text_at(self, where: QPointF) -> str:
        """All that there is to say of what lies at a point, or ""."""
        kind, layer, row, column = self.spot_at(where)
        if self._scene is None or not kind:
            return ""
        if kind == "weight":
            return weight_text(self._scene.flow, layer, row, column)
        if kind == "truth":
            return truth_text(self._scene.flow, row)
        return neuron_text(self._scene.flow, layer, row)

    def _has_bias(self, kind: str, layer: int) -> bool:
        """Whether what lies there stands for a bias."""
        if self._scene is None or layer == 0 or kind not in ("neuron", "bias"):
            return False
        return self._scene.flow.biases[layer - 1] is not None

    # -- what is drawn ------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Finds a place for everything, as the size or the kind of network is another."""
        if self._scene is not None:
            measure = QFontMetricsF(self._painting.strong)
            self._layout = FlowLayout(self._scene.flow, QSizeF(self.size()), self._scene.focus, measure)
            self._captions = self._painting.captions(self._layout)

    def _has_gaps(self) -> bool:
        """Whether layers are left out, so that it depends on the focus which."""
        return self._layout is not None and None in self._layout.columns

    def _grade(self) -> None:
        """Finds the look of every edge."""
        if self._scene is not None and self._layout is not None:
            self._edges = graded(self._scene, self._layout.links)
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if self._scene is None or self._layout is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        self._painting.paint(painter, self._scene, self._layout, self._edges, self._captions)
