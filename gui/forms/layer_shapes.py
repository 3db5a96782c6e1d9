"""What becomes of a sample on its way through a list of layers, found out without a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.knobs import KnobError
from engine.layer_list import LayerChoice
from engine.layers import ShapeError
from engine.program import Shape
from engine.recipe import Recipe


@dataclass(frozen=True)
class Stop:
    """What one layer makes of a sample."""

    shape: Shape
    parameters: int  # how many numbers the layer learns


@dataclass(frozen=True)
class Walk:
    """As far as the layers fit together; ``complaint`` says why the next one does not, "" where all of them do."""

    stops: tuple[Stop, ...]
    complaint: str = ""


def walk(layers: Sequence[LayerChoice], shape: Shape) -> Walk:
    """Through all ``layers``, for samples of this ``shape``."""
    stops: list[Stop] = []
    for number, choice in enumerate(layers, 1):
        try:
            layer = choice.make(shape)
            shape = layer.shape_after(shape)
        except (ShapeError, KnobError) as error:
            return Walk(tuple(stops), f"Layer {number}: {error}")
        stops.append(Stop(shape, layer.parameter_count))
    return Walk(tuple(stops))


def short_form(recipe: Recipe, shape: Shape | None) -> tuple[LayerChoice, ...]:
    """The layers that the recipe's hidden layers and activation mean, for samples of this ``shape``, if it is known."""
    activation = LayerChoice(recipe.activation, recipe.knobs.get("activation", {}))
    flatten = [LayerChoice("Flatten")] if shape is not None and len(shape) > 1 else []
    without_bias = {} if recipe.bias else {"bias": False}
    dense = [LayerChoice("Dense", {"outputs": size, **without_bias}) for size in recipe.hidden]
    return (*flatten, *(part for each in dense for part in (each, activation)))


def in_words(shape: Shape) -> str:
    """8 × 4 × 4, or how many numbers a row of them has."""
    if len(shape) == 1:
        return f"{shape[0]:,} number{'s' if shape[0] != 1 else ''}"
    return " × ".join(f"{side:,}" for side in shape)


def explained(shape: Shape) -> str:
    """A sentence on it."""
    if len(shape) == 3:
        channels, height, width = shape
        total = f"{math.prod(shape):,} numbers in all"
        return f"{channels:,} channel{'s' if channels != 1 else ''} of {height:,} × {width:,} pixels, {total}."
    return f"A row of {in_words(shape)}."
