"""A few muted words that may end in a link."""

from __future__ import annotations

from html import escape

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QLabel


class LinkNote(QLabel):
    """The link can be reached with the Tab key; while there is none, neither can the note."""

    followed = pyqtSignal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._words, self._link = "", ""
        self.setObjectName(name)
        self.setProperty("role", "note")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.linkActivated.connect(lambda _target: self.followed.emit())

    def say(self, words: str, link: str = "", tip: str = "") -> None:
        """``tip``: what the link does, in a sentence."""
        if (words, link) == (self._words, self._link):
            return  # whoever is at the link with the keyboard stays there
        self._words, self._link = words, link
        self.setToolTip(tip)
        self.setAccessibleName(f"{words} {link}".strip())
        flags = Qt.TextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        if link:
            flags |= Qt.TextInteractionFlag.LinksAccessibleByMouse
            flags |= Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        self.setTextInteractionFlags(flags)
        self.dress()

    def words(self) -> str:
        """All of it, as a person reads it."""
        return self.accessibleName()

    def dress(self) -> None:
        """Write it in the colours of the theme: a link keeps those that it was written in."""
        link = f' <a href="#" style="text-decoration: none">{escape(self._link)}</a>' if self._link else ""
        self.clear()  # the same text once more would be taken for no change
        self.setText(f"{escape(self._words)}{link}")
