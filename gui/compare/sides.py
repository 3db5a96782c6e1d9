"""How the Compare page is laid out: what is to be compared at the left, what came of it at the right."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QSplitter, QTabWidget, QToolButton, QVBoxLayout, QWidget

from gui.widgets.split import split

GAP, LEFT = 10, 290  # pixels between cards, and of the column at the left
EXPERIMENT, RUNS = "Experiment", "Runs"


def left_side(set_up: QWidget, runs: QWidget | None) -> QFrame:
    """A card with what is to be compared and, behind another tab, the list of kept ``runs``."""
    tabs = QTabWidget()
    tabs.setObjectName("compareTabs")
    tabs.addTab(set_up, EXPERIMENT)
    tabs.setTabToolTip(0, "Say what is to be compared.")
    if runs is not None:
        tabs.addTab(runs, RUNS)
        tabs.setTabToolTip(1, "Choose among the runs that are kept.")
    bar = tabs.tabBar()
    assert bar is not None
    bar.setObjectName("compareTabBar")
    bar.setAccessibleName("What is compared")
    bar.setVisible(runs is not None)
    for button, side in zip(bar.findChildren(QToolButton), ("left", "right"), strict=True):
        button.setToolTip(f"Bring up what is further to the {side}.")
    card = QFrame()
    card.setProperty("card", True)
    card.setFixedWidth(LEFT)
    inside = QVBoxLayout(card)
    inside.setContentsMargins(12, 8, 12, 12)
    inside.addWidget(tabs)
    return card


def right_side(heading: QWidget, curves: QWidget, pictures: QWidget, table: QWidget) -> tuple[QWidget, list[QSplitter]]:
    """The cards below their heading, and the borders between them that a person can move."""
    upper = split(Qt.Orientation.Horizontal, curves, pictures, sizes=[560, 390], name="compare columns")
    rows = split(Qt.Orientation.Vertical, upper, table, sizes=[400, 210], name="compare rows")
    side = QWidget()
    below = QVBoxLayout(side)
    below.setContentsMargins(0, 0, 0, 0)
    below.setSpacing(GAP)
    below.addWidget(heading)
    below.addWidget(rows, 1)
    return side, [upper, rows]
