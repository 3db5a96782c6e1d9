"""The layers of a network one below the other, to be added, changed, moved and removed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PyQt5.QtCore import QCoreApplication, QEvent, Qt, pyqtSignal
from PyQt5.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from engine.layer_list import LayerChoice
from gui.forms.layer_line import LayerLine
from gui.forms.layer_shapes import Walk
from gui.theme import Theme

SCROLL_BAR = 12  # pixels kept free for it at the right


class LayerList(QScrollArea):
    """One of the lines may be marked: a new layer comes behind it, and otherwise at the end."""

    changed = pyqtSignal()  # by the person
    marked = pyqtSignal()  # another line, or none
    refused = pyqtSignal(str)  # what was typed into a setting makes no sense, as the sentence says; "" when over

    LOOK = """
        LayerLine { border: 1px solid transparent; border-radius: 6px; }
        LayerLine[current="true"] { background: palette(alternate-base); }
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: list[LayerLine] = []
        self._current: LayerLine | None = None
        self.first, self.last = QLabel(), QLabel()  # what stands before the layers, and behind them
        for label in (self.first, self.last):
            label.setProperty("role", "note")
            label.setContentsMargins(34, 4, 4, 4)
        page = QWidget()
        page.setAutoFillBackground(False)
        page.setStyleSheet(self.LOOK)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, SCROLL_BAR, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.first)
        self._column.addWidget(self.last)
        self._column.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def layers(self) -> tuple[LayerChoice, ...]:
        return tuple(line.choice for line in self._lines)

    @property
    def help(self) -> str:
        """On the marked layer."""
        return self._current.help if self._current is not None else ""

    def set_layers(self, layers: Sequence[LayerChoice]) -> None:
        """Shows these and tells nobody.  Lines at both ends that show the same layers as before stay."""
        before = self.layers
        same = _count_same(before, layers)
        same_at_end = _count_same(before[same:][::-1], layers[same:][::-1])
        for line in self._lines[same : len(before) - same_at_end]:
            self._drop(line)
        for place in range(same, len(layers) - same_at_end):
            self._insert(place, layers[place])
        self._show_places()

    def add(self, name: str) -> None:
        """Adds a layer of this kind with its usual settings, as the person asks, and goes to it."""
        place = self._lines.index(self._current) + 1 if self._current is not None else len(self._lines)
        line = self._insert(place, LayerChoice(name))
        self._show_places()
        self._go_to(line)
        self.changed.emit()

    def show_walk(self, walk: Walk | None) -> None:
        """What comes out of each layer; None where it is not known what goes in."""
        stops = walk.stops if walk is not None else ()
        for place, line in enumerate(self._lines):
            stop = stops[place] if place < len(stops) else None
            line.show_stop(stop, does_not_fit=walk is not None and place == len(stops))

    def commit(self) -> None:
        """Completes an edit that is still being typed."""
        for line in list(self._lines):
            line.commit()

    # -- what a person does to a line ----------------------------------------------------------------------------------

    def _change(self, line: LayerLine, choice: LayerChoice) -> None:
        if line.choice.name != choice.name:  # with other settings, or none
            place = self._lines.index(line)
            self._drop(line)
            self._show_places()
            self._go_to(self._insert(place, choice))
            self._show_places()
        self.changed.emit()

    def _move(self, line: LayerLine, steps: int) -> None:
        place = self._lines.index(line)
        goal = place + steps
        if not 0 <= goal < len(self._lines):
            return
        self._lines.insert(goal, self._lines.pop(place))
        self._column.removeWidget(line)
        self._column.insertWidget(goal + 1, line)  # the first stands before all layers
        self._show_places()
        self._scroll_to(line)
        self.changed.emit()

    def _remove(self, line: LayerLine) -> None:
        place = self._lines.index(line)
        self._drop(line)
        self._show_places()
        if self._lines:
            neighbour = self._lines[min(place, len(self._lines) - 1)]
            neighbour.buttons["Remove"].setFocus()
            self._mark(neighbour)
        self.changed.emit()

    def _mark(self, line: LayerLine | None) -> None:
        if line is not self._current:
            self._current = line
            for each in self._lines:
                each.show_current(each is line)
            self.marked.emit()

    # -- inside --------------------------------------------------------------------------------------------------------

    def _insert(self, place: int, choice: LayerChoice) -> LayerLine:
        line = LayerLine(choice, self._theme)
        line.changed.connect(self._change)
        line.moved.connect(self._move)
        line.removed.connect(self._remove)
        line.entered.connect(self._mark)
        line.refused.connect(lambda _line, sentence: self.refused.emit(sentence))
        self._lines.insert(place, line)
        self._column.insertWidget(place + 1, line)
        line.show()  # at once, so that it can take the keyboard
        return line

    def _drop(self, line: LayerLine) -> None:
        if line is self._current:
            self._mark(None)
        self._lines.remove(line)
        for control in line.settings.values():
            control.blockSignals(True)  # it loses the focus now, and must not complete an edit
        self._column.removeWidget(line)
        line.setParent(None)
        line.deleteLater()

    def _show_places(self) -> None:
        """And the Tab key goes through the lines from top to bottom."""
        stops: list[QWidget] = []
        for place, line in enumerate(self._lines):
            line.show_place(place, len(self._lines))
            stops += line.tab_stops()
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _go_to(self, line: LayerLine) -> None:
        self._mark(line)
        next(iter(line.settings.values()), line.kind).setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll_to(line)

    def _scroll_to(self, line: LayerLine) -> None:
        page = self.widget()
        QCoreApplication.sendPostedEvents(page, QEvent.Type.LayoutRequest)  # so that the line is where it will be
        self.ensureWidgetVisible(line)


def _count_same(some: Sequence[LayerChoice], others: Sequence[LayerChoice]) -> int:
    """How many are the same from the first on."""
    pairs = enumerate(zip(some, others, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(some), len(others)))
