"""A network is a list of layers and one flat vector with every number that it learns.

Inside, a pass is recorded once for each number of samples and then replayed; outside, samples are rows, as one is
used to.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.layers import Layer, ShapeError
from engine.program import Array, Place, Program, Record, Shape

CHUNK = 4096  # samples that are asked about at once: more would leave the processor's caches …
MOST_NUMBERS = 20_000_000  # … or fewer, so that a pass makes no more numbers than these
MOST_PASSES = 8  # recorded passes that a network keeps, each with buffers for its own number of samples


@dataclass(frozen=True)
class Backward:
    """A recorded backward pass and the arrays at its ends; samples are the last axis."""

    dy: Array  # (outputs, samples)
    dx: Array  # (features, samples)
    program: Program


@dataclass(frozen=True)
class Pass:
    """A recorded forward pass and the arrays at its ends; samples are the last axis."""

    x: Array  # (features + 1, samples), the last row ones
    y: Array  # (outputs, samples)
    program: Program
    backward: Backward | None  # None for one that only predicts


class Network:
    """Layers in a row.

    ``parameters`` and ``gradients`` are flat vectors, all layers in order.  The layers' W, b, dW and db are views into
    them: writing into either changes the network."""

    def __init__(
        self,
        layers: Sequence[Layer],
        rng: np.random.Generator | int | None = None,
        dtype: type[np.floating[Any]] = np.float64,
    ) -> None:
        """Draws the layers' first weights from ``rng`` (None: from fresh randomness); ``dtype`` is the precision."""
        self.layers, self.dtype = list(layers), dtype
        sizes = [layer.parameter_count for layer in self.layers]
        self.parameters, self.gradients = np.zeros(sum(sizes), dtype), np.zeros(sum(sizes), dtype)
        rng = np.random.default_rng(rng)
        self._bind(self.gradients)
        for layer in self.layers:
            layer.draw(rng)
        self._passes: OrderedDict[tuple[str, Shape], Pass] = OrderedDict()
        self._last: Pass | None = None
        self._last_shape: Shape = ()

    @property
    def state(self) -> dict[str, Array]:
        """What training changes in the layers beside the parameters, such as "layer 2 running mean"."""
        layers = enumerate(self.layers, 1)
        return {f"layer {k} {name}": array for k, layer in layers for name, array in layer.state.items()}

    def _bind(self, gradients: Array) -> None:
        start = 0
        for layer in self.layers:
            end = start + layer.parameter_count
            layer.bind(self.parameters[start:end], gradients[start:end])
            start = end

    @contextmanager
    def gradients_in(self, others: Array) -> Iterator[None]:
        """What is recorded meanwhile writes its gradients into ``others`` (parameters,)."""
        self._bind(others)
        try:
            yield
        finally:
            self._bind(self.gradients)

    def forward(self, X: Array) -> Array:
        """Y (samples, outputs) for X (samples, …), as in training; keeps what ``backward`` needs.  Raises
        ShapeError."""
        X = np.asarray(X, dtype=self.dtype)
        self._last, self._last_shape = self._pass_for("forward", X), X.shape
        return _replay_forward(self._last, X)

    def backward(self, dY: Array) -> Array:
        """∂L/∂X for dY = ∂L/∂Y of the last ``forward``; fills ``gradients`` and leaves dY alone.  Raises ShapeError."""
        if self._last is None or self._last.backward is None:
            raise ShapeError("There is nothing to go back through: call forward(X) before backward(dY).")
        back = self._last.backward
        dY, expected = np.asarray(dY, dtype=self.dtype), back.dy.shape[::-1]
        if dY.shape != expected:
            raise ShapeError(f"backward(dY) expects ∂L/∂Y of the last forward's shape {expected}, got {dY.shape}.")
        back.dy[:] = dY.T
        back.program.run()
        return back.dx.T.reshape(self._last_shape).copy()

    def predict(self, X: Array) -> Array:
        """Y (samples, outputs) for X, as when nothing is to be learned, and beside everything else: a ``backward``
        after it still belongs to its ``forward``."""
        X = np.asarray(X, dtype=self.dtype)
        most = self.at_once(X.shape[1:])
        parts = [X[start : start + most] for start in range(0, len(X), most)] if X.ndim > 1 and len(X) > most else [X]
        answers = [_replay_forward(self._pass_for("predict", part), part) for part in parts]
        return np.concatenate(answers) if len(answers) > 1 else answers[0]

    def record_forward(self, x: Array, do: Record, shape: Shape = ()) -> Array:
        """Says the forward pass of x (features + 1, samples); y (outputs, samples)."""
        return self.record_signals(x, do, shape)[-1][:-1]

    def record_signals(self, x: Array, do: Record, shape: Shape = ()) -> list[Array]:
        """The same; x and what comes out of each layer, all with their row of ones.

        ``shape`` is that of one sample; without it, a sample is a row of numbers.  Raises ShapeError."""
        signals, do.shape = [x], shape or (len(x) - 1,)
        for number, layer in enumerate(self.layers, 1):
            do.place = Place("forward", type(layer).name, number)
            after = _shape_after(number, layer, do.shape)
            signals.append(layer.record_forward(signals[-1], do))
            do.shape = after
        return signals

    def record_backward(self, dy: Array, do: Record, needs_dx: bool = False) -> Array:
        """Says the backward pass of the forward pass said last, for dy (outputs, samples).

        Training does not need ∂L/∂x of the data themselves, so that it is only said when ``needs_dx``."""
        for number, layer in reversed(list(enumerate(self.layers, 1))):
            do.place = Place("backward", type(layer).name, number)
            layer.record_gradients(dy, do)
            if number > 1 or needs_dx:
                dy = layer.record_backward(dy, do)
        return dy

    def shape_after(self, shape: Shape) -> Shape:
        """The shape of an answer to a sample of ``shape``.  Raises ShapeError that names the layer that does not
        fit."""
        return self._shapes(shape)[-1]

    def signals(self, shape: Shape) -> int:
        """How many numbers a pass makes of one sample of ``shape``, its own included.  Raises ShapeError."""
        return sum(math.prod(each) for each in self._shapes(shape))

    def workspace(self, shape: Shape) -> int:
        """How many numbers a pass needs room for beside them, of one sample of ``shape``.  Raises ShapeError."""
        return sum(layer.workspace(each) for layer, each in zip(self.layers, self._shapes(shape), strict=False))

    def at_once(self, shape: Shape) -> int:
        """How many samples of ``shape`` a pass should take, so that its memory stays small.  Raises ShapeError."""
        return max(1, min(CHUNK, MOST_NUMBERS // max(1, self.signals(shape) + self.workspace(shape))))

    def _shapes(self, shape: Shape) -> list[Shape]:
        """``shape`` and those behind each layer."""
        shapes = [shape]
        for number, layer in enumerate(self.layers, 1):
            shapes.append(_shape_after(number, layer, shapes[-1]))
        return shapes

    def _pass_for(self, use: str, X: Array) -> Pass:
        if X.ndim < 2 or len(X) == 0:
            raise ShapeError(f"Samples are rows: an array (samples, features) is expected, got {X.shape}.")
        key = (use, X.shape)
        if key not in self._passes:
            self._passes[key] = self._record_pass(X.shape, with_backward=use == "forward")
            if len(self._passes) > MOST_PASSES:
                self._passes.popitem(last=False)
        self._passes.move_to_end(key)
        return self._passes[key]

    def _record_pass(self, shape: Shape, with_backward: bool) -> Pass:
        do = Record(shape[0], self.dtype, training=with_backward)
        x = do.signal(math.prod(shape[1:]))
        y = self.record_forward(x, do, shape[1:])
        return Pass(x, y, do.program(), self._record_backward(y) if with_backward else None)

    def _record_backward(self, y: Array) -> Backward:
        do = Record(y.shape[1], self.dtype)
        dy = do.array(len(y))
        dx = self.record_backward(dy, do, needs_dx=True)
        return Backward(dy, dx, do.program())


def _shape_after(number: int, layer: Layer, shape: Shape) -> Shape:
    try:
        return layer.shape_after(shape)
    except ShapeError as error:
        raise ShapeError(f"Layer {number}: {error}") from None


def _replay_forward(recorded: Pass, X: Array) -> Array:
    recorded.x[:-1] = X.reshape(len(X), -1).T
    recorded.program.run()
    return recorded.y.T.copy()
