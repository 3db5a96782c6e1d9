"""The page: every registered panel in its place, drawn when it can be seen."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QLabel, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from gui.panels.base import PANELS, Panel
from gui.theme import DARK, LIGHT, Theme
from gui.train_page import GAP, LOG_HEIGHT, TrainPage


class Plain(Panel):
    """What the panels of these tests share: a label that counts."""

    def make_body(self) -> QWidget:
        self.drawn = self.forgotten = 0
        return QLabel()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self.drawn += 1

    def forget(self) -> None:
        self.forgotten += 1


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, restored_registries: None) -> TrainPage:
    """With one panel in each place, and two that say nothing of a place or name one that there is not."""
    for name in list(PANELS):
        del PANELS._classes[name]
    for area in ("left", "right top", "right bottom", "bottom", "beside the log", "", "somewhere"):
        PANELS.register(area or "anywhere")(type("Here", (Plain,), {"area": area, "object_name": area or "anywhere"}))
    page = TrainPage(LIGHT)
    page.resize(1000, 700)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def panel(page: TrainPage, name: str) -> Plain:
    (found,) = [each for each in page.panels if each.object_name == name]
    assert isinstance(found, Plain)
    return found


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Trainer(Recipe()).snapshot()


def child(page: TrainPage, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert found is not None
    return found


def place(widget: QWidget, page: TrainPage) -> tuple[int, int]:
    at = widget.mapTo(page, widget.rect().topLeft())
    return at.x(), at.y()


def test_every_panel_is_in_its_place(page: TrainPage) -> None:
    left, top, bottom = (place(panel(page, name), page) for name in ("left", "right top", "right bottom"))
    lower, anywhere = (place(panel(page, name), page) for name in ("bottom", "anywhere"))
    assert left[0] < top[0] == bottom[0] == lower[0] == anywhere[0]
    assert top[1] < bottom[1] < lower[1] < anywhere[1]
    assert left[1] == top[1]
    log = page.log.mapTo(page, page.log.rect().topLeft())
    assert log.y() > anywhere[1]
    beside = panel(page, "beside the log")
    assert place(beside, page) == (log.x() + page.log.width() + GAP, log.y())
    assert page.log.width() + GAP + beside.width() == page.width()
    assert page.log.height() == beside.height()


def test_no_panel_is_lost(page: TrainPage) -> None:
    """Not even one whose file names a place that there is not."""
    assert len(page.panels) == 7
    assert all(each.isVisible() for each in page.panels)


def test_a_snapshot_goes_to_every_panel_that_can_be_seen(page: TrainPage, snapshot: Snapshot) -> None:
    panel(page, "left").hide()
    page.draw(snapshot)
    assert [panel(page, name).drawn for name in ("left", "right top", "anywhere")] == [0, 1, 1]
    panel(page, "left").show()
    assert panel(page, "left").drawn == 1


def test_the_page_forgets_a_run(page: TrainPage, snapshot: Snapshot) -> None:
    page.draw(snapshot)
    page.log.append("epoch 1 loss : 0.25")
    page.clear()
    assert all(panel(page, each.object_name).forgotten == 1 for each in page.panels)
    assert page.log.text.toPlainText() == ""


def test_the_theme_reaches_every_part(page: TrainPage) -> None:
    page.set_theme(DARK)
    themes: set[Theme] = {each.theme for each in page.panels}
    assert themes == {DARK}


def test_a_folded_log_gives_its_room_to_the_panels(page: TrainPage, qtbot: QtBot) -> None:
    """It takes what stands beside it along, and both come back as high as they were."""
    fold, left, beside = child(page, "foldLog"), panel(page, "left"), panel(page, "beside the log")
    rows = next(each for each in page.splitters if each.objectName() == "splitter rows")
    rows.setSizes([400, 290])  # as a person may have moved the border
    before, log_before = left.height(), page.log.height()
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: left.height() > before)
    assert place(page.log, page)[1] + page.log.height() == page.height()
    assert left.height() - before == log_before - page.log.height() > 50
    assert not beside.isVisible()
    assert page.log.width() == page.width()
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: left.height() == before)
    assert page.log.height() == log_before
    assert beside.isVisible()


def test_a_log_that_was_folded_before_is_so_at_once(qtbot: QtBot, qapp: QApplication, page: TrainPage) -> None:
    """As a window restores it: nothing stands beside it, and it unfolds to the height that it has at first."""
    again = TrainPage(LIGHT)
    again.log.set_folded(True)
    again.resize(1000, 700)
    qtbot.addWidget(again)
    with qtbot.waitExposed(again):
        again.show()
    assert not panel(again, "beside the log").isVisible()
    assert again.log.width() == again.width()
    qtbot.mouseClick(child(again, "foldLog"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: again.log.height() == LOG_HEIGHT)
    assert panel(again, "beside the log").isVisible()


def test_what_can_be_moved_has_a_name_to_be_remembered_by(page: TrainPage) -> None:
    names = [splitter.objectName() for splitter in page.splitters]
    assert len(names) == len(set(names)) > 2
    assert all(names)
    assert set(page.splitters) == set(page.findChildren(QSplitter))


def test_columns_can_be_made_wider_but_not_lost(page: TrainPage) -> None:
    columns = next(each for each in page.splitters if each.orientation() == Qt.Orientation.Horizontal)
    columns.setSizes([1, 999])
    assert all(width > 1 for width in columns.sizes())
