"""The list of what goes into the zip: what has a tick does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt5.QtCore import QItemSelectionModel, QRectF, QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from engine.hand_in import Content
from gui.data.columns import tick_style
from gui.hand_in.offer import Offer
from gui.hand_in.own_files import OwnFile, size_in_words
from gui.theme import Theme

TICKED, CLEAR = Qt.CheckState.Checked, Qt.CheckState.Unchecked
USABLE = Qt.ItemFlags() | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
RIGHT = int(Qt.Alignment() | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
TITLES = ("What", "Name in the zip", "Size")
WHAT, NAME, SIZE = range(3)
SIZE_WIDTH = 110  # pixels
LATER = "when saved"  # what the program offers is not made before
INVITATION = "Drop your source files here"
ROOM = 48  # pixels that the invitation needs below the last line


class ContentList(QTreeWidget):
    """The offers first, then the student's own files, which can be taken out again."""

    changed = pyqtSignal()

    def __init__(self, offers: Sequence[Offer], theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_target = False  # something is being dragged over it
        self.setObjectName("handInContents")
        self.setAccessibleName("What goes into the zip")
        self.setToolTip("What goes into the zip: Space ticks a line, Delete takes a file of yours out.")
        self._set_up()
        self._offers = [(offer, self._line(offer.title, offer.name, offer.help)) for offer in offers]
        self._own: list[tuple[OwnFile, QTreeWidgetItem]] = []
        for offer, line in self._offers:
            line.setText(SIZE, LATER)
            line.setForeground(SIZE, QColor(theme.muted))
            line.setCheckState(WHAT, TICKED if offer.is_ticked else CLEAR)
        self.itemChanged.connect(lambda *_: self.changed.emit())
        self.itemSelectionChanged.connect(lambda: self.changed.emit())

    @property
    def offers(self) -> list[Offer]:
        """Those with a tick."""
        return [offer for offer, line in self._offers if line.checkState(WHAT) == TICKED]

    @property
    def files(self) -> list[OwnFile]:
        """Those of the student that have a tick."""
        return [file for file, line in self._own if line.checkState(WHAT) == TICKED]

    @property
    def all_files(self) -> list[Content]:
        """Of the student, with or without a tick."""
        return [file.content for file, _ in self._own]

    @property
    def can_remove(self) -> bool:
        """Whether one of the student's is selected."""
        return any(line.isSelected() for _, line in self._own)

    def add(self, files: Sequence[OwnFile]) -> None:
        """Adds files, or finds those that are there already, ticks and selects them."""
        with QSignalBlocker(self):
            self.clearSelection()
            for file in files:
                lines = [line for own, line in self._own if own.content == file.content]
                if not lines:
                    lines = [self._line(_where(file.content), file.content.name, "")]
                    self._own.append((file, lines[0]))
                lines[0].setCheckState(WHAT, TICKED)
                self._select(lines[0])
        self.refresh(files)
        self.changed.emit()

    def refresh(self, files: Sequence[OwnFile]) -> None:
        """Shows what is known now of files that are in the list; tells nobody."""
        new = {file.content: file for file in files}
        self._own = [(new.get(own.content, own), line) for own, line in self._own]
        with QSignalBlocker(self):
            for file, line in self._own:
                _show(file, line, self._theme)

    def remove_selected(self) -> None:
        """Takes the selected files of the student out of the list; the files themselves stay where they are."""
        gone = [line for _, line in self._own if line.isSelected()]
        self._own = [(file, line) for file, line in self._own if line not in gone]
        with QSignalBlocker(self):
            for line in gone:
                self.takeTopLevelItem(self.indexOfTopLevelItem(line))
        self.changed.emit()

    def set_target(self, is_target: bool) -> None:
        """Shows that what is dragged over it can be dropped."""
        self._is_target = is_target
        self._repaint()

    # -- inside -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.can_remove:
            self.remove_selected()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Below the lines: what else can be done here."""
        super().paintEvent(event)
        viewport = self.viewport()
        assert viewport is not None
        painter = QPainter(viewport)
        last = self.topLevelItem(self.topLevelItemCount() - 1)
        top = self.visualItemRect(last).bottom() if last is not None else 0
        free = QRectF(0, top, viewport.width(), viewport.height() - top)
        if free.height() >= ROOM and (not self._own or self._is_target):
            painter.setPen(QColor(self._theme.accent if self._is_target else self._theme.muted))
            painter.drawText(free, int(Qt.AlignmentFlag.AlignCenter), INVITATION)
        if self._is_target:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.drawRoundedRect(QRectF(viewport.rect()).adjusted(2, 2, -2, -2), 5, 5)

    def _line(self, what: str, name: str, tip: str) -> QTreeWidgetItem:
        line = QTreeWidgetItem([what, name, ""])
        line.setFlags(USABLE)
        line.setCheckState(WHAT, TICKED)
        line.setTextAlignment(SIZE, RIGHT)
        line.setToolTip(WHAT, tip)
        line.setToolTip(NAME, name)
        self.addTopLevelItem(line)
        return line

    def _select(self, line: QTreeWidgetItem) -> None:
        """As well as those that are selected."""
        selection = self.selectionModel()
        assert selection is not None
        selection.setCurrentIndex(self.indexFromItem(line), QItemSelectionModel.SelectionFlag.NoUpdate)
        line.setSelected(True)
        self.scrollToItem(line)

    def _repaint(self) -> None:
        viewport = self.viewport()
        assert viewport is not None
        viewport.update()

    def _set_up(self) -> None:
        self.setHeaderLabels(TITLES)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet(_style(self._theme))
        header, titles = self.header(), self.headerItem()
        assert header is not None
        assert titles is not None
        titles.setTextAlignment(SIZE, RIGHT)
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SIZE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(SIZE, SIZE_WIDTH)


def _style(theme: Theme) -> str:
    """Ticks like all others; a line is one from end to end, and seen where only the keyboard is on it."""
    return tick_style(theme).replace("QListView", "QTreeView") + f"""
        QTreeView:focus {{ border-color: {theme.accent}; }}
        QTreeView::item {{ border-radius: 0; padding: 0 5px; }}
        QTreeView::item:focus {{ background: {theme.selection}; color: {theme.text}; }}
        QTreeView::item:selected:disabled {{ background: transparent; color: {theme.disabled}; }}
        QTreeView::indicator:checked:disabled {{ image: url(theme:{theme.name}-check_disabled.svg); }}
    """


def _where(content: Content) -> str:
    """The file, as short as a person would say it."""
    assert isinstance(content.source, Path)
    try:
        return f"~/{content.source.relative_to(Path.home()).as_posix()}"
    except ValueError:  # it is somewhere else
        return str(content.source)


def _show(file: OwnFile, line: QTreeWidgetItem, theme: Theme) -> None:
    size = "" if file.size is None else size_in_words(file.size)
    line.setText(SIZE, "cannot be read" if file.complaint else size)
    line.setForeground(SIZE, QColor(theme.danger if file.complaint else theme.text))
    line.setToolTip(WHAT, file.complaint or str(file.content.source))
    line.setToolTip(SIZE, file.complaint)
