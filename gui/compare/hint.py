"""A quiet note: of this recipe a question would show little, and a click asks it of another."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal

from engine.compare.questions import Hint
from gui.compare.link_note import LinkNote

TIP = "Take this recipe into the form and compare at once; your own can be brought back."


class HintNote(LinkNote):
    """Not there while there is no hint."""

    taken = pyqtSignal(object)  # carries the Hint whose recipe is to be asked instead

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.hint: Hint | None = None
        self.followed.connect(lambda: self.taken.emit(self.hint))
        self.hide()

    def show_hint(self, hint: Hint | None) -> None:
        """Say it, with its offer as a link; None: nothing."""
        if hint != self.hint:
            self.hint = hint
            if hint is not None:
                self.say(hint.says, hint.offer, TIP)
            self.setVisible(hint is not None)
