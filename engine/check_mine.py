"""Is my own backpropagation right?  A person's module is compared with the engine, and the first difference explained.

Both get the same weights and the same samples.  Numbers are compared in the order in which they are computed, so that
the first to differ is where the mistake is; then each known mistake is tried, until one gives the person's numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.activations import Activation
from engine.diagnosis import Comparison, State, explanation, key_of, listed, same
from engine.gradient_report import next_batch
from engine.layers import Dense, Layer
from engine.mine_process import Failure, NoAnswer, Returned, run_module
from engine.pooling import Flatten
from engine.program import Array
from engine.recipe import Recipe
from engine.textbook import Case, Quantity, engine_step
from engine.trainer import Trainer

MOST_SAMPLES, MOST_PARAMETERS = 100, 20_000  # a mistake shows in small networks too
BIASES = 0.5  # they start at zero in training; a bias that was forgotten shows only when it is not
CONVENTIONS = {
    "rows": "samples as rows, z = x W + b",
    "columns": "samples as columns, z = W x + b",
    "rows, W transposed": "samples as rows, z = x Wᵀ + b",
}


class NotComparable(ValueError):
    """The network is larger than a comparison needs, or of another kind; the message says what is allowed."""


@dataclass(frozen=True)
class Line:
    """One quantity of the step."""

    quantity: Quantity
    name: str  # as the module calls it
    state: State


@dataclass(frozen=True)
class MineReport:
    """How a module compares with the engine."""

    network: str  # what was compared, in a line
    understood: str  # in which convention the module was understood; empty where it did not come so far
    lines: tuple[Line, ...]
    right: bool
    sentence: str


def check_module(path: Path, recipe: Recipe, seconds: float) -> MineReport:
    """Compare the module at ``path`` with the engine on the recipe's network.  Raises NotComparable.

    This runs the file as code, in a process of its own, for at most about ``seconds``."""
    case, right = make_case(recipe)
    network = _described(recipe, case)
    try:
        runs = run_module(path, case, seconds)
    except NoAnswer as error:
        return MineReport(network, "", (), False, _failed(path, error.failure, seconds))
    best = max((_compared(case, mine, right) for mine in runs), key=_how_far)
    lines = tuple(Line(each, best.mine.names.get(key_of(each), ""), state) for each, state in best.states.items())
    understood = CONVENTIONS[best.mine.convention] if best.mine.arrays else ""
    return MineReport(network, understood, lines, best.is_right, " ".join(_sentences(path, best, seconds)))


def make_case(recipe: Recipe) -> tuple[Case, dict[Quantity, Array]]:
    """The recipe's network with its first weights and biases that are not zero, its first samples, and the right
    numbers."""
    trainer = Trainer(recipe.changed(precision=Recipe.precision))  # the differences that count are small
    network, count = trainer.network, len(trainer.network.parameters)
    dense, activations = _in_turn(network.layers)
    if count > MOST_PARAMETERS:
        raise NotComparable(
            f"this network has {count:,} parameters; up to {MOST_PARAMETERS:,} are compared. Take a smaller one: "
            "what is right there is right everywhere."
        )
    rng = np.random.default_rng(recipe.seed)
    for layer in dense:
        if layer.b is not None:
            layer.b[:] = rng.uniform(-BIASES, BIASES, layer.b.shape)
    X, T = (part[:MOST_SAMPLES] for part in next_batch(trainer))
    case = Case(
        W=tuple(layer.W.copy() for layer in dense),
        b=tuple(np.zeros(layer.outputs) if layer.b is None else layer.b.copy() for layer in dense),
        has_bias=all(layer.bias for layer in dense),
        activations=tuple(activations),
        loss=trainer.loss_function,
        x=X.reshape(len(X), -1).T.copy(),
        t=T.T.copy(),
    )
    return case, engine_step(case, [part for pair in zip(dense, activations, strict=True) for part in pair])


def _in_turn(layers: Sequence[Layer]) -> tuple[list[Dense], list[Activation]]:
    """The Dense layers and the activations of a network that has nothing else, one behind each.

    That its inputs may be laid flat first does not matter.  Raises NotComparable."""
    rest = [layer for layer in layers if not isinstance(layer, Flatten)]
    dense = [layer for layer in rest[::2] if isinstance(layer, Dense)]
    activations = [layer for layer in rest[1::2] if isinstance(layer, Activation)]
    if len(dense) + len(activations) < len(rest) or len({layer.bias for layer in dense}) > 1:
        raise NotComparable(
            "only networks of Dense layers, all with a bias or all without, each followed by an activation, are "
            "compared: choose hidden layers and no other list of layers."
        )
    return dense, activations


# -- comparing ---------------------------------------------------------------------------------------------------------


def _compared(case: Case, mine: Returned, right: dict[Quantity, Array]) -> Comparison:
    arrays = {key: _without_ornament(key, array) for key, array in mine.arrays.items()}
    for one, other in ((f"a{case.layers}", "y"), ("dy", f"da{case.layers}")):  # two names of the same thing
        both = arrays | {one: arrays.get(one, arrays.get(other)), other: arrays.get(other, arrays.get(one))}
        arrays = {key: array for key, array in both.items() if array is not None}
    W = [arrays[f"W{k}"] for k in range(1, case.layers + 1) if f"W{k}" in arrays]
    changed = tuple(each.T if mine.convention == "rows" else each for each in W)
    case = replace(case, W_afterwards=changed if [each.shape for each in changed] == [W.shape for W in case.W] else ())
    found = Comparison(case, replace(mine, arrays=arrays), {})
    for each in case.quantities():
        known = key_of(each) in arrays or key_of(each) in mine.problems
        agrees = same(found.mine_of(each), found.written(each, right[each]))
        found.states[each] = State.AGREES if agrees else State.DIFFERS if known else State.MISSING
    return found


def _without_ornament(key: str, array: Array) -> Array:
    """∂L/∂b may be a row or a column, and a loss an array of one number."""
    if key.startswith("db") and array.ndim == 2 and 1 in array.shape:
        return array.ravel()
    return array.reshape(()) if key == "loss" and array.size == 1 else array


def _how_far(found: Comparison) -> int:
    """How much agrees before the first difference: the convention that comes farthest is the one that is meant."""
    states = list(found.states.values())
    until = states.index(State.DIFFERS) if State.DIFFERS in states else len(states)
    return states[:until].count(State.AGREES) if found.mine.arrays else -1


# -- in words ----------------------------------------------------------------------------------------------------------


def _sentences(path: Path, found: Comparison, seconds: float) -> Iterator[str]:
    if found.first is not None:
        yield explanation(found)
    elif State.AGREES in found.states.values():
        yield "Everything that was returned agrees with the engine" + (": it is right." if found.is_right else ", but:")
    elif found.mine.failure is None:
        yield f"{path.name} returned nothing that could be compared: forward gives y, backward gives dW and db."
    if found.mine.failure is not None:
        yield _failed(path, found.mine.failure, seconds)
    elif all(state is State.MISSING for each, state in found.states.items() if each.kind == "dW"):
        yield "Of backward nothing is known: it returned no dW."
    elif found.first is None and (missing := found.missing(list(found.states))):
        yield f"Not returned, and so not compared: {listed(missing)}."
    if found.mine.unknown:
        yield f"Not understood, and so left out: {', '.join(found.mine.unknown[:10])}."


def _failed(path: Path, failure: Failure, seconds: float) -> str:
    where = {"import": "while it is imported", "": ""}.get(failure.phase, f"in {failure.phase}")
    place = f"line {failure.line}{f' (`{failure.text}`)' if failure.text else ''}" if failure.line else ""
    at = f" {where}{', ' if where and place else ''}{place}".rstrip()
    if failure.type == KeyboardInterrupt.__name__:
        return (
            f"{path.name} was still running after {seconds:g} s{at and ',' + at}, and was ended. What trains or draws "
            'belongs under `if __name__ == "__main__":`; --timeout gives it more time.'
        )
    if failure.type == SystemExit.__name__:
        return f"{path.name} leaves Python by sys.exit{at}; functions that are called must return."
    if failure.type:
        return f"{path.name} raises {failure.type}{at}: {failure.message or 'without a message'}."
    return f"{path.name}{f' {where}' if failure.phase not in ('', 'import') else ''}: {failure.message}"


def _described(recipe: Recipe, case: Case) -> str:
    sizes = "-".join(map(str, [len(case.x), *(len(W) for W in case.W)]))
    hidden = f"{recipe.activation}, " if recipe.hidden else ""
    bias = "" if recipe.bias else " without bias"
    return (
        f"the network {sizes}{bias}, {hidden}{recipe.output_activation} at the output, {recipe.loss}, "
        f"{case.samples} samples of {recipe.dataset}, seed {recipe.seed}"
    )
