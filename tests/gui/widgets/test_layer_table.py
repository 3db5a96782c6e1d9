"""The table of layers: a row for each that finds room, with what comes out of it and what it learns."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QPointF, QSizeF
from PyQt5.QtGui import QColor, QImage, QPainter
from PyQt5.QtWidgets import QApplication

from engine.snapshot import Stage
from gui.theme import DARK, LIGHT, Theme
from gui.widgets.layer_table import LayerTable, shape_text, shown_rows

CARD = QSizeF(455, 200)
INPUTS, DENSE = Stage("", (1, 8, 8), 0), Stage("Dense", (10,), 2890)
STAGES = (INPUTS, Stage("Conv2D", (8, 6, 6), 80), Stage("ReLU", (8, 6, 6), 0), DENSE)


def table(stages: tuple[Stage, ...] = STAGES, size: QSizeF = CARD, theme: Theme = LIGHT) -> LayerTable:
    made = LayerTable(theme)
    made.set_size(size)
    made.show_stages(stages)
    return made


def picture(made: LayerTable, size: QSizeF = CARD, theme: Theme = LIGHT) -> QImage:
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.card))
    painter = QPainter(image)
    made.paint(painter, None, None)  # type: ignore[arg-type]
    painter.end()
    return image


def bar(image: QImage, made: LayerTable, row: int, colour: str) -> int:
    """Pixels of a colour in the middle of a row."""
    y = int(made.rows[row][1].center().y())
    return sum(image.pixelColor(x, y) == QColor(colour) for x in range(image.width()))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_layers_that_learn_have_the_accent(qapp: QApplication, theme: Theme) -> None:
    """The longer the bar, the more numbers come out."""
    made = table(theme=theme)
    image = picture(made, theme=theme)
    assert bar(image, made, 1, theme.accent) > bar(image, made, 3, theme.accent) > 20
    assert bar(image, made, 2, theme.outline) == bar(image, made, 1, theme.accent) > bar(image, made, 0, theme.outline)


@pytest.mark.parametrize("count", [2, 9, 30, 200])
@pytest.mark.parametrize("size", [CARD, QSizeF(150, 120), QSizeF(900, 700)], ids=lambda size: f"{size.width():g}")
def test_rows_are_within_the_card_and_name_layers_once(qapp: QApplication, count: int, size: QSizeF) -> None:
    """Of too many the first and the last, with dots between."""
    made = table((INPUTS, *[DENSE] * (count - 1)), size)
    picture(made, size)
    assert all(0 <= row.top() < row.bottom() <= size.height() + 0.5 for _, row in made.rows)
    shown = [k for k, _ in made.rows if k is not None]
    assert shown == sorted(set(shown))
    assert {0, count - 1} <= set(shown)
    assert (len(shown) < count) == (None in [k for k, _ in made.rows])


def test_a_few_layers_are_all_shown() -> None:
    assert shown_rows(4, 8) == [0, 1, 2, 3]
    assert shown_rows(10, 6) == [0, 1, None, 7, 8, 9]


def test_the_pointer_is_told_in_a_sentence(qapp: QApplication) -> None:
    made = table()
    texts = [made.text_at(row.center())[0] for _, row in made.rows]
    assert texts[0] == "The inputs: 64 numbers of each sample."
    assert texts[3] == "Layer 3, Dense: gives 10 numbers of each sample, and learns 2,890 parameters."
    assert made.text_at(QPointF(3, 1))[0] == ""


def test_shapes_are_written_as_people_write_them() -> None:
    assert [shape_text(stage) for stage in STAGES] == ["1 × 8 × 8", "8 × 6 × 6", "8 × 6 × 6", "10"]


def test_before_there_is_a_network_nothing_is_drawn(qapp: QApplication) -> None:
    made = table(())
    image = picture(made)
    assert {image.pixel(x, y) for x in range(0, 400, 9) for y in range(0, 200, 9)} == {QColor(LIGHT.card).rgb()}
