"""The strip of words that leads through a step: what to look at now, and on to the next."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from gui.microscope.tours import Stop, Tour
from gui.theme import Theme, icon


class TourBar(QFrame):
    """Hidden while no tour is on."""

    ended = pyqtSignal()
    stopped_at = pyqtSignal(object)  # carries the Stop that is to be seen now

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._tour: Tour | None = None
        self._place = 0
        self.setProperty("card", True)
        self.setObjectName("tour")
        self._title, self._text, self._count = QLabel(), QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._text.setWordWrap(True)
        self._text.setObjectName("tourText")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setProperty("role", "note")
        self._back = _button("Back", "tourBack", "The stop before.", lambda: self._go(self._place - 1))
        self._next = _button("Next", "tourNext", "On to the next stop.", lambda: self._go(self._place + 1))
        self._next.setProperty("primary", True)
        self._close = _button("", "tourClose", "End the tour.", self.end)
        self._close.setAccessibleName("End the tour")
        self._close.setProperty("quiet", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(12)
        row.addWidget(self._title, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        for part in (self._count, self._back, self._next, self._close):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self.set_theme(theme)
        self.hide()

    def begin(self, tour: Tour) -> None:
        """Stand at the first stop."""
        self._tour = tour
        self._title.setText(tour.title)
        self.show()
        self._go(0)

    def end(self) -> None:
        self._tour = None
        self.hide()
        self.ended.emit()

    def stop(self) -> Stop | None:
        """Where the tour stands, if one is on."""
        return self._tour.stops[self._place] if self._tour is not None else None

    def set_theme(self, theme: Theme) -> None:
        self._close.setIcon(icon("close", theme))

    def _go(self, place: int) -> None:
        if self._tour is None:
            return
        last = len(self._tour.stops) - 1
        if place > last:
            self.end()
            return
        self._place = max(place, 0)
        stop = self._tour.stops[self._place]
        self._text.setText(stop.text)
        self._count.setText(f"{self._place + 1} of {last + 1}")
        self._back.setEnabled(self._place > 0)
        self._next.setText("Next" if self._place < last else "Done")
        self.stopped_at.emit(stop)


def _button(text: str, name: str, tip: str, act: object) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.clicked.connect(lambda _checked: act())  # type: ignore[operator]
    return button
