"""Small networks that have every kind of layer that is registered, for the tests of the microscope."""

from __future__ import annotations

from typing import Any

from engine import Recipe
from engine.layer_list import read_layer_list

IMAGES: dict[str, Any] = {
    "dataset": "Digits", "samples": 9, "batch_size": 4, "loss": "Softmax cross-entropy", "output_activation": "Linear",
    "optimizer": "Adam", "learning_rate": 0.01, "seed": 3,
}  # fmt: skip
POINTS: dict[str, Any] = {
    "dataset": "Linear", "samples": 13, "batch_size": 5, "test_fraction": 0.2, "optimizer": "Momentum",
    "learning_rate": 0.05, "seed": 7,
}  # fmt: skip
FIVE_CLASSES: dict[str, Any] = {
    "dataset": "Blobs", "samples": 12, "batch_size": 5, "knobs": {"dataset": {"classes": 5}}, "loss": "MSE",
    "output_activation": "Softmax", "seed": 2,
}  # fmt: skip
LOGITS = POINTS | {"loss": "BCE with logits", "output_activation": "Linear"}
NUMBERS: dict[str, Any] = {"dataset": "Sine", "samples": 9, "output_activation": "Linear"}


def with_layers(layers: str, choices: dict[str, Any]) -> Recipe:
    """A recipe with a list of layers as a person types it."""
    return Recipe(**choices, layers=read_layer_list(layers))


LAYER_RECIPES: dict[str, Recipe] = {
    "Dense": with_layers("Dense(3), Tanh, Dense(2, false), ReLU", POINTS),
    "Conv2D": with_layers("Conv2D(2, 3, padding=1, stride=2), Tanh, Conv2D(2, 2, bias=false), Sigmoid", IMAGES),
    "MaxPool2D": with_layers("Conv2D(2, 3), MaxPool2D(2), ReLU, Flatten, Dense(3), Tanh", IMAGES),
    "AveragePool2D": with_layers("Conv2D(2, 2), AveragePool2D(3), Tanh", IMAGES),
    "GlobalAveragePool2D": with_layers("Conv2D(3, 3), Softplus, GlobalAveragePool2D, Dense(2), ELU", IMAGES),
    "Flatten": with_layers("MaxPool2D(2), Flatten, Dense(3), SiLU", IMAGES),
    "Dropout": with_layers("Dropout(0.1), Dense(4), Sigmoid, Dropout(0.5), Dense(3), GELU, Dropout(0.2)", POINTS),
    "BatchNorm": with_layers("Dense(3), BatchNorm, Tanh, Dense(2), BatchNorm, Sigmoid", POINTS),
    "BatchNorm of images": with_layers("Conv2D(2, 3), BatchNorm, Tanh, MaxPool2D(3), Dropout(0.25)", IMAGES),
    "Softmax of five": with_layers("Dense(3), Tanh, Dense(4)", FIVE_CLASSES),
    "Logits": with_layers("Dense(3), Tanh", LOGITS),
    "One feature": with_layers("Dense(3), Tanh, Tanh", NUMBERS),
}
