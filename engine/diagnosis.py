"""What must a person have done to get these numbers?  Each known mistake is tried, and the one that fits is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.mine_process import Returned
from engine.mistakes import mistakes_in
from engine.program import Array, quiet
from engine.textbook import FORMULAS, Case, Formula, Quantity, Values, step

TOLERANCE = 1e-6  # of the norm of the difference over the norm
NOTHING = 1e-13  # a difference that rounding alone can make
MOST_LISTED = 10  # quantities in one sentence


class State(StrEnum):
    """What the comparison says of one quantity."""

    AGREES = "agrees"
    DIFFERS = "differs"
    MISSING = "not returned"


@dataclass(frozen=True)
class Comparison:
    """One run of a person's module beside the engine."""

    case: Case
    mine: Returned
    states: dict[Quantity, State]  # in the order of computing

    @property
    def first(self) -> Quantity | None:
        """The first quantity that differs."""
        return next((each for each, state in self.states.items() if state is State.DIFFERS), None)

    @property
    def is_right(self) -> bool:
        """Whether all that came back agrees, and something did."""
        return self.mine.failure is None and self.first is None and State.AGREES in self.states.values()

    @property
    def suspects(self) -> list[Quantity]:
        """The first that differs, and before it what was not returned since the last that agrees."""
        order = list(self.states)
        last = order.index(self.first) if self.first is not None else len(order) - 1
        begin = max((k for k in range(last) if self.states[order[k]] is State.AGREES), default=-1) + 1
        return order[begin : last + 1]

    def missing(self, quantities: Sequence[Quantity]) -> list[Quantity]:
        """Those that were not returned."""
        return [each for each in quantities if self.states[each] is State.MISSING]

    def mine_of(self, quantity: Quantity) -> Array | None:
        """The person's array."""
        return self.mine.arrays.get(key_of(quantity))

    def written(self, quantity: Quantity, array: Array) -> Array:
        """An array of the engine's as a module of this convention writes it."""
        turned = self.mine.convention == "rows" if quantity.kind == "dW" else self.mine.convention != "columns"
        return array.T if turned and array.ndim == 2 else array

    def matches(self, quantity: Quantity, values: Mapping[Quantity, Array]) -> bool:
        """Whether the person's array is that of ``values``."""
        return quantity in values and same(self.mine_of(quantity), self.written(quantity, values[quantity]))

    def unexplained_by(self, values: Mapping[Quantity, Array]) -> list[Quantity]:
        """What was returned and is not that of ``values``."""
        returned = (each for each, state in self.states.items() if state is not State.MISSING)
        return [each for each in returned if not self.matches(each, values)]


@dataclass(frozen=True)
class _Cause:
    quantity: Quantity  # where the mistake is
    words: str
    everywhere: bool  # whether it is made in the other layers too
    unexplained: list[Quantity]  # what differs for another reason


def key_of(quantity: Quantity) -> str:
    """Under which name its array comes back: "z1", "loss"."""
    return quantity.kind + (str(quantity.layer) if quantity.layer else "")


def same(mine: Array | None, right: Array | None) -> bool:
    """Equal in shape and, but for rounding, in numbers."""
    if mine is None or right is None or mine.shape != right.shape:
        return False
    with quiet():  # a person's numbers may be of any size, or none
        return float(np.linalg.norm(mine - right)) <= TOLERANCE * float(np.linalg.norm(right)) + NOTHING


def explanation(found: Comparison) -> str:
    """Which quantity is the first to differ, and why, as far as can be told."""
    first = found.first
    assert first is not None, "there is a difference to explain"
    name = found.mine.names.get(key_of(first), "")
    what = f"The first to differ is {first}" + (f", your {name}" if name else "")
    right = step(found.case)
    cause = None if key_of(first) in found.mine.problems else _cause(found, first, right)
    if cause is None:
        return f"{what}: it {_difference(found, first, found.written(first, right[first]))}.{_hint(found)}"
    if cause.quantity != first:
        what += f". That is what comes out when {cause.quantity}, which was not returned, is wrong"
    return f"{what}: {cause.words}.{_consequences(found, cause)}"


def _cause(found: Comparison, first: Quantity, right: Values) -> _Cause | None:
    """The mistake that gives the person's numbers, most of them if there are several."""
    best: _Cause | None = None
    for suspect in reversed(found.suspects):
        for words, formulas in mistakes_in(found.case, suspect):
            if not found.matches(first, step(found.case, {suspect: formulas[suspect.kind]}, right, until=first)):
                continue
            for everywhere, exchanged in _extents(found.case, suspect, formulas):
                unexplained = found.unexplained_by(step(found.case, exchanged, right))
                if best is None or len(unexplained) < len(best.unexplained):
                    best = _Cause(suspect, words, everywhere, unexplained)
    return best


def _extents(
    case: Case, suspect: Quantity, formulas: Mapping[str, Formula]
) -> Iterator[tuple[bool, dict[Quantity, Formula]]]:
    """The mistake made in one layer, made in all hidden layers that come after as well, and made in all."""
    order = list(case.quantities())
    later = [each for each in order[order.index(suspect) :] if each.kind in formulas]
    hidden, every = set(range(1, case.layers)), set(range(1, case.layers + 1))
    for others in (set[int](), hidden, every):
        layers = {suspect.layer} | others
        yield bool(others), {
            each: _where_possible(formulas[each.kind], FORMULAS[each.kind]) for each in later if each.layer in layers
        }


def _where_possible(formula: Formula, right: Formula) -> Formula:
    """The formula, or the right one in a layer where it cannot be."""

    def compute(c: Case, v: Values, k: int) -> Array:
        try:
            return formula(c, v, k)
        except (ValueError, LookupError):
            return right(c, v, k)

    return compute


def _consequences(found: Comparison, cause: _Cause) -> str:
    others = [each for each, state in found.states.items() if state is State.DIFFERS and each != found.first]
    text = " The other layers have it too." if cause.everywhere else ""
    if cause.unexplained:
        return f"{text} It does not explain {cause.unexplained[0]}: there is another mistake."
    return text + (" That explains every other number that differs." if others else " All the rest agrees.")


def _difference(found: Comparison, first: Quantity, right: Array) -> str:
    """By what it differs, when nobody knows why."""
    problem, mine = found.mine.problems.get(key_of(first)), found.mine_of(first)
    if problem is not None or mine is None:
        return problem or "cannot be compared"
    if mine.shape != right.shape:
        return f"has the shape {mine.shape}, where {right.shape} is expected"
    if bad := int((~np.isfinite(mine)).sum()):
        return f"holds {bad} numbers of {mine.size} that are not finite (NaN or infinity)"
    with quiet():
        ratio = float(np.vdot(mine, right)) / max(float(np.vdot(right, right)), NOTHING)
    if mine.size > 1 and ratio and same(mine, ratio * right):
        return f"is {ratio:.6g} times the right numbers everywhere"
    k = np.unravel_index(int(np.abs(mine - right).argmax()), mine.shape)
    where = f" at [{', '.join(str(int(i)) for i in k)}]" if k else ""
    return (
        f"differs most{where}, where it is {mine[k]:.10g} and should be {right[k]:.10g} "
        "(none of the usual mistakes gives these numbers)"
    )


def _hint(found: Comparison) -> str:
    missing = found.missing(found.suspects)
    if not missing:
        return ""
    return f" Return {listed(missing)} too, and the place can be found more exactly."


def listed(quantities: Sequence[Quantity]) -> str:
    """Their symbols, a handful at most."""
    symbols = [each.symbol for each in quantities[:MOST_LISTED]]
    more = len(quantities) - len(symbols)
    return ", ".join(symbols) + (f" and {more} more" if more else "")
