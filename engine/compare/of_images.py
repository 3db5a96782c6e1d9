"""A filter looks everywhere with the same few weights, so it has weights left to look for many things.

To see what that is worth, networks are compared that learn about as many numbers each: one whose neurons see the whole
image, one whose filters see nine pixels at a time, and one that keeps of each filter only where it answers most.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.compare.factor import CompareError
from engine.files import FileError
from engine.layer_list import LayerChoice, read_layer_list
from engine.program import Array
from engine.recipe import Recipe, RecipeError

FEW = 2  # samples are enough to see their shape
FILTERS = 8  # of the network that says how many numbers all of them learn
Layers = tuple[LayerChoice, ...]


def has_images(recipe: Recipe) -> bool:
    """Whether the samples have rows and columns."""
    found = _few_samples(recipe)
    return found is not None and found[0].ndim == 4


def networks_of_one_size(recipe: Recipe) -> tuple[Layers, Layers, Layers]:
    """Dense, with filters, with filters and pooling: lists of layers that learn about as many numbers each.

    Raises CompareError where the samples are no images, or too small for a filter."""
    size = _parameters(_filters(FILTERS), recipe)
    return _as_large(_dense, size, recipe), _filters(FILTERS), _as_large(pooled, size, recipe)


def pooled(filters: int) -> Layers:
    """Filters, of whose answers only the greatest of each square of four is kept."""
    return read_layer_list(f"Conv2D({filters}, 3), MaxPool2D(2), ReLU")


def _dense(neurons: int) -> Layers:
    return read_layer_list(f"Flatten, Dense({neurons}), ReLU")


def _filters(filters: int) -> Layers:
    return read_layer_list(f"Conv2D({filters}, 3), ReLU")


def _as_large(network: Callable[[int], Layers], size: int, recipe: Recipe) -> Layers:
    """The width at which it learns about ``size`` numbers: each neuron or filter more brings equally many."""
    one, two = (_parameters(network(width), recipe) for width in (1, 2))
    return network(max(1, 1 + round((size - one) / (two - one))))


def _parameters(layers: Layers, recipe: Recipe) -> int:
    """How many numbers the network learns, its output layer included."""
    found = _few_samples(recipe)
    if found is None:
        raise CompareError(f"What the samples of {recipe.dataset} look like is not known, so no filters can be tried.")
    X, T = found
    try:
        outputs = recipe.make_loss().targets(T).shape[1]
        made = recipe.changed(layers=layers).make_layers(X.shape[1:], outputs)
    except RecipeError as error:
        raise CompareError(f"Filters cannot be tried on {recipe.dataset}: {error}") from None
    return sum(layer.parameter_count for layer in made)


def _few_samples(recipe: Recipe) -> tuple[Array, Array] | None:
    """X and T; None where they are in a file that was not read, or that cannot be."""
    few = recipe.changed(samples=FEW) if recipe.uses("samples") else recipe
    data = few.make_dataset()
    if data.needs_file:
        return None
    try:
        return data.generate(np.random.RandomState(0))
    except FileError:
        return None
