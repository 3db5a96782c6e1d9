"""Where the window says something that a person should read: a strip over the log, and never a box in the way."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QEvent, QObject, QTimer
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gui.theme import Theme, icon

SHORT = 6000  # milliseconds that a message stays which only confirms something


class MessageBar(QFrame):
    """A heading, a sentence, at most one button for what can be done, and one that closes it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setObjectName("message")
        self._sign, self._text = QLabel(), QLabel()
        self._text.setObjectName("messageText")
        self._text.setWordWrap(True)
        self._action = QPushButton()
        self._action.setObjectName("messageAction")
        self._close = QToolButton()
        self._close.setObjectName("closeMessage")
        self._close.setAccessibleName("Close the message")
        self._close.setToolTip("Close the message.")
        self._close.setProperty("quiet", True)
        self._close.clicked.connect(self.hide)
        self._heading = ""
        self._do: Callable[[], None] | None = None
        self._action.clicked.connect(self._on_action)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 10, 10, 10)
        layout.setSpacing(10)
        layout.addWidget(self._sign)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        self.set_theme(theme)
        self.hide()

    def float_over(self, content: QWidget) -> None:
        """Lie over the bottom of ``content``, so that nothing moves when a message comes or goes."""
        self.setParent(content)
        content.installEventFilter(self)
        self.hide()

    def say(
        self,
        heading: str,
        sentence: str,
        action: str = "",
        do: Callable[[], None] | None = None,
        stays: bool = True,
    ) -> None:
        """Show a message in place of the one before.

        ``action`` is the text of a button that calls ``do``; what does not stay goes by itself after a while."""
        self._heading = heading
        self._text.setText(f"<b>{_escaped(heading)}</b>&nbsp; {_escaped(sentence)}")
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setToolTip(f"{action}.")
        self._action.setVisible(bool(action))
        self._do = do
        self._end.stop()
        if not stays:
            self._end.start(SHORT)
        self.show()
        self._place()
        self.raise_()

    def withdraw(self, heading: str) -> None:
        """Close it, if this is what it says: nobody needs it any more."""
        if heading == self._heading:
            self.hide()

    def text(self) -> str:
        """What it says, or nothing when it is closed."""
        return "" if self.isHidden() else self._text.text()

    def set_theme(self, theme: Theme) -> None:
        self._sign.setPixmap(icon("info", theme, theme.accent).pixmap(18, 18))
        self._close.setIcon(icon("close", theme))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        content = self.parentWidget()
        if content is not None:
            width = content.width()
            height = max(self.heightForWidth(width), self.minimumSizeHint().height())
            self.setGeometry(0, content.height() - height, width, height)

    def _on_action(self) -> None:
        self._action.clearFocus()  # or the plot behind it would get the focus, and a frame
        self.hide()
        if self._do is not None:
            self._do()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
