"""Garbage is collected by the window's thread, when it has nothing else to do.

Left to itself, Python does it in whichever thread happens to ask for memory, and whenever.  But what is collected may
be a widget: deleted by the training's thread, or while Qt is just walking along the widgets, it takes the program with
it.
"""

from __future__ import annotations

import gc

from PyQt5.QtCore import QObject, QTimer

EVERY = 500  # milliseconds between two looks


class GarbageCollector(QObject):
    """Does what Python's own would do, by the same rule: a generation goes when enough has gathered in it.

    What is there at the first look is most of the program; it stays to the end and is not looked through again, which
    would hold up everything for tens of milliseconds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_first = True
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due, and with it the younger ones."""
        if self._is_first:
            gc.freeze()
            self._is_first = False
        due = [number for number, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
               if count > most]  # fmt: skip
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
