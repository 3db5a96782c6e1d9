r"""Reads a formula, written in a small part of LaTeX, into a tree.

    \frac{\partial L}{\partial W_1} = \delta_1 x^\top

is read from left to right, and each command takes what it needs of what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gui.report.formula.symbols import (
    ACCENTS,
    BIG_OPERATORS,
    COMMANDS,
    FENCES,
    FUNCTIONS,
    FUNCTIONS_WITH_LIMITS,
    ITALIC_SIGNS,
    ORDINARY,
    SETS,
    SPACES,
    TYPED,
    Kind,
)
from gui.report.formula.tree import Accent, Face, Fenced, Fraction, Grid, Node, Root, Row, Scripts, Sign, Space

TOKENS = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S|\s+", re.DOTALL)
WORDS = ("text", "mathrm", "operatorname", "mathbf", "mathit", "mathbb")  # commands that take letters, not a formula
GRIDS = {  # the brackets and the alignment of the columns
    "matrix": ("", "", "c"),
    "bmatrix": ("[", "]", "c"),
    "pmatrix": ("(", ")", "c"),
    "vmatrix": ("|", "|", "c"),
    "cases": ("{", "", "l"),
    "aligned": ("", "", "rl"),
}
DEEPEST = 60  # parts within parts: nobody writes more, and Python could not follow for ever


class FormulaError(ValueError):
    """A formula that cannot be set, and what of it is not known."""


def read(text: str) -> Row:
    """The tree of a formula.  Raises FormulaError."""
    return _Reader(text).whole()


@dataclass
class _Reader:
    text: str

    def __post_init__(self) -> None:
        self._tokens: list[str] = TOKENS.findall(self.text)
        self._place = 0
        self._depth = 0

    def whole(self) -> Row:
        row = self._row(until=())
        if self._place < len(self._tokens):
            raise self._error(f"{self._next()} has nothing that it belongs to")
        return row

    # --- tokens ---------------------------------------------------------------------------------------------------

    def _skip_spaces(self) -> None:
        while self._place < len(self._tokens) and self._tokens[self._place].isspace():
            self._place += 1

    def _next(self) -> str:
        """The token that follows, "" at the end; it is not taken."""
        self._skip_spaces()
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next()
        self._place += 1
        return token

    def _expect(self, token: str, what_for: str) -> None:
        if self._next() != token:
            raise self._error(f"{token} is missing {what_for}")
        self._take()

    def _error(self, what: str) -> FormulaError:
        return FormulaError(f"{what}, in the formula “{self.text}”.")

    # --- parts ----------------------------------------------------------------------------------------------------

    def _row(self, until: tuple[str, ...]) -> Row:
        """Everything up to one of the tokens ``until``, which is not taken, or to whatever closes something."""
        parts: list[Node] = []
        while self._next() and self._next() not in (*until, "}", "\\right", "\\end", "&", "\\\\"):
            parts.append(self._with_scripts())
        return Row(tuple(parts))

    def _with_scripts(self) -> Node:
        base: Node = Row(()) if self._next() in ("_", "^", "'") else self._part()
        below: Node | None = None
        above: Node | None = None
        while self._next() in ("_", "^", "'"):
            mark = self._take()
            if (below if mark == "_" else above) is not None:
                raise self._error(f"a second {mark} follows the first: put the first in braces")
            if mark == "_":
                below = self._argument("_")
            else:
                above = self._primes() if mark == "'" else self._argument("^")
        return base if below is None and above is None else Scripts(base, below, above)

    def _primes(self) -> Node:
        count = 1
        while self._next() == "'":
            self._take()
            count += 1
        return Sign("′" * count, ORDINARY)

    def _argument(self, of: str) -> Node:
        """What a command applies to: something in braces, or the next single thing (a digit, not a number)."""
        if self._next() in ("", "}", "&", "\\\\", "_", "^", "\\right", "\\end"):
            raise self._error(f"{of} is followed by nothing that it applies to")
        token = self._next()
        if token[0].isdigit() and len(token) > 1:
            self._tokens[self._place : self._place + 1] = [token[0], token[1:]]
        return self._part()

    def _braced(self) -> Row:
        self._expect("{", "")
        row = self._row(until=())
        self._expect("}", "after {")
        return row

    def _part(self) -> Node:
        """One thing, whatever it consists of."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"more than {DEEPEST} parts lie within each other")
        if self._next() == "{":
            part: Node = self._braced()
        elif self._next().startswith("\\"):
            part = self._command(self._take()[1:])
        else:
            part = self._typed(self._take())
        self._depth -= 1
        return part

    def _typed(self, token: str) -> Node:
        """What is written as itself."""
        if token in TYPED:
            sign, kind = TYPED[token]
            return _sign(sign, kind)
        if token[0].isdigit():
            return Sign(token, ORDINARY)
        if token in ("$", "%", "#", "~", "`"):
            raise self._error(f"{token} has a meaning of its own: write \\{token}")
        if not token.isprintable():
            raise self._error(f"the character {token!r} cannot be set")
        return Sign(token, ORDINARY, Face.ITALIC if token.isalpha() and ord(token) < 0x2000 else Face.UPRIGHT)

    def _command(self, name: str) -> Node:
        if name in COMMANDS:
            return _sign(*COMMANDS[name])
        if name in SPACES:
            return Space(SPACES[name])
        if name in BIG_OPERATORS:
            return Sign(BIG_OPERATORS[name], Kind.OPERATOR, has_limits=name != "int", is_big=True)
        if name in FUNCTIONS or name in FUNCTIONS_WITH_LIMITS:
            return Sign(name, Kind.OPERATOR, has_limits=name in FUNCTIONS_WITH_LIMITS)
        if name in ACCENTS:
            return Accent(self._argument("\\" + name), ACCENTS[name])
        if name in WORDS:
            return self._words(name)
        match name:
            case "frac" | "dfrac" | "tfrac":
                return Fraction(self._argument("\\" + name), self._argument("\\" + name))
            case "sqrt":
                return self._root()
            case "left":
                return self._fenced()
            case "begin":
                return self._grid()
        raise self._error(f"\\{name} is not known")

    def _words(self, name: str) -> Node:
        r"""\text{if }: as it is typed, spaces too."""
        self._skip_spaces()
        start = self._place + 1
        self._expect("{", f"after \\{name}")
        while self._place < len(self._tokens) and self._tokens[self._place] not in ("}", "{"):
            self._place += 1
        words = "".join(self._tokens[start : self._place])
        self._expect("}", f"after \\{name}{{")
        if name == "mathbb":
            if words not in SETS:
                raise self._error(f"\\mathbb{{{words}}} is not known")
            return Sign(SETS[words], ORDINARY)
        face = {"mathbf": Face.BOLD, "mathit": Face.ITALIC}.get(name, Face.UPRIGHT)
        kind = Kind.OPERATOR if name == "operatorname" else ORDINARY
        return Sign(re.sub(r"\\(.)", r"\1", words), kind, face)

    def _root(self) -> Node:
        degree = None
        if self._next() == "[":
            self._take()
            degree = self._row(until=("]",))
            self._expect("]", "after \\sqrt[")
        return Root(self._argument("\\sqrt"), degree)

    def _fenced(self) -> Node:
        left = self._fence("\\left")
        inside = self._row(until=())
        self._expect("\\right", "after \\left")
        return Fenced(left, inside, self._fence("\\right"))

    def _fence(self, after: str) -> str:
        token = self._take()
        if token not in FENCES:
            raise self._error(f"{token or 'nothing'} is no bracket that may follow {after}")
        return FENCES[token]

    def _grid(self) -> Node:
        name = self._name()
        if name not in GRIDS:
            raise self._error(f"\\begin{{{name}}} is not known")
        left, right, columns = GRIDS[name]
        rows: list[tuple[Node, ...]] = []
        cells: list[Node] = [self._row(until=())]
        while self._next() in ("&", "\\\\"):
            if self._take() == "\\\\":
                rows.append(tuple(cells))
                cells = []
            cells.append(self._row(until=()))
        if not (rows and cells == [Row(())]):  # the last line may end in \\, too
            rows.append(tuple(cells))
        self._expect("\\end", f"after \\begin{{{name}}}")
        if (closed := self._name()) != name:
            raise self._error(f"\\end{{{closed}}} closes \\begin{{{name}}}")
        grid = Grid(tuple(rows), columns, are_lines=name == "aligned")
        return Fenced(left, grid, right) if left or right else grid

    def _name(self) -> str:
        self._expect("{", "before a name")
        name = ""
        while self._next() and self._next() != "}":
            name += self._take()
        self._expect("}", "after a name")
        return name


def _sign(sign: str, kind: Kind) -> Sign:
    if sign == "∑":
        return Sign(sign, kind, has_limits=True, is_big=True)
    return Sign(sign, kind, Face.ITALIC if sign in ITALIC_SIGNS else Face.UPRIGHT)
