"""What can be known of a dataset's samples before they are drawn: their shape, and how many answers there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.datasets import Dataset
from engine.files import FileError
from engine.program import Shape
from engine.recipe import Recipe

FEW = 2  # samples are enough to see their shape


@dataclass(frozen=True)
class DataShape:
    """Of one sample."""

    sample: Shape  # as the dataset draws it
    inputs: Shape  # as the network sees it
    outputs: int  # how many numbers the network has to answer


def shape_of(recipe: Recipe) -> DataShape | None:
    """The shapes of the recipe's data; None where that is in a file which was not read yet, or cannot be."""
    dataset = recipe.make_dataset()
    found = _shape_of_file(dataset) if dataset.needs_file else _shape_of_few(recipe)
    if found is None:
        return None
    sample, columns = found
    outputs = recipe.make_loss().targets(np.zeros((1, columns))).shape[1]
    return DataShape(sample, (len(recipe.features),) if recipe.features else sample, outputs)


def _shape_of_few(recipe: Recipe) -> tuple[Shape, int] | None:
    """By drawing as few samples as the dataset can do with."""
    few = recipe.changed(samples=FEW) if recipe.uses("samples") else recipe
    try:
        X, T = few.make_dataset().generate(np.random.RandomState(0))
    except FileError:
        return None
    return X.shape[1:], T.shape[1]


def _shape_of_file(dataset: Dataset) -> tuple[Shape, int] | None:
    """By what is remembered of the file: its names, once it was read.  Nothing is read here."""
    features, classes = len(dataset.feature_names(0)), len(dataset.class_names)
    return ((features,), classes if classes > 2 else 1) if features else None
