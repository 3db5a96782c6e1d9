"""The chain rule and the update of one weight as text, with links to the operations that its numbers come from."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.chain_rule import Equation, Trace
from engine.microscope import Look
from engine.program import Array, copy
from gui.theme import Theme
from gui.widgets.numbers import value_text

ALL_PRODUCTS, MOST_PRODUCTS = 5, 3  # of a sum are written out where it has no more than that, and where it has
OPERATORS: dict[Callable[..., Any], str] = {np.add: "+", np.subtract: "−", np.multiply: "·", np.divide: "/"}
JOINER = "\u2060"  # takes no room and lets no line end
PARAGRAPH = '<p style="margin: 0 0 5px 0">'


def spelled_out(look: Look, place: tuple[int, ...] | None) -> str:
    """How one number of an operation's result comes about, with numbers; as rich text, "" where nothing is calculated.

    A matrix product is written as the sum that it is; anything else as what goes in and what comes out."""
    if place is None:
        return ""
    result, read = look.result.values, [each.values for each in look.inputs]
    value = f"<b>{_number(float(result[place]))}</b>"
    if look.function is np.dot:
        first, second = (read[0], read[1]) if read[0].ndim == 1 else (read[0][place[0]], read[1])
        column = second[:, place[-1]] if second.ndim == 2 else second
        return f"{_sum(first, column)} = {value}"
    numbers = [_one(each, result.shape, place) for each in read]
    if any(number is None for number in numbers) or look.function is copy:
        return ""
    operator = OPERATORS.get(look.function)
    if operator is not None and len(look.inputs) == 2:
        return f"{f'&nbsp;{operator}&nbsp;'.join(_bracketed(each) for each in numbers if each is not None)} = {value}"
    pairs = zip(look.inputs, numbers, strict=True)
    named = [f"{printed(each.name)} {_number(number)}".strip() for each, number in pairs if number is not None]
    return f"{', &nbsp;'.join(named)} &nbsp;→&nbsp; {value}"


def _sum(first: Array, second: Array) -> str:
    """A sum of products, of which only the greatest are written out where there are many."""
    with np.errstate(all="ignore"):  # a run that diverges is written out as well
        products = first * second
        most = ALL_PRODUCTS if len(products) <= ALL_PRODUCTS else MOST_PRODUCTS
        chosen = np.sort(np.argsort(-np.abs(products), kind="stable")[:most])
        rest = float(np.delete(products, chosen).sum())
    written = " + ".join(_product([_bracketed(float(first[k])), _bracketed(float(second[k]))]) for k in chosen)
    others = len(products) - len(chosen)
    return f"{written} + {_bracketed(rest)} from {others:,} more" if others else written


def printed(formula: str) -> str:
    """A formula as it is printed; as rich text."""
    return html.escape(with_minus(formula))


def with_minus(formula: str) -> str:
    """With true minus signs in place of hyphens; as plain text."""
    signed = formula.replace(" - ", " − ").replace("= -", "= −")
    return f"−{signed[1:]}" if signed.startswith("-") else signed


def _one(values: Array, shape: tuple[int, ...], place: tuple[int, ...]) -> float | None:
    """The number of an input that goes into one number of the result; None where several do."""
    try:
        return float(np.broadcast_to(values, shape)[place])
    except ValueError:  # another shape: a maximum or a sum along an axis, random numbers
        return None


def derivation(equations: Sequence[Equation], theme: Theme) -> str:
    """Each equation with its symbols and, below, with its numbers; as rich text."""
    return "".join(_equation(each, theme) for each in equations)


def update(symbol: str, traces: Sequence[Trace], theme: Theme) -> str:
    """What the optimizer does to one parameter, line by line, and the parameter before and after; as rich text."""
    rows = "".join(
        f"<tr><td>{_link(each.line.formula, each.line.number, theme)}&nbsp;&nbsp;</td>"
        f'<td align="right">{_muted(_inputs(each), theme)}&nbsp;&nbsp;</td>'
        f'<td align="right">{_number(each.after)}</td></tr>'
        for each in traces
    )
    last = traces[-1]
    before = "" if last.before is None else f"{_number(last.before)} → "
    summary = f"<p><b>{html.escape(symbol)}: {before}{_number(last.after)}</b></p>"
    return f'{summary}<table cellspacing="0" cellpadding="2">{rows}</table>'


def _equation(equation: Equation, theme: Theme) -> str:
    left = _link(equation.symbol, equation.operation, theme)
    value = f"<b>{_number(equation.value)}</b>"
    if not equation.terms:
        return f"{PARAGRAPH}{left} = {value}</p>"
    symbols = " + ".join(_product([_link(f.symbol, f.operation, theme) for f in term]) for term in equation.terms)
    numbers = " + ".join(_product([_bracketed(factor.value) for factor in term]) for term in equation.terms)
    if equation.others:
        more = f"{equation.others:,} more{', all over the batch' if equation.is_all_over else ''}"
        symbols += f" + {_muted(more, theme)}"
        numbers += f" + {_bracketed(equation.rest)}"
    if len(equation.terms) == 1 and not equation.others:
        return f"{PARAGRAPH}{left} = {symbols} = {numbers} = {value}</p>"
    return f"{PARAGRAPH}{left} = {symbols}<br>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;= {numbers} = {value}</p>"


def _product(parts: Sequence[str]) -> str:
    return "&nbsp;·&nbsp;".join(parts)


def _inputs(trace: Trace) -> str:
    return ",&nbsp; ".join(f"{printed(name)} {_number(value)}".strip() for name, value in trace.inputs)


def _bracketed(value: float) -> str:
    return f"({_number(value)})" if value < 0 else _number(value)


def _number(value: float) -> str:
    return value_text(value).replace(" ", "&nbsp;")


def _link(text: str, operation: int, theme: Theme) -> str:
    return f'<a href="{operation}" style="color: {theme.accent}; text-decoration: none">{_unbroken(text)}</a>'


def _unbroken(symbol: str) -> str:
    """A derivative is not broken behind its stroke, and a function not before its bracket, where text may be."""
    return printed(symbol).replace("/∂", f"/{JOINER}∂").replace("′(", f"′{JOINER}(")


def _muted(text: str, theme: Theme) -> str:
    return f'<span style="color: {theme.muted}">{text}</span>'
