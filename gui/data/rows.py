"""The rows of the form: a name and a list of choices beside it."""

from __future__ import annotations

from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

LABEL_WIDTH = 92  # pixels


def combo(object_name: str, label: str, tip: str) -> QComboBox:
    """A list that is as wide as its place, however long its entries are."""
    made = QComboBox()
    made.setObjectName(object_name)
    made.setAccessibleName(label)
    made.setToolTip(tip)
    made.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
    made.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
    made.setMaxVisibleItems(20)
    return made


def row(label: str, field: QWidget) -> QHBoxLayout:
    """``field`` with its name before it, which takes the keyboard to it."""
    name = QLabel(label)
    name.setFixedWidth(LABEL_WIDTH)
    name.setBuddy(field)
    name.setToolTip(field.toolTip())
    layout = QHBoxLayout()
    layout.setSpacing(6)
    layout.addWidget(name)
    layout.addWidget(field, 1)
    return layout


def heading(text: str) -> QLabel:
    made = QLabel(text.upper())
    made.setProperty("role", "section")
    return made
