"""Sets the tree of a formula as boxes, by the rules and the measures of TeX.

They are in Donald Knuth, The TeXbook (1984), appendix G: how high an index stands, how thick a fraction's line is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch

from gui.report.formula.boxes import Box, bar, group, letters, moved, side_by_side
from gui.report.formula.fences import fence, root_sign
from gui.report.formula.fonts import ink
from gui.report.formula.spacing import room, settled
from gui.report.formula.symbols import Kind
from gui.report.formula.tree import Accent, Face, Fenced, Fraction, Grid, Node, Root, Row, Scripts, Sign, Space

# In widths of an M.
AXIS = 0.253  # the height of the minus sign, and of the middle of fractions and brackets
RULE = 0.048  # a fraction's line
X_HEIGHT = 0.45
SMALLER = (1.0, 0.72, 0.56)  # a formula, its indices, their indices
BIG_SIGN = 1.4  # a ∑ on a line of its own
LIMIT_GAP = 0.14
MATRIX_GAP, ROW_GAP, LINE_GAP = 0.9, 0.26, 0.34  # between columns, rows, lines of a calculation
STRUT = (0.72, 0.28)  # above and below the base line, a line of a matrix is at least so high
AROUND_FRACTION = 0.1
DOTLESS = {"i": "ı", "j": "ȷ"}


@dataclass(frozen=True)
class Style:
    """How large, and how much room there is: ``is_display`` on a line of its own, not within a text."""

    em: float
    level: int = 0
    is_display: bool = True

    @property
    def size(self) -> float:
        return self.em * SMALLER[self.level]

    @property
    def script(self) -> Style:
        return Style(self.em, min(2, self.level + 1), False)

    @property
    def text(self) -> Style:
        return replace(self, is_display=False)


@singledispatch
def boxed(node: Node, style: Style) -> Box:
    """``node`` as a box.  For a function of its own for each kind of node."""
    raise TypeError(f"a formula has no {type(node).__name__}")


def kind_of(node: Node) -> Kind:
    """What it is for the space around it."""
    match node:
        case Sign():
            return node.kind
        case Scripts() | Accent():
            return kind_of(node.base)
        case Fraction() | Fenced():
            return Kind.INNER
    return Kind.ORDINARY


# --- letters and rows -------------------------------------------------------------------------------------------------


@boxed.register
def _(node: Sign, style: Style) -> Box:
    size = style.size
    if not node.is_big:
        return letters(node.text, node.face, size)
    made = letters(node.text, node.face, size * (BIG_SIGN if style.is_display else 1.0))
    return moved(made, (made.ascent - made.descent) / 2 - AXIS * size)


@boxed.register
def _(node: Space, style: Style) -> Box:
    return Box(node.width * style.size)


@boxed.register
def _(node: Row, style: Style) -> Box:
    kinds = iter(settled([kind_of(part) for part in node.parts if not isinstance(part, Space)]))
    boxes: list[Box] = []
    last: Kind | None = None
    for part in node.parts:
        if not isinstance(part, Space):
            kind = next(kinds)
            if last is not None:
                boxes.append(Box(room(last, kind, is_small=style.level > 0) * style.size))
            last = kind
        boxes.append(boxed(part, style))
    return boxes[0] if len(boxes) == 1 else side_by_side(boxes)


# --- above and below each other ---------------------------------------------------------------------------------------


@boxed.register
def _(node: Fraction, style: Style) -> Box:
    inner = style.text if style.is_display else style.script
    top, bottom = boxed(node.top, inner), boxed(node.bottom, inner)
    size, rule, side = style.size, RULE * style.size, AROUND_FRACTION * style.size
    up, down, clear = (0.68, 0.69, 3 * rule) if style.is_display else (0.4, 0.35, rule)
    axis, half = AXIS * size, rule / 2
    up = max(up * size, axis + half + clear + top.descent)
    down = max(down * size, bottom.ascent + clear + half - axis)
    width = max(top.width, bottom.width) + 2 * side
    line = bar(width, rule, axis)
    parts = [((width - top.width) / 2, -up, top), ((width - bottom.width) / 2, down, bottom), (0.0, 0.0, line)]
    return group([(x + side, y, box) for x, y, box in parts], width + 2 * side)


@boxed.register
def _(node: Scripts, style: Style) -> Box:
    base = boxed(node.base, style)
    below = None if node.below is None else boxed(node.below, style.script)
    above = None if node.above is None else boxed(node.above, style.script)
    if isinstance(node.base, Sign) and node.base.has_limits and style.is_display:
        return _with_limits(base, below, above, style)
    if above is not None and node.above is not None and _is_prime(node.above):
        base, above = side_by_side([base, boxed(node.above, style)]), None  # the sign is small and high already
    up, down = _script_places(node, base, below, above, style)
    parts: list[tuple[float, float, Box]] = [(0.0, 0.0, base)]
    if above is not None:
        parts.append((base.width + 0.02 * style.size, -up, above))
    if below is not None:
        parts.append((base.width - base.slant, down, below))
    width = max(x + box.width for x, _, box in parts)
    return group(parts, width + 0.05 * style.size)


def _is_prime(node: Node) -> bool:
    node = _single(node)
    return isinstance(node, Sign) and node.text.startswith("′")


def _script_places(
    node: Scripts, base: Box, below: Box | None, above: Box | None, style: Style
) -> tuple[float, float]:
    """How far up and down the small letters go: behind a letter as on every line, behind something tall further."""
    size, small = style.size, style.script.size
    is_letter = isinstance(node.base, Sign) and not node.base.is_big
    up = 0.0 if is_letter else base.ascent - 0.38 * small
    down = 0.0 if is_letter else base.descent + 0.05 * small
    if above is not None:
        up = max(up, (0.41 if style.is_display else 0.37) * size, above.descent + X_HEIGHT / 4 * size)
    if below is not None:
        down = max(down, (0.17 if above is None else 0.25) * size, below.ascent - 0.8 * X_HEIGHT * size)
    if above is not None and below is not None:
        gap = (up - above.descent) - (below.ascent - down)
        down += max(0.0, 4 * RULE * size - gap)
    return up, down


def _with_limits(sign: Box, below: Box | None, above: Box | None, style: Style) -> Box:
    """Centred under and over the sign."""
    width = max(box.width for box in (sign, below, above) if box is not None)
    gap = LIMIT_GAP * style.size
    parts = [((width - sign.width) / 2, 0.0, sign)]
    if above is not None:
        parts.append(((width - above.width) / 2, -(sign.ascent + gap + above.descent), above))
    if below is not None:
        parts.append(((width - below.width) / 2, sign.descent + gap + below.ascent, below))
    return group(parts, width)


@boxed.register
def _(node: Accent, style: Style) -> Box:
    base = boxed(_without_dot(node.base), style)
    size = style.size
    lean = 0.12 * base.ascent if _is_italic(node.base) else 0.0  # the middle of a leaning letter's top
    middle = (base.width - base.slant) / 2 + lean
    if node.sign == "¯":
        line = bar(max(0.3 * size, base.width - base.slant - 0.06 * size), RULE * size, base.ascent + 0.13 * size)
        return group([(0.0, 0.0, base), (middle - line.width / 2, 0.0, line)], base.width)
    if node.sign == "→":
        arrow = letters("→", Face.UPRIGHT, 0.55 * size)
        place = (middle - arrow.width / 2, -(base.ascent + arrow.descent), arrow)
        return group([(0.0, 0.0, base), place], base.width)
    whole = max(1, round(size))
    left, _, right, _ = ink(node.sign, Face.UPRIGHT, whole)
    up = max(0.0, base.ascent - X_HEIGHT * size)
    sign = letters(node.sign, Face.UPRIGHT, size)
    return group([(0.0, 0.0, base), (middle - (left + right) / 2, -up, sign)], base.width)


def _single(node: Node) -> Node:
    """What is in braces, if it is one thing."""
    return _single(node.parts[0]) if isinstance(node, Row) and len(node.parts) == 1 else node


def _is_italic(node: Node) -> bool:
    node = _single(node)
    return isinstance(node, Sign) and node.face is Face.ITALIC


def _without_dot(node: Node) -> Node:
    """i and j lose their dot under an accent."""
    node = _single(node)
    if isinstance(node, Sign) and node.text in DOTLESS:
        return replace(node, text=DOTLESS[node.text])
    return node


# --- around something -------------------------------------------------------------------------------------------------


@boxed.register
def _(node: Root, style: Style) -> Box:
    inside = boxed(node.inside, style)
    size, rule = style.size, RULE * style.size
    clear = rule + (X_HEIGHT / 4 * size if style.is_display else rule)
    ascent, descent = max(inside.ascent, X_HEIGHT * size) + clear, inside.descent + 0.06 * size
    sign = root_sign(ascent, descent, size)
    parts: list[tuple[float, float, Box]] = []
    left = 0.0
    if node.degree is not None:
        degree = boxed(node.degree, replace(style, level=2, is_display=False))
        left = max(0.0, degree.width - 0.24 * size)
        parts.append((left + 0.24 * size - degree.width, -0.45 * (ascent + descent) + descent, degree))
    line = bar(inside.width + 0.1 * size, rule, ascent)
    parts += [(left, 0.0, sign), (left + sign.width - rule / 3, 0.0, line)]
    parts.append((left + sign.width + 0.04 * size, 0.0, inside))
    return group(parts, left + sign.width + inside.width + 0.14 * size)


@boxed.register
def _(node: Fenced, style: Style) -> Box:
    inside = boxed(node.inside, style)
    axis = AXIS * style.size
    reach = max(inside.ascent - axis, inside.descent + axis)
    height = max(2 * reach * 0.94, 2 * reach - 0.3 * style.size)  # a bracket may be a little shorter, as TeX has it
    if isinstance(node.inside, Grid):
        height = 2 * reach + 0.16 * style.size
    return side_by_side([
        fence(node.left, height, axis, style.size), inside, fence(node.right, height, axis, style.size),
    ])  # fmt: skip


@boxed.register
def _(node: Grid, style: Style) -> Box:
    inner = style if node.are_lines else style.text
    size = style.size
    cells = [[boxed(_cell(cell, k, node), inner) for k, cell in enumerate(row)] for row in node.rows]
    widths = [max(row[k].width for row in cells if k < len(row)) for k in range(max(map(len, cells)))]
    lefts = [sum(widths[:k]) + sum(_gap(j, node) for j in range(1, k + 1)) * size for k in range(len(widths))]
    gap = (LINE_GAP if node.are_lines else ROW_GAP) * size
    parts: list[tuple[float, float, Box]] = []
    y = 0.0
    for row in cells:
        y += max([STRUT[0] * size, *(cell.ascent for cell in row)])
        for k, cell in enumerate(row):
            parts.append((lefts[k] + _indent(widths[k] - cell.width, node.columns[k % len(node.columns)]), y, cell))
        y += max([STRUT[1] * size, *(cell.descent for cell in row)]) + gap
    up = (y - gap) / 2 + AXIS * size
    return group([(x, down - up, box) for x, down, box in parts], lefts[-1] + widths[-1])


def _cell(cell: Node, column: int, grid: Grid) -> Node:
    """The right side of an equation begins with its sign, which keeps its distance although nothing is before it."""
    is_right_side = grid.are_lines and column % 2 == 1
    return Row((Row(()), *cell.parts)) if is_right_side and isinstance(cell, Row) else cell


def _gap(column: int, grid: Grid) -> float:
    """Before a column, in widths of an M."""
    if grid.are_lines:
        return 0.0 if column % 2 == 1 else 2.0
    return MATRIX_GAP


def _indent(left_over: float, alignment: str) -> float:
    return {"l": 0.0, "c": left_over / 2, "r": left_over}[alignment]
