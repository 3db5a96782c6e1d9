"""Numbers in a program's text: not a digit may be lost on the way, and nobody should have to scroll past thousands.

A number is written with as few digits as give it back exactly.  Small arrays are written out, large ones are packed.
"""

from __future__ import annotations

import base64
import textwrap
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 120  # columns of a script
WRITTEN_OUT = 320  # numbers that an array may have to be written out

UNPACKED = '''
def unpacked(shape, text, kind="<f8"):
    """The numbers that are packed in a text: their bytes, made smaller by zlib, in the letters of base64."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), kind).reshape(shape).copy()
'''  # what a script with packed arrays needs, together with `import base64` and `import zlib`


def number(value: float | np.floating[Any]) -> str:
    """A number as Python code: 1 and 0.1, of a float32 no more digits than it has, and names for what is not finite."""
    if not np.isfinite(value):
        return "np.nan" if np.isnan(value) else "np.inf" if value > 0 else "-np.inf"
    kind = type(value) if isinstance(value, np.floating) else np.float64
    if abs(value) == np.finfo(kind).max:
        return f"np.finfo(np.{kind.__name__}).{'max' if value > 0 else 'min'}"
    text = str(value) if isinstance(value, np.floating) else repr(value)
    whole = text.removesuffix(".0")
    return whole if len(whole) <= 6 and whole != "-0" else text


def assignment(name: str, values: NDArray[Any], indent: int = 0, *, by_row: bool = False) -> str:
    """The statement ``name`` = an array with exactly these numbers: floats, as float64, or whole numbers.

    What is float32 has as few digits as give it back when it is rounded.  The statement reads `np.array`, or
    `unpacked` where the array is large: see UNPACKED.  ``indent``: how many blanks stand before each line; ``by_row``:
    whether each row of a matrix has lines of its own."""
    if values.size and np.issubdtype(values.dtype, np.floating) and bool((values == 0).all()):
        return f"{' ' * indent}{name} = np.zeros({_shape(values.shape)})"
    is_small = values.size <= WRITTEN_OUT
    lines = _written_out(name, values, indent, by_row) if is_small else _packed(name, values, indent)
    return "\n".join(" " * indent + line for line in lines)


def wrapped(parts: Iterable[str], indent: int) -> Iterator[str]:
    """Lines in which the ``parts`` follow each other, with a comma behind each."""
    line, most = "", WIDTH - indent
    for part in parts:
        longer = f"{line} {part}," if line else f"{part},"
        if len(longer) > most and line:
            yield line
            longer = f"{part},"
        line = longer
    if line:
        yield line


def _written_out(name: str, values: NDArray[Any], indent: int, by_row: bool) -> list[str]:
    texts = [_nested(row) for row in values] if values.ndim > 1 else [_one(each) for each in values]
    inside = ", ".join(texts)
    if indent + len(name) + len(inside) + 15 <= WIDTH and not (by_row and len(texts) > 1 < values.ndim):
        return [f"{name} = np.array([{inside}])"]
    if by_row or any(indent + 5 + len(each) > WIDTH for each in texts):
        rows = [line for row in values for line in _row(row, indent + 4)]
    else:
        rows = list(wrapped(texts, indent + 4))
    return [f"{name} = np.array([", *(f"    {line}" for line in rows), "])"]


def _row(row: NDArray[Any], indent: int) -> list[str]:
    """The lines of a row, of a matrix in it, or of a single number."""
    text = f"{_nested(row)},"
    if indent + len(text) <= WIDTH:
        return [text]
    if row.ndim == 1:
        inside = list(wrapped(map(_one, row), indent + 4))
    else:
        inside = [line for each in row for line in _row(each, indent + 4)]
    return ["[", *(f"    {line}" for line in inside), "],"]


def _nested(values: Any) -> str:
    return f"[{', '.join(map(_nested, values))}]" if np.ndim(values) else _one(values)


def _one(value: Any) -> str:
    return repr(value.item()) if np.issubdtype(value.dtype, np.integer) else repr(float(str(value)))


def _packed(name: str, values: NDArray[Any], indent: int) -> list[str]:
    whole = np.issubdtype(values.dtype, np.integer)
    data = np.ascontiguousarray(values, dtype="<i8" if whole else "<f8").tobytes()
    text = base64.b64encode(zlib.compress(data, 9)).decode()
    *lines, last = (f'    "{line}"' for line in textwrap.wrap(text, WIDTH - indent - 8))
    end = [f"{last},", '    "<i8",', ")"] if whole else [f"{last},", ")"]
    return [f"{name} = unpacked(  # {values.size:,} numbers", f"    {_shape(values.shape)},", *lines, *end]


def _shape(shape: tuple[int, ...]) -> str:
    return str(shape) if len(shape) != 1 else f"({shape[0]},)"
