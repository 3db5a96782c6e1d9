"""A plot without axes that holds the drawing of a network."""

from __future__ import annotations

from gui.theme import Theme
from gui.widgets.network_drawing import NetworkDrawing
from gui.widgets.sheet import Sheet


class NetworkPlot(Sheet):
    """Text and squares keep their size, whatever its own, and only the distances follow."""

    def __init__(self, theme: Theme) -> None:
        self.drawing = NetworkDrawing(theme)
        super().__init__(self.drawing)
