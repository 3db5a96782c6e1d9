"""Runs that are written as PyTorch programs: every part that the engine registers is in one of them at least."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import ACTIVATIONS, LOSSES, OPTIMIZERS, Intervention, Recipe, Trainer
from engine.layer_list import read_layer_list
from engine.run import Run
from engine.schedules import SCHEDULES
from tests.engine.layer_recipes import FIVE_CLASSES, IMAGES, LAYER_RECIPES, POINTS

UPDATES = 50
READY = Path(__file__).parents[2] / "assets" / "recipes"


@dataclass(frozen=True)
class ScriptCase:
    """A run to be written."""

    name: str
    recipe: Recipe
    updates: int = UPDATES
    interventions: tuple[Intervention, ...] = ()

    def __str__(self) -> str:
        return self.name

    def trainer(self) -> Trainer:
        """It after its last update."""
        trainer = Trainer(self.recipe, self.interventions)
        trainer.advance(self.updates)
        return trainer

    def run(self) -> Run:
        """The same as it is saved."""
        return self.trainer().run()


SMALL: dict[str, Any] = {"dataset": "Linear", "samples": 23, "test_fraction": 0.2, "hidden": (5, 4), "seed": 7}
OTHER_KNOBS: dict[str, dict[str, Any]] = {  # than those that a part comes with
    "Leaky ReLU": {"slope": 0.2},
    "ELU": {"alpha": 0.5},
    "Huber": {"delta": 0.3},
    "Momentum": {"momentum": 0.5},
    "Nesterov": {"momentum": 0.7},
    "Adagrad": {"epsilon": 0.01},
    "RMSprop": {"beta": 0.5, "epsilon": 0.01},
    "Adadelta": {"beta": 0.5, "epsilon": 0.01},
    "Adam": {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.01},
    "AdamW": {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.01, "weight_decay": 0.2},
    "NAdam": {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.01, "momentum_decay": 0.1},
    "Step": {"every": 4, "factor": 0.6},
    "Exponential": {"factor": 0.9},
    "Cosine": {"length": 6},
    "Warm-up": {"length": 8, "start": 0.2},
    "Reduce on plateau": {"factor": 0.3, "wait": 1},
}


def _in_both_ways(family: str, name: str, **choices: Any) -> list[ScriptCase]:
    """A part as it comes and, where it has knobs, with others."""
    usual = Recipe(**{**SMALL, family: name, **choices})
    cases = [ScriptCase(f"{family} {name}", usual)]
    if name in OTHER_KNOBS:
        cases.append(ScriptCase(f"{family} {name} with other knobs", usual.changed(knobs={family: OTHER_KNOBS[name]})))
    return cases


def _activations() -> list[ScriptCase]:
    return [each for name in ACTIVATIONS for each in _in_both_ways("activation", name, optimizer="Momentum")]


def _losses() -> list[ScriptCase]:
    cases = []
    for name, loss in LOSSES.items():
        output = loss.usual_output_for(is_regression=False)
        cases += _in_both_ways("loss", name, output_activation=output, batch_size=5, learning_rate=0.3)
    return cases


def _optimizers() -> list[ScriptCase]:
    return [
        each
        for name, optimizer in OPTIMIZERS.items()
        for each in _in_both_ways("optimizer", name, learning_rate=optimizer.usual_learning_rate, batch_size=7)
    ]


CHANGES = (Intervention(11, "learning_rate", 0.7), Intervention(30, "learning_rate", 0.04))


def _schedules() -> list[ScriptCase]:
    """Undisturbed, and with a learning rate that is changed in the middle of an epoch and between two."""
    cases = []
    for name in SCHEDULES:
        for size in (0, 7):
            for each in _in_both_ways("schedule", name, batch_size=size, activation="Tanh", learning_rate=0.4):
                cases.append(ScriptCase(f"{each}, batches of {size}", each.recipe))
                cases.append(ScriptCase(f"{each}, batches of {size}, changed", each.recipe, interventions=CHANGES))
    return cases


def _layers() -> list[ScriptCase]:
    """Trained gently: what has left all bounds agrees in its first digits only."""
    return [
        ScriptCase(f"layers {name}", recipe.changed(learning_rate=min(recipe.learning_rate, 0.1)))
        for name, recipe in LAYER_RECIPES.items()
    ]


def _special(layers: str, **choices: Any) -> Recipe:
    return Recipe(**choices, layers=read_layer_list(layers))


NUMBERS: dict[str, Any] = {"dataset": "Sine", "samples": 40, "output_activation": "Linear", "activation": "Tanh"}
# Before batch norm a bias changes nothing: its gradient is 0 but for rounding, which Adam and its like make a step of.
# So no two programs agree on that bias, nor on the running mean that follows it: these networks do without.
EVERYTHING = _special(
    "Dense(6, false), BatchNorm(epsilon=0.01, momentum=0.3), Tanh, Dropout(0.2), Dense(5), ELU(0.5), Dropout(0.1)",
    **POINTS | {"samples": 40, "optimizer": "Adam", "l1": 0.002, "l2": 0.01, "clip_norm": 0.3, "patience": 4},
    schedule="Step",
    knobs={"schedule": {"every": 3, "factor": 0.7}},
)
MANY_DIGITS = Recipe(
    **SMALL, optimizer="NAdam", learning_rate=1 / 70, l1=1 / 700, l2=1 / 300, clip_norm=10 / 3,
    knobs={"optimizer": {"beta1": 8 / 9, "beta2": 98 / 99, "epsilon": 1 / 3e6, "momentum_decay": 1 / 300}},
)  # fmt: skip
OTHERS = (
    ScriptCase("everything at once", EVERYTHING, 200, CHANGES),
    ScriptCase("patience without a test", Recipe(**SMALL | {"test_fraction": 0.0}, patience=2, learning_rate=9.0)),
    ScriptCase("patience that lasts", Recipe(**SMALL, patience=1000)),
    ScriptCase("patience that ends", Recipe(**SMALL, batch_size=4, learning_rate=7.0, patience=2), 200),
    ScriptCase("L1", Recipe(**SMALL, l1=0.01)),
    ScriptCase("settings of many digits", MANY_DIGITS),
    ScriptCase("a handful of images", _special("Conv2D(2, 5, stride=2), Tanh", **IMAGES | {"samples": 4}), 5),
    ScriptCase("L2 with AdamW", Recipe(**SMALL, l2=0.01, optimizer="AdamW", learning_rate=0.1)),
    ScriptCase("clipping", Recipe(**SMALL, clip_norm=0.01)),
    ScriptCase("penalties and batch norm", _special("Dense(4), BatchNorm, Tanh", **POINTS, l2=0.1, l1=0.01)),
    ScriptCase("no update", Recipe(**SMALL), 0),
    ScriptCase("the first of several batches", Recipe(**SMALL, batch_size=5), 1),
    ScriptCase("in the middle of an epoch", Recipe(**SMALL, batch_size=5), 18),
    ScriptCase("no bias", Recipe(**SMALL, bias=False)),
    ScriptCase("no hidden layer", Recipe(**SMALL | {"hidden": ()})),
    ScriptCase("many hidden layers", Recipe(**SMALL | {"hidden": (4,) * 60}, activation="SELU")),
    ScriptCase("standardised numbers", Recipe(**NUMBERS, standardise=True, optimizer="Adam", learning_rate=0.05)),
    ScriptCase("numbers as they are", Recipe(**NUMBERS, loss="Huber", learning_rate=0.05, test_fraction=0.3)),
    ScriptCase("features", Recipe(**SMALL, features=("x1", "x1²", "sin x2"), standardise=True)),
    ScriptCase("images without a list", Recipe(**IMAGES | {"samples": 30}, hidden=(6,), activation="GELU")),
    ScriptCase("softmax of images", _special("Conv2D(2, 3), Softmax, MaxPool2D(2)", **IMAGES | {"samples": 30})),
    ScriptCase("softmax of neurons", _special("Dense(5), Softmax, BatchNorm, Dense(3), SiLU", **FIVE_CLASSES)),
    ScriptCase("a single number for batch norm", _special("Dense(4), BatchNorm, Tanh", **POINTS | {"samples": 14})),
    ScriptCase("a single pixel for batch norm", _special("Conv2D(3, 8), BatchNorm, Dropout(0.3), Tanh", **IMAGES)),
    ScriptCase(
        "Nesterov without momentum",
        Recipe(**SMALL, optimizer="Nesterov", knobs={"optimizer": {"momentum": 0}}),
    ),
    ScriptCase(
        "a warm-up from nothing",
        Recipe(**SMALL, schedule="Warm-up", knobs={"schedule": {"length": 9, "start": 0}}),
        interventions=CHANGES,
    ),
    ScriptCase(
        "a plateau without a fall",
        Recipe(**SMALL, schedule="Reduce on plateau", knobs={"schedule": {"factor": 1, "wait": 0}}),
    ),
    ScriptCase(
        "in halves",
        Recipe(**SMALL | {"samples": 300, "hidden": (256, 256)}, activation="ReLU", learning_rate=0.1),
    ),
    ScriptCase("single precision", Recipe(**SMALL, precision="float32", batch_size=6)),
    ScriptCase("dropout in single precision", EVERYTHING.changed(precision="float32", patience=0)),
)


def _ready() -> list[ScriptCase]:
    """The recipes that come with the program, in double precision."""
    return [
        ScriptCase(f"recipe {path.stem}", Recipe.load(path).changed(precision="float64"))
        for path in sorted(READY.glob("*.json"))
    ]


def _lab() -> list[ScriptCase]:
    """What the lab asks for."""
    return [
        ScriptCase(
            f"the lab on {data}, batches of {size}, {'with' if bias else 'without'} bias",
            Recipe(dataset=data, seed=3, batch_size=size, bias=bias),
        )
        for data in ("XOR", "Linear")
        for size in (0, 8)
        for bias in (True, False)
    ]


CASES: tuple[ScriptCase, ...] = (
    *_lab(), *_activations(), *_losses(), *_optimizers(), *_schedules(), *_layers(), *OTHERS, *_ready(),
)  # fmt: skip
