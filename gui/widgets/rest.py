"""Not everything has to move with every picture: what rests between two is drawn together with a later one."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt5.QtCore import QObject, QTimer

QUIET = 100  # milliseconds without a picture, after which what was left out is drawn by itself


class Rest:
    """The least time from one drawing of something to its next.

    What comes too soon is left out.  It is not drawn at the end of the rest but with the first picture after it: the
    training stands aside while a picture is drawn, and would be disturbed by whatever is drawn in between.  Only when
    no more pictures come is the last one that was left out drawn by itself.
    """

    def __init__(self, owner: QObject, milliseconds: int, catch_up: Callable[[], None]) -> None:
        """``catch_up`` draws what was left out last."""
        self._seconds = milliseconds / 1000
        self._until = 0.0
        self._quiet = QTimer(owner)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET)
        self._quiet.timeout.connect(catch_up)

    def leaves_out(self) -> bool:
        """Whether what comes now is left out."""
        if time.perf_counter() >= self._until:
            return False
        self._quiet.start()
        return True

    def begin(self) -> None:
        """It is drawn now."""
        self._quiet.stop()
        self._until = time.perf_counter() + self._seconds

    def end(self) -> None:
        """Whatever comes next is drawn, and nothing of what was left out."""
        self._quiet.stop()
        self._until = 0.0

    @property
    def owes(self) -> bool:
        """Whether something that was left out is still to be drawn."""
        return self._quiet.isActive()
