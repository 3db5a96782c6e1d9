"""A comparison is fair when one thing differs and all else is the same: samples, first weights, batches, epochs.

Whatever chance decides follows from the seed.  So each variant is tried with the same seeds, and two trials of one seed
learn from the same samples, start from the same weights where the shapes allow, and see the same batches.  Each trial
is an ordinary recipe: anybody can train it alone and get the same run.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.activations import ACTIVATIONS
from engine.compare.factor import CompareError, Factor, level_text
from engine.initializers import Fitting
from engine.recipe import Recipe, RecipeError

MOST_FACTORS = 2
MOST_SEEDS = 100
MOST_TRIALS = 2000
LAST_SEED = 2_147_483_647
# What decides how a layer's weights are drawn when they are to fit the activation behind them: see `Fitting`.
SETS_FIRST_WEIGHTS = ("activation", "output_activation", "loss")


@dataclass(frozen=True)
class Variant:
    """One combination of levels."""

    number: int  # from 0
    levels: tuple[object, ...]  # one of each factor
    recipe: Recipe  # with the first of the seeds

    @property
    def text(self) -> str:
        """Its levels, such as "0.1" or "0.1, 4-4"."""
        return ", ".join(level_text(level) for level in self.levels)


@dataclass(frozen=True)
class Trial:
    """One run of a comparison."""

    number: int  # from 0
    variant: int  # the number of its variant
    recipe: Recipe

    @property
    def seed(self) -> int:
        """What decides all that is chance in it."""
        return self.recipe.seed


@dataclass(frozen=True)
class Comparison:
    """What is to be tried.  Raises CompareError where it cannot be, with a sentence."""

    recipe: Recipe  # what all have in common
    factors: tuple[Factor, ...]  # one or two
    seeds: int = 1  # how often each variant is tried: with the recipe's seed, and those after it

    def __post_init__(self) -> None:
        if not 1 <= len(self.factors) <= MOST_FACTORS:
            raise CompareError(f"{len(self.factors)} things are to be varied; one or two are allowed.")
        if len({each.what for each in self.factors}) < len(self.factors):
            raise CompareError(f"{self.factors[0].label} is to be varied twice: choose another thing.")
        if not 1 <= self.seeds <= MOST_SEEDS:
            raise CompareError(f"{self.seeds:,} seeds are asked for; 1 to {MOST_SEEDS} are allowed.")
        if self.recipe.seed + self.seeds - 1 > LAST_SEED:
            raise CompareError(f"The seeds would go beyond {LAST_SEED:,}: start from a smaller one.")
        count = self.seeds
        for factor in self.factors:
            count *= len(factor.levels)
        if count > MOST_TRIALS:
            raise CompareError(f"This makes {count:,} trials; up to {MOST_TRIALS:,} are allowed: try fewer values.")
        if not all(variant.recipe.epochs for variant in self.variants):
            raise CompareError("With 0 epochs a training has no end: say for how many epochs each is to be trained.")
        if self._varies("dataset") and len({each.recipe.make_dataset().is_regression for each in self.variants}) > 1:
            raise CompareError("Some of the datasets have classes and some numbers: no score would tell who is better.")

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """All combinations of the factors' levels, those of the last factor changing fastest."""
        combinations = itertools.product(*(factor.levels for factor in self.factors))
        return tuple(Variant(number, levels, self._recipe(levels)) for number, levels in enumerate(combinations))

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """All variants with the first seed, then all with the next."""
        seeds = range(self.recipe.seed, self.recipe.seed + self.seeds)
        pairs = itertools.product(seeds, self.variants)
        return tuple(
            Trial(number, variant.number, _with_seed(variant.recipe, seed))
            for number, (seed, variant) in enumerate(pairs)
        )

    @property
    def is_regression(self) -> bool:
        """Whether the truth is numbers, in all variants; otherwise it is classes."""
        return self.variants[0].recipe.make_dataset().is_regression

    @property
    def title(self) -> str:
        """What is varied, such as "Learning rate" or "Learning rate and Hidden layers"."""
        return " and ".join(factor.label for factor in self.factors)

    def name_of(self, variant: Variant) -> str:
        """A variant as in the middle of a sentence: "learning rate 0.1, hidden layers 4-4"."""
        named = zip(self.factors, variant.levels, strict=True)
        return ", ".join(f"{_inside(factor.label)} {level_text(level)}" for factor, level in named)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader of its results should know, a sentence each."""
        remarks, common = [], self._common
        if common.initializer != self.recipe.initializer:
            remarks.append(f"All first weights are drawn by {common.initializer}, so that all start alike.")
        if common.layers != self.recipe.layers:
            remarks.append("The list of layers gives way to the short form, of which this is a part.")
        if self._varies("optimizer") and not self._varies("learning_rate"):
            remarks.append("Each optimizer has its usual learning rate, but for the one that the recipe had.")
        return tuple(remarks)

    def _varies(self, *names: str) -> bool:
        return any(factor.what in names for factor in self.factors)

    @cached_property
    def _common(self) -> Recipe:
        """The recipe with nothing in it that would make the trials start differently without need."""
        recipe = self.recipe
        if self._varies("hidden", "activation") and recipe.layers and not self._varies("layers"):
            recipe = recipe.changed(layers=())
        is_fitting = recipe.initializer == Fitting.name and not self._varies("initializer")
        if is_fitting and self._varies(*SETS_FIRST_WEIGHTS):
            recipe = recipe.changed(initializer=ACTIVATIONS[recipe.activation].initializer)
        return recipe

    def _recipe(self, levels: Sequence[object]) -> Recipe:
        """A learning rate comes last, since other choices bring one of their own."""
        chosen = list(zip(self.factors, levels, strict=True))
        recipe = self._common
        try:
            for factor, level in sorted(chosen, key=lambda each: each[0].what == "learning_rate"):
                recipe = factor.choose(level, recipe)
        except RecipeError as error:
            raise CompareError(str(error)) from None
        return recipe


def _with_seed(recipe: Recipe, seed: int) -> Recipe:
    return recipe if seed == recipe.seed else recipe.changed(seed=seed)  # to make one takes a while


def _inside(label: str) -> str:
    """A label as in the middle of a sentence: learning rate, but L2."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
