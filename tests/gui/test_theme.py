"""The look: text can be read on whatever lies behind it, and the fonts, icons and style sheet are there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtCore import QFile, QPoint
from PyQt5.QtGui import QColor, QFontInfo, QFontMetrics, QIcon, QPalette
from PyQt5.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from gui import theme as look
from gui.theme import DARK, LIGHT, Theme, system
from gui.theme import icons as drawings
from gui.theme.style import WIDEST, in_lines

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)

# Each text colour with all that lies behind it somewhere: the window, cards, fields, what is hovered or selected.
TEXT_ON = [
    *(("text", behind) for behind in ("ground", "card", "field", "hover", "pressed", "selection")),
    *(("muted", behind) for behind in ("ground", "card", "field", "hover")),
    *(("danger", behind) for behind in ("ground", "card")),
    *(("on_accent", behind) for behind in ("accent", "accent_hover", "accent_pressed")),
    ("accent", "card"),  # a link
]


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.1."""
    channels = np.array(QColor(colour).getRgbF()[:3])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white (WCAG 2.1)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    """The yardstick itself: two values that are known."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize(("text", "behind"), TEXT_ON)
def test_text_can_be_read(theme: Theme, text: str, behind: str) -> None:
    """Text has the contrast that the standard asks for, muted text too."""
    assert contrast(getattr(theme, text), getattr(theme, behind)) >= 4.5


@THEMES
@pytest.mark.parametrize("behind", ["ground", "card", "field"])
def test_the_keyboards_focus_can_be_seen(theme: Theme, behind: str) -> None:
    """The ring around the control that has the focus stands out."""
    assert contrast(theme.accent, getattr(theme, behind)) >= 3


@THEMES
def test_classes_stand_out_from_the_card_and_from_their_own_area(theme: Theme) -> None:
    """Points are seen on the card, and each has an outline that parts it from its area of the surface."""
    for k in range(len(theme.classes)):
        assert contrast(theme.classes[k], theme.card) >= 2.4
        assert look.class_brush(k, theme).color() == QColor(theme.classes[k])
    for end in (look.diverging_map(theme)[0], look.diverging_map(theme)[255]):
        area = QColor(*(int(channel) for channel in end)).name()
        assert contrast(area, theme.card) >= 2
    assert len({look.class_symbol(k) for k in range(len(theme.classes))}) == len(theme.classes)


# What remains of a colour for eyes that lack one kind of cone: rows make linear red, green and blue of these three.
# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency", 2009.
SIGHTS: dict[str, list[list[float]]] = {
    "normal": np.eye(3).tolist(),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


def oklab(colours: tuple[str, ...], sight: str) -> NDArray[np.floating[Any]]:
    """(colours, 3) lightness and two hues of colours as somebody sees them, equally far where they look equally unlike:
    Ottosson, "A perceptual color space for image processing", 2020."""
    channels = np.array([QColor(colour).getRgbF()[:3] for colour in colours])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = (linear @ np.transpose(SIGHTS[sight])).clip(0.0, 1.0)
    cones = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
             [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
    mixed = [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099],
             [0.0259040371, 0.7827717662, -0.808675766]]  # fmt: skip
    return np.asarray(np.cbrt(seen @ np.transpose(cones)) @ np.transpose(mixed))


@THEMES
@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_of_ten_classes_look_alike(theme: Theme, sight: str) -> None:
    """Not for colour-blind people either; orange and blue, the two that are met most often, are far apart."""
    assert len(theme.classes) == len(look.SYMBOLS) == 10
    colours = oklab(theme.classes, sight)
    apart = np.linalg.norm(colours[:, np.newaxis] - colours, axis=2)
    assert apart[np.triu_indices(10, 1)].min() > 0.05  # 0.02 is just seen
    assert apart[0, 1] > 0.2


@THEMES
def test_an_area_goes_from_undecided_to_its_class(theme: Theme) -> None:
    """Each from the colour of zero, and the two of the diverging map end as its ends do."""
    table, ends = look.class_table(theme), look.colour_table(theme)
    assert table.shape == (10, 256)
    assert {QColor(int(packed)).name() for packed in table[:, 0]} == {QColor(theme.zero).name()}
    assert (table[0, -1], table[1, -1]) == (ends[0], ends[-1])
    assert len(set(table[:, -1].tolist())) == 10
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 0


@THEMES
def test_grey_pictures_are_ink_on_paper(theme: Theme) -> None:
    """Light or dark, what was drawn stands out from what was not."""
    table = look.ink_table(theme)
    paper, ink = (QColor(int(table[place])).name() for place in (0, -1))
    assert (paper, ink) == (QColor(theme.zero).name(), QColor(theme.text).name())
    assert contrast(paper, ink) > 7


@THEMES
def test_points_of_any_number_can_be_seen_on_the_card(theme: Theme) -> None:
    """Those in the middle of the map, where their fill is almost the card's colour, by their outline."""
    for fill, line in zip(look.value_brushes(theme), look.value_pens(theme), strict=True):
        assert max(contrast(each.color().name(), theme.card) for each in (fill, line)) > 1.9


@THEMES
def test_numbers_can_be_read_on_every_tint(theme: Theme) -> None:
    for colour in (*theme.classes, theme.danger):
        shades = look.tints(colour, theme)
        assert shades[0] == QColor(theme.zero).name()
        assert all(contrast(look.ink_on(shade, theme), shade) >= 4.5 for shade in shades)


@THEMES
def test_the_diverging_map_goes_from_negative_over_zero_to_positive(theme: Theme) -> None:
    """Its middle is the zero's colour, its ends lean to the classes, and nobody can write into the shared table."""
    table = look.diverging_map(theme)
    zero, negative, positive = (
        np.array(QColor(colour).getRgb()[:3], dtype=float) for colour in (theme.zero, theme.negative, theme.positive)
    )
    assert table.shape == (256, 4)
    assert table.dtype == np.uint8
    assert (table[:, 3] == 255).all()
    assert np.abs(table[127:129, :3] - zero).max() <= 2
    for end, colour in ((table[0, :3], negative), (table[255, :3], positive)):
        assert np.linalg.norm(end - colour) < np.linalg.norm(end - zero)
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 0


def test_the_fonts_are_there(qapp: QApplication) -> None:
    """The window brings its fonts along, in every weight that it asks for."""
    assert set(look.load_fonts()) == {"Inter", "Inter Tabular", "JetBrains Mono"}
    assert QFontInfo(look.font(weight=look.MEDIUM)).family() == "Inter"
    assert QFontInfo(look.font(weight=look.SEMIBOLD)).weight() == look.SEMIBOLD
    assert QFontInfo(look.number_font(look.BIG, look.SEMIBOLD)).family() == "Inter Tabular"
    assert QFontInfo(look.code_font()).family() == "JetBrains Mono"
    assert QFontInfo(look.code_font()).fixedPitch()


@pytest.mark.parametrize("weight", [look.REGULAR, look.SEMIBOLD])
def test_the_figures_of_running_numbers_are_equally_wide(qapp: QApplication, weight: int) -> None:
    """A number that changes does not dance; in the text font it would."""
    running = QFontMetrics(look.number_font(40, weight))
    assert len({running.horizontalAdvance(figure) for figure in "0123456789"}) == 1
    assert running.horizontalAdvance("−") == running.horizontalAdvance("+")
    text = QFontMetrics(look.font(40, weight))
    assert text.horizontalAdvance("1") < text.horizontalAdvance("0")


@pytest.mark.parametrize("weight", [look.REGULAR, look.MEDIUM, look.SEMIBOLD])
def test_formulas_can_be_written(qapp: QApplication, weight: int) -> None:
    """Every symbol of the engine's formulas is in the text font itself, so that formulas look the same everywhere."""
    metrics = QFontMetrics(look.font(weight=weight))
    missing = [c for c in "ρθσβεη∂∇ΣᵀᵗᶻⁿẑŷΔ₀₁₂₃⁰¹²³⁻½−×·…≤≥√∞→←\u0302" if not metrics.inFontUcs4(ord(c))]
    assert missing == []


def test_nothing_is_smaller_than_twelve_pixels() -> None:
    """Twelve pixels are the least that everybody can read."""
    assert min(look.TEXT, look.BIG, look.SMALL) >= 12


@pytest.mark.parametrize("file", sorted(drawings.FOLDER.glob("*.svg")), ids=lambda file: file.stem)
def test_every_icon_draws_something(qapp: QApplication, file: Path) -> None:
    """Each drawing shows in the theme's colour, and paler where its control is disabled."""
    is_own = file.stem == "backprop-lab"  # the application's icon, which has colours of its own
    made = look.app_icon() if is_own else look.icon(file.stem, LIGHT)
    image = made.pixmap(32, 32).toImage()
    inked = [image.pixelColor(x, y) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() == 255]
    assert inked
    if not is_own:
        assert QColor(LIGHT.text) in inked
        pale = made.pixmap(32, 32, QIcon.Mode.Disabled).toImage()
        assert QColor(LIGHT.disabled) in [pale.pixelColor(x, y) for x in range(32) for y in range(32)]


def test_an_icon_that_does_not_exist_says_so(qapp: QApplication) -> None:
    """A wrong name is a mistake in the code, not an empty button."""
    with pytest.raises(FileNotFoundError):
        look.icon("no such drawing", LIGHT)


@THEMES
def test_the_style_sheet_is_complete(qapp: QApplication, theme: Theme) -> None:
    """No placeholder is left, and every image that it names exists."""
    sheet = look.stylesheet(theme)
    assert "$" not in sheet
    images = re.findall(r"url\((.*?)\)", sheet)
    assert len(images) >= 8
    assert all(QFile.exists(image) for image in images)
    assert all(theme.name in image for image in images)


def test_applying_a_theme_changes_the_whole_application(qapp: QApplication) -> None:
    """Palette, style sheet and font are the theme's."""
    for theme in (DARK, LIGHT):
        look.apply(qapp, theme)
        assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.ground)
        assert theme.ground in qapp.styleSheet()
        assert qapp.font().pixelSize() == look.TEXT
        assert not qapp.windowIcon().isNull()


def test_a_dark_palette_of_the_system_is_noticed(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no desktop answers, the palette that Qt has from the system decides."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("GTK_THEME", raising=False)
    before = qapp.palette()
    try:
        for theme in (DARK, LIGHT):
            qapp.setPalette(look.palette(theme))
            assert look.system_is_dark() is theme.is_dark
        monkeypatch.setenv("GTK_THEME", "Adwaita:dark")
        assert look.system_is_dark()
    finally:
        qapp.setPalette(before)


@pytest.mark.parametrize(("answer", "is_dark"), [(True, True), (False, False)])
def test_the_desktops_word_counts_most(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, answer: bool, is_dark: bool
) -> None:
    """What the person chose for the desktop wins over any palette."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(system, "_portal_prefers_dark", lambda: answer)
    monkeypatch.setenv("GTK_THEME", "Adwaita:dark")
    assert look.system_is_dark() is is_dark


def test_a_bus_that_does_not_answer_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a portal behind the address the question is left open, at once."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    assert system._portal_prefers_dark() is None


# --- tooltips ---------------------------------------------------------------------------------------------------------

SENTENCE = "What each neuron says all over the plane, and its weights: blue positive, orange negative, thick if strong."


def tooltip(qapp: QApplication) -> QLabel:
    """The one that can be seen."""
    (label,) = [each for each in qapp.topLevelWidgets() if each.inherits("QTipLabel") and each.isVisible()]
    assert isinstance(label, QLabel)
    return label


def test_no_tooltip_runs_half_across_the_screen(qapp: QApplication, qtbot: QtBot) -> None:
    """Neither the first nor another that takes its place; and the widget keeps the sentence as it was said."""
    look.apply(qapp, LIGHT)
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setToolTip(SENTENCE)
    with qtbot.waitExposed(widget):
        widget.show()
    for text in (SENTENCE, f"{SENTENCE} Look closely!"):
        QToolTip.showText(widget.mapToGlobal(QPoint(9, 9)), text, widget)
        assert WIDEST / 2 < tooltip(qapp).width() < WIDEST + 40
        assert tooltip(qapp).text().replace("\n", " ") == text
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not [each for each in qapp.topLevelWidgets() if each.inherits("QTipLabel")])
    assert widget.toolTip() == SENTENCE


def test_lines_of_a_tooltip_are_about_equally_long(qapp: QApplication) -> None:
    metrics = QFontMetrics(look.font())
    widths = [metrics.horizontalAdvance(line) for line in in_lines(SENTENCE, metrics).split("\n")]
    assert len(widths) == 3
    assert max(widths) <= WIDEST
    assert min(widths) > 0.8 * max(widths)


def test_what_is_short_or_broken_already_stays_as_it_is(qapp: QApplication) -> None:
    metrics = QFontMetrics(look.font())
    for text in ("", "Reset", "a = σ(W x + b)\nb = 0.5", in_lines(SENTENCE, metrics)):
        assert in_lines(text, metrics) == text


def test_a_word_that_is_wider_than_a_line_has_a_line_of_its_own(qapp: QApplication) -> None:
    metrics = QFontMetrics(look.font())
    path = "/a" * 200
    assert in_lines(f"Saved as {path} just now", metrics).split("\n") == ["Saved as", path, "just now"]
