"""What a network says all over the plane of its two features, or along its only one, and each neuron's part in it.

The plane is cut into cells, the line into points; a recorded pass asks the network about all of them at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from engine.layers import Dense
from engine.network import Network
from engine.program import Array, Record
from engine.snapshot import Line, Neurons, Surface, frozen

SURFACE = 60  # cells along each side of the surface, or fewer where the network is huge
LINE = 240  # points along a line
MAP = 20  # cells of a neuron's map along each side, about: it is drawn small
MOST_SIGNALS = 40_000_000  # numbers that a pass makes of all cells
MARGIN = 0.1  # how far the view goes beyond the samples, as a share of their extent
MOST_NEURONS = 8  # of a layer are shown

Function = Callable[[Array], Array]


def as_they_are(values: Array) -> Array:
    """The values themselves."""
    return values


class View:
    """A recorded pass of a grid of points through a network, to be replayed for each look at it."""

    def __init__(
        self,
        network: Network,
        X: Array,
        inputs_of: Function = as_they_are,
        answers_of: Function = as_they_are,
        names: Sequence[str] = (),
    ) -> None:
        """The grid covers the samples X (samples, 1 or 2 features) and a margin around them.

        ``inputs_of`` makes the network's inputs of samples, ``answers_of`` what people read of its outputs;
        ``names`` are those of its inputs."""
        margin = MARGIN * np.maximum(np.ptp(X, axis=0), 1e-9)
        self._low, self._high = X.min(axis=0) - margin, X.max(axis=0) + margin
        most = MOST_SIGNALS // network.signals(inputs_of(X[:1]).shape[1:])
        self._is_plane = X.shape[1] == 2
        columns = max(1, min(SURFACE, math.isqrt(most)) if self._is_plane else min(LINE, most))
        self._rows, self._columns = columns if self._is_plane else 1, columns
        self._answers_of = answers_of
        inputs = inputs_of(self._cells())
        do = Record(len(inputs), network.dtype, training=False)
        x = do.signal(inputs.shape[1])
        x[:-1] = inputs.T
        signals = network.record_signals(x, do)
        self._program, self._y = do.program(), signals[-1][:-1]
        # A layer of neurons is a Dense layer and what follows it up to the next one; its last signal is what it says.
        starts = [place for place, layer in enumerate(network.layers) if isinstance(layer, Dense)]
        self._layers = [
            (network.layers[start], _names_behind(network, signals, start, end), self._maps(signals[end]))
            for start, end in zip(starts, [*starts[1:], len(network.layers)], strict=True)
        ]
        seen = frozen(self._maps(signals[0]).copy())
        self._inputs = Neurons(inputs.shape[1], "", np.empty((len(seen), 0)), None, seen, tuple(names))

    def look(self) -> tuple[Surface | None, Line | None, tuple[Neurons, ...]]:
        """The surface or the line, and the neurons as they are now, the inputs first: frozen copies."""
        self._program.run()
        neurons = [self._inputs]
        for dense, activation, maps in self._layers:
            assert isinstance(dense, Dense)
            weights = dense.W[:MOST_NEURONS, : len(neurons[-1].maps)].copy()
            biases = None if dense.b is None else frozen(dense.b[:MOST_NEURONS].copy())
            neurons.append(Neurons(dense.outputs, activation, frozen(weights), biases, frozen(maps.copy())))
        answers = frozen(np.array(self._answers_of(self._y.T).T, order="C"))  # which may be the outputs themselves
        if not self._is_plane:
            return None, Line(self._cells()[:, 0], answers), tuple(neurons)
        (left, bottom), (right, top) = self._low.tolist(), self._high.tolist()
        surface = Surface(answers.reshape(-1, self._rows, self._columns), left, right, bottom, top)
        return surface, None, tuple(neurons)

    def _cells(self) -> Array:
        """The middle of each cell (cells, features), row by row from the bottom."""
        axes = [
            low + (high - low) * (np.arange(self._columns) + 0.5) / self._columns
            for low, high in zip(self._low, self._high, strict=True)
        ]
        return np.column_stack([each.ravel() for each in np.meshgrid(*axes)])

    def _maps(self, signal: Array) -> Array:
        """The maps of the first neurons (neurons, rows, columns), coarser than the grid: a view into their signal."""
        maps, every = signal[:-1].reshape(-1, self._rows, self._columns), max(1, self._columns // MAP)
        rows = slice(every // 2, None, every) if self._is_plane else slice(None)
        return maps[:MOST_NEURONS, rows, every // 2 :: every]


def _names_behind(network: Network, signals: list[Array], start: int, end: int) -> str:
    """What the sums of the Dense layer at ``start`` go through before the next one, the last first: f ∘ g.

    Without what lets them pass as they are, such as dropout when a network is only asked; "" for nothing."""
    places = [place for place in range(start + 1, end) if signals[place + 1] is not signals[place]]
    return " ∘ ".join(type(network.layers[place]).name for place in reversed(places))
