"""A recipe is every choice that makes a run: give it to a friend, and the friend's network learns the same numbers.

It is frozen, checked, and written to JSON by names, never by indices.
"""

from __future__ import annotations

import difflib
import json
import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engine.activations import ACTIVATIONS
from engine.datasets import DATASETS, Dataset, noise_knob, samples_knob
from engine.files import FileError, parse_json, read_text, write_atomically
from engine.initializers import INITIALIZERS
from engine.knobs import Knob, KnobError, knob, knobs_of
from engine.layers import Dense, Layer
from engine.losses import LOSSES, Loss
from engine.optimizers import OPTIMIZERS, Optimizer, learning_rate_knob
from engine.registry import Registry

FORMAT, VERSION = "backprop-lab/recipe", 1


class RecipeError(ValueError):
    """A recipe cannot be made or read; the message says what is wrong and what is allowed."""


def choice(default: str, registry: Registry[Any], **description: Any) -> Any:
    """A knob that chooses one of a registry's names."""
    return knob(default, registry=registry, **description)


@dataclass(frozen=True)
class Recipe:
    """Every choice of a run.  Raises RecipeError where one is not allowed."""

    dataset: str = choice(
        "XOR", DATASETS, label="Dataset", group="Data", help="The points that the network learns from."
    )
    samples: int = samples_knob(100)
    noise: float = noise_knob(0.0)
    test_fraction: float = knob(
        0.0, label="Test share", low=0.0, high=0.9, step=0.05, unit="%", group="Data",
        help="The share of points kept for testing: the network never sees them, so they show what it has understood.",
    )
    hidden: tuple[int, ...] = knob(
        (4, 4), label="Hidden layers", low=1, high=4096, longest=100, group="Network",
        help="How many neurons each hidden layer has, from left to right; none at all is a linear model.",
    )
    activation: str = choice(
        "Sigmoid", ACTIVATIONS, label="Activation", group="Network",
        help="The bend behind each hidden layer; with Linear, all layers together are no more than one.",
    )
    output_activation: str = choice(
        "Sigmoid", ACTIVATIONS, label="Output", group="Network",
        help="The function behind the last layer: Sigmoid gives probabilities, Linear any number.",
    )
    bias: bool = knob(
        True, label="Bias", symbol="b", group="Network",
        help="Whether each neuron adds a number of its own to its weighted sum, which moves its bend.",
    )
    initializer: str = choice(
        "Fitting", INITIALIZERS, label="First weights", group="Network",
        help="How the weights are drawn before the first update; Fitting chooses by the activation.",
    )
    loss: str = choice(
        "MSE", LOSSES, label="Loss", symbol="L", group="Training",
        help="How wrong the network is, as one number: training makes it small.",
    )
    optimizer: str = choice(
        "SGD", OPTIMIZERS, label="Optimizer", group="Training", help="How the gradient becomes a step of the weights."
    )
    learning_rate: float = learning_rate_knob(1.0, group="Training", live=True)
    batch_size: int = knob(
        0, label="Batch size", low=0, high=1_000_000, zero="all", group="Training",
        help="How many samples each update looks at: few make quick, noisy steps, all of them slow, sure ones.",
    )
    epochs: int = knob(
        20_000, label="Epochs", low=0, high=1_000_000_000, zero="until paused", group="Training", live=True,
        help="How many times the training goes through all samples before it stops by itself.",
    )
    seed: int = knob(
        0, label="Seed", low=0, high=2_147_483_647, step=1, group="Training",
        help="Where the random numbers start: the same seed gives the same points, first weights and batches.",
    )
    knobs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)
    """Settings of the chosen parts beyond the fields above: ``{"optimizer": {"momentum": 0.95}}``."""

    def __post_init__(self) -> None:
        try:
            for name, each in CHOICES.items():
                object.__setattr__(self, name, each.check(each.label.lower(), getattr(self, name)))
            object.__setattr__(self, "knobs", self._checked_knobs())
            self._check_size()
        except KnobError as error:
            raise RecipeError(str(error)) from None

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and sent to other processes as the plain content of its JSON."""
        return Recipe.from_dict, (self.to_dict(),)

    def changed(self, **choices: Any) -> Recipe:
        """The same recipe with other ``choices``; a part that is exchanged takes its own settings with it."""
        kept = {name: values for name, values in self.knobs.items() if self._keeps(name, choices.get(name))}
        return replace(self, **{"knobs": kept, **choices})

    def _keeps(self, family: str, name: str | None) -> bool:
        return name is None or name.casefold() == getattr(self, family).casefold()

    # -- the parts ----------------------------------------------------------------------------------------------------

    def part_knobs(self, family: str) -> dict[str, Knob]:
        """The knobs of the class that the field ``family`` chooses, without those that are fields of the recipe."""
        return {name: each for name, each in knobs_of(self._chosen(family)).items() if name not in CHOICES}

    def uses(self, name: str) -> bool:
        """Whether the field ``name`` matters to the dataset that is chosen."""
        return name not in ("samples", "noise") or name in knobs_of(self._chosen("dataset"))

    def make_dataset(self) -> Dataset:
        """The chosen dataset with its settings."""
        part: Dataset = self._make("dataset")
        return part

    def make_loss(self) -> Loss:
        """The chosen loss with its settings."""
        part: Loss = self._make("loss")
        return part

    def make_optimizer(self) -> Optimizer:
        """The chosen optimizer with its settings."""
        part: Optimizer = self._make("optimizer")
        return part

    def make_layers(self, inputs: int, outputs: int) -> list[Layer]:
        """The layers of a network with so many features and outputs: Dense and activation in turn."""
        sizes, layers = (inputs, *self.hidden, outputs), []
        families = ["activation"] * len(self.hidden) + ["output_activation"]
        for before, after, family in zip(sizes[:-1], sizes[1:], families, strict=True):
            activation = self._make(family)
            initializer = self._make("initializer").suited_to(type(activation))
            layers += [Dense(before, after, self.bias, initializer=initializer), activation]
        return layers

    def _chosen(self, family: str) -> type[Any]:
        registry = CHOICES[family].registry
        assert registry is not None, f"{family} is not a choice"
        return registry[getattr(self, family)]

    def _make(self, family: str) -> Any:
        part = self._chosen(family)
        own = {name: getattr(self, name) for name in knobs_of(part) if name in CHOICES}
        return part(**own, **self.knobs.get(family, {}))

    def _check_size(self) -> None:
        """Refuse what no desktop could hold, before any memory is taken."""
        weights = sum(before * after for before, after in zip(self.hidden, self.hidden[1:], strict=False))
        if weights > MOST_PARAMETERS:
            raise RecipeError(
                f"hidden layers of these sizes have {weights:,} weights; up to {MOST_PARAMETERS:,} are allowed: "
                "make them narrower or fewer."
            )
        samples = self.samples if self.uses("samples") else 0
        signals = samples * sum(self.hidden)
        if signals > MOST_SIGNALS:
            raise RecipeError(
                f"{samples:,} samples in hidden layers of these sizes make {signals:,} signals; up to {MOST_SIGNALS:,} "
                "are allowed: take fewer samples or narrower layers."
            )

    def _checked_knobs(self) -> Mapping[str, Mapping[str, Any]]:
        families = [name for name, each in CHOICES.items() if each.registry is not None]
        checked: dict[str, Mapping[str, Any]] = {}
        for family, values in _as_mapping(self.knobs, "knobs").items():
            known = self.part_knobs(_known(family, families, "a part with knobs"))
            settings = {}
            for name, value in _as_mapping(values, f"knobs of {family}").items():
                each = known[_known(name, known, f"a knob of {getattr(self, family)}")]
                settings[name] = each.check(each.label.lower(), value)
            if settings:
                checked[family] = MappingProxyType(settings)
        return MappingProxyType(checked)

    # -- JSON ---------------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, names and lists, ready for JSON."""
        choices: dict[str, Any] = {name: getattr(self, name) for name in CHOICES}
        choices["hidden"] = list(self.hidden)
        choices["knobs"] = {family: dict(values) for family, values in self.knobs.items()}
        return {"format": FORMAT, "version": VERSION, **choices}

    @classmethod
    def from_dict(cls, content: Any) -> Recipe:
        """The recipe that ``to_dict`` wrote; what is missing takes its default.  Raises RecipeError."""
        choices = dict(_as_mapping(content, "a recipe"))
        written_as, version = choices.pop("format", None), choices.pop("version", None)
        if written_as != FORMAT:
            found = reprlib.repr(written_as)
            raise RecipeError(f'this is not a recipe: its "format" is {found}, where "{FORMAT}" is expected')
        if version != VERSION:
            raise RecipeError(f"its version is {reprlib.repr(version)}; this program reads version {VERSION}")
        for key in choices:
            _known(key, [*CHOICES, "knobs"], "a choice of a recipe")
        return cls(**choices)

    def save(self, path: Path) -> None:
        """Write it to a file, whole or not at all.  Raises OSError."""
        write_atomically(path, json.dumps(self.to_dict(), indent=2, ensure_ascii=False).encode() + b"\n")

    @classmethod
    def load(cls, path: Path) -> Recipe:
        """Read it from a file.  Raises RecipeError with a sentence that names the file."""
        try:
            return cls.from_dict(parse_json(read_text(path, MOST_BYTES)))
        except (FileError, RecipeError) as error:
            raise RecipeError(f"The recipe {path} cannot be read: {error}") from None


CHOICES: dict[str, Knob] = knobs_of(Recipe)
MOST_BYTES = 1_000_000  # of a recipe file
MOST_PARAMETERS = 20_000_000  # weights between hidden layers
MOST_SIGNALS = 50_000_000  # neurons times samples; a pass keeps a few arrays of that size


def _as_mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RecipeError(f"{what} must be names with values, not {reprlib.repr(value)}")
    return value


def _known(name: str, names: Iterable[str], what: str) -> str:
    if name in (known := list(names)):
        return str(name)
    close = difflib.get_close_matches(str(name), known, n=1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    raise RecipeError(f'"{name:.100}" is not {what}.{hint} Allowed are: {", ".join(known) or "none"}.')
