"""The grid of images: all of one size, none over another, as they are, with a frame around what is wrong."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, QSizeF
from PyQt5.QtGui import QColor, QImage, QPainter
from PyQt5.QtWidgets import QApplication, QWidget

from gui.theme import DARK, LIGHT, Theme, ink_table
from gui.widgets.image_grid import LINE, MOST, ImageGrid

CARD = QSizeF(206, 190)
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def grid(pixels: NDArray[Any], longest: str = "9", size: QSizeF = CARD, theme: Theme = LIGHT) -> ImageGrid:
    made = ImageGrid(theme)
    made.set_size(size)
    made.show_images(pixels.astype(float), longest)
    return made


def picture(made: ImageGrid, size: QSizeF = CARD, theme: Theme = LIGHT, is_file: bool = False) -> QImage:
    widget = None if is_file else QWidget()
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.card))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)  # as others may have left it
    made.paint(painter, None, widget)  # type: ignore[arg-type]
    painter.end()
    return image


@pytest.mark.parametrize("count", [1, 3, 17, 40, 300])
@pytest.mark.parametrize("longest", ["9", "elephant"])
@pytest.mark.parametrize("shape", [(8, 8), (16, 16), (6, 12)], ids=str)
@pytest.mark.parametrize("size", [CARD, QSizeF(150, 120), QSizeF(520, 400)], ids=lambda s: f"{s.width():g}")
def test_images_are_within_the_card_and_apart(
    qapp: QApplication, count: int, longest: str, shape: tuple[int, int], size: QSizeF
) -> None:
    """With their names below; all of one size; as many as there is room for, and one at least."""
    made = grid(np.zeros((count, 1, *shape)), longest, size)
    assert 1 <= len(made.places) <= min(count, MOST)
    with_names = [place.adjusted(0, 0, 0, LINE) for place in made.places]
    card = QRectF(0, 0, size.width(), size.height()).adjusted(-1, 0, 1, 1)
    assert all(card.contains(place) for place in with_names)
    assert not any(one.intersects(other) for one, other in combinations(with_names, 2))
    assert len({(place.width(), place.height()) for place in made.places}) == 1
    width, height = made.places[0].width(), made.places[0].height()
    assert width / height == pytest.approx(shape[1] / shape[0], rel=0.05)


def test_a_larger_card_has_more_and_larger_images(qapp: QApplication) -> None:
    pixels = np.zeros((40, 1, 8, 8))
    small, large = grid(pixels), grid(pixels, size=QSizeF(520, 400))
    assert len(small.places) < len(large.places) == 40
    assert small.places[0].height() < large.places[0].height()


@THEMES
def test_one_channel_is_ink_on_paper(qapp: QApplication, theme: Theme) -> None:
    """Pixel by pixel, the first row at the top, without a blur between them; what is no number is paper."""
    pixels = np.zeros((1, 1, 2, 2))
    pixels[0, 0] = [[0.0, 1.0], [0.5, np.nan]]
    made = grid(pixels, theme=theme)
    place, table = made.places[0], ink_table(theme)
    for is_file in (False, True):
        image = picture(made, theme=theme, is_file=is_file)
        for x, y, level in ((0.45, 0.45, 0), (0.55, 0.45, 255), (0.45, 0.55, 128), (0.55, 0.55, 0)):
            at = place.left() + x * place.width(), place.top() + y * place.height()
            assert image.pixel(int(at[0]), int(at[1])) == table[level]


def test_three_channels_are_colours(qapp: QApplication) -> None:
    pixels = np.zeros((1, 3, 1, 1))
    pixels[0, :, 0, 0] = [1.0, 0.5, 0.0]
    made = grid(pixels)
    centre = made.places[0].center()
    assert picture(made).pixelColor(int(centre.x()), int(centre.y())).name() == "#ff8000"


@THEMES
def test_what_is_wrong_has_a_red_frame(qapp: QApplication, theme: Theme) -> None:
    made = grid(np.zeros((2, 1, 8, 8)), theme=theme)
    made.name(("7", "1"), ("", ""), (False, True))
    image, danger = picture(made, theme=theme), QColor(theme.danger).name()
    for place, is_wrong in zip(made.places, (False, True), strict=True):
        around = {image.pixelColor(int(x), int(place.center().y())).name() for x in (place.left() - 1, place.right())}
        assert (danger in around) == is_wrong


def test_the_pointer_is_told_what_each_is(qapp: QApplication) -> None:
    made = grid(np.zeros((2, 1, 8, 8)))
    made.name(("7", "1"), ("Test image: 7", "Training image: 1"), (False, False))
    for place, text in zip(made.places, ("Test image: 7", "Training image: 1"), strict=True):
        assert made.text_at(place.center())[0] == text
    assert made.text_at(QPointF(CARD.width() - 1, CARD.height() - 1))[0] == ""
    made.clear()
    assert made.text_at(QPointF(20, 20))[0] == ""


def test_the_same_names_are_not_drawn_again(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    made = grid(np.zeros((2, 1, 8, 8)))
    made.name(("7", "1"), ("", ""), (False, True))
    updates: list[int] = []
    monkeypatch.setattr(made, "update", lambda: updates.append(1))
    made.name(["7", "1"], ["", ""], [False, True])
    assert updates == []
    made.name(("7", "2"), ("", ""), (False, True))
    assert len(updates) == 1
