"""A recipe for each kind of data, small enough to be trained in a moment."""

from __future__ import annotations

from engine.recipe import Recipe

MANY = {"loss": "Softmax cross-entropy", "output_activation": "Linear"}
NUMBERS = {"output_activation": "Linear", "learning_rate": 0.05}
SMALL = Recipe(samples=60, hidden=(5,), activation="Tanh", test_fraction=0.2, epochs=40)

KINDS: dict[str, Recipe] = {
    "two classes": SMALL,
    "ten classes": SMALL.changed(dataset="Blobs", knobs={"dataset": {"classes": 10}}, **MANY),
    "spirals": SMALL.changed(dataset="Spirals", knobs={"dataset": {"arms": 3}}, **MANY),
    "surface": SMALL.changed(dataset="Gaussian hills", **NUMBERS),
    "curve": SMALL.changed(dataset="Sine", **NUMBERS),
    "steps": SMALL.changed(dataset="Steps", test_fraction=0.0, **NUMBERS),
    "digits": SMALL.changed(dataset="Digits", precision="float32", **MANY),
    "shapes": SMALL.changed(
        dataset="Shapes", layers="Conv2D(2, 3), ReLU, MaxPool2D(2), BatchNorm, Flatten, Dropout(0.2), Dense(6), Tanh",
        **MANY,
    ),
}  # fmt: skip
