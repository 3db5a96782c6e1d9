"""Momentum here is PyTorch's SGD with momentum=0.9: each part that a run is made of, in PyTorch's words.

One table a family, from the name under which a part is registered to the code that makes its counterpart; a part that
stands in none of them has no counterpart.  To teach the export a new part, write its line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.convolution import Conv2D
from engine.layers import Dense, Layer
from engine.normalization import BatchNorm
from engine.optimizers import Adam
from engine.program import Shape
from engine.registry import Registered
from engine.scripts import ScriptError


@dataclass(frozen=True)
class Bend:
    """An activation in both of PyTorch's forms."""

    module: str  # as a module of its own: "nn.LeakyReLU(0.01)"
    function: str  # as a function of {}: "nn.functional.leaky_relu({}, 0.01)"

    def of(self, z: str) -> str:
        """The function of ``z``."""
        return self.function.format(z)


# Above its threshold PyTorch takes z for ln(1 + eᶻ).  At 20, as it comes, that is wrong by 2e-9; at 40 by nothing.
SOFTPLUS = Bend("nn.Softplus(threshold=40)", "nn.functional.softplus({}, threshold=40)")

ACTIVATIONS: Mapping[str, Callable[[Any], Bend]] = {
    "Linear": lambda a: Bend("nn.Identity()", "{}"),
    "Sigmoid": lambda a: Bend("nn.Sigmoid()", "torch.sigmoid({})"),
    "Tanh": lambda a: Bend("nn.Tanh()", "torch.tanh({})"),
    "ReLU": lambda a: Bend("nn.ReLU()", "torch.relu({})"),
    "Leaky ReLU": lambda a: Bend(f"nn.LeakyReLU({a.slope!r})", f"nn.functional.leaky_relu({{}}, {a.slope!r})"),
    "Softsign": lambda a: Bend("nn.Softsign()", "nn.functional.softsign({})"),
    "Softplus": lambda a: SOFTPLUS,
    "ELU": lambda a: Bend(f"nn.ELU({a.alpha!r})", f"nn.functional.elu({{}}, {a.alpha!r})"),
    "SELU": lambda a: Bend("nn.SELU()", "nn.functional.selu({})"),
    "SiLU": lambda a: Bend("nn.SiLU()", "nn.functional.silu({})"),
    "GELU": lambda a: Bend("nn.GELU()", "nn.functional.gelu({})"),
    "Softmax": lambda a: Bend("nn.Softmax(dim=1)", "torch.softmax({}, dim=1)"),
}

LOSSES: Mapping[str, Callable[[Any], str]] = {
    "MSE": lambda loss: "nn.MSELoss()",
    "MAE": lambda loss: "nn.L1Loss()",
    "Huber": lambda loss: f"nn.HuberLoss(delta={loss.delta!r})",
    "BCE": lambda loss: "nn.BCELoss()",
    "BCE with logits": lambda loss: "nn.BCEWithLogitsLoss()",
    "Softmax cross-entropy": lambda loss: "nn.CrossEntropyLoss()",
    "Hinge": lambda loss: "hinge",  # which PyTorch does not have: the script says it itself
}

ANSWERS: Mapping[str, str] = {  # what the outputs y of a network with this loss say as people read it, if not y itself
    "BCE with logits": "torch.sigmoid(y)",
    "Softmax cross-entropy": "torch.softmax(y, dim=1)",
    "Hinge": "(y + 1) / 2",
}

# The class and its settings, beside the parameters and the learning rate.
OPTIMIZERS: Mapping[str, Callable[[Any], tuple[str, list[str]]]] = {
    "SGD": lambda o: ("SGD", []),
    "Momentum": lambda o: ("SGD", [f"momentum={o.momentum!r}"]),
    # PyTorch refuses to look ahead without momentum, where there is nothing to see.
    "Nesterov": lambda o: ("SGD", [f"momentum={o.momentum!r}", f"nesterov={o.momentum > 0}"]),
    "Adagrad": lambda o: ("Adagrad", [f"eps={o.epsilon!r}"]),
    "RMSprop": lambda o: ("RMSprop", [f"alpha={o.beta!r}", f"eps={o.epsilon!r}"]),
    "Adadelta": lambda o: ("Adadelta", [f"rho={o.beta!r}", f"eps={o.epsilon!r}"]),
    "Adam": lambda o: ("Adam", _moments(o)),
    "AdamW": lambda o: ("AdamW", [*_moments(o), f"weight_decay={o.weight_decay!r}"]),
    "NAdam": lambda o: ("NAdam", [*_moments(o), f"momentum_decay={o.momentum_decay!r}"]),
}

SCHEDULES: Mapping[str, Callable[[Any], str]] = {
    "Constant": lambda s: "",
    "Step": lambda s: f"StepLR(optimizer, step_size={s.every}, gamma={s.factor!r})",
    "Exponential": lambda s: f"ExponentialLR(optimizer, gamma={s.factor!r})",
    "Cosine": lambda s: f"CosineAnnealingLR(optimizer, T_max={s.length})",
    "Warm-up": lambda s: (
        f"LinearLR(optimizer, start_factor={s.start!r}, total_iters={s.length})"
        if s.start
        else f"LambdaLR(optimizer, lambda epoch: min(epoch / {s.length}, 1))"  # LinearLR does not begin with 0
    ),
    "Reduce on plateau": lambda s: (
        f"ReduceLROnPlateau(optimizer, factor={s.factor!r}, patience={s.wait})" if s.factor < 1 else ""
    ),
}

# A layer, the shape of one sample of what comes in → the modules that do the same.
LAYERS: Mapping[str, Callable[[Any, Shape], list[str]]] = {
    "Dense": lambda layer, shape: [dense(layer)],
    "Conv2D": lambda layer, shape: [convolution(layer)],
    "MaxPool2D": lambda layer, shape: [f"nn.MaxPool2d({layer.size})"],
    "AveragePool2D": lambda layer, shape: [f"nn.AvgPool2d({layer.size})"],
    "GlobalAveragePool2D": lambda layer, shape: ["nn.AdaptiveAvgPool2d(1)", "nn.Flatten()"],
    "Flatten": lambda layer, shape: ["nn.Flatten()"],
    "Dropout": lambda layer, shape: [f"MaskedDropout({layer.rate!r}, key={tuple(layer.key.tolist())})"],
    "BatchNorm": lambda layer, shape: [normalization(layer, shape)],
}


def counterpart(table: Mapping[str, Any], part: Registered, family: str) -> Any:
    """The table's entry for a part of a run.  Raises ScriptError where it has none."""
    name = type(part).name
    if name not in table:
        raise ScriptError(
            f"The {family} {name} has no counterpart in PyTorch that is known here; the NumPy script of the run has it."
        )
    return table[name]


def bend_of(layer: Layer) -> Bend:
    """An activation.  Raises ScriptError."""
    bend: Bend = counterpart(ACTIVATIONS, layer, "activation")(layer)
    return bend


def modules_of(layer: Layer, shape: Shape) -> list[str]:
    """The modules that do what a layer does to samples of ``shape``.  Raises ScriptError."""
    if type(layer).name not in ACTIVATIONS:
        modules: list[str] = counterpart(LAYERS, layer, "layer")(layer, shape)
        return modules
    bend = bend_of(layer).module
    if type(layer).name == "Softmax" and len(shape) > 1:  # here all numbers of a sample compete, not those of a pixel
        return ["nn.Flatten()", bend, f"nn.Unflatten(1, {shape})"]
    return [] if bend == "nn.Identity()" else [bend]


def _moments(optimizer: Adam) -> list[str]:
    return [f"betas=({optimizer.beta1!r}, {optimizer.beta2!r})", f"eps={optimizer.epsilon!r}"]


def dense(layer: Dense) -> str:
    """z = W x + b."""
    return f"nn.Linear({layer.inputs}, {layer.outputs}{'' if layer.bias else ', bias=False'})"


def convolution(layer: Conv2D) -> str:
    """Without what is as usual."""
    usual = {"stride": 1, "padding": 0, "bias": True}
    others = [f", {name}={getattr(layer, name)}" for name, value in usual.items() if getattr(layer, name) != value]
    size = f"kernel_size={layer.kernel_size}"
    return f"nn.Conv2d({layer.in_channels}, {layer.filters}, {size}{''.join(others)})"


def normalization(layer: BatchNorm, shape: Shape) -> str:
    """Of rows of numbers or of images."""
    kind = "nn.BatchNorm1d" if len(shape) == 1 else "nn.BatchNorm2d"
    return f"{kind}({layer.features}, eps={layer.epsilon!r}, momentum={layer.momentum!r})"


def sees_single_numbers(layer: Layer, shape: Shape, samples: int) -> bool:
    """Whether a batch norm sees a single number of each feature in a batch of so many samples: PyTorch refuses it."""
    return isinstance(layer, BatchNorm) and samples * math.prod(shape[1:]) == 1
