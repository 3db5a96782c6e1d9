"""One training step in nine formulas, as a textbook has them: each stands alone, so that any can be exchanged.

The engine does not run this; its own recorded step is faster and gives the same numbers.  It is here to ask "what
would come out if this formula were wrong?", which is how `check-mine` finds out what a person's own code does.
Layers with weights are counted from 1; signals are (neurons, samples), W is (outputs, inputs), b (outputs,).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.activations import Activation
from engine.layers import Dense, Layer
from engine.losses import Loss
from engine.notation import subscript
from engine.program import Array, Record, quiet


@dataclass(frozen=True)
class Quantity:
    """One of the numbers of a step: z₂, the loss, ∂L/∂W₁ …"""

    kind: str  # "z", "a", "y", "loss", "dy", "da", "dz", "dW" or "db"
    layer: int = 0  # 0 for y, the loss and dy, of which there is one

    @property
    def symbol(self) -> str:
        """As the lecture writes it."""
        k = subscript(self.layer)
        return {"loss": "L", "y": "y", "dy": "∂L/∂y", "dz": f"δ{k} = ∂L/∂z{k}"}.get(
            self.kind, f"∂L/∂{self.kind[1:]}{k}" if len(self.kind) == 2 else f"{self.kind}{k}"
        )

    def __str__(self) -> str:
        return f"{self.symbol} (layer {self.layer})" if self.layer else self.symbol


@dataclass(frozen=True)
class Case:
    """What a step starts from."""

    W: tuple[Array, ...]
    b: tuple[Array, ...]  # zeros where the network has none
    has_bias: bool
    activations: tuple[Activation, ...]
    loss: Loss
    x: Array  # (features, samples)
    t: Array  # (outputs, samples)
    W_afterwards: tuple[Array, ...] = ()  # the weights as somebody's backward pass leaves them, where they are known

    @property
    def layers(self) -> int:
        """How many layers have weights."""
        return len(self.W)

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return int(self.x.shape[1])

    def quantities(self) -> Iterator[Quantity]:
        """All of them, in the order in which they are computed."""
        for k in range(1, self.layers + 1):
            yield from (Quantity("z", k), Quantity("a", k))
        yield from (Quantity("y"), Quantity("loss"), Quantity("dy"))
        for k in range(self.layers, 0, -1):
            yield from (Quantity("da", k), Quantity("dz", k), Quantity("dW", k))
            if self.has_bias:
                yield Quantity("db", k)

    def words(self, k: int) -> dict[str, str]:
        """The symbols of layer ``k``, for sentences."""
        n, after = subscript(k), subscript(k + 1)
        before = f"a{subscript(k - 1)}" if k > 1 else "x"
        name = type(self.activations[k - 1]).name if k else ""
        return {
            "z": f"z{n}", "a": f"a{n}", "W": f"W{n}", "b": f"b{n}", "δ": f"δ{n}", "da": f"∂L/∂a{n}", "σ": name,
            "before": before, "z_before": f"z{subscript(k - 1)}", "W_after": f"W{after}", "δ_after": f"δ{after}",
            "da_after": f"∂L/∂a{after}", "loss": type(self.loss).name,
            "samples": str(self.samples), "n": str(self.t.size),
        }  # fmt: skip


class Values(dict[Quantity, Array]):
    """The numbers of a step so far; ``v("z", 2)`` is z₂, and a₀ is x."""

    def __init__(self, case: Case) -> None:
        super().__init__({Quantity("a", 0): case.x})

    def __call__(self, kind: str, layer: int = 0) -> Array:
        return self[Quantity(kind, layer)]


Formula = Callable[[Case, Values, int], Array]

FORMULAS: dict[str, Formula] = {
    "z": lambda c, v, k: product(c.W[k - 1], v("a", k - 1)) + c.b[k - 1][:, None],
    "a": lambda c, v, k: activated(c.activations[k - 1], v("z", k)),
    "y": lambda c, v, k: v("a", c.layers),
    "loss": lambda c, v, k: np.array(c.loss.value(v("y").T, c.t.T)),
    "dy": lambda c, v, k: c.loss.gradient(v("y").T, c.t.T).T,
    "da": lambda c, v, k: v("dy") if k == c.layers else product(c.W[k].T, v("dz", k + 1)),
    "dz": lambda c, v, k: behind(c.activations[k - 1], v("z", k), v("a", k), v("da", k)),
    "dW": lambda c, v, k: product(v("dz", k), v("a", k - 1).T),
    "db": lambda c, v, k: v("dz", k).sum(axis=1),
}


def step(
    case: Case,
    exchanged: Mapping[Quantity, Formula] | None = None,
    known: Mapping[Quantity, Array] | None = None,
    until: Quantity | None = None,
) -> Values:
    """The numbers of one step, with some formulas ``exchanged`` for others.

    ``known`` are the numbers of a step without exchange, which need not be computed again; with ``until``, what comes
    after that quantity is left out.  Where shapes do not fit together, or an exchanged formula asks for a layer that is
    not there, the rest is missing."""
    values, others, disturbed = Values(case), exchanged or {}, False
    with quiet():
        for quantity in case.quantities():
            disturbed = disturbed or quantity in others
            formula = others.get(quantity, FORMULAS[quantity.kind])
            try:
                untouched = known is not None and not disturbed
                values[quantity] = known[quantity] if untouched and known else formula(case, values, quantity.layer)
            except (ValueError, LookupError):
                break
            if quantity == until:
                break
    return values


def engine_step(case: Case, layers: Sequence[Layer]) -> dict[Quantity, Array]:
    """The same numbers from the record of a step that the engine's own ``layers``, Dense and activation in turn, say.

    What everybody else is compared with."""
    do, found = Record(case.samples), {}
    signal = do.signal(len(case.x))
    signal[:-1] = case.x
    for number, layer in enumerate(layers):
        signal = layer.record_forward(signal, do)
        found[Quantity("za"[number % 2], number // 2 + 1)] = signal[:-1]
    y = found[Quantity("y")] = signal[:-1]
    found[Quantity("loss")] = case.loss.record_value(y, np.ascontiguousarray(case.t), do)
    da = found[Quantity("dy")] = case.loss.record_gradient(y, np.ascontiguousarray(case.t), do)
    for k in range(case.layers, 0, -1):
        dense, activation = layers[2 * k - 2 : 2 * k]
        assert isinstance(dense, Dense), "a case's layers are Dense and activation in turn"
        dz = activation.record_backward(da, do)
        dense.record_gradients(dz, do)
        found |= {Quantity("da", k): da, Quantity("dz", k): dz, Quantity("dW", k): dense.dW}
        if dense.db is not None:
            found[Quantity("db", k)] = dense.db
        da = dense.record_backward(dz, do)
    do.program().run()
    return {quantity: array.copy() for quantity, array in found.items()}


def product(left: Array, right: Array) -> Array:
    """The product of two matrices, or of a matrix and a vector."""
    result: Array = np.dot(left, right)
    return result


def activated(activation: Activation, z: Array) -> Array:
    """a = σ(z)."""
    do = Record(z.shape[1])
    a = do.array(len(z))
    activation.record(z, a, do)
    do.program().run()
    return a


def behind(activation: Activation, z: Array, a: Array, da: Array) -> Array:
    """∂L/∂z from ∂L/∂a: times the slope, unless a number of a depends on other sums too."""
    if activation.number_by_number:
        return da * slope(activation, z, a)
    do = Record(z.shape[1])
    signal = do.signal(len(z))
    signal[:-1] = z
    activation.record_forward(signal, do)
    dz = activation.record_backward(np.ascontiguousarray(da), do)
    do.program().run()
    return dz


def slope(activation: Activation, z: Array, a: Array) -> Array:
    """σ′(z), as the activation computes it from z and a."""
    do = Record(z.shape[1])
    result = do.array(len(z))
    activation.record_slope(z, a, result, do)
    do.program().run()
    return result
