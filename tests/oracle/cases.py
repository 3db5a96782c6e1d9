"""What is asked of the engine and of PyTorch alike: one line a case, with the name and the settings on both sides.

To add one, write its line in the table of its family and store PyTorch's answer:  python -m tests.oracle.check --write
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.program import Array, Shape


@dataclass(frozen=True)
class Part:
    """A class by its name, and the arguments with which it is made."""

    name: str
    settings: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={value}' for key, value in self.settings.items())})"


def part(name: str, /, **settings: Any) -> Part:
    """A line's left half, the engine's class, or its right half, PyTorch's."""
    return Part(name, settings)


@dataclass(frozen=True)
class Case:
    """One thing with one choice of settings, and which numbers it is asked about."""

    ours: Part
    theirs: Part
    numbers: str = "usual"  # what kind, see inputs.py
    shape: Shape = (7, 5)  # of what comes in, samples first
    updates: int = 1  # how often a layer goes forward and backward in training before it has to predict
    only: tuple[str, ...] = ()  # which answers count; none: all of them

    def __str__(self) -> str:
        """Under this name the answers are stored."""
        return f"{self.ours.name} as {self.theirs}, {self.numbers} numbers {'x'.join(map(str, self.shape))}"

    def counting(self, answers: Mapping[str, Array]) -> dict[str, Array]:
        """Those of the answers that are compared."""
        return {name: answers[name] for name in self.only or answers}


@dataclass(frozen=True)
class Training:
    """A whole network and how it is trained."""

    name: str
    layers: tuple[tuple[Part, Part], ...]
    loss: tuple[Part, Part]
    optimizer: tuple[Part, Part]
    shape: Shape  # of all samples, which are one batch
    classes: int
    steps: int = 10

    def __str__(self) -> str:
        return self.name


# -- activations: torch.nn ---------------------------------------------------------------------------------------------

# Above its threshold PyTorch's Softplus takes z itself for ln(1 + e^z).  At the threshold it comes with, 20, that is
# wrong by 2e-9; beyond 40 no float64 can tell the two apart.
_SOFTPLUS = part("Softplus", threshold=40)

ACTIVATIONS = tuple(
    Case(ours, theirs, numbers)
    for numbers in ("usual", "extreme")
    for ours, theirs in (
        (part("Linear"), part("Identity")),
        (part("Sigmoid"), part("Sigmoid")),
        (part("Tanh"), part("Tanh")),
        (part("ReLU"), part("ReLU")),
        (part("Leaky ReLU"), part("LeakyReLU")),
        (part("Leaky ReLU", slope=0.2), part("LeakyReLU", negative_slope=0.2)),
        (part("ELU"), part("ELU")),
        (part("ELU", alpha=0.5), part("ELU", alpha=0.5)),
        (part("SELU"), part("SELU")),
        (part("Softplus"), _SOFTPLUS),
        (part("Softsign"), part("Softsign")),
        (part("GELU"), part("GELU")),
        (part("SiLU"), part("SiLU")),
        (part("Softmax"), part("Softmax", dim=1)),
    )
)

# -- losses: torch.nn --------------------------------------------------------------------------------------------------

# Where a probability is 0 or 1 only the value of BCE is compared.  Its gradient divides by y (1 - y), but at least by
# 1e-12, a number that PyTorch writes in single precision and is thus wrong by 4e-9.
_COUNTS = {"saturated": ("L",)}

LOSSES = tuple(
    Case(ours, theirs, numbers, only=_COUNTS.get(numbers, ()))
    for ours, theirs, kinds in (
        (part("MSE"), part("MSELoss"), ("usual", "extreme", "exact")),
        (part("MAE"), part("L1Loss"), ("usual", "extreme", "exact")),
        (part("Huber"), part("HuberLoss"), ("usual", "extreme", "exact")),
        (part("Huber", delta=0.3), part("HuberLoss", delta=0.3), ("usual", "exact")),
        (part("Huber", delta=2.5), part("HuberLoss", delta=2.5), ("usual", "exact")),
        (part("BCE"), part("BCELoss"), ("probabilities", "saturated")),
        (part("BCE with logits"), part("BCEWithLogitsLoss"), ("logits", "extreme logits")),
        (part("Softmax cross-entropy"), part("CrossEntropyLoss"), ("classes", "soft classes", "extreme classes")),
    )
    for numbers in kinds
)

# -- optimizers: torch.optim -------------------------------------------------------------------------------------------

OPTIMIZERS = tuple(
    Case(ours, theirs, numbers, (20, 7))
    for numbers in ("usual", "uneven")
    for ours, theirs in (
        (part("SGD"), part("SGD")),
        (part("SGD", learning_rate=0.3), part("SGD", lr=0.3)),
        (part("Momentum"), part("SGD", momentum=0.9)),
        (part("Momentum", learning_rate=0.05, momentum=0.5), part("SGD", lr=0.05, momentum=0.5)),
        (part("Nesterov"), part("SGD", momentum=0.9, nesterov=True)),
        (
            part("Nesterov", learning_rate=0.05, momentum=0.5),
            part("SGD", lr=0.05, momentum=0.5, nesterov=True),
        ),
        (part("Adagrad"), part("Adagrad")),
        (part("Adagrad", learning_rate=0.1, epsilon=0.01), part("Adagrad", lr=0.1, eps=0.01)),
        (part("RMSprop"), part("RMSprop")),
        (part("RMSprop", learning_rate=0.1, beta=0.5, epsilon=0.01), part("RMSprop", lr=0.1, alpha=0.5, eps=0.01)),
        (part("Adadelta"), part("Adadelta")),
        (part("Adadelta", learning_rate=0.5, beta=0.5, epsilon=0.01), part("Adadelta", lr=0.5, rho=0.5, eps=0.01)),
        (part("Adam"), part("Adam")),
        (
            part("Adam", learning_rate=0.1, beta1=0.5, beta2=0.9, epsilon=0.01),
            part("Adam", lr=0.1, betas=(0.5, 0.9), eps=0.01),
        ),
        (part("AdamW"), part("AdamW")),
        (
            part("AdamW", learning_rate=0.1, beta1=0.5, beta2=0.9, epsilon=0.01, weight_decay=0.2),
            part("AdamW", lr=0.1, betas=(0.5, 0.9), eps=0.01, weight_decay=0.2),
        ),
        (part("NAdam"), part("NAdam")),
        (
            part("NAdam", learning_rate=0.1, beta1=0.5, beta2=0.9, epsilon=0.01, momentum_decay=0.1),
            part("NAdam", lr=0.1, betas=(0.5, 0.9), eps=0.01, momentum_decay=0.1),
        ),
    )
)

# -- layers: torch.nn --------------------------------------------------------------------------------------------------

LAYERS = (
    Case(part("Dense", inputs=3, outputs=4), part("Linear", in_features=3, out_features=4), shape=(6, 3)),
    Case(
        part("Dense", inputs=5, outputs=1, bias=False),
        part("Linear", in_features=5, out_features=1, bias=False),
        shape=(1, 5),
    ),
    *(
        Case(
            part("Conv2D", in_channels=shape[1], filters=filters, kernel_size=size, **settings),
            part("Conv2d", in_channels=shape[1], out_channels=filters, kernel_size=size, **settings),
            shape=shape,
        )
        for shape, filters, size, settings in (
            ((3, 2, 5, 6), 3, 3, {}),
            ((3, 2, 5, 6), 3, 3, {"padding": 1}),
            ((3, 2, 5, 6), 3, 3, {"stride": 2}),  # the last column fits no window
            ((3, 2, 6, 5), 2, 3, {"stride": 2, "padding": 1}),
            ((2, 1, 7, 5), 2, 2, {"stride": 3}),  # neither do rows and columns between the windows
            ((2, 3, 4, 4), 2, 1, {}),
            ((2, 1, 3, 3), 2, 3, {}),  # a single window
            ((1, 1, 4, 4), 1, 5, {"padding": 2}),
            ((2, 2, 4, 5), 3, 3, {"padding": 1, "bias": False}),
        )
    ),
    *(
        Case(part(ours, size=size), part(theirs, kernel_size=size), numbers, shape)
        for ours, theirs, kinds in (
            ("MaxPool2D", "MaxPool2d", ("usual", "whole")),  # among whole numbers many are equally great
            ("AveragePool2D", "AvgPool2d", ("usual",)),
        )
        for size, shape in ((2, (3, 2, 4, 6)), (2, (2, 1, 5, 5)), (3, (2, 2, 7, 6)))
        for numbers in kinds
    ),
    Case(part("GlobalAveragePool2D"), part("AdaptiveAvgPool2d", output_size=1), shape=(3, 2, 4, 5)),
    Case(part("Flatten"), part("Flatten"), shape=(3, 2, 4, 5)),
    Case(part("Dropout", rate=0.4), part("Dropout", p=0.4), updates=0),  # in training each throws its own dice
    *(
        Case(part("BatchNorm", features=shape[1], **ours), part(theirs, num_features=shape[1], **settings), "usual",
             shape, updates)
        for ours, settings in (({}, {}), ({"epsilon": 0.1, "momentum": 0.4}, {"eps": 0.1, "momentum": 0.4}))
        for theirs, shape in (("BatchNorm1d", (6, 3)), ("BatchNorm2d", (4, 2, 3, 2)))
        for updates in (3,)
    ),
)  # fmt: skip

# -- learning-rate schedules: torch.optim.lr_scheduler -----------------------------------------------------------------

SCHEDULES = tuple(
    Case(ours, theirs, numbers, (20,))
    for ours, theirs, numbers in (
        (part("Constant"), part("ConstantLR", factor=1.0), "usual"),
        (part("Step", every=10, factor=0.5), part("StepLR", step_size=10, gamma=0.5), "usual"),
        (part("Step", every=7, factor=0.1), part("StepLR", step_size=7, gamma=0.1), "usual"),
        (part("Exponential", factor=0.9), part("ExponentialLR", gamma=0.9), "usual"),
        (part("Cosine", length=19), part("CosineAnnealingLR", T_max=19), "usual"),
        (part("Cosine", length=6), part("CosineAnnealingLR", T_max=6), "usual"),  # down and up again and again
        (part("Warm-up", length=5, start=1 / 3), part("LinearLR", total_iters=5, start_factor=1 / 3), "usual"),
        (part("Warm-up", length=12, start=0.1), part("LinearLR", total_iters=12, start_factor=0.1), "usual"),
        *(
            (
                part("Reduce on plateau", factor=factor, wait=patience),
                part("ReduceLROnPlateau", factor=factor, patience=patience),
                numbers,
            )
            for factor, patience in ((0.1, 10), (0.5, 2), (0.001, 0))  # the last soon reaches rates that no longer fall
            for numbers in ("usual", "falling", "creeping")
        ),
    )
)

# -- whole networks ----------------------------------------------------------------------------------------------------

NETWORKS = (
    Training(
        "a convolutional network with Adam",
        (
            (
                part("Conv2D", in_channels=2, filters=3, kernel_size=3, padding=1, bias=False),
                part("Conv2d", in_channels=2, out_channels=3, kernel_size=3, padding=1, bias=False),
            ),
            (part("BatchNorm", features=3), part("BatchNorm2d", num_features=3)),
            (part("ReLU"), part("ReLU")),
            (part("MaxPool2D", size=2), part("MaxPool2d", kernel_size=2)),
            (
                part("Conv2D", in_channels=3, filters=4, kernel_size=2),
                part("Conv2d", in_channels=3, out_channels=4, kernel_size=2),
            ),
            (part("Tanh"), part("Tanh")),
            (part("Flatten"), part("Flatten")),
            (part("Dense", inputs=16, outputs=3), part("Linear", in_features=16, out_features=3)),
        ),
        (part("Softmax cross-entropy"), part("CrossEntropyLoss")),
        (part("Adam", learning_rate=0.01), part("Adam", lr=0.01)),
        shape=(9, 2, 6, 6),
        classes=3,
    ),
    Training(
        "a network of two hidden layers with Nesterov",
        (
            (part("Dense", inputs=2, outputs=6), part("Linear", in_features=2, out_features=6)),
            (part("SiLU"), part("SiLU")),
            (part("Dense", inputs=6, outputs=5), part("Linear", in_features=6, out_features=5)),
            (part("ELU"), part("ELU")),
            (part("Dense", inputs=5, outputs=2), part("Linear", in_features=5, out_features=2)),
        ),
        (part("BCE with logits"), part("BCEWithLogitsLoss")),
        (part("Nesterov", learning_rate=0.3), part("SGD", lr=0.3, momentum=0.9, nesterov=True)),
        shape=(8, 2),
        classes=2,
    ),
)

# -- what PyTorch does not have ----------------------------------------------------------------------------------------

WITHOUT_COUNTERPART: dict[str, dict[str, str]] = {
    "activation": {},
    "loss": {
        "Hinge": "its margin losses take a similarity, a pair or the number of a class, none an output for each truth",
    },
    "optimizer": {},
    "layer": {},
    "schedule": {},
}

FAMILIES: dict[str, tuple[Case, ...] | tuple[Training, ...]] = {
    "activation": ACTIVATIONS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "layer": LAYERS,
    "schedule": SCHEDULES,
    "network": NETWORKS,
}
