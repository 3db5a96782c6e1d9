"""An operation of a record as people write it: np.add(a, np.multiply(b, c)) reads a + b * c.

What binds closer needs no brackets.  Factors may change places, which does not change a bit of a product, so that the
number stands before the array; sums and products are never regrouped, since that would.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.activations import greatest
from engine.scripts import ScriptError

COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(6)  # from what binds loosely to what binds closely


@dataclass(frozen=True)
class Text:
    """Code for a value, and what it says about itself."""

    code: str
    binds: int = ATOM
    is_scalar: bool = False  # without axes
    is_number: bool = False  # written as one
    is_truth: bool = False  # an array of True and False
    fill: str = ""  # of an array in which all numbers are one and the same: that number
    fill_is_share: bool = False  # whether that number is 1 / how many there are
    fill_shape: tuple[int, ...] = ()
    call: str = ""  # statements with {name} for the result, of a function that only fills what it is given

    def inside(self, binds: int) -> str:
        """The code, in brackets where what is around it binds closer."""
        return self.code if self.binds >= binds else f"({self.code})"


INFIX = {
    np.add: ("+", SUM), np.subtract: ("-", SUM), np.multiply: ("*", PRODUCT), np.divide: ("/", PRODUCT),
    np.floor_divide: ("//", PRODUCT), np.greater: (">", COMPARISON), np.greater_equal: (">=", COMPARISON),
    np.less: ("<", COMPARISON), np.less_equal: ("<=", COMPARISON), np.equal: ("==", COMPARISON),
    np.dot: ("@", PRODUCT),
}  # fmt: skip
REDUCED = {np.add: "sum", np.maximum: "max", np.minimum: "min", np.multiply: "prod"}  # by the ufunc whose reduce it is
ALONG_AN_AXIS = (np.sum, np.max, np.min, np.mean, np.prod, np.argmax, np.argmin)


def written(function: Callable[..., Any], inputs: Sequence[Text | Any]) -> Text:
    """Code for function(inputs).  Raises ScriptError where the function is none of numpy's."""
    texts = [each for each in inputs if isinstance(each, Text)]
    if function is np.dot and len(texts) == 2:
        return _product(*texts)
    if function is np.square:
        base = texts[0].inside(ATOM)
        return Text(f"{base} ** 2" if " " in base else f"{base}**2", POWER, texts[0].is_scalar)
    if function is np.negative:
        return Text(f"-{texts[0].inside(SIGN)}", SIGN, texts[0].is_scalar)
    if function is np.reciprocal:
        return Text(f"1 / {texts[0].inside(SIGN)}", PRODUCT, texts[0].is_scalar)
    if function in INFIX:
        return _infix(function, *texts)
    if function is greatest:
        return Text(f"np.max({texts[0].code}, axis=0, keepdims=True)")
    return _called(function, inputs)


def as_numbers(text: Text) -> Text:
    """True and False as 1 and 0, where something else than a product is made of them."""
    return Text(f"1.0 * {text.inside(SIGN)}", PRODUCT, text.is_scalar) if text.is_truth else text


def _infix(function: Callable[..., Any], left: Text, right: Text) -> Text:
    sign, binds = INFIX[function]
    if function is np.multiply:
        left, right = _factors(left, right)
        if left.is_number and left.code == "1":
            return right
    else:
        left, right = as_numbers(left), as_numbers(right)
    if function is np.add and right.code.isdigit() and not left.code.isidentifier():
        left, right = right, left
    code = f"{left.inside(binds)} {sign} {right.inside(binds + 1)}"
    return Text(code, binds, left.is_scalar and right.is_scalar, is_truth=binds == COMPARISON)


def _factors(left: Text, right: Text) -> tuple[Text, Text]:
    """In the order in which people write them: numbers first, and what needs no brackets before what does."""
    rank = [(not each.is_number, not each.is_scalar, each.binds < PRODUCT) for each in (left, right)]
    if rank[1] < rank[0] or (rank[0] == rank[1] and right.binds == PRODUCT > SUM and left.binds > PRODUCT):
        left, right = right, left
    return left, right


def _product(left: Text, right: Text) -> Text:
    """A matrix product; with an array of equal numbers it is a sum or a mean, for which a program has helpers."""
    if (total := _sum(left, right)) is not None:
        return total
    if all(each.code.endswith(".ravel()") for each in (left, right)):
        rows = [_bare(each.code.removesuffix(".ravel()")) for each in (left, right)]
        return Text(f"np.vdot({rows[0]}, {rows[1]})", is_scalar=True)
    return Text(f"{left.inside(PRODUCT)} @ {right.inside(SIGN)}", PRODUCT)


def _sum(left: Text, right: Text) -> Text | None:
    """A product with ones, or with shares, as what it means; None where it means something else."""
    if left.fill == "1" and right.code.endswith(".ravel()"):
        return Text(f"sum_of_all({_bare(right.code.removesuffix('.ravel()'))})", is_scalar=True)
    if left.fill == "1" and len(left.fill_shape) == 2 and left.fill_shape[0] == 1:
        return Text(f"sum_over_features({right.code})")
    if len(right.fill_shape) == 1 and not left.code.endswith(".ravel()") and (right.fill == "1" or right.fill_is_share):
        return Text(f"{'mean' if right.fill_is_share else 'sum'}_over_samples({left.code})")
    return None


def _bare(code: str) -> str:
    """Without brackets around all of it."""
    try:
        return code[1:-1] if code.startswith("(") and ast.parse(code[1:-1], mode="eval") else code
    except SyntaxError:
        return code  # the first bracket is not the partner of the last


def _called(function: Callable[..., Any], inputs: Sequence[Text | Any]) -> Text:
    arguments = [each.code if isinstance(each, Text) else repr(each) for each in inputs]
    while arguments and arguments[-1] == "None":
        arguments.pop()
    name = _name_in_numpy(function)
    if name.split(".")[-1] in {each.__name__ for each in ALONG_AN_AXIS} and len(arguments) > 1:
        arguments[1] = f"axis={arguments[1]}"
    is_scalar = all(each.is_scalar for each in inputs if isinstance(each, Text))
    return Text(f"{name}({', '.join(arguments)})", is_scalar=is_scalar and isinstance(function, np.ufunc))


def _name_in_numpy(function: Any) -> str:
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc) and function.__name__ == "reduce":
        return f"np.{REDUCED[owner]}" if owner in REDUCED else f"np.{owner.__name__}.reduce"
    name = "abs" if function is np.absolute else getattr(function, "__name__", "")
    for path in (name, f"linalg.{name}"):
        found: Any = np
        for each in path.split("."):
            found = getattr(found, each, None)
        if found is function:
            return f"np.{path}"
    raise ScriptError(f"A script cannot call {function!r}: it is no function of numpy's.")
