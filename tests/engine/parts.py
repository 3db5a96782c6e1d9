"""The parts of a network, for tests that write or read their numbers."""

from __future__ import annotations

from engine import Dense, Network
from tests.engine.numeric import Array


def dense(network: Network, number: int) -> Dense:
    """Layer ``number`` of the network, counted from 1, which must be a Dense one."""
    layer = network.layers[number - 1]
    assert isinstance(layer, Dense)
    return layer


def bias(layer: Dense) -> Array:
    """b of a layer that has one."""
    assert layer.b is not None
    return layer.b


def bias_gradient(layer: Dense) -> Array:
    """db of a layer that has a b."""
    assert layer.db is not None
    return layer.db
