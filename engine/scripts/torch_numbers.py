"""The numbers that a run starts from, to the last digit: its samples, and its first weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.inputs import mean_and_deviation
from engine.program import Array
from engine.scripts.lines import dictionary, lines
from engine.scripts.literals import WRITTEN_OUT, assignment
from engine.trainer import Trainer


def numbers(trainer: Trainer, first: Mapping[str, Array]) -> str:
    """Samples X and truth T as the network learns from them, those kept for testing, and the weights ``first``."""
    return "\n\n".join([_samples(trainer), *_scale(trainer), *_test(trainer), _weights(first)])


def _samples(trainer: Trainer) -> str:
    X = np.concatenate([trainer.data.train.X, trainer.data.test.X])
    X[~trainer.points.is_test], X[trainer.points.is_test] = trainer.data.train.X, trainer.data.test.X
    return lines(
        "# The samples as the network sees them (samples, features …), and the truth (samples, outputs).",
        _array("inputs", X),
        "X = torch.tensor(inputs, dtype=DTYPE)",
        _truth(trainer.data.T),
    )


def _array(name: str, values: Array) -> str:
    """The statement ``name`` = ``values``; of small images, rows first: nobody reads four brackets."""
    if values.ndim <= 2 or values.size > WRITTEN_OUT:
        return assignment(name, values)
    rows, sizes = values.reshape(len(values), -1), ", ".join(map(str, values.shape))
    return lines(assignment(name, rows), f"{name} = {name}.reshape({sizes})")


def _truth(T: Array) -> str:
    """Of classes, their numbers are enough."""
    is_binary = bool(np.isin(T, (0, 1)).all())
    if is_binary and T.shape[1] == 1:
        return lines(
            assignment("classes", T[:, 0].astype(np.int64)),
            "T = torch.tensor(classes, dtype=DTYPE).reshape(-1, 1)",
        )
    if is_binary and bool((T.sum(axis=1) == 1).all()):
        return lines(
            assignment("classes", T.argmax(axis=1)),
            f"T = nn.functional.one_hot(torch.tensor(classes).long(), {T.shape[1]}).to(DTYPE)",
        )
    return lines(assignment("truth", T), "T = torch.tensor(truth, dtype=DTYPE)")


def _scale(trainer: Trainer) -> list[str]:
    points = trainer.points
    if not (trainer.recipe.standardise and points.is_regression):
        return []
    mean, deviation = mean_and_deviation(points.T[~points.is_test])
    return [
        lines(
            "# Answers are learned with mean 0 and deviation 1; in their own units they have these.",
            assignment("MEAN", mean),
            assignment("DEVIATION", deviation),
        )
    ]


def _test(trainer: Trainer) -> list[str]:
    if not len(trainer.data.test):
        return []
    return [
        lines(
            "# The samples that are kept for testing, by their place from 0; all others are to train on.",
            assignment("test", np.flatnonzero(trainer.points.is_test)),
            "train_on = np.setdiff1d(np.arange(len(X)), test)",
            "X_TRAIN, T_TRAIN, X_TEST, T_TEST = X[train_on], T[train_on], X[test], T[test]",
        )
    ]


def _weights(first: Mapping[str, Array]) -> str:
    """W1, b1, W2 …, and by which names PyTorch knows them."""
    layers = list(dict.fromkeys(each.rpartition(".")[0] for each in first))
    names = {}
    for each in first:
        layer, _, kind = each.rpartition(".")
        names[each] = f"{'W' if kind == 'weight' else 'b'}{layers.index(layer) + 1}"
    return lines(
        "# The first weights.",
        *(_array(names[each], values) for each, values in first.items()),
        dictionary("FIRST_WEIGHTS", [f'"{each}": {name}' for each, name in names.items()]),
    )
