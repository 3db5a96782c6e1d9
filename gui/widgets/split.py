"""Parts side by side, or one below the other, between which a person can move the border."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QSplitter, QWidget

GAP = 10  # pixels between two parts


def split(orientation: Qt.Orientation, *parts: QWidget, sizes: list[int], name: str = "") -> QSplitter:
    """``sizes`` in pixels, to begin with; ``name``: under which the person's own are remembered, if they are."""
    splitter = QSplitter(orientation)
    splitter.setObjectName(f"splitter {name}" if name else "")
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    for part in parts:
        splitter.addWidget(part)
    splitter.setSizes(sizes)
    return splitter
