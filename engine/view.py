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


class Grid:
    """Where a network is asked: cells all over the plane of two features, or points along a line of one."""

    def __init__(self, X: Array, most: int) -> None:
        """It covers the samples X (samples, 1 or 2 features) and a margin, with up to ``most`` cells."""
        margin = MARGIN * np.maximum(np.ptp(X, axis=0), 1e-9)
        self._low, self._high = X.min(axis=0) - margin, X.max(axis=0) + margin
        self.is_plane = X.shape[1] == 2
        self.columns = max(1, min(SURFACE, math.isqrt(most)) if self.is_plane else min(LINE, most))
        self.rows = self.columns if self.is_plane else 1

    def cells(self) -> Array:
        """The middle of each cell (cells, features), row by row from the bottom."""
        axes = [
            low + (high - low) * (np.arange(self.columns) + 0.5) / self.columns
            for low, high in zip(self._low, self._high, strict=True)
        ]
        return np.column_stack([each.ravel() for each in np.meshgrid(*axes)])

    def picture(self, answers: Array) -> Surface | Line:
        """What a network answers to all cells, (cells, outputs), as a frozen copy."""
        answers = frozen(np.array(answers.T, order="C"))  # they may be the network's outputs themselves
        if not self.is_plane:
            return Line(self.cells()[:, 0], answers)
        (left, bottom), (right, top) = self._low.tolist(), self._high.tolist()
        return Surface(answers.reshape(-1, self.rows, self.columns), left, right, bottom, top)


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
        self._grid, self._answers_of = Grid(X, most_cells(network, inputs_of(X[:1]))), answers_of
        inputs = inputs_of(self._grid.cells())
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
        picture = self._grid.picture(self._answers_of(self._y.T))
        surface, line = (picture, None) if isinstance(picture, Surface) else (None, picture)
        return surface, line, tuple(neurons)

    def _maps(self, signal: Array) -> Array:
        """The maps of the first neurons (neurons, rows, columns), coarser than the grid: a view into their signal."""
        grid = self._grid
        maps, every = signal[:-1].reshape(-1, grid.rows, grid.columns), max(1, grid.columns // MAP)
        rows = slice(every // 2, None, every) if grid.is_plane else slice(None)
        return maps[:MOST_NEURONS, rows, every // 2 :: every]


def most_cells(network: Network, inputs: Array) -> int:
    """How many cells may be asked about in one pass of ``inputs`` (any number, features) through a network."""
    return MOST_SIGNALS // network.signals(inputs.shape[1:])


def _names_behind(network: Network, signals: list[Array], start: int, end: int) -> str:
    """What the sums of the Dense layer at ``start`` go through before the next one, the last first: f ∘ g.

    Without what lets them pass as they are, such as dropout when a network is only asked; "" for nothing."""
    places = [place for place in range(start + 1, end) if signals[place + 1] is not signals[place]]
    return " ∘ ".join(type(network.layers[place]).name for place in reversed(places))
