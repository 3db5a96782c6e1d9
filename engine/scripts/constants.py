"""What no operation ever writes is a constant: a number of the formulas, or an array of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.program import Array, start_of
from engine.scripts import ScriptError
from engine.scripts.expressions import ATOM, PRODUCT, SIGN, SUM, Text
from engine.scripts.helpers import Helpers
from engine.scripts.identifiers import SMALL, identifier
from engine.scripts.literals import number
from engine.scripts.measures import Measures, dimensions, tuple_of
from engine.scripts.views import Arrays

FIGURES = {"√(2π)": "(2 * np.pi) ** 0.5", "π": "np.pi", "^": "**", "·": "*"}  # of symbols that are formulas


class Constants:
    """Knows what the formulas call a number, and notes which names a function has to define."""

    def __init__(
        self, symbols: Mapping[int, str], knobs: Mapping[str, float], dtype: np.dtype[Any], helpers: Helpers, *,
        by_name: bool = True,
    ) -> None:  # fmt: skip
        """``symbols``: by where a number lies; ``knobs``: the values of a part's settings by their symbols.

        ``by_name``: whether the code has a number's name, which the function then defines, or its value."""
        self.by_name = by_name
        self.symbols, self.dtype, self.helpers = symbols, dtype, helpers
        self.know(knobs)
        self.used: dict[str, float] = {}  # names that stand in the code so far
        self.kind = "" if dtype == np.float64 else f", np.{dtype.name}"

    def know(self, knobs: Mapping[str, float]) -> None:
        """From now on the letters of the formulas stand for these values."""
        self.knobs = {name: value for symbol, value in knobs.items() if (name := identifier(symbol))}

    def written(self, arrays: Arrays, measures: Measures) -> Text:
        """The code for a constant."""
        if arrays[0].ndim == 0:
            return self._number(arrays, measures)
        if all((each == each.flat[0]).all() for each in arrays if each.size):
            return self._filled(arrays, measures)
        if all(np.array_equal(each, arrays[0]) for each in arrays[1:]):
            return self._array(arrays[0])
        if len({each.shape for each in arrays}) == 1 and arrays[0].size <= 8:
            return Text(f"np.array({self._elements(arrays, measures)}{self.kind})")
        raise ScriptError(f"A script cannot say a constant of shape {arrays[0].shape} that depends on the batch.")

    def rest(self, wholes: Arrays) -> str:
        """What lies in a buffer from the beginning."""
        return repr(float(wholes[0].flat[-1]))

    def _number(self, arrays: Arrays, measures: Measures) -> Text:
        values: list[Any] = [each[()] for each in arrays]
        symbol = self.symbols.get(start_of(arrays[0]), "")
        if len(set(values)) == 1 and (code := self._by_symbol(symbol, float(values[0]), values[0])):
            return Text(code, _binds(code), is_scalar=True, is_number=not code.isidentifier())
        code = measures.number(values)
        if not code:
            what = symbol or values
            raise ScriptError(f"A script cannot say the number {what}: it depends on the batch in a way of its own.")
        return Text(code, PRODUCT if " " in code else ATOM, is_scalar=True, is_number=True)

    def _by_symbol(self, symbol: str, value: float, exact: np.floating[Any]) -> str:
        """β1 or 1 - β1, where that is exactly the number; "" where it is not."""
        if name := identifier(symbol):
            self.knobs.setdefault(name, value)
        code = symbol.translate(SMALL)
        for figure, meaning in FIGURES.items():
            code = code.replace(figure, meaning)
        names = [each for each in re.findall(r"(?<![\w.])[^\W\d]\w*", code) if each != "np"]
        if not code or any(each not in self.knobs for each in names):
            return ""
        try:
            found = eval(code, {"np": np}, dict(self.knobs))
        except (SyntaxError, TypeError, ZeroDivisionError):
            return ""
        if type(exact)(found) != exact:
            return ""
        if not self.by_name:
            plain = re.sub(r"(?<![\w.])[^\W\d]\w*", lambda name: self._value(name[0]), code)
            return ast.unparse(ast.parse(plain))
        self.used |= {each: self.knobs[each] for each in names}
        return ast.unparse(ast.parse(code))

    def _value(self, name: str) -> str:
        return number(self.knobs[name]) if name in self.knobs else name

    def _filled(self, arrays: Arrays, measures: Measures) -> Text:
        """An array of equal numbers."""
        sides = dimensions(arrays, measures)
        shape = sides[0] if len(sides) == 1 else tuple_of(sides)
        values: list[Any] = [each.flat[0] for each in arrays]
        value = measures.number(values)
        is_share = all(type(one)(1 / each.size) == one for one, each in zip(values, arrays, strict=True))
        is_share = is_share and arrays[0].size > 1
        if not value and not is_share:
            raise ScriptError(f"A script cannot say a constant of shape {arrays[0].shape} that depends on the batch.")
        value = value or f"1 / {sides[0]}"
        code = f"np.ones({shape}{self.kind})" if value == "1" else f"np.full({shape}, {value}{self.kind})"
        return Text(code, fill=value, fill_is_share=is_share, fill_shape=arrays[0].shape)

    def _array(self, array: Array) -> Text:
        kind = self.kind if np.issubdtype(array.dtype, np.floating) else f", np.{array.dtype.name}"
        if array.size <= 12:
            return Text(f"np.array({_nested(array)}{kind})")
        name = self.helpers.kept(array)
        return Text(f"{name}.astype(np.{array.dtype.name})" if self.kind else name)

    def _elements(self, arrays: Arrays, measures: Measures) -> str:
        if arrays[0].ndim == 0:
            values: list[Any] = [each[()] for each in arrays]
            return measures.number(values)
        rows = (self._elements(tuple(each[k, ...] for each in arrays), measures) for k in range(len(arrays[0])))
        return f"[{', '.join(rows)}]"


def _binds(code: str) -> int:
    tree = ast.parse(code, mode="eval").body
    if isinstance(tree, ast.BinOp):
        return SUM if isinstance(tree.op, ast.Add | ast.Sub) else PRODUCT
    return SIGN if isinstance(tree, ast.UnaryOp) else ATOM


def _nested(array: Array) -> str:
    if array.ndim == 0:
        value: Any = array[()]
        return str(value) if np.issubdtype(array.dtype, np.integer) else number(value)
    return f"[{', '.join(_nested(array[k, ...]) for k in range(len(array)))}]"
