"""The two sets of colours, light and dark, in which one colour says one thing everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PyQt5.QtGui import QBrush, QColor, QPalette, QPen


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for, as "#RRGGBB".  Class 0 looks like negative numbers, class 1 like positive ones."""

    name: str
    is_dark: bool
    ground: str  # the window behind the cards
    card: str
    hairline: str  # borders that only part things
    outline: str  # borders that show where a control is
    text: str
    muted: str  # notes, units, axes
    disabled: str
    field: str  # inside of input fields
    hover: str  # under the pointer
    pressed: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str  # text on the accent
    danger: str
    selection: str  # behind selected text
    zero: str  # the middle of a diverging map
    classes: tuple[str, ...]  # colours of class 0, 1, 2 …

    @property
    def negative(self) -> str:
        """Class 0, and every number below zero."""
        return self.classes[0]

    @property
    def positive(self) -> str:
        """Class 1, and every number above zero."""
        return self.classes[1]


# The colours of the classes: orange and blue, and from 2 on hues of the palettes for colour-blind people by Okabe and
# Ito ("Color universal design", 2008) and Paul Tol ("Colour schemes", 2021), each as light or dark as its theme needs,
# so that no two of the ten look alike, with normal sight or without one kind of cone.
LIGHT = Theme(
    name="light",
    is_dark=False,
    ground="#F4F5F7",
    card="#FFFFFF",
    hairline="#E3E6EA",
    outline="#C9CFD8",
    text="#1B2330",
    muted="#626C7B",
    disabled="#A3ABB7",
    field="#FFFFFF",
    hover="#EFF2F6",
    pressed="#E3E7ED",
    accent="#2F6FDE",
    accent_hover="#2861C9",
    accent_pressed="#2154B0",
    on_accent="#FFFFFF",
    danger="#C62F2F",
    selection="#CFE0FB",
    zero="#F7F7F7",
    classes=(
        "#E8871E", "#1F78B4", "#006355", "#C8005A", "#453098", "#7F7400", "#DD89B7", "#7C7C7C", "#34B78A", "#7A4500",
    ),
)

DARK = Theme(
    name="dark",
    is_dark=True,
    ground="#14171C",
    card="#1C2027",
    hairline="#2C323B",
    outline="#434B57",
    text="#E7EAEE",
    muted="#8D97A5",
    disabled="#5A6371",
    field="#232831",
    hover="#262C35",
    pressed="#2F3640",
    accent="#5B93F5",
    accent_hover="#74A5F8",
    accent_pressed="#8BB5FA",
    on_accent="#0E1420",
    danger="#FF7B72",
    selection="#2B4A80",
    zero="#23272E",
    classes=(
        "#F59A3C", "#4FA3DC", "#007A6B", "#D20061", "#775ACA", "#F9E56C", "#C3719F", "#BCBCBC", "#80FBCB", "#945B00",
    ),
)

SYMBOLS = ("o", "s", "t1", "d", "+", "t", "x", "star", "t3", "t2")  # pyqtgraph's names: classes also differ in shape
SYMBOL_SIZES = {"o": 1.0, "s": 0.9, "+": 1.3, "x": 1.4, "star": 1.4}  # so that all look as large …
OTHER_SIZE = 1.1  # … and the rest of them


def palette(theme: Theme) -> QPalette:
    """The palette for all that the style sheet does not name, such as the text of a placeholder or a link."""
    roles = {
        QPalette.Window: theme.ground,
        QPalette.WindowText: theme.text,
        QPalette.Base: theme.field,
        QPalette.AlternateBase: theme.hover,
        QPalette.Text: theme.text,
        QPalette.Button: theme.card,
        QPalette.ButtonText: theme.text,
        QPalette.BrightText: theme.danger,
        QPalette.Highlight: theme.accent,
        QPalette.HighlightedText: theme.on_accent,
        QPalette.ToolTipBase: theme.card,
        QPalette.ToolTipText: theme.text,
        QPalette.Link: theme.accent,
        QPalette.LinkVisited: theme.accent,
        QPalette.PlaceholderText: theme.muted,
        QPalette.Light: theme.card,
        QPalette.Midlight: theme.hover,
        QPalette.Mid: theme.hairline,
        QPalette.Dark: theme.outline,
        QPalette.Shadow: theme.outline,
    }
    colours = QPalette()
    for role, colour in roles.items():
        colours.setColor(role, QColor(colour))
    for role in (QPalette.WindowText, QPalette.Text, QPalette.ButtonText, QPalette.HighlightedText):
        colours.setColor(QPalette.Disabled, role, QColor(theme.disabled))
    return colours


@cache
def class_brush(k: int, theme: Theme) -> QBrush:
    """The fill of class ``k``'s points."""
    return QBrush(QColor(theme.classes[k % len(theme.classes)]))


@cache
def class_pen(k: int, theme: Theme, width: float = 1.5) -> QPen:
    """The outline of class ``k``'s hollow points."""
    return pen(theme.classes[k % len(theme.classes)], width)


def class_symbol(k: int) -> str:
    """The shape of class ``k``'s points, by pyqtgraph's name."""
    return SYMBOLS[k % len(SYMBOLS)]


def symbol_size(k: int) -> float:
    """How large the shape of class ``k`` must be drawn to look as large as a circle, whose size is 1."""
    return SYMBOL_SIZES.get(class_symbol(k), OTHER_SIZE)


@cache
def pen(colour: str, width: float = 1.0, dashes: tuple[float, ...] = ()) -> QPen:
    """A pen that stays as wide whatever the zoom.  Made once: do not change it, copy it."""
    made = QPen(QColor(colour), width)
    made.setCosmetic(True)
    if dashes:
        made.setDashPattern(list(dashes))
    return made
