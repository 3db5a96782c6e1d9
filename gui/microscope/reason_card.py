"""The card that says why a weight changes: its chain rule and its update; or whether all gradients are right."""

from __future__ import annotations

from PyQt5.QtCore import Qt, QUrl, pyqtSignal
from PyQt5.QtGui import QTextOption
from PyQt5.QtWidgets import QStackedWidget, QTextBrowser

from engine.chain_rule import ChainRule
from engine.microscope import Line
from gui.microscope import wording
from gui.microscope.card import Card
from gui.microscope.check_view import CheckView
from gui.theme import Theme
from gui.widgets.choice import Choice

UPDATE = "update"  # the phase of a step in which the optimizer works
CHAIN, CHECK = "Chain rule", "Gradient check"


class ReasonCard(Card):
    """Two pages, of which one is seen."""

    went_to = pyqtSignal(int)  # the number of an operation to which a link led
    check_chosen = pyqtSignal(bool)  # whether the gradient check is to be seen

    def __init__(self, theme: Theme) -> None:
        self._theme, self._symbol, self._begins_with = theme, "", ""
        self._reason = self._update = ""  # rich text
        self._text, self.check_view, self._pages = QTextBrowser(), CheckView(theme), QStackedWidget()
        self._text.setOpenLinks(False)
        self._text.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the arrow keys go on through the step after a click
        self._text.setToolTip("Click a symbol to see where its number comes from.")
        self._text.setObjectName("chainRule")
        self._text.setAccessibleName("The chain rule of the chosen weight, and its update")
        self._text.setFrameShape(QTextBrowser.NoFrame)
        self._text.setWordWrapMode(QTextOption.WordWrap)  # and never within a number
        self._pages.addWidget(self._text)
        self._pages.addWidget(self.check_view)
        super().__init__("Chain rule", self._pages)
        self._which = Choice("What the card shows", {
            CHAIN: ("showChainRule", "Shows why the chosen weight changes: its chain rule and its update."),
            CHECK: ("showGradientCheck", "Compares every gradient with the slope that wiggling its weight gives."),
        })
        self.header.addWidget(self._which)
        self._which.chosen.connect(lambda word: self.check_chosen.emit(word == CHECK))
        self._text.anchorClicked.connect(self._on_link)

    @property
    def is_checking(self) -> bool:
        return self._pages.currentWidget() is self.check_view

    def turn_to_check(self, on: bool) -> None:
        """Show the gradient check, empty at first, or the chain rule."""
        if on != self.is_checking:
            self.check_view.forget()
        self._which.choose(CHECK if on else CHAIN)
        self._pages.setCurrentWidget(self.check_view if on else self._text)
        self._name()

    def show_reason(self, chain: ChainRule, layer: int, index: int, sample: int, line: Line) -> None:
        """Write out why the parameter ``index`` of those of layer ``layer`` changes, looking at ``sample``."""
        self._symbol = chain.parameter_symbol(layer, index)
        traces = chain.trace(layer, index)
        self._reason = wording.derivation(chain.equations(layer, index, sample), self._theme)
        self._update = (
            f"<p><b>The update, with {traces[-1].line.name}</b></p>"
            f"{wording.update(self._symbol, traces, self._theme)}"
        )
        self._begins_with = ""
        self._name()
        self.show_place(line)

    def show_place(self, line: Line) -> None:
        """What belongs to the phase of an operation comes first."""
        first = UPDATE if line.phase == UPDATE else CHAIN
        if first != self._begins_with:
            self._begins_with = first
            parts = (self._update, self._reason) if first == UPDATE else (self._reason, self._update)
            self._text.setHtml("<p></p>".join(parts))

    def set_theme(self, theme: Theme) -> None:
        """The text takes on the colours when it is written next."""
        self._theme = theme
        self.check_view.set_theme(theme)

    def _name(self) -> None:
        self.set_title("Gradient check" if self.is_checking else f"Why {self._symbol} changes")

    def _on_link(self, where: QUrl) -> None:
        self.went_to.emit(int(where.toString()))
