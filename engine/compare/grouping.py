"""Which trainings can go side by side follows from their recipes: all that decides on shapes must be the same.

How far a step goes, how first weights are drawn, how much of a neuron's speech is silenced: such numbers may differ
from network to network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from engine.convolution import Conv2D
from engine.layers import LAYERS
from engine.pooling import GlobalAveragePool2D, Pooling
from engine.recipe import CHOICES, Recipe

MOST = 32  # networks in a stack; the numbers of more of them find no room in a processor's cache
ROOM = 120_000  # numbers that all networks of a stack together may pass from layer to layer, for the same reason
FREE = ("learning_rate", "seed", "noise", "initializer", "epochs")  # choices that change no array's shape
SWITCHES = ("l1", "l2", "clip_norm", "patience")  # it only matters whether they are on
UNKNOWN = 1000  # samples are taken to be in a file that nobody has read yet
OF_IMAGES = (Conv2D, Pooling, GlobalAveragePool2D)


def group(recipes: Sequence[Recipe]) -> list[list[int]]:
    """The places of those that can be trained together, by their choices alone: groups of about one size.

    A large network, or one of images, comes alone: its arithmetic takes longer than the calls that a stack saves."""
    alike: dict[str, list[int]] = {}
    for place, recipe in enumerate(recipes):
        alike.setdefault(_shape(recipe), []).append(place)
    groups = []
    for places in alike.values():
        most = max(1, min(MOST, ROOM // _numbers(recipes[places[0]])))
        count = -(-len(places) // most)
        cuts = [round(len(places) * k / count) for k in range(count + 1)]
        groups += [places[start:end] for start, end in pairwise(cuts)]
    return groups


def _shape(recipe: Recipe) -> str:
    """A text that is the same for networks that make the same operations on arrays of the same shapes."""
    choices = {name: getattr(recipe, name) for name in CHOICES if name not in FREE}
    choices |= {name: choices[name] > 0 for name in SWITCHES}
    choices["layers"] = [(each.name, _fixed(each.settings)) for each in recipe.layers]
    knobs = {family: _fixed(values) for family, values in recipe.knobs.items() if family not in FREE}
    knobs["dataset"] = dict(sorted(recipe.knobs.get("dataset", {}).items()))
    choices["knobs"] = sorted((family, values) for family, values in knobs.items() if values)
    return repr(choices)


def _fixed(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings without those that are numbers with a fraction: they change no array's shape."""
    return {name: value for name, value in sorted(settings.items()) if not isinstance(value, float)}


def _numbers(recipe: Recipe) -> int:
    """How many numbers pass from layer to layer in an update, about."""
    if any(issubclass(LAYERS[each.name], OF_IMAGES) for each in recipe.layers if each.name in LAYERS):
        return ROOM
    samples = _samples(recipe)
    return min(recipe.batch_size or samples, samples) * _neurons(recipe)


def _samples(recipe: Recipe) -> int:
    if recipe.uses("samples"):
        return recipe.samples
    dataset = recipe.make_dataset()
    return UNKNOWN if dataset.needs_file else len(dataset.generate(np.random.RandomState(0))[0])


def _neurons(recipe: Recipe) -> int:
    """Of all layers, each counted once for its sum and once for its activation; as if there were two inputs."""
    if not recipe.layers:
        return 2 + 2 * sum(recipe.hidden)
    count = width = 2
    for each in recipe.layers:
        width = each.settings.get("outputs", width)
        count += width
    return count
