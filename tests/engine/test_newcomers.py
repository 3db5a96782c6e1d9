"""One class in one file adds a thing: the listings, options, recipes, the training and the checks find it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from engine import ACTIVATIONS, DATASETS, LOSSES, OPTIMIZERS, Dense, Network, Recipe, Trainer, check_gradients, load_run
from engine.console import main

ACTIVATION = '''"""A newcomer."""
from dataclasses import dataclass
import numpy as np
from engine import ACTIVATIONS, Activation, knob

@ACTIVATIONS.register("Soft step")
@dataclass(eq=False)
class SoftStep(Activation):
    """A tanh as steep as one likes:  a = tanh s z,  da/dz = s (1 - a²)."""
    steepness: float = knob(1.0, label="Steepness", symbol="s", low=0.1, high=10.0, help="How sudden the step is.")

    def record(self, z, a, do):
        do("a = s z", np.multiply, z, do.constant(self.steepness), out=a)
        do("a = tanh s z", np.tanh, a, out=a)

    def record_slope(self, z, a, slope, do):
        do("a²", np.multiply, a, a, out=slope)
        do("1 - a²", np.subtract, do.constant(1.0), slope, out=slope)
        do("s (1 - a²)", np.multiply, slope, do.constant(self.steepness), out=slope)
'''

OPTIMIZER = '''"""A newcomer."""
from dataclasses import dataclass
import numpy as np
from engine import OPTIMIZERS, Optimizer, knob
from engine.optimizers import learning_rate_knob

@OPTIMIZERS.register("Signs")
@dataclass(eq=False)
class Signs(Optimizer):
    """Only the sign of a slowly moving mean counts:  m = β m + g,  θ = θ - ρ sign m."""
    learning_rate: float = learning_rate_knob(0.01)
    memory: float = knob(0.5, label="Memory", low=0.0, high=0.99, help="How slowly the mean moves.")

    def record(self, θ, g, do):
        m, step = self.remember("mean", θ.size), np.zeros_like(θ)
        do("m = β m", np.multiply, m, do.constant(self.memory), out=m)
        do("m = β m + g", np.add, m, g, out=m)
        do("sign m", np.sign, m, out=step)
        do("step = ρ sign m", np.multiply, step, self.rate, out=step)
        do("θ = θ - step", np.subtract, θ, step, out=θ)
'''

DATASET = '''"""A newcomer."""
from dataclasses import dataclass
import numpy as np
from engine import DATASETS, Dataset, knob
from engine.datasets import samples_knob

@DATASETS.register("Ring")
@dataclass(eq=False)
class Ring(Dataset):
    """Points inside and outside of a circle."""
    samples: int = samples_knob(60)
    radius: float = knob(0.5, label="Radius", low=0.1, high=0.9, help="How large the circle is.")

    def generate(self, rng):
        X = rng.uniform(-1, 1, (self.samples, 2))
        return X, (np.hypot(X[:, :1], X[:, 1:]) < self.radius).astype(float)
'''


@pytest.fixture
def newcomers(tmp_path: Path, restored_registries: None) -> None:
    """Three files, each with one class, imported like any module."""
    for name, source in (("soft_step", ACTIVATION), ("signs", OPTIMIZER), ("ring", DATASET)):
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
        load(tmp_path / f"{name}.py")


def load(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.usefixtures("newcomers")
def test_listings_show_them(capsys: pytest.CaptureFixture[str]) -> None:
    """By name, with the first line of their docstring."""
    for command, line in (
        ("activations", "A tanh as steep as one likes:  a = tanh s z,  da/dz = s (1 - a²)."),
        ("optimizers", "Only the sign of a slowly moving mean counts:  m = β m + g,  θ = θ - ρ sign m."),
        ("datasets", "Points inside and outside of a circle."),
    ):
        assert main([command]) == 0
        assert capsys.readouterr().out.splitlines()[-1].endswith(line)


@pytest.mark.usefixtures("newcomers")
def test_recipes_choose_them_and_their_knobs(tmp_path: Path) -> None:
    """By name in any case, checked, and through a file."""
    recipe = Recipe(
        dataset="ring", activation="SOFT STEP", optimizer="signs", samples=40,
        knobs={"activation": {"steepness": 2}, "optimizer": {"memory": 0.25}, "dataset": {"radius": 0.6}},
    )  # fmt: skip
    assert (recipe.dataset, recipe.activation, recipe.optimizer) == ("Ring", "Soft step", "Signs")
    assert list(recipe.part_knobs("dataset")) == ["radius"]
    assert not recipe.uses("noise")
    recipe.save(tmp_path / "recipe.json")
    assert Recipe.load(tmp_path / "recipe.json") == recipe
    with pytest.raises(ValueError, match="radius"):
        recipe.changed(knobs={"dataset": {"radius": 2.0}})


@pytest.mark.usefixtures("newcomers")
def test_the_terminal_trains_with_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Options and knobs; the run file is opened again and goes on."""
    options = [
        "--dataset",
        "RING",
        "--activation",
        "soft step",
        "--optimizer",
        "Signs",
        "--samples",
        "40",
        "--lr",
        "0.01",
    ]
    knobs = ["--knob", "activation.steepness=2", "--knob", "optimizer.memory=0.25", "--knob", "dataset.radius=0.6"]
    assert main(["train", *options, *knobs, "--epochs", "300", "--json", "--out", str(tmp_path / "out")]) == 0
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert results[-1]["accuracy"] > 0.7
    trainer = Trainer.resumed(load_run(tmp_path / "out" / "run.npz"))
    assert trainer.recipe.knobs["dataset"] == {"radius": 0.6}
    assert list(trainer.optimizer.state) == ["mean"]
    trainer.train(5)
    assert trainer.epoch == 305


@pytest.mark.usefixtures("newcomers")
def test_the_gradient_check_passes_the_honest_one() -> None:
    """The same check that every registered activation passes unasked."""
    rng = np.random.default_rng(0)
    soft_step = ACTIVATIONS["Soft step"](steepness=3.0)  # type: ignore[call-arg]
    network = Network([Dense(2, 3), soft_step, Dense(3, 1), ACTIVATIONS["Sigmoid"]()], rng=rng)
    comparisons = check_gradients(network, LOSSES["MSE"](), rng.normal(size=(6, 2)), rng.uniform(size=(6, 1)))
    assert max(each.error for each in comparisons) < 1e-6


def test_a_newcomer_of_another_test_is_gone() -> None:
    """Tests do not leave their classes in the registries."""
    assert "Soft step" not in ACTIVATIONS
    assert "Signs" not in OPTIMIZERS
    assert "Ring" not in DATASETS
