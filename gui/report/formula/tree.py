"""What a formula consists of, once it is read: a small tree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gui.report.formula.symbols import Kind


class Face(Enum):
    """The letters of a formula: variables lean, functions and figures stand."""

    ITALIC = "italic"
    UPRIGHT = "upright"
    BOLD = "bold"


@dataclass(frozen=True)
class Sign:
    """One letter, number or operator, or the name of a function."""

    text: str
    kind: Kind
    face: Face = Face.UPRIGHT
    has_limits: bool = False  # what it ranges over stands below and above it, not behind it
    is_big: bool = False  # ∑


@dataclass(frozen=True)
class Space:
    """In widths of an M; may be negative."""

    width: float


@dataclass(frozen=True)
class Row:
    """Side by side."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Fraction:
    top: Node
    bottom: Node


@dataclass(frozen=True)
class Root:
    inside: Node
    degree: Node | None  # of a cube root, 3


@dataclass(frozen=True)
class Scripts:
    """Something small behind the base, lower or higher."""

    base: Node
    below: Node | None
    above: Node | None


@dataclass(frozen=True)
class Accent:
    """ŷ"""

    base: Node
    sign: str


@dataclass(frozen=True)
class Fenced:
    """Between brackets that are as tall as what is inside; "" is no bracket."""

    left: str
    inside: Node
    right: str


@dataclass(frozen=True)
class Grid:
    """A matrix, or lines of which each column is aligned: "c" in the middle, "l" and "r" at a side."""

    rows: tuple[tuple[Node, ...], ...]
    columns: str  # the alignment of the first, second … column, over and over
    are_lines: bool = False  # of a calculation: with no room between the sides of an equation


Node = Sign | Space | Row | Fraction | Root | Scripts | Accent | Fenced | Grid
