"""What a network says all over the plane of its two features: its answer as a surface, and each neuron's part in it."""

from __future__ import annotations

import math

import numpy as np

from engine.layers import Dense
from engine.network import Network
from engine.program import Array, Record
from engine.snapshot import Neurons, Surface, frozen

SURFACE = 60  # cells along each side of the surface, or fewer where the network is huge
MAP = 20  # cells of a neuron's map, about: it is drawn small
MOST_SIGNALS = 20_000_000  # neurons times cells: a pass keeps two arrays of that size
MARGIN = 0.1  # how far the surface goes beyond the points, as a share of their extent
MOST_NEURONS = 8  # of a layer are shown


class View:
    """A recorded pass of a grid of points through a network, to be replayed for each look at it."""

    def __init__(self, network: Network, X: Array) -> None:
        """The grid covers the points X (samples, 2) and a margin around them."""
        margin = MARGIN * np.maximum(np.ptp(X, axis=0), 1e-9)
        (self._left, self._bottom), (self._right, self._top) = X.min(axis=0) - margin, X.max(axis=0) + margin
        signals_a_cell = 1 + sum(layer.outputs for layer in network.layers if isinstance(layer, Dense))
        side = max(1, min(SURFACE, math.isqrt(MOST_SIGNALS // signals_a_cell)))
        centres = (np.arange(side) + 0.5) / side
        x1, x2 = np.meshgrid(
            self._left + (self._right - self._left) * centres, self._bottom + (self._top - self._bottom) * centres
        )
        do = Record(samples=side**2)
        x = do.signal(2)
        x[0], x[1] = x1.ravel(), x2.ravel()
        signals = network.record_signals(x, do)
        self._program = do.program()
        self._surface = signals[-1][0].reshape(side, side)
        # A layer of neurons is a Dense layer and what follows it up to the next one; its last signal is what it says.
        starts = [place for place, layer in enumerate(network.layers) if isinstance(layer, Dense)]
        self._layers = [
            (network.layers[start], type(network.layers[end - 1]).name, _shown(signals[end], side))
            for start, end in zip(starts, [*starts[1:], len(network.layers)], strict=True)
        ]
        self._inputs = Neurons(2, "", np.empty((2, 0)), None, frozen(_shown(signals[0], side).copy()))

    def look(self) -> tuple[Surface, tuple[Neurons, ...]]:
        """The surface and the neurons as they are now, the inputs first: frozen copies."""
        self._program.run()
        neurons = [self._inputs]
        for dense, activation, maps in self._layers:
            assert isinstance(dense, Dense)
            weights = dense.W[:MOST_NEURONS, : len(neurons[-1].maps)].copy()
            biases = None if dense.b is None else frozen(dense.b[:MOST_NEURONS].copy())
            neurons.append(Neurons(dense.outputs, activation, frozen(weights), biases, frozen(maps.copy())))
        edges = (float(self._left), float(self._right), float(self._bottom), float(self._top))
        return Surface(frozen(self._surface.copy()), *edges), tuple(neurons)


def _shown(signal: Array, side: int) -> Array:
    """The maps of the first neurons (neurons, rows, columns), coarser than the surface: a view into their signal."""
    maps, every = signal[:-1].reshape(-1, side, side), max(1, side // MAP)
    return maps[:MOST_NEURONS, every // 2 :: every, every // 2 :: every]
