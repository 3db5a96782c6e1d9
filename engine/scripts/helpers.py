"""What numpy has no function for, a program brings along: a function of its own, as short as it can be.

The functions of newcomers are taken as they were written, with the constants and functions that they use.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.activations import greatest
from engine.dropout import uniform
from engine.program import Array, copy
from engine.scripts import ScriptError
from engine.scripts.expressions import Text
from engine.scripts.literals import assignment

WITH_ONES = '''
def with_ones(x):
    """x (features, samples) with a row of ones below: the last column of [W b] meets it, and adds b."""
    return np.vstack([x, np.ones((1, x.shape[1]), x.dtype)])
'''
STRIDED = '''
def strided(x, first, shape, steps):
    """The numbers of x from the one at ``first``, looked at with so many from one to the next along each axis."""
    return np.lib.stride_tricks.as_strided(x.ravel()[first:], shape, [x.itemsize * step for step in steps])
'''
UNIFORM = '''
def uniform(key, count, shape, kind):
    """Random numbers from 0 to 1 that follow from a key and from how often it was asked for some before."""
    philox = np.random.Philox(key=key, counter=int(count) % 2**64 << 64)
    return np.random.Generator(philox).random(shape, kind)
'''
SUMS = {
    "sum_of_all": """
def sum_of_all(x):
    \"\"\"Σ of all numbers: as a product with ones, which rounds as the run did.\"\"\"
    return np.vdot(np.ones(x.size, x.dtype), x)
""",
    "sum_over_samples": """
def sum_over_samples(x):
    \"\"\"Σ of each row: as a product with ones, which rounds as the run did.\"\"\"
    return x @ np.ones(x.shape[1], x.dtype)
""",
    "mean_over_samples": """
def mean_over_samples(x):
    \"\"\"The mean of each row, Σ / n: as a product with shares, which rounds as the run did.\"\"\"
    n = x.shape[1]
    return x @ np.full(n, 1 / n, x.dtype)
""",
    "sum_over_features": """
def sum_over_features(x):
    \"\"\"Σ of each column, in one row: as a product with ones, which rounds as the run did.\"\"\"
    return np.ones((1, len(x)), x.dtype) @ x
""",
}
BY_NAME = {"with_ones": WITH_ONES, "strided": STRIDED, **SUMS}


def is_from_numpy(function: Any) -> bool:
    """Whether a program can call it as it is, or has a word for it."""
    own = getattr(function, "__self__", None)
    return isinstance(function, np.ufunc) or isinstance(own, np.ufunc) or function in (copy, greatest) or (
        getattr(function, "__module__", "") or ""
    ).startswith("numpy")


class Helpers:
    """The functions and constants that a program brings along, each once."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._arrays: list[Array] = []

    @property
    def constants(self) -> list[str]:
        """The statements for arrays that are too large to stand in a formula."""
        return [assignment(f"CONSTANT{number}", each) for number, each in enumerate(self._arrays, 1)]

    def kept(self, array: Array) -> str:
        """The name of a constant with these numbers."""
        same = (k for k, each in enumerate(self._arrays) if np.array_equal(each, array) and each.dtype == array.dtype)
        place = next(same, len(self._arrays))
        if place == len(self._arrays):
            self._arrays.append(array.copy())
        return f"CONSTANT{place + 1}"

    def need_for(self, code: str) -> None:
        """Take what this code calls."""
        for name, text in BY_NAME.items():
            if f"{name}(" in code:
                self.texts.setdefault(name, text.strip())

    def add(self, name: str, text: str) -> None:
        """Take a function."""
        self.texts.setdefault(name, text.strip())

    def is_expression(self, function: Callable[..., Any]) -> bool:
        """Whether calling it gives its result, and does not only fill an array."""
        return function is uniform or _returns_last_argument(function)

    def called(
        self, function: Any, inputs: Sequence[str], shape: str, dtype: np.dtype[Any], given: int, like: str
    ) -> Text:
        """Code that calls a function which is not numpy's; ``inputs``: what it was ``given``, and then what lies in the
        array that it fills, which is ``like`` another one if there is any of that shape."""
        kind = "float" if dtype == np.float64 else f"np.{dtype.name}"
        if function is uniform:
            self.add("uniform", UNIFORM)
            return Text(f"uniform({', '.join(inputs)}, {shape}, {kind})")
        for name, text in sources_of(function).items():
            self.add(name, text)
        arguments, before = inputs[:given], inputs[given:]
        start = f"np.zeros_like({like})" if like else f"np.zeros({shape}{'' if kind == 'float' else f', {kind}'})"
        start = f"np.array({before[0]})" if before else start
        if self.is_expression(function):
            return Text(f"{function.__name__}({', '.join([*arguments, start])})")
        call = f"{function.__name__}({', '.join([*arguments, '{name}'])})"
        return Text("", call=f"{{name}} = {start}\n{call}")


def sources_of(function: Any) -> dict[str, str]:
    """A function as text without types, and before it all that it uses, by name.  Raises ScriptError."""
    found: dict[str, str] = {}
    _collect(function, found)
    return found


def _collect(function: Any, found: dict[str, str]) -> None:
    tree, text = _parsed(function)
    own = {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
    own |= {each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    for name in sorted({each.id for each in ast.walk(tree) if isinstance(each, ast.Name)} - own):
        if name in found or name == "np" or hasattr(builtins, name):
            continue
        value = function.__globals__.get(name)
        if inspect.isfunction(value):
            _collect(value, found)
        elif isinstance(value, int | float | np.ndarray | tuple):
            found[name] = _assigned(function, name)
        else:
            raise ScriptError(f"A script cannot bring the function {function.__name__} along: it needs {name}.")
    found[function.__name__] = text


def _parsed(function: Any) -> tuple[ast.FunctionDef, str]:
    """The function's tree and text without the types of arguments, results and variables."""
    try:
        text = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(text).body[0]
    except (OSError, TypeError, SyntaxError):
        tree = None
    if not isinstance(tree, ast.FunctionDef) or inspect.ismethod(function):
        name = getattr(function, "__name__", function)
        raise ScriptError(f"A script cannot bring {name} along: it is no function with a source of its own.")
    bare = _without_types(text, tree)
    return ast.parse(bare).body[0], bare.rstrip()  # type: ignore[return-value]


def _without_types(text: str, tree: ast.FunctionDef) -> str:
    lines = [line.encode() for line in text.splitlines()]
    cuts: list[tuple[int, int, int, int]] = []
    for each in ast.walk(tree):
        if isinstance(each, ast.arg) and each.annotation is not None:
            cuts.append((each.lineno, each.col_offset + len(each.arg.encode()), *_end(each.annotation)))
        if isinstance(each, ast.AnnAssign):
            cuts.append((*_end(each.target), *_end(each.annotation)))
    if tree.returns is not None:
        line = lines[tree.returns.lineno - 1][: tree.returns.col_offset].rstrip().removesuffix(b"->").rstrip()
        cuts.append((tree.returns.lineno, len(line), *_end(tree.returns)))
    for row, column, end_row, end_column in sorted(cuts, reverse=True):
        lines[row - 1 : end_row] = [lines[row - 1][:column] + lines[end_row - 1][end_column:]]
    return "\n".join(line.decode() for line in lines)


def _end(node: ast.expr) -> tuple[int, int]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset


def _assigned(function: Any, name: str) -> str:
    """The statement with which a module gives a constant its value."""
    text = "".join(inspect.findsource(function)[0])
    for each in ast.parse(text).body:
        targets = each.targets if isinstance(each, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return ast.get_source_segment(text, each) or ""
    raise ScriptError(f"A script cannot bring the function {function.__name__} along: it needs {name}.")


def _returns_last_argument(function: Any) -> bool:
    tree, _ = _parsed(function)
    last = tree.body[-1]
    return isinstance(last, ast.Return) and isinstance(last.value, ast.Name) and last.value.id == tree.args.args[-1].arg
