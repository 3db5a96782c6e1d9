"""What all panels share: they draw only what is seen, offer their plot's menu, and are found by their registry."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import pyqtgraph as pg
import pytest
from PyQt5.QtCore import QEvent, QObject, QPoint, Qt
from PyQt5.QtGui import QColor, QContextMenuEvent
from PyQt5.QtWidgets import QApplication, QLabel, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from engine.snapshot import Curve, Points, Snapshot
from gui.panels import PANELS, Panel
from gui.theme import DARK, LIGHT

Show = Callable[[str], Panel]
MakeSnapshot = Callable[..., Snapshot]
OBJECT_NAMES = {
    "Learning curve": "lossCurve",
    "Ground truth": "truthScatter",
    "Prediction": "predictionScatter",
    "Decision surface": "decisionSurface",
}
NEWCOMER = '''
from PyQt5.QtWidgets import QLabel, QWidget

from engine.snapshot import Snapshot
from gui.panels.base import PANELS, Panel


@PANELS.register("Epoch counter")
class EpochCounter(Panel):
    """How many epochs there were."""

    object_name = "epochCounter"

    def make_body(self) -> QWidget:
        self.label = QLabel()
        return self.label

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self.label.setText(str(snapshot.epoch))
'''

EVERY_PANEL = pytest.mark.parametrize("name", OBJECT_NAMES)


class Counting(Panel):
    """Counts how often it draws."""

    name = "Counting"
    help = "Counts."

    def make_body(self) -> QWidget:
        self.drawn: list[Snapshot] = []
        return QLabel()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self.drawn.append(snapshot)


@pytest.fixture
def counting(qtbot: QtBot) -> Counting:
    panel = Counting(LIGHT)
    qtbot.addWidget(panel)
    return panel


def plot_of(panel: Panel) -> pg.PlotWidget:
    assert panel.plot is not None
    return panel.plot


def test_a_hidden_panel_does_not_draw_and_catches_up(
    qtbot: QtBot, counting: Counting, make_snapshot: MakeSnapshot
) -> None:
    """What nobody sees costs nothing; once it is shown, it shows the latest, and only that."""
    snapshots = [make_snapshot() for _ in range(3)]
    for snapshot in snapshots:
        counting.draw(snapshot)
    assert counting.drawn == []
    counting.show()
    assert counting.drawn == [snapshots[-1]]
    counting.hide()
    counting.show()
    assert len(counting.drawn) == 1


def test_a_panel_on_a_page_that_is_not_in_front_does_not_draw(qtbot: QtBot, make_snapshot: MakeSnapshot) -> None:
    """Not hidden itself, but within something that is: it does not draw either."""
    page, panel = QWidget(), Counting(LIGHT)
    qtbot.addWidget(page)
    QVBoxLayout(page).addWidget(panel)
    panel.draw(make_snapshot())
    assert panel.drawn == []
    page.show()
    assert len(panel.drawn) == 1


def test_the_same_snapshot_is_drawn_once(counting: Counting, make_snapshot: MakeSnapshot) -> None:
    """Nothing is drawn again that did not change."""
    counting.show()
    snapshot = make_snapshot()
    counting.draw(snapshot)
    counting.draw(snapshot)
    assert counting.drawn == [snapshot]


def test_an_export_can_have_a_hidden_panel_drawn(counting: Counting, make_snapshot: MakeSnapshot) -> None:
    """An export of all plots needs those too that nobody has looked at yet."""
    snapshot = make_snapshot()
    counting.draw(snapshot)
    counting.catch_up()
    assert counting.drawn == [snapshot]


def test_a_cleared_panel_forgets(counting: Counting, make_snapshot: MakeSnapshot) -> None:
    """After a reset the snapshot of the old run does not come back when the panel is shown."""
    counting.draw(make_snapshot())
    counting.set_note("old")
    counting.clear()
    counting.show()
    assert counting.drawn == []
    assert counting.note() == ""


@EVERY_PANEL
def test_plots_have_the_names_that_others_rely_on(show: Show, name: str) -> None:
    """Tests find plots by their object name, screen readers by their accessible name, people by the tooltip."""
    panel = show(name)
    plot = plot_of(panel)
    assert plot is panel.findChild(pg.PlotWidget, OBJECT_NAMES[name])
    assert plot.accessibleName() == name
    assert plot.accessibleDescription() == plot.toolTip() == panel.help
    assert panel.help.endswith(".")


class ShownWindows(QObject):
    """Notices every window that comes up."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QObject] = []

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        is_shown = event is not None and event.type() == QEvent.Type.Show
        if is_shown and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(watched)
        return False


@EVERY_PANEL
def test_making_a_panel_opens_no_window(qapp: QApplication, qtbot: QtBot, name: str) -> None:
    """A part that is shown before it has its place would flash up as a window of its own."""
    windows = ShownWindows()
    qapp.installEventFilter(windows)
    panel = PANELS[name](LIGHT)
    qapp.removeEventFilter(windows)
    qtbot.addWidget(panel)
    assert windows.seen == []


@EVERY_PANEL
def test_every_panel_has_a_place(name: str) -> None:
    """The main window knows these places and no others."""
    assert PANELS[name].area in ("left", "right top", "right bottom", "bottom")


@EVERY_PANEL
def test_the_menu_asks_for_export_and_copy(show: Show, qtbot: QtBot, name: str) -> None:
    """The plot's own context menu leads to its export and to the clipboard, and says which panel it is about."""
    panel = show(name)
    actions = {action.text(): action for action in panel.make_menu().actions() if action.text()}
    with qtbot.waitSignal(panel.export_requested) as exported:
        actions["Export plot…"].trigger()
    with qtbot.waitSignal(panel.copy_requested) as copied:
        actions["Copy to clipboard"].trigger()
    assert exported.args == copied.args == [panel]


@EVERY_PANEL
@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
def test_the_menu_opens(show: Show, qapp: QApplication, name: str, reason: QContextMenuEvent.Reason) -> None:
    """By a right click and by the Menu key: ours, and not the one that pyqtgraph brings."""
    panel = show(name)
    target = plot_of(panel).viewport() if reason == QContextMenuEvent.Reason.Mouse else plot_of(panel)
    where = QPoint(100, 100)
    qapp.sendEvent(target, QContextMenuEvent(reason, where, target.mapToGlobal(where)))
    menus = [menu for menu in panel.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    assert "Export plot…" in [action.text() for action in menus[0].actions()]
    assert not plot_of(panel).getPlotItem().getViewBox().menuEnabled()
    menus[0].close()


@EVERY_PANEL
def test_show_everything_undoes_what_the_hand_did(show: Show, name: str, make_snapshot: MakeSnapshot) -> None:
    """A plot that was moved by hand stays there while the training goes on; an entry of the menu brings it back."""
    panel = show(name)
    points = make_snapshot().points
    panel.draw(make_snapshot(points=points))
    box = plot_of(panel).getPlotItem().getViewBox()
    before = box.viewRange()
    box.translateBy(x=0.1)
    box.sigRangeChangedManually.emit([True, True])
    moved = box.viewRange()
    panel.draw(make_snapshot(points=points))
    assert box.viewRange() == moved != before
    next(action for action in panel.make_menu().actions() if action.text() == "Show everything").trigger()
    assert box.viewRange() == before


@EVERY_PANEL
def test_a_new_run_is_shown_whole(
    show: Show, name: str, make_snapshot: MakeSnapshot, make_points: Callable[..., Points]
) -> None:
    """Where a person looked closely at the last run, the next may have nothing."""
    panel = show(name)
    panel.draw(make_snapshot())
    box = plot_of(panel).getPlotItem().getViewBox()
    before = box.viewRange()
    box.translateBy(x=0.1)
    box.sigRangeChangedManually.emit([True, True])
    panel.draw(make_snapshot(run=2, points=make_points()))
    assert box.viewRange() == before


@EVERY_PANEL
def test_a_theme_changes_the_colours_at_once(show: Show, name: str, make_snapshot: MakeSnapshot) -> None:
    """The plot's background is the card's, before and after, and what is drawn stays."""
    panel = show(name)
    panel.draw(make_snapshot())
    for theme in (DARK, LIGHT):
        panel.set_theme(theme)
        image = plot_of(panel).grab().toImage()
        assert image.pixelColor(2, image.height() - 3) == QColor(theme.card)


@EVERY_PANEL
def test_the_card_shows_that_its_plot_has_the_focus(show: Show, qtbot: QtBot, name: str) -> None:
    """Somebody who uses the keyboard sees which plot the Menu key is about."""
    panel = show(name)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    middle = panel.width() // 2
    plot_of(panel).setFocus(Qt.FocusReason.TabFocusReason)
    assert panel.grab().toImage().pixelColor(middle, 0) == QColor(LIGHT.accent)
    plot_of(panel).clearFocus()
    assert panel.grab().toImage().pixelColor(middle, 0) == QColor(LIGHT.hairline)


@EVERY_PANEL
def test_drawing_many_snapshots_makes_no_new_items(
    show: Show, name: str, make_snapshot: MakeSnapshot, make_curve: Callable[..., Curve]
) -> None:
    """Plots are filled anew, never made anew: a long training does not fill the memory."""
    panel = show(name)
    points = make_snapshot().points
    panel.draw(make_snapshot(points=points, wrong=(0,), curve=make_curve(5, tests=3)))
    panel.draw(make_snapshot(points=points, wrong=(1,), curve=make_curve(6, tests=3)))
    items = len(plot_of(panel).scene().items())
    for epoch in range(7, 30):
        panel.draw(make_snapshot(points=points, wrong=(epoch % 6,), curve=make_curve(epoch, tests=3)))
    assert len(plot_of(panel).scene().items()) == items


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[str]:
    """A panel in a file that is not part of the project; it leaves the registry again."""
    file = tmp_path / "newcomer.py"
    file.write_text(NEWCOMER, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("newcomer", file)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    yield "Epoch counter"
    del PANELS._classes["Epoch counter"]


def test_a_panel_from_anywhere_is_found(qtbot: QtBot, newcomer: str, make_snapshot: MakeSnapshot) -> None:
    """One class in one file is all that a new panel takes; it needs no plot."""
    assert list(PANELS)[-1] == newcomer
    panel = PANELS[newcomer](DARK)
    qtbot.addWidget(panel)
    panel.show()
    panel.draw(make_snapshot())
    assert panel.objectName() == "epochCounter"
    assert {label.text() for label in panel.findChildren(QLabel) if label.isVisible()} == {"Epoch counter", "50"}
    assert panel.plot is None
