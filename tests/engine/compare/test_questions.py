"""The ready-made questions: fair, possible, and asked where they show something."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from engine.compare.factor import CompareError
from engine.compare.plan import Comparison
from engine.compare.questions import IMAGES, MOST_IMAGES, QUESTIONS, XOR, Question
from engine.layers import Dense
from engine.program import Array
from engine.recipe import Recipe
from engine.trainer import Trainer

RECIPES = Path(__file__).parents[3] / "assets" / "recipes"
LAB = Recipe(epochs=10)
FEW_IMAGES = IMAGES.changed(samples=60, epochs=2)
COMMON = {
    "XOR": LAB,
    "batches and a test share": LAB.changed(dataset="Moons", samples=40, noise=0.1, test_fraction=0.25, batch_size=8),
    "ReLU and Adam": LAB.changed(activation="ReLU", optimizer="Adam", learning_rate=0.01, batch_size=4),
    "numbers": Recipe.load(RECIPES / "sine-curve.json").changed(epochs=10),
    "single precision": LAB.changed(precision="float32", hidden=(6, 3, 4)),
    "images": FEW_IMAGES,
}
LEARNING_RATE, UNITS, WITHOUT, OPTIMIZERS, ACTIVATIONS, CONVOLUTION = QUESTIONS


def can_be_asked(question: Question, recipe: Recipe) -> bool:
    hint = question.hint(recipe)
    return hint is None or not hint.is_needed


CASES = {
    f"{question.title}, {name}": (question, recipe)
    for name, recipe in COMMON.items() for question in QUESTIONS if can_be_asked(question, recipe)
}  # fmt: skip


def first_weights(trainer: Trainer) -> list[Array]:
    """Layer by layer, before any update."""
    return [layer.W.copy() for layer in trainer.network.layers if isinstance(layer, Dense)]


def batches(trainer: Trainer) -> list[Array]:
    """Of three epochs, in their order."""
    return [batch.copy() for epoch in range(3) for batch in trainer.batches.of_epoch(epoch)]


def assert_alike(one: Trainer, other: Trainer) -> None:
    """The same samples, split and batches, bit for bit; and the same weights up to the first layer of another shape."""
    for name in ("X", "T", "is_test"):
        assert np.array_equal(getattr(one.points, name), getattr(other.points, name))
    assert all(np.array_equal(a, b) for a, b in zip(batches(one), batches(other), strict=True))
    pairs = list(zip(first_weights(one), first_weights(other), strict=False))
    shaped_alike = next((k for k, (W, V) in enumerate(pairs) if W.shape != V.shape), len(pairs))
    assert all(np.array_equal(W, V) for W, V in pairs[:shaped_alike])


# -- fair --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("question", "recipe"), CASES.values(), ids=CASES)
def test_trials_of_one_seed_start_alike(question: Question, recipe: Recipe) -> None:
    """Every pair of them, in each of the ready-made questions; those of another seed start otherwise."""
    comparison = Comparison(recipe, (question.factor(recipe),), seeds=2)
    trainers = [(trial.seed, Trainer(trial.recipe)) for trial in comparison.trials]
    for (seed, one), (other_seed, other) in combinations(trainers, 2):
        if seed == other_seed:
            assert_alike(one, other)
    assert not np.array_equal(first_weights(trainers[0][1])[0], first_weights(trainers[-1][1])[0])


@pytest.mark.parametrize(("question", "recipe"), CASES.values(), ids=CASES)
def test_networks_of_one_shape_have_the_same_first_weights(question: Question, recipe: Recipe) -> None:
    """All of them: only the questions of hidden units and of filters make networks of different shapes."""
    comparison = Comparison(recipe, (question.factor(recipe),))
    weights = [first_weights(Trainer(trial.recipe)) for trial in comparison.trials]
    if question in (UNITS, CONVOLUTION):
        assert len({tuple(W.shape for W in each) for each in weights}) == len(weights)
    else:
        assert all(np.array_equal(W, V) for each in weights for W, V in zip(weights[0], each, strict=True))


# -- possible ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", [
    *COMMON.values(), *(LAB.changed(learning_rate=rate) for rate in (1e-7, 1e7)), LAB.changed(hidden=()),
    LAB.changed(activation="Linear"), LAB.changed(optimizer="NAdam"), LAB.changed(hidden=(4096, 2)),
    LAB.changed(dataset="CSV file"), *(Recipe.load(path).changed(epochs=10) for path in sorted(RECIPES.glob("*.json"))),
], ids=repr)  # fmt: skip
def test_the_questions_can_be_asked_of_every_recipe(recipe: Recipe) -> None:
    """Or of the one that the hint offers; whatever it is, there are two values at least to compare."""
    for question in QUESTIONS:
        hint = question.hint(recipe)
        asked = recipe if hint is None or not hint.is_needed else hint.instead
        comparison = Comparison(asked, (question.factor(asked),), seeds=3)
        assert len(comparison.variants) >= 2
        assert len({trial.recipe.to_dict().__repr__() for trial in comparison.trials}) == len(comparison.trials)


def test_of_what_is_no_image_filters_are_refused_in_a_sentence() -> None:
    for recipe in (LAB, LAB.changed(dataset="CSV file"), COMMON["numbers"]):
        with pytest.raises(CompareError, match=f"images, and {recipe.dataset} has none. Ask it of Shapes."):
            CONVOLUTION.factor(recipe)


# -- where they show something -----------------------------------------------------------------------------------------


def titles_with_a_hint(recipe: Recipe) -> list[str]:
    return [question.title for question in QUESTIONS if question.hint(recipe) is not None]


@pytest.mark.parametrize(
    ("recipe", "titles"),
    [
        (XOR, []),
        (XOR.choosing("dataset", "Linear"), ["Hidden units", "Without activation"]),
        (XOR.choosing("dataset", "Plane"), ["Hidden units", "Without activation"]),
        (XOR.choosing("dataset", "Blobs"), ["Without activation"]),  # of five classes, one unit is a bottleneck
        (XOR.choosing("dataset", "Moons"), []),
        (XOR.choosing("dataset", "Sine"), []),
        (XOR.changed(features=("x1", "x2", "x1·x2")), ["Hidden units", "Without activation"]),  # it makes XOR easy
        (XOR.changed(hidden=()), ["Without activation", "Activations"]),
        (XOR.changed(dataset="CSV file"), []),
    ],
    ids=repr,
)
def test_what_the_data_do_not_ask_for_is_said(recipe: Recipe, titles: list[str]) -> None:
    """None of these are images, which goes without a list."""
    assert titles_with_a_hint(recipe) == [*titles, "Convolution"]


def test_what_a_hint_offers_shows_what_is_asked() -> None:
    """None of the questions has anything to say against the recipe that another, or it itself, offers."""
    for recipe in (*COMMON.values(), XOR.choosing("dataset", "Linear"), XOR.changed(hidden=())):
        for question in QUESTIONS:
            hint = question.hint(recipe)
            if hint is not None:
                assert question.hint(hint.instead) is None
                assert hint.instead.dataset in hint.offer


def test_a_hint_says_what_it_is_about() -> None:
    linear, blobs, plane = (XOR.choosing("dataset", name) for name in ("Linear", "Blobs", "Plane"))
    said = [question.hint(recipe) for question, recipe in ((UNITS, linear), (WITHOUT, blobs), (UNITS, plane))]
    assert [each.says for each in said if each is not None] == [
        "One straight boundary is enough for Linear: one unit will do.",
        "Straight boundaries are enough for Blobs: nothing needs to bend.",
        "A straight answer is enough for Plane: one unit will do.",
    ]


def test_images_are_not_trained_for_hours_unawares() -> None:
    """As happens to whoever chooses the digits and leaves the epochs as they were for 21 points."""
    for name in ("Digits", "Shapes"):
        hint = CONVOLUTION.hint(XOR.choosing("dataset", name))
        assert hint is not None
        assert hint.says == "20,000 epochs of images take long, and 20 are enough."
        assert (hint.offer, hint.is_needed) == ("Ask it with 20 epochs", False)
        assert hint.instead.dataset == name
    most = MOST_IMAGES // IMAGES.samples
    assert CONVOLUTION.hint(IMAGES.changed(epochs=most)) is None
    assert CONVOLUTION.hint(IMAGES.changed(epochs=most + 1)) is not None


def test_without_activation_functions_xor_is_not_learned_and_linear_is() -> None:
    """What the hint says is so: one run of each."""
    scores = {}
    for name, epochs in (("XOR", 6000), ("Linear", 3000)):
        recipe = XOR.choosing("dataset", name).changed(epochs=epochs)
        for variant in Comparison(recipe, (WITHOUT.factor(recipe),)).variants:
            trainer = Trainer(variant.recipe)
            trainer.train(epochs)
            scores[name, variant.text] = trainer.evaluate().score
    assert scores["XOR", "Linear"] < 0.7
    assert min(scores["XOR", "Sigmoid"], scores["Linear", "Sigmoid"], scores["Linear", "Linear"]) > 0.9


def test_filters_learn_images_better_than_as_many_dense_weights() -> None:
    """In a few of the epochs that the question takes: by the samples that were kept for testing."""
    scores = []
    for variant in Comparison(IMAGES, (CONVOLUTION.factor(IMAGES),)).variants:
        trainer = Trainer(variant.recipe)
        trainer.train(3)
        test = trainer.evaluate_test()
        assert test is not None
        scores.append(test.score)
    dense, _, pooled = scores
    assert pooled > dense + 0.1
