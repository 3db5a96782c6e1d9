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

import numpy as np

from engine.activations import ACTIVATIONS
from engine.datasets import DATASETS, Dataset, noise_knob, samples_knob
from engine.files import FileError, parse_json, read_text, write_atomically
from engine.initializers import INITIALIZERS
from engine.inputs import FeaturesKnob, Inputs
from engine.knobs import Knob, KnobError, knob, knobs_of
from engine.layer_list import LayerChoice, LayersKnob, layers_for, to_json
from engine.layers import MOST_PARAMETERS, Layer, ShapeError
from engine.loss_pairs import doubt
from engine.losses import LOSSES, Loss, MeanSquaredError, SoftmaxCrossEntropy
from engine.optimizers import OPTIMIZERS, Optimizer, learning_rate_knob
from engine.penalties import Penalties
from engine.precision import PRECISIONS
from engine.program import Array, Shape
from engine.registry import Registry
from engine.schedules import SCHEDULES, Schedule

FORMAT, VERSION = "backprop-lab/recipe", 1


class RecipeError(ValueError):
    """A recipe cannot be made or read; the message says what is wrong and what is allowed."""


def choice(default: str, registry: Registry[Any], **description: Any) -> Any:
    """A knob that chooses one of a registry's names."""
    return knob(default, registry=registry, **description)


def knob_of(kind: type[Knob], default: Any, **description: Any) -> Any:
    """A field with a knob of a kind of its own."""
    return field(default=default, metadata={"knob": kind(default, **description)})


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
    features: tuple[str, ...] = knob_of(
        FeaturesKnob, (), label="Features", longest=7, group="Data",
        help="What the network sees of each point: its features as they are, or others calculated from them.",
    )
    standardise: bool = knob(
        False, label="Standardise", group="Data",
        help="Whether inputs, and answers that are numbers, are brought to mean 0 and deviation 1.",
    )
    hidden: tuple[int, ...] = knob(
        (4, 4), label="Hidden layers", low=1, high=4096, longest=100, group="Network",
        help="How many neurons each hidden layer has, from left to right; none at all is a linear model.",
    )
    activation: str = choice(
        "Sigmoid", ACTIVATIONS, label="Activation", group="Network",
        help="The bend behind each hidden layer; with Linear, all layers together are no more than one.",
    )
    layers: tuple[LayerChoice, ...] = knob_of(
        LayersKnob, (), label="Layers", longest=200, group="Network",
        help="The hidden layers one by one, of any kind and with any activation: instead of their short form.",
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
    schedule: str = choice(
        "Constant", SCHEDULES, label="Schedule", group="Training",
        help="How the learning rate changes from epoch to epoch: large steps find the valley, small ones its floor.",
    )
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
    precision: str = choice(
        "float64", PRECISIONS, label="Precision", group="Training",
        help="How many digits the network calculates with: 16, or 7 at up to twice the speed.",
    )
    l2: float = knob(
        0.0, label="L2", symbol="λ₂", low=0.0, high=10.0, step=0.001, zero="off", group="Regularisation",
        help="How much each update pulls weights toward zero, large ones most: the network bends more gently.",
    )
    l1: float = knob(
        0.0, label="L1", symbol="λ₁", low=0.0, high=10.0, step=0.001, zero="off", group="Regularisation",
        help="How much each update pulls weights toward zero, all alike: those of little use end there.",
    )
    clip_norm: float = knob(
        0.0, label="Clipping", symbol="c", low=0.0, high=1e6, zero="off", group="Regularisation",
        help="The greatest length that a gradient may have: a longer one is shortened, so that no step is a leap.",
    )
    patience: int = knob(
        0, label="Patience", low=0, high=1_000_000_000, zero="off", group="Regularisation",
        help="After so many epochs without a better test loss the training stops and takes the best weights back.",
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
        """Copied and sent to other processes as plain numbers, names and texts.

        They come from a recipe that was checked, so that nobody has to do it again: many go to and fro."""
        if self.layers:
            return Recipe.from_dict, (self.to_dict(),)
        choices = {name: getattr(self, name) for name in CHOICES}
        return _as_it_was, (choices, {family: dict(values) for family, values in self.knobs.items()})

    def changed(self, **choices: Any) -> Recipe:
        """The same recipe with other ``choices``; a part that is exchanged takes its own settings with it."""
        kept = {name: values for name, values in self.knobs.items() if self._keeps(name, choices.get(name))}
        return replace(self, **{"knobs": kept, **choices})

    def choosing(self, name: str, value: Any) -> Recipe:
        """The same recipe with one other choice (a field), as a person makes it, and with what belongs to that choice.

        An optimizer brings its usual learning rate, a dataset its usual size and noise; a loss, and data of another
        kind, what suits it at the end of the network, and there the usual learning rate of the one becomes that of the
        other.  Layers and features that another dataset's samples have no use for are let go, and so is what came with
        a file.  What was doubtful before stays: somebody may want to see what happens.  Raises RecipeError."""
        recipe = self.changed(**{name: value})
        if name not in BRING_SOMETHING:
            return recipe
        if name == "optimizer" and recipe.optimizer != self.optimizer:
            return recipe.changed(learning_rate=recipe.usual_learning_rate)
        if name == "dataset" and recipe.dataset != self.dataset:
            known = knobs_of(DATASETS[recipe.dataset])
            recipe = recipe.changed(**{each: known[each].default for each in ("samples", "noise") if each in known})
            recipe = recipe._without_what_a_file_brought(self)
        if name in ("dataset", "knobs"):
            recipe = recipe._without_what_does_not_fit()
            if self.learning_rate == self.usual_learning_rate:
                recipe = recipe.changed(learning_rate=recipe.usual_learning_rate)
        return self._with_an_end_for(name, recipe)

    def _with_an_end_for(self, name: str, recipe: Recipe) -> Recipe:
        """The ``recipe`` that the choice ``name`` made of this one, with a loss and an output that suit it."""
        if recipe.has_many_classes and not self.has_many_classes:
            return recipe._with_loss(MANY_CLASSES)
        if self.has_many_classes and not recipe.has_many_classes and recipe._ends_as_for_many_classes:
            return recipe._with_loss(MeanSquaredError.name)
        were_numbers, are_numbers = (each.make_dataset().is_regression for each in (self, recipe))
        is_doubtful = recipe.doubt not in ("", self.doubt)
        if name in ("dataset", "knobs", "loss") and (is_doubtful or were_numbers != are_numbers):
            suits = name == "loss" or LOSSES[recipe.loss].suits(are_numbers)
            return recipe._with_loss(recipe.loss if suits else MeanSquaredError.name)
        return recipe

    @property
    def _ends_as_for_many_classes(self) -> bool:
        """Whether loss and output are those that a choice of many classes brings."""
        return (self.loss, self.output_activation) == (MANY_CLASSES, SoftmaxCrossEntropy.usual_output)

    @property
    def usual_learning_rate(self) -> float:
        """With which the chosen optimizer learns well from such data."""
        optimizer = OPTIMIZERS[self.optimizer]
        for_numbers = optimizer.usual_rate_for_numbers if self.make_dataset().is_regression else None
        return optimizer.usual_learning_rate if for_numbers is None else for_numbers

    @property
    def has_many_classes(self) -> bool:
        """Whether the truth is more than two classes."""
        data = self.make_dataset()
        return not data.is_regression and len(data.class_names) > 2

    def with_data(self, name: str, knobs: Mapping[str, Any]) -> Recipe:
        """The same recipe on a person's own data, the dataset ``name`` with these knobs, and with what belongs to it.

        Their numbers may be of any size: coming from other data, they are standardised.  Raises RecipeError."""
        recipe = self.choosing("dataset", name)
        if recipe.dataset != self.dataset and DATASETS[recipe.dataset].needs_file:
            recipe = recipe.changed(standardise=True)
        return recipe.choosing("knobs", {**recipe.knobs, "dataset": knobs})

    @property
    def doubt(self) -> str:
        """One sentence on why loss, output activation and data make no sense together, or "" where they do."""
        data, loss = self.make_dataset(), self.make_loss()
        columns = len(data.class_names) if self.has_many_classes else 1
        outputs = loss.targets(np.zeros((1, columns))).shape[1]
        return doubt(type(loss), ACTIVATIONS[self.output_activation], data.is_regression, outputs)

    def _without_what_a_file_brought(self, before: Recipe) -> Recipe:
        """Not standardised, where the data of the recipe ``before`` were a file's and these are not."""
        is_left = DATASETS[before.dataset].needs_file and not DATASETS[self.dataset].needs_file
        return self.changed(standardise=False) if is_left else self

    def _without_what_does_not_fit(self) -> Recipe:
        """Without a list of layers, and without features, that these samples cannot go through."""
        if not (self.layers or self.features):
            return self
        X, T = self._few_samples()
        recipe = self
        try:
            inputs = self.make_inputs(X)
        except RecipeError:
            recipe = self.changed(features=())
            inputs = recipe.make_inputs(X)
        try:
            recipe.make_layers(inputs.of(X).shape[1:], T.shape[1])
        except RecipeError:
            recipe = recipe.changed(layers=())
        return recipe

    def _few_samples(self) -> tuple[Array, Array]:
        """Samples of the shape that these data have; of a file, as far as it is known, since to read it takes long."""
        data = self.make_dataset()
        if data.needs_file:
            columns, classes = len(data.feature_names(FEW)), len(data.class_names)
            return np.zeros((FEW, columns)), np.zeros((FEW, classes if classes > 2 else 1))
        few = {"samples": FEW} if self.uses("samples") else {}
        return self.changed(**few).make_dataset().generate(np.random.RandomState(self.seed))

    def _with_loss(self, name: str) -> Recipe:
        """With this loss and its usual output for these data."""
        output = LOSSES[name].usual_output_for(self.make_dataset().is_regression)
        return self.changed(loss=name, output_activation=output)

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

    @property
    def data_name(self) -> str:
        """What people call the data: the dataset's name, or of a table the name of its file, without its folder."""
        path = str(self.knobs.get("dataset", {}).get("path", "")) if DATASETS[self.dataset].needs_file else ""
        return path.replace("\\", "/").rpartition("/")[2] or self.dataset

    @property
    def dtype(self) -> type[np.floating[Any]]:
        """The kind of number that the network calculates with."""
        return PRECISIONS[self.precision].dtype

    def make_loss(self) -> Loss:
        """The chosen loss with its settings."""
        part: Loss = self._make("loss")
        return part

    def make_optimizer(self) -> Optimizer:
        """The chosen optimizer with its settings."""
        part: Optimizer = self._make("optimizer")
        return part

    def make_schedule(self) -> Schedule:
        """The chosen schedule with its settings."""
        part: Schedule = self._make("schedule")
        return part

    def make_penalties(self) -> Penalties:
        """What changes the gradient before the optimizer sees it."""
        return Penalties(l1=self.l1, l2=self.l2, clip_norm=self.clip_norm)

    def make_inputs(self, X: Array) -> Inputs:
        """How samples become what the network sees; X (samples, …) are those to train on.  Raises RecipeError."""
        try:
            return Inputs(self.features, self.standardise, X)
        except ShapeError as error:
            raise RecipeError(str(error)) from None

    def make_layers(self, shape: Shape, outputs: int) -> list[Layer]:
        """The layers of a network for inputs of ``shape`` and so many outputs.

        Raises RecipeError where they do not fit, with a sentence that names the layer."""
        hidden = self.layers or self._short_form(shape)
        try:
            last = LayerChoice("Dense", {"outputs": outputs, "bias": self.bias})
            output = LayerChoice(self.output_activation, self.knobs.get("output_activation", {}))
            return layers_for(shape, hidden, (last, output), self._make("initializer"))
        except (ShapeError, KnobError) as error:
            raise RecipeError(str(error)) from None

    def _short_form(self, shape: Shape) -> list[LayerChoice]:
        """The hidden layers as ``hidden`` and ``activation`` describe them."""
        activation = LayerChoice(self.activation, self.knobs.get("activation", {}))
        dense = [LayerChoice("Dense", {"outputs": size, "bias": self.bias}) for size in self.hidden]
        flatten = [LayerChoice("Flatten")] if len(shape) > 1 else []
        return [*flatten, *(part for each in dense for part in (each, activation))]

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
        if self.layers:
            return  # how large these are depends on the samples: the trainer looks
        weights = sum(before * after for before, after in zip(self.hidden, self.hidden[1:], strict=False))
        if weights > MOST_PARAMETERS:
            raise RecipeError(
                f"hidden layers of these sizes have {weights:,} weights; up to {MOST_PARAMETERS:,} are allowed: "
                "make them narrower or fewer."
            )
        samples = self.samples if self.uses("samples") else 0
        at_once = min(samples, self.batch_size or samples)
        signals = at_once * sum(self.hidden)
        if signals > MOST_SIGNALS:
            raise RecipeError(
                f"{at_once:,} samples at once in hidden layers of these sizes make {signals:,} signals; up to "
                f"{MOST_SIGNALS:,} are allowed: take smaller batches, fewer samples or narrower layers."
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
        choices |= {"hidden": list(self.hidden), "features": list(self.features)}
        choices["layers"] = [to_json(each) for each in self.layers]
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
BRING_SOMETHING = ("dataset", "knobs", "loss", "optimizer")  # choices with which others may have to change
FEW = 10  # samples are enough to see their shape
MANY_CLASSES = SoftmaxCrossEntropy.name  # the loss that a choice of many classes brings
MOST_SIGNALS = 50_000_000  # neurons times samples; a pass keeps a few arrays of that size


def _as_it_was(choices: Mapping[str, Any], knobs: Mapping[str, Mapping[str, Any]]) -> Recipe:
    """The recipe that had these choices, without a look at them."""
    recipe = object.__new__(Recipe)
    settings = {family: MappingProxyType(values) for family, values in knobs.items()}
    for name, value in {**choices, "knobs": MappingProxyType(settings)}.items():
        object.__setattr__(recipe, name, value)
    return recipe


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
