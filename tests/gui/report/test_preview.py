"""The preview: pages are painted when they can be seen, and only then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt5.QtCore import QPoint, QPointF, QSize, Qt
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QApplication, QLabel, QScrollBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.report import look
from gui.report.document import Document, Figure, PageBreak, Paragraph, Part
from gui.report.drawing import plan_of
from gui.report.pages import Pages
from gui.report.painter import PagePainter
from gui.report.planned import Making, Planned
from gui.report.preview import Preview
from gui.report.sheets import LARGEST, SMALLEST
from gui.theme import DARK, LIGHT
from tests.gui.export.reading import share_of
from tests.gui.report.sample import figure, sample

NO_BUTTON = Qt.MouseButtons(Qt.MouseButton.NoButton)


class Counted(Pages):
    """Pages that know which of them were painted."""

    def __init__(self, before: Pages | None = None, words: tuple[Part, ...] = ()) -> None:
        document = sample()
        super().__init__(replace(document, parts=(*words, *document.parts)), before)
        self.painted: list[int] = []

    def draw(self, painter: PagePainter, number: int) -> None:
        self.painted.append(number)
        super().draw(painter, number)


@pytest.fixture
def pages() -> Counted:
    return Counted()


@pytest.fixture
def preview(qtbot: QtBot, pages: Counted) -> Preview:
    shown = Preview(LIGHT)
    qtbot.addWidget(shown)
    shown.resize(600, 600)
    shown.show_pages(pages)
    shown.show()
    qtbot.waitUntil(lambda: pages.painted == [0])
    return shown


def number(preview: Preview) -> str:
    found = preview.findChild(QLabel, "reportPageNumber")
    assert found is not None
    return found.text()


def bar(preview: Preview) -> QScrollBar:
    found = preview.sheets.verticalScrollBar()
    assert found is not None
    return found


def settle(preview: Preview, qtbot: QtBot) -> None:
    """Until nothing is left to be painted."""
    preview.grab()
    qtbot.waitUntil(lambda: not preview.sheets._next.isActive())


def click(preview: Preview, name: str) -> None:
    button = preview.findChild(QToolButton, name)
    assert button is not None
    button.click()


def test_only_what_can_be_seen_is_painted(preview: Preview, pages: Counted, qtbot: QtBot) -> None:
    assert number(preview) == f"Page 1 of {len(pages)}"
    preview.go_to(2)
    qtbot.waitUntil(lambda: 2 in pages.painted)
    assert number(preview) == f"Page 3 of {len(pages)}"
    assert pages.painted == [0, 2]


def test_a_page_is_painted_once(preview: Preview, pages: Counted, qtbot: QtBot) -> None:
    """Not again for each step of scrolling."""
    bar(preview).setValue(40)
    preview.sheets.grab()
    QApplication.processEvents()
    assert pages.painted == [0]


def test_a_page_comes_to_sight_white_and_then_painted(preview: Preview, pages: Counted, qtbot: QtBot) -> None:
    """So that scrolling does not wait for a page that takes long."""
    preview.go_to(1)
    preview.sheets.grab()
    assert pages.painted == [0]
    qtbot.waitUntil(lambda: pages.painted == [0, 1])
    assert share_of("#FFFFFF", preview.sheets.grab().toImage()) > 0.5


def test_pictures_of_pages_far_away_are_given_up(preview: Preview, pages: Counted, qtbot: QtBot) -> None:
    """A long report would take hundreds of megabytes."""
    preview.go_to(3)
    qtbot.waitUntil(lambda: 3 in pages.painted)
    preview.go_to(0)
    qtbot.waitUntil(lambda: pages.painted.count(0) == 2)


def test_a_sheet_is_as_wide_as_the_room_until_one_zooms(preview: Preview, qtbot: QtBot) -> None:
    width = preview.sheets.sheet_width
    assert 500 < width < 600
    preview.resize(700, 600)
    assert preview.sheets.sheet_width == width + 100
    click(preview, "reportZoomIn")
    assert preview.sheets.sheet_width == pytest.approx((width + 100) * 1.25)
    preview.resize(600, 600)
    assert preview.sheets.sheet_width == pytest.approx((width + 100) * 1.25)
    click(preview, "reportFitWidth")
    assert preview.sheets.sheet_width == width


def test_zoom_has_ends(preview: Preview) -> None:
    for _ in range(20):
        click(preview, "reportZoomOut")
    assert preview.sheets.sheet_width == SMALLEST
    for _ in range(30):
        click(preview, "reportZoomIn")
    assert preview.sheets.sheet_width == LARGEST


def test_zoom_keeps_what_is_looked_at(preview: Preview, pages: Counted) -> None:
    preview.go_to(2)
    middle = (bar(preview).value() + bar(preview).pageStep() / 2) / (bar(preview).maximum() + bar(preview).pageStep())
    click(preview, "reportZoomIn")
    after = (bar(preview).value() + bar(preview).pageStep() / 2) / (bar(preview).maximum() + bar(preview).pageStep())
    assert after == pytest.approx(middle, abs=0.01)
    assert number(preview) == f"Page 3 of {len(pages)}"


def test_ctrl_and_the_wheel_zoom_and_the_wheel_alone_scrolls(preview: Preview) -> None:
    def turn(angle: int, modifiers: Qt.KeyboardModifier) -> None:
        viewport = preview.sheets.viewport()
        place, turned = QPointF(100, 100), QPoint(0, angle)
        QApplication.sendEvent(
            viewport,
            QWheelEvent(place, place, QPoint(), turned, NO_BUTTON, modifiers, Qt.ScrollPhase.NoScrollPhase, False),
        )

    width = preview.sheets.sheet_width
    turn(-120, Qt.KeyboardModifier.NoModifier)
    assert bar(preview).value() > 0
    turn(120, Qt.KeyboardModifier.ControlModifier)
    assert preview.sheets.sheet_width == pytest.approx(width * 1.25)
    turn(-120, Qt.KeyboardModifier.ControlModifier)
    assert preview.sheets.sheet_width == pytest.approx(width)


def test_the_place_stays_when_a_word_changes(preview: Preview) -> None:
    bar(preview).setValue(500)
    preview.show_pages(Counted())
    assert bar(preview).value() == pytest.approx(500, abs=1)


def test_the_place_stays_when_pages_are_added(preview: Preview) -> None:
    preview.go_to(2)
    value = bar(preview).value()
    preview.show_pages(Pages(sample(PageBreak(), Paragraph("more"), PageBreak(), Paragraph("and more"))))
    assert bar(preview).value() == value
    assert number(preview).startswith("Page 3 of ")


def test_a_page_that_has_not_changed_is_not_painted_again(preview: Preview, pages: Counted, qtbot: QtBot) -> None:
    """And one that has is seen as it was until it is: there is no flicker while somebody writes."""
    preview.go_to(0)
    before = preview.sheets._images[0]
    same = Counted(pages)
    preview.show_pages(same)
    settle(preview, qtbot)
    assert same.painted == []
    other = Counted(words=(Paragraph("Something else."),))
    preview.show_pages(other)
    assert preview.sheets._images[0] is before
    qtbot.waitUntil(lambda: 0 in other.painted)
    assert preview.sheets._images[0] is not before


def colour_of_figure(preview: Preview) -> str:
    """In a corner of the one on the second page, where no line is."""
    image = preview.sheets._images[1]
    scale = image.width() / look.PAGE_WIDTH
    return image.pixelColor(round((look.LEFT + 10) * scale), round((look.TOP + 10) * scale)).name()


def test_figures_come_after_the_words_each_when_it_is_made(qtbot: QtBot) -> None:
    steps: list[str] = []
    may_begin: list[bool] = []

    def making(name: str) -> Making:
        while not may_begin:
            yield
        steps.append(name)
        yield
        return plan_of(figure(), name).plot

    parts = [Figure(name, "", Planned(QSize(605, 275), making(name))) for name in ("first", "last")]
    shown = Preview(LIGHT)
    qtbot.addWidget(shown)
    shown.resize(600, 600)
    drawn: list[tuple[int, int]] = []
    shown.drawn.connect(lambda count, of: drawn.append((count, of)))
    shown.show_pages(Pages(Document("", "", (parts[1], PageBreak(), PageBreak(), parts[0], Paragraph("words")))))
    shown.show()
    shown.go_to(1)
    qtbot.waitUntil(lambda: 1 in shown.sheets._images)
    assert colour_of_figure(shown) == look.GROUND.lower()  # room for it
    may_begin.append(True)
    qtbot.waitUntil(lambda: (2, 2) in drawn)
    assert steps == ["first", "last"]  # what is seen before what is not
    assert [*dict.fromkeys(drawn)] == [(0, 2), (1, 2), (2, 2)]
    settle(shown, qtbot)
    assert share_of(LIGHT.positive, shown.sheets._images[1]) > 0.0003
    assert colour_of_figure(shown) == "#ffffff"


def test_a_figure_that_cannot_be_drawn_is_tried_once(qtbot: QtBot) -> None:
    def making() -> Making:
        yield
        raise MemoryError

    shown = Preview(LIGHT)
    qtbot.addWidget(shown)
    shown.show_pages(Pages(Document("", "", (Figure("a", "", Planned(QSize(605, 275), making())), figure("b")))))
    with qtbot.captureExceptions() as caught:
        shown.show()
        qtbot.waitUntil(lambda: bool(shown.sheets._images) and not shown.sheets._left_out[0])
    assert [kind for kind, _, _ in caught] == [MemoryError]
    assert share_of(LIGHT.positive, shown.sheets._images[0]) > 0.0003


def test_a_place_comes_into_view_unless_it_is_there(preview: Preview, pages: Counted) -> None:
    spots = pages.words("discussion/hidden")
    assert not preview.shows(spots[0])
    preview.bring(spots[0])
    assert preview.shows(spots[0])
    value = bar(preview).value()
    preview.bring(spots[-1])
    assert bar(preview).value() == value
    assert number(preview) == f"Page {spots[0].page + 1} of {len(pages)}"


def test_a_shorter_report_shows_its_end(preview: Preview) -> None:
    preview.go_to(3)
    preview.show_pages(Pages(Document("", "", ())))
    assert number(preview) == "Page 1 of 1"


def test_paper_is_white_in_the_dark(preview: Preview) -> None:
    preview.apply_theme(DARK)
    image = preview.sheets.grab().toImage()
    assert share_of(DARK.ground, image) > 0.02
    assert share_of("#FFFFFF", image) > 0.5


def test_every_control_says_what_it_does(preview: Preview) -> None:
    controls: list[QWidget] = [*preview.findChildren(QToolButton), preview.sheets]
    assert len(controls) == 4
    for each in controls:
        assert each.objectName()
        assert each.accessibleName()
        assert each.toolTip().endswith(".")
