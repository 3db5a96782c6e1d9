"""What the tests of the view of a matrix share: a view on the screen, and what a person does to it and sees of it."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt5.QtCore import QEvent, QPoint, QRect, Qt
from PyQt5.QtGui import QHelpEvent, QImage, QKeyEvent
from PyQt5.QtWidgets import QApplication, QScrollBar, QToolTip
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT
from gui.widgets.matrix_grid import Chosen
from gui.widgets.matrix_view import MatrixView

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
NOTHING: Chosen = (None, None)


def open_view(qtbot: QtBot) -> MatrixView:
    made = MatrixView(LIGHT)
    qtbot.addWidget(made)
    made.resize(620, 260)
    with qtbot.waitExposed(made):
        made.setVisible(True)
    return made


def settle(view: MatrixView) -> None:
    """Lets Qt lay the view out, and gives it the size that it asks for."""
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    view.resize(view.sizeHint())


def across(view: MatrixView) -> QScrollBar:
    bar = view.cells.horizontalScrollBar()
    assert bar is not None
    return bar


def down(view: MatrixView) -> QScrollBar:
    bar = view.cells.verticalScrollBar()
    assert bar is not None
    return bar


def picture(view: MatrixView) -> QImage:
    return view.cells.sheet.grab().toImage()


def colours_of(image: QImage, place: QRect) -> set[str]:
    columns, rows = range(place.left(), place.right() + 1), range(place.top(), place.bottom() + 1)
    return {image.pixelColor(x, y).name() for x in columns for y in rows}


def background(view: MatrixView, row: int, column: int) -> str:
    """A cell's colour, beside its number."""
    place = view.cells.grid.cell_rect(row, column)
    return picture(view).pixelColor(place.left() + 3, place.bottom() - 4).name()


def tooltip(view: MatrixView, row: int, column: int) -> str:
    """What it says where a pointer rests on a cell."""
    where = view.cells.grid.cell_rect(row, column).center()
    event = QHelpEvent(QEvent.Type.ToolTip, where, view.cells.sheet.mapToGlobal(where))
    QApplication.sendEvent(view.cells.sheet, event)
    return QToolTip.text()


def click(qtbot: QtBot, view: MatrixView, where: QPoint) -> list[tuple[int, int]]:
    """Clicks on the sheet, and gives the cells that were said to be clicked."""
    said: list[tuple[int, int]] = []
    view.cell_clicked.connect(lambda row, column: said.append((row, column)))
    qtbot.mouseClick(view.cells.sheet, Qt.MouseButton.LeftButton, pos=where)
    return said


def press(view: MatrixView, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> bool:
    """Presses a key, and says whether the cells had a use for it."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers)
    view.cells.keyPressEvent(event)
    return event.isAccepted()
