"""One class in one file for each family: what a person writes to add a thing, and how such a file is imported."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

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
        do("s z", np.multiply, z, do.constant(self.steepness, "s"), out=a)
        do("a = tanh s z", np.tanh, a, out=a)

    def record_slope(self, z, a, slope, do):
        do("a²", np.multiply, a, a, out=slope)
        do("1 - a²", np.subtract, do.constant(1), slope, out=slope)
        do("slope = s (1 - a²)", np.multiply, slope, do.constant(self.steepness, "s"), out=slope)
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

    usual_learning_rate = 0.02
    learning_rate: float = learning_rate_knob(0.01)
    memory: float = knob(0.5, label="Memory", symbol="β", low=0.0, high=0.99, help="How slowly the mean moves.")

    def record(self, θ, g, do):
        m, step = self.remember("mean", θ.size), np.zeros_like(θ)
        do("β m", np.multiply, m, do.constant(self.memory, "β"), out=m)
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
    inside: bool = knob(True, label="Inside", help="Whether the points inside are of class 1.")

    def generate(self, rng):
        X = rng.uniform(-1, 1, (self.samples, 2))
        return X, ((np.hypot(X[:, :1], X[:, 1:]) < self.radius) == self.inside).astype(float)
'''

LOSS = '''"""A newcomer."""
from dataclasses import dataclass
import numpy as np
from engine import LOSSES, Loss, knob

@LOSSES.register("Fourth power")
@dataclass(eq=False)
class FourthPower(Loss):
    """Small errors hardly matter, large ones very much:  L = w Σ e⁴ / n,  dy = 4 w e³ / n,  e = y - t."""

    usual_output = "Sigmoid"
    weight: float = knob(1.0, label="Weight", symbol="w", low=0.1, high=10.0, help="How much an error counts.")

    def record_value(self, y, t, do):
        self.e = do("e = y - t", np.subtract, y, t, out=do.array(len(y)))
        self.e2 = do("e²", np.square, self.e, out=do.array(len(y)))
        total = do("Σ e⁴", np.dot, self.e2.reshape(-1), self.e2.reshape(-1), out=do.number())
        return do("L = w Σ e⁴ / n", np.multiply, total, do.constant(self.weight / y.size, "w / n"), out=do.number())

    def record_gradient(self, y, t, do):
        dy = do("e³", np.multiply, self.e2, self.e, out=do.array(len(y)))
        return do("dy = 4 w e³ / n", np.multiply, dy, do.constant(4 * self.weight / y.size, "4 w / n"), out=dy)
'''

LAYER = '''"""A newcomer that learns, and that remembers something beside its weights."""
import math
from dataclasses import dataclass
import numpy as np
from engine import LAYERS, Layer, ShapeError, knob
from engine.knobs import Adjustable

@LAYERS.register("Limiter")
@dataclass(eq=False)
class Limiter(Adjustable, Layer):
    """Stretches each number, and when asked takes none for greater than in training:  z = s x,  dx = s dz."""

    numbers: int
    start: float = knob(1.0, label="Start", symbol="s", low=0.1, high=10.0, help="The factor of each number at first.")
    limits: bool = knob(True, label="Limits", help="Whether numbers beyond those of the training count as those.")

    def __post_init__(self):
        super().__post_init__()
        self.parameter_count = self.numbers
        self.bind(np.zeros(self.numbers), np.zeros(self.numbers))

    @classmethod
    def arguments_for(cls, shape):
        return {"numbers": math.prod(shape)}

    def shape_after(self, shape):
        if math.prod(shape) != self.numbers:
            raise ShapeError(f"Limiter({self.numbers}) expects samples of {self.numbers} numbers, got {shape}.")
        return shape

    def bind(self, parameters, gradients):
        self.s, self.ds = parameters, gradients
        self.greatest = np.zeros(self.numbers, parameters.dtype)

    def draw(self, rng):
        self.s[:] = self.start

    @property
    def state(self):
        return {"greatest": self.greatest}

    def record_forward(self, x, do):
        self.x, z = x[:-1], do.signal(self.numbers)
        if self.limits and not do.training:
            do("min(x, m)", np.minimum, self.x, self.greatest[:, np.newaxis], out=z[:-1])
        do("z = s x", np.multiply, self.x if do.training or not self.limits else z[:-1], self.s[:, np.newaxis],
           out=z[:-1])
        return z

    def record_gradients(self, dz, do):
        product = do("dz x", np.multiply, dz, self.x, out=do.array(self.numbers))
        do("ds = Σ dz x", np.dot, product, np.ones(do.samples, do.dtype), out=self.ds)
        m = do("max x", np.max, self.x, 1, out=np.zeros(self.numbers, do.dtype))
        do("m = max(m, x)", np.maximum, self.greatest, m, out=self.greatest)

    def record_backward(self, dz, do):
        return do("dx = s dz", np.multiply, dz, self.s[:, np.newaxis], out=do.array(self.numbers))
'''

INITIALIZER = '''"""A newcomer."""
from dataclasses import dataclass
import numpy as np
from engine import INITIALIZERS, Initializer, knob
from engine.knobs import Adjustable

@INITIALIZERS.register("Coin")
@dataclass(eq=False)
class Coin(Adjustable, Initializer):
    """Every weight is of one size, and a coin decides on its sign:  W = ±r."""

    size: float = knob(0.5, label="Size", symbol="r", low=0.0, high=2.0, help="How large each weight is at first.")

    def draw(self, rng, outputs, inputs, fan_out=0):
        return self.size * (2.0 * rng.integers(0, 2, (outputs, inputs)) - 1)
'''

SCHEDULE = '''"""A newcomer."""
from dataclasses import dataclass
import numpy as np
from engine import SCHEDULES, knob
from engine.schedules import ByEpoch

@SCHEDULES.register("Harmonic")
@dataclass(eq=False)
class Harmonic(ByEpoch):
    """Falls like a harmonic series:  share = 1 / (1 + d epoch)."""

    decay: float = knob(0.01, label="Decay", symbol="d", low=0.0, high=1.0, help="How fast the learning rate falls.")

    def record_share(self, epoch, do):
        share = do("d epoch", np.multiply, epoch, do.constant(self.decay, "d"), out=do.number())
        do("1 + d epoch", np.add, share, do.constant(1), out=share)
        return do("share = 1 / (1 + d epoch)", np.reciprocal, share, out=share)
'''

FEATURE = '''"""A newcomer."""
import numpy as np
from engine import FEATURES
from engine.inputs import FeatureMap

@FEATURES.register("radius")
class Radius(FeatureMap):
    """How far a point is from the middle:  √(x₁² + x₂²)."""

    needs = 2

    def values(self, x):
        return np.hypot(x[0], x[1])
'''

METRIC = '''"""A newcomer."""
import numpy as np
from engine import METRICS, Metric

@METRICS.register("Worst error")
class WorstError(Metric):
    """How wrong the most wrong answer is:  max |a - t|."""

    def value(self, A, T):
        return float(np.abs(A - T).max())
'''

SOURCES = {
    "activation": ACTIVATION, "optimizer": OPTIMIZER, "dataset": DATASET, "loss": LOSS, "layer": LAYER,
    "initializer": INITIALIZER, "schedule": SCHEDULE, "feature": FEATURE, "metric": METRIC,
}  # fmt: skip


def imported(path: Path) -> ModuleType:
    """The file as a module."""
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def written_and_imported(folder: Path, **sources: str) -> None:
    """A file for each of ``sources``, by the name of what it adds, imported as any module is."""
    for name, source in sources.items():
        path = folder / f"new_{name}.py"
        path.write_text(source, encoding="utf-8")
        imported(path)
