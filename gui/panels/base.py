"""A panel is a card that shows one thing about a run; this is what all of them share."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pyqtgraph as pg
from PyQt5.QtCore import QPoint, Qt, pyqtSignal
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import QAction, QFrame, QHBoxLayout, QLabel, QMenu, QStackedLayout, QVBoxLayout, QWidget

from engine.registry import Registered, Registry
from engine.snapshot import Points, Snapshot
from gui.pictures.base import Picture
from gui.theme import Theme, icon
from gui.widgets.bare_plot import BarePlot
from gui.widgets.note import Note
from gui.widgets.plot import Plot
from gui.widgets.rest import Rest

HEADER = 24  # pixels


class Panel(QFrame, Registered):
    """A card with a title, a note beside it, and a body below.

    A subclass makes its body in `make_body` and fills it in `show_snapshot`, which is called only while the panel can
    be seen.  The main window makes one panel of each registered class, ``PANELS[name](theme)``, and puts it where its
    ``area`` says.
    """

    object_name: ClassVar[str] = ""  # the object name of the plot, or of the panel where there is none
    area: ClassVar[str] = ""  # of the Train page: see `gui.train_page`
    order: ClassVar[int] = 50  # among the panels of its area: those with the least come first
    rest: ClassVar[int] = 0  # milliseconds at least from one picture to the next, for what is costly or moves slowly
    comparison: ClassVar[str] = ""  # of its plot with those of the panels that name the same, side by side in a file
    help: ClassVar[str] = ""  # one sentence: the tooltip, and what a screen reader says

    export_requested = pyqtSignal(object)  # carries the panel, whose plot the person asks to save in a file
    copy_requested = pyqtSignal(object)  # carries the panel, whose plot the person asks to have on the clipboard

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._latest: Snapshot | None = None  # what is to be seen
        self._shown: Snapshot | None = None  # what is to be seen already
        self._rest = Rest(self, self.rest, self._draw_left_out)
        self.header = QHBoxLayout()  # a panel may add controls at its end
        self._title, self._note = QLabel(self.name), Note()
        self.body = self.make_body()
        self._lay_out()
        self.setAccessibleName(self.name)
        self._describe(self.plot or self, self.help)
        self.apply_theme(theme)

    # --- what the file of a panel says ----------------------------------------------------------------------------

    def make_body(self) -> QWidget:
        """Makes, once, what stands below the title: a plot, or anything else."""
        raise NotImplementedError(f"{type(self).__name__} must make its body")

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Brings the body up to date; what did not change since the last snapshot need not be touched."""
        raise NotImplementedError(f"{type(self).__name__} must show a snapshot")

    def forget(self) -> None:
        """Empties the body."""

    def apply_theme(self, theme: Theme) -> None:
        """Gives the body the theme's colours."""

    def add_to_menu(self, menu: QMenu) -> None:
        """Adds what only this panel's plot offers to its context menu."""

    @property
    def choice(self) -> str:
        """What the person has chosen of the ways to show it; "" where there is one way only."""
        return ""

    def choose(self, choice: str) -> None:
        """Shows it in this way, one that `choice` has said."""

    # --- what a panel may use -------------------------------------------------------------------------------------

    def set_note(self, text: str, short: str = "") -> None:
        """The few words at the right of the title, and fewer where there is no room for them."""
        self._note.set_text(text, short)

    def note(self) -> str:
        return self._note.text()

    def short_note(self) -> str:
        """The note in fewer letters, or ""."""
        return self._note.short()

    @property
    def title(self) -> str:
        """What the card is called now: the panel's name, or that of what it shows."""
        return self._title.text()

    def turn_to(self, body: QWidget, title: str, help: str) -> None:
        """Shows another body, under a title of its own and with a sentence that says what it is."""
        if body is not self.body:
            self.body.setObjectName(f"{self.object_name}Before")  # the name is that of what is seen
            self.body = body
            self._stack.addWidget(body)  # where it may be already
        self._describe(body, help)
        self._title.setText(title)
        self._stack.setCurrentWidget(body)

    # --- what the main window uses --------------------------------------------------------------------------------

    @property
    def plot(self) -> pg.PlotWidget | None:
        """The plot that can be exported now, if there is one."""
        return self.body if isinstance(self.body, pg.PlotWidget) else None

    @property
    def latest(self) -> Snapshot | None:
        """What is to be seen, even if it is not drawn yet."""
        return self._latest

    def draw(self, snapshot: Snapshot) -> None:
        """Shows ``snapshot``: at once; or later, when it comes soon after another or while the panel cannot be seen."""
        self._latest = snapshot
        if self.isVisible() and not self._rest.leaves_out():
            self.catch_up()

    def catch_up(self) -> None:
        """Draws the latest snapshot even if the panel cannot be seen, as an export needs it."""
        if self._latest is not None and self._latest is not self._shown:
            self._shown = self._latest
            self._rest.begin()
            self.show_snapshot(self._latest)

    def set_theme(self, theme: Theme) -> None:
        """Takes on other colours; the style sheet, which belongs to the application, is not its business."""
        self.theme = theme
        self.apply_theme(theme)

    def clear(self) -> None:
        """Forgets the run: an empty card with its title."""
        self._latest = self._shown = None
        self._rest.end()
        self.set_note("")
        self.forget()

    def make_menu(self) -> QMenu:
        """What a right click on the plot offers."""
        menu = QMenu(self)
        self._offer(menu, "Export plot…", "export", lambda: self.export_requested.emit(self))
        self._offer(menu, "Copy to clipboard", "copy", lambda: self.copy_requested.emit(self))
        menu.addSeparator()
        if isinstance(self.body, Plot):
            self._offer(menu, "Show everything", "fit", self.body.show_everything)
        self.add_to_menu(menu)
        return menu

    # --- how it is made -------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.catch_up()

    def _draw_left_out(self) -> None:
        if self.isVisible():
            self.catch_up()

    def _lay_out(self) -> None:
        self._title.setProperty("role", "title")
        self.setProperty("card", True)
        self.header.setSpacing(10)
        self._title.setMinimumHeight(HEADER)  # with controls beside it or without: all titles stand equally high
        self.header.insertWidget(0, self._title)
        self.header.insertWidget(1, self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 10)
        layout.setSpacing(4)
        layout.addLayout(self.header)
        self._stack = QStackedLayout()
        layout.addLayout(self._stack, 1)
        self._stack.addWidget(self.body)  # not before the stack has its place: it would show the body as a window

    def _describe(self, described: QWidget, help: str) -> None:
        """Names the plot, or the panel where there is none, for tests, screen readers and the pointer."""
        is_new = not described.accessibleName()
        described.setObjectName(self.object_name)
        described.setAccessibleName(self.name)
        described.setAccessibleDescription(help)
        described.setToolTip(help)
        if is_new and isinstance(described, pg.PlotWidget):
            described.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            described.customContextMenuRequested.connect(self._open_menu)
        if is_new and isinstance(described, BarePlot):
            described.focus_changed.connect(self._show_focus)

    def _show_focus(self, has_focus: bool) -> None:
        self.setProperty("focused", has_focus)
        style = self.style()
        if style is not None:  # as PyQt's types have it
            style.polish(self)  # only then does the style sheet look at the property

    def _offer(self, menu: QMenu, text: str, drawing: str, do: Callable[[], None]) -> None:
        action = QAction(icon(drawing, self.theme), text, menu)
        action.triggered.connect(lambda: do())
        menu.addAction(action)

    def _open_menu(self, where: QPoint) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.body.mapToGlobal(where))


class PicturePanel(Panel):
    """A panel that has several pictures, and shows the first of them that fits the samples.

    A picture is made when it is needed for the first time; the first of them at once."""

    pictures: ClassVar[tuple[type[Picture], ...]] = ()

    def make_body(self) -> QWidget:
        self._made: dict[type[Picture], Picture] = {}
        self._points: Points | None = None
        self.picture = self._picture(self.pictures[0])
        return self.picture.plot

    def show_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.points is not self._points:
            self._points = snapshot.points
            self._turn_to_fitting(snapshot)
        self._show(snapshot)

    def forget(self) -> None:
        self._points = None
        self.picture.forget()

    def apply_theme(self, theme: Theme) -> None:
        for picture in self._made.values():
            picture.set_theme(theme)

    @property
    def choice(self) -> str:
        chooser = self.picture.chooser
        return chooser.choice() if chooser is not None else ""

    def choose(self, choice: str) -> None:
        chooser = self.picture.chooser
        if chooser is not None:
            chooser.choose(choice)
            self._show(self._latest)

    def _show(self, snapshot: Snapshot | None) -> None:
        if snapshot is not None:
            self.picture.show(snapshot)
            self.set_note(self.picture.note, self.picture.short_note)

    def _turn_to_fitting(self, snapshot: Snapshot) -> None:
        """Turns to the picture that fits the samples of a new run."""
        fitting = self._picture(next(kind for kind in self.pictures if kind.fits(snapshot.points)))
        if fitting is not self.picture:
            self.picture.forget()
            for each in self.picture.controls:
                each.hide()
            self.picture = fitting
        for each in fitting.controls:
            each.show()
        fitting.begin(snapshot)
        self.turn_to(fitting.plot, fitting.title or self.name, fitting.help)

    def _picture(self, kind: type[Picture]) -> Picture:
        if kind not in self._made:
            self._made[kind] = made = kind(self.theme)
            for each in made.controls:
                self.header.addWidget(each)
            if made.chooser is not None:
                made.chooser.chosen.connect(lambda _: self._show(self._latest))
        return self._made[kind]


PANELS: Registry[Panel] = Registry("panel")
