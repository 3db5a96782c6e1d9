"""Notes, keys and choices: small widgets in the headers of cards."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, Qt
from PyQt5.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QRegion
from PyQt5.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT, Theme, diverging_map
from gui.widgets.choice import Choice
from gui.widgets.keys import ColourBar, Key, PointKey, SampleKey, SignKey, ValueKey, joined
from gui.widgets.note import Note


def test_a_note_that_changes_does_not_move_the_window(qtbot: QtBot) -> None:
    """It takes the room that it is given, so a new text is painted and nothing is laid out."""
    note = Note()
    qtbot.addWidget(note)
    wanted = note.minimumSizeHint(), note.sizeHint()
    note.set_text("a very long note " * 20)
    assert (note.minimumSizeHint(), note.sizeHint()) == wanted
    assert note.text() == note.accessibleName() == "a very long note " * 20


def test_a_note_that_changes_is_painted_anew(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that does not change is left alone."""
    painted: list[str] = []
    paint = Note.paintEvent

    def count(note: Note, event: QPaintEvent | None) -> None:
        painted.append(note.text())
        paint(note, event)

    monkeypatch.setattr(Note, "paintEvent", count)
    note = Note()
    qtbot.addWidget(note)
    note.show()
    qtbot.waitUntil(lambda: painted == [""])
    note.set_text("")
    note.set_text("new")
    qtbot.waitUntil(lambda: len(painted) > 1)
    assert painted == ["", "new"]


def test_a_note_is_painted_at_the_right(qtbot: QtBot) -> None:
    """In the muted colour, ending where the card's content ends."""
    note = Note()
    qtbot.addWidget(note)
    note.resize(200, 20)
    note.set_text("▪")
    image = note.grab().toImage()
    blank = image.pixelColor(1, 1)
    inked = [x for x in range(200) for y in range(20) if image.pixelColor(x, y) != blank]
    assert min(inked) > 180


def test_a_note_has_fewer_letters_where_the_room_is_narrow(qtbot: QtBot) -> None:
    """Rather than be cut short; to others it says the whole."""
    note, short = Note(), Note()
    for each in (note, short):
        qtbot.addWidget(each)
        each.resize(60, 20)
    note.set_text("80 of 100 train, 19 of 20 test", "19/20")
    short.set_text("19/20")
    assert note.grab().toImage() == short.grab().toImage()
    assert note.text() == note.accessibleName() == "80 of 100 train, 19 of 20 test"
    note.resize(400, 20)
    short.resize(400, 20)
    assert note.grab().toImage() != short.grab().toImage()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", ["classes", "colours"])
def test_keys_show_the_colours_of_the_theme(qtbot: QtBot, kind: str, theme: Theme) -> None:
    """A key in other colours than the picture would be a lie."""
    key: Key
    if kind == "classes":
        key = PointKey(LIGHT)
        key.set_points([0, 1])
        colours = theme.classes[:2]
    else:
        key = ColourBar(LIGHT, ("0", "1"), "From 0 to 1.")
        table = diverging_map(theme)
        colours = tuple(QColor(*(int(c) for c in table[k])).name() for k in (12, 243))
    qtbot.addWidget(key)
    key.set_theme(theme)
    key.resize(key.sizeHint())
    image = key.grab().toImage()
    seen = np.array([image.pixelColor(x, image.height() // 2).getRgb()[:3] for x in range(image.width())])
    for colour in colours:
        assert np.abs(seen - QColor(colour).getRgb()[:3]).max(axis=1).min() <= 8


def test_a_key_is_as_wide_as_it_needs_to_be(qtbot: QtBot) -> None:
    """With every class it grows, and without classes it takes no room."""
    key = PointKey(LIGHT)
    qtbot.addWidget(key)
    widths = []
    for classes in ([], [0, 1], [0, 1, 2]):
        key.set_points(classes)
        widths.append(key.sizeHint().width())
    assert widths[0] == 0
    assert widths == sorted(set(widths))


def inked(key: Key) -> int:
    """How far to the right something is drawn."""
    image = key.grab().toImage()
    blank = image.pixelColor(image.width() - 1, 0)
    return max(x for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y) != blank)


def test_a_key_leaves_out_what_has_no_room(qtbot: QtBot) -> None:
    """Whole signs with their words, never a half."""
    key = PointKey(LIGHT)
    qtbot.addWidget(key)
    key.set_points([0, 1])
    classes_only = key.sizeHint()
    key.resize(classes_only)
    without_more = inked(key)
    key.set_points([1, 0, 1], wrong=True, test=True)
    assert [word for _, word in key.entries] == ["0", "1", "wrong", "test"]
    key.resize(key.sizeHint())
    assert inked(key) > without_more + 60
    key.resize(classes_only.width() + 40, classes_only.height())
    assert inked(key) == without_more


def test_a_key_has_as_many_lines_as_there_is_room_for(qtbot: QtBot) -> None:
    """All of it is seen where one line would be too narrow; it says how many lines it may come to need."""
    key = PointKey(LIGHT)
    qtbot.addWidget(key)
    key.set_points(range(10), test=True)
    half = key.most_width() // 2 + 30
    assert (key.lines_in(10_000), key.lines_in(half)) == (1, 2)
    key.resize(half, 2 * key.line)
    image = key.grab().toImage()
    blank = image.pixelColor(image.width() - 1, 0)
    for top in (0, key.line):
        assert any(
            image.pixelColor(x, y) != blank for x in range(image.width()) for y in range(top + 2, top + key.line - 2)
        )


def test_a_key_says_the_numbers_at_the_ends_of_its_colours(qtbot: QtBot) -> None:
    """Before and behind the bar, and what is hollow; each in the colours of the theme."""
    key = ValueKey(LIGHT)
    qtbot.addWidget(key)
    key.set_values("−1.0", "1.0", test=True)
    assert [word for _, word in key.entries] == ["1.0", "test"]
    for theme in (LIGHT, DARK):
        key.set_theme(theme)
        key.resize(key.sizeHint())
        image = key.grab().toImage()
        seen = np.array([image.pixelColor(x, image.height() // 2).getRgb()[:3] for x in range(image.width())])
        for place in (12, 243):
            assert np.abs(seen - diverging_map(theme)[place, :3].astype(int)).max(axis=1).min() <= 8


def test_one_kind_of_samples_needs_no_key(qtbot: QtBot) -> None:
    key = SampleKey(LIGHT)
    qtbot.addWidget(key)
    key.set_samples(test=True)
    assert [word for _, word in key.entries] == ["train", "test"]
    key.set_samples(test=False)
    assert key.sizeHint().width() == 0


def test_keys_to_several_pictures_explain_each_sign_once(qtbot: QtBot) -> None:
    truth, prediction, bar = PointKey(LIGHT), PointKey(LIGHT), ColourBar(LIGHT, ("0", "1"), "From 0 to 1.")
    truth.set_points([0, 1], test=True)
    prediction.set_points([0, 1, 2], wrong=True, test=True)
    whole, *others = joined([truth, bar, prediction], LIGHT)
    for key in (truth, prediction, bar, whole):
        qtbot.addWidget(key)
    assert isinstance(whole, SignKey)
    assert [word for _, word in whole.entries] == ["0", "1", "test", "2", "wrong"]
    assert others == [bar]
    assert joined([bar], LIGHT) == [bar]


def test_the_lines_of_a_key_grow_with_a_larger_picture(qtbot: QtBot) -> None:
    """Ten times as large, the frame of a bar is ten pixels thick, and not a hair."""
    bar = ColourBar(LIGHT, ("", ""), "From nothing to nothing.")
    qtbot.addWidget(bar)
    bar.resize(bar.sizeHint())
    image = QImage(bar.size() * 10, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.card))
    painter = QPainter(image)
    painter.scale(10, 10)
    bar.render(painter, QPoint(), QRegion(), QWidget.RenderFlags(QWidget.DrawChildren))
    painter.end()
    column = [image.pixelColor(image.width() // 2, y) for y in range(image.height())]
    assert column.count(QColor(LIGHT.outline)) == pytest.approx(2 * 10, abs=3)


@pytest.fixture
def choice(qtbot: QtBot) -> Choice:
    made = Choice("Axis", {"Linear": ("linear", "Equal steps."), "Log": ("log", "Equal ratios.")})
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_a_choice_says_what_the_person_chose(choice: Choice) -> None:
    """A click tells; being told does not."""
    said: list[str] = []
    choice.chosen.connect(said.append)
    assert choice.choice() == "Linear"
    choice.findChild(QToolButton, "log").click()
    assert (said, choice.choice()) == (["Log"], "Log")
    choice.choose("Linear")
    assert (said, choice.choice()) == (["Log"], "Linear")


def press(button: QToolButton, key: Qt.Key) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(button, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def test_a_choice_can_be_made_by_keys(choice: Choice) -> None:
    """The arrow keys go from word to word, the space bar chooses."""
    said: list[str] = []
    choice.chosen.connect(said.append)
    linear, log = (choice.findChild(QToolButton, name) for name in ("linear", "log"))
    linear.setFocus()
    press(linear, Qt.Key.Key_Right)
    assert log.hasFocus()
    press(log, Qt.Key.Key_Space)
    assert said[-1] == "Log"
    assert choice.choice() == "Log"


def test_every_word_of_a_choice_explains_itself(choice: Choice) -> None:
    """Object name, accessible name and tooltip, as every control has them."""
    button = choice.findChild(QToolButton, "log")
    assert (button.accessibleName(), button.toolTip()) == ("Axis: Log", "Equal ratios.")
