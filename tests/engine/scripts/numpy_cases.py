"""Recipes that together have everything in them that is registered."""

from __future__ import annotations

from typing import Any

from engine import ACTIVATIONS, LOSSES, OPTIMIZERS, SCHEDULES, Recipe
from tests.engine.scripts.numpy_runs import with_layers

SLOWLY: dict[str, Any] = {"learning_rate": 0.05, "batch_size": 6}
IMAGES: dict[str, Any] = {
    "dataset": "Digits", "samples": 19, "batch_size": 6, "loss": "Softmax cross-entropy", "output_activation": "Linear",
    "optimizer": "Adam", "learning_rate": 0.02, "seed": 3,
}  # fmt: skip
SCHEDULE_KNOBS = {
    "Step": {"every": 3}, "Cosine": {"length": 7}, "Warm-up": {"length": 5}, "Reduce on plateau": {"wait": 1},
}  # fmt: skip
SINGLE: dict[str, Any] = {"precision": "float32"}

LAB = {
    "XOR": Recipe(),
    "XOR without bias": Recipe(bias=False),
    "Linear": Recipe(dataset="Linear", learning_rate=0.1),
    "XOR in batches": Recipe(batch_size=8, seed=2),
    "Linear in batches without bias": Recipe(dataset="Linear", batch_size=7, bias=False),
}
LAYERS: dict[str, Recipe] = {
    "Dense, Flatten and activations": with_layers(
        "Flatten, Dense(3, false), Tanh, Tanh, Dense(4), ELU(0.5), ELU(2)", **IMAGES),
    "Dropout": with_layers("Dropout(0.1), Dense(4), Dropout(0.3), Dropout(0.2), GELU, Dense(3), Softmax", **SLOWLY),
    "BatchNorm": with_layers(
        "BatchNorm, Dense(4), BatchNorm, Tanh, Dense(1), BatchNorm", optimizer="Adagrad", **SLOWLY),
    "BatchNorm with a last batch of one": with_layers("Dense(4), BatchNorm, Tanh", learning_rate=0.1, batch_size=5),
    "Conv2D": with_layers("Conv2D(2, 3, padding=1, stride=2), Tanh, Conv2D(3, 2, bias=false), ReLU", **IMAGES),
    "Conv2D with one filter": with_layers("Conv2D(1, 2, stride=2), Conv2D(1, 3)", **IMAGES),
    "MaxPool2D": with_layers("MaxPool2D(2), Conv2D(2, 2), MaxPool2D(2), ReLU, Flatten, Dense(3)", **IMAGES),
    "AveragePool2D": with_layers("Conv2D(2, 2), AveragePool2D(3), Dropout(0.2)", **IMAGES),
    "GlobalAveragePool2D": with_layers("Conv2D(3, 3), BatchNorm, SiLU, GlobalAveragePool2D, Dense(2)", **IMAGES),
    "Images and one feature of BatchNorm": with_layers("ReLU, AveragePool2D(2), BatchNorm", **IMAGES),
    "single precision": with_layers(
        "Conv2D(2, 3), BatchNorm, ReLU, MaxPool2D(2), Dropout, Flatten, Dense(3), GELU", **IMAGES, **SINGLE),
}  # fmt: skip
OTHERS: dict[str, Recipe] = {
    "no hidden layer": Recipe(hidden=(), **SLOWLY),
    "one update at a time": Recipe(batch_size=1, optimizer="Nesterov"),
    "five classes": Recipe(dataset="Blobs", samples=30, knobs={"dataset": {"classes": 5}}, loss="MSE",
                           output_activation="Softmax"),
    "features": Recipe(dataset="Circles", samples=30, features=("x1²", "x2²", "x1·x2"), standardise=True, **SLOWLY),
    "numbers": Recipe(dataset="Sine", samples=25, output_activation="Linear", standardise=True, test_fraction=0.2,
                      **SLOWLY),
    "penalties": with_layers("Dense(4), BatchNorm, ReLU, Dense(3)", l1=0.001, l2=0.01, clip_norm=0.05, **SLOWLY),
    "penalties of convolutions": with_layers("Conv2D(2, 3), Tanh", **IMAGES, l2=0.01),
    "only L1": Recipe(l1=0.01, hidden=(5,)),
    "only clipping": Recipe(clip_norm=0.01, optimizer="Momentum", learning_rate=0.1),
    "a schedule that looks at losses, in single precision": Recipe(
        schedule="Reduce on plateau", knobs={"schedule": {"wait": 0}}, **SINGLE, **SLOWLY),
    "all of a run": with_layers("Dense(6), BatchNorm, Tanh, Dropout(0.2), Dense(4), ReLU", dataset="Linear", samples=40,
                                test_fraction=0.25, optimizer="Adam", schedule="Step", knobs={"schedule": {"every": 3}},
                                l2=0.001, clip_norm=1.0, patience=30, **SLOWLY),
    "numbers that are packed": Recipe(dataset="Moons", samples=400, hidden=(20, 20), batch_size=100),
}  # fmt: skip
CASES: dict[str, Recipe] = {
    **{f"activation {name}": Recipe(activation=name, learning_rate=0.1) for name in ACTIVATIONS},
    **{f"loss {name}": Recipe(loss=name, output_activation=LOSSES[name].usual_output) for name in LOSSES},
    **{f"optimizer {name}": Recipe(optimizer=name, **SLOWLY) for name in OPTIMIZERS},
    **{
        f"schedule {name}": Recipe(schedule=name, knobs={"schedule": SCHEDULE_KNOBS.get(name, {})}, **SLOWLY)
        for name in SCHEDULES
    },
    **LAYERS,
    **OTHERS,
}
