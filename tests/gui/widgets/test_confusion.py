"""The drawing of a confusion matrix: every count at its place, in a colour that says right or wrong, and legible."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, QSizeF
from PyQt5.QtGui import QColor, QImage, QPainter
from PyQt5.QtWidgets import QApplication

from gui.theme import DARK, LIGHT, Theme, tints
from gui.widgets.confusion import Confusion

SIZES = [QSizeF(450, 190), QSizeF(450, 430), QSizeF(150, 120), QSizeF(900, 600)]
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def drawn(counts: list[list[int]], names: tuple[str, ...], size: QSizeF = SIZES[0], theme: Theme = LIGHT) -> Confusion:
    made = Confusion(theme)
    made.set_size(size)
    made.show_counts(np.array(counts), names)
    return made


def picture(confusion: Confusion, size: QSizeF = SIZES[0], theme: Theme = LIGHT) -> QImage:
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.card))
    painter = QPainter(image)
    confusion.paint(painter, None, None)  # type: ignore[arg-type]
    painter.end()
    return image


def corner(image: QImage, confusion: Confusion, row: int, column: int) -> str:
    """The colour of a cell beside its number."""
    place = confusion._cell(row, column)
    return image.pixelColor(int(place.left()) + 3, int(place.top()) + 3).name()


@THEMES
def test_right_has_the_colour_of_its_class_and_wrong_is_red(qapp: QApplication, theme: Theme) -> None:
    """As strong as its share of the row; a few mistakes are seen, and nothing is as pale as no mistake."""
    confusion = drawn([[100, 0, 0], [1, 99, 0], [0, 60, 40]], ("a", "b", "c"), theme=theme)
    image = picture(confusion, theme=theme)
    zero = QColor(theme.zero).name()
    assert corner(image, confusion, 0, 0) == tints(theme.classes[0], theme)[-1]
    assert corner(image, confusion, 2, 2) == tints(theme.classes[2], theme)[13]
    assert corner(image, confusion, 0, 1) == zero
    reds = tints(theme.danger, theme)
    assert corner(image, confusion, 2, 1) in reds[20:]
    assert corner(image, confusion, 1, 0) in reds[3:8]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width():g}x{size.height():g}")
@pytest.mark.parametrize("classes", [2, 4, 10, 40])
def test_everything_is_within_the_card(qapp: QApplication, size: QSizeF, classes: int) -> None:
    """Whatever its size: cells are no taller than wide, and there are as many as there are classes."""
    names = tuple(f"class {k}" for k in range(classes))
    confusion = drawn(np.eye(classes, dtype=int).tolist(), names, size)
    first, last = confusion._cell(0, 0), confusion._cell(classes - 1, classes - 1)
    assert 0 < first.left() < last.right() <= size.width() + 0.5
    assert 0 < first.top() < last.bottom() <= size.height() + 0.5
    assert first.height() <= max(first.width(), 12)
    picture(confusion, size)


def test_the_pointer_is_told_in_a_sentence(qapp: QApplication) -> None:
    confusion = drawn([[1200, 3], [0, 5]], ("cat", "dog"))
    assert confusion.text_at(confusion._cell(0, 1).center())[0] == "3 of 1,203 samples of class cat are said to be dog."
    text, around = confusion.text_at(confusion._cell(1, 1).center())
    assert text == "5 of 5 samples of class dog are said to be just that."
    assert around == confusion._cell(1, 1)
    assert confusion.text_at(QPointF(1, 1))[0] == ""
    confusion.clear()
    assert confusion.text_at(QPointF(200, 100))[0] == ""


def test_the_same_counts_are_not_drawn_again(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    confusion = drawn([[1, 0], [0, 1]], ("a", "b"))
    updates: list[int] = []
    monkeypatch.setattr(confusion, "update", lambda: updates.append(1))
    confusion.show_counts(np.eye(2, dtype=np.intp), ("a", "b"))
    assert updates == []
    confusion.show_counts(2 * np.eye(2, dtype=np.intp), ("a", "b"))
    assert len(updates) == 1


def test_a_class_without_samples_does_no_harm(qapp: QApplication) -> None:
    """Such as one that is only in the other part of the samples: its recall is nothing that can be said."""
    confusion = drawn([[0, 0], [1, 4]], ("a", "b"))
    image = picture(confusion)
    assert corner(image, confusion, 0, 0) == QColor(LIGHT.zero).name()
