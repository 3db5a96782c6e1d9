"""Questions of the lab and its extras that are ready to be asked: what is varied follows from the recipe at hand.

A question shows something where the data ask for it: without activation functions a network fails at XOR, and loses
nothing where one straight line is enough.  So each question knows of which recipes it shows little, and which to ask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.compare.factor import CompareError, Factor
from engine.compare.flat import is_flat_enough
from engine.compare.of_images import has_images, networks_of_one_size, pooled
from engine.recipe import CHOICES, Recipe

XOR = Recipe()
IMAGES = (
    Recipe().choosing("dataset", "Shapes").choosing("optimizer", "Adam")
    .changed(layers=pooled(16), learning_rate=0.003, batch_size=32, epochs=20, test_fraction=0.2, precision="float32")
)  # fmt: skip
MOST_IMAGES = 400_000  # that each training looks at, epoch by epoch, while somebody waits for it


@dataclass(frozen=True)
class Hint:
    """Why a question would show little of a recipe, and of which it shows more."""

    says: str  # a sentence
    instead: Recipe
    offer: str  # on a button, such as "Ask it of XOR"
    is_needed: bool = False  # of the recipe at hand it cannot be asked at all


@dataclass(frozen=True)
class Question:
    """A comparison that is ready to be made, of whatever recipe a person has."""

    title: str
    asks: str  # the question in a sentence
    factor: Callable[[Recipe], Factor]  # raises CompareError where the recipe has not got what is varied
    hint: Callable[[Recipe], Hint | None] = lambda recipe: None  # None: of this recipe it shows something


# -- what is varied ----------------------------------------------------------------------------------------------------


def _around(rate: float) -> tuple[float, ...]:
    """Learning rates from a hundredth to ten times the present one, as far as they are allowed."""
    knob = CHOICES["learning_rate"]
    rates = (float(f"{rate * share:.6g}") for share in (0.01, 0.1, 1.0, 10.0))
    return tuple(each for each in rates if knob.low <= each <= knob.high)


def _sizes(recipe: Recipe) -> tuple[tuple[int, ...], ...]:
    layers = max(1, len(recipe.hidden))
    return tuple((neurons,) * layers for neurons in (1, 2, 4, 8, 16))


def _optimizers(recipe: Recipe) -> tuple[str, ...]:
    usual = ("SGD", "Momentum", "Adagrad", "RMSprop", "Adam")
    return usual if recipe.optimizer in usual else (recipe.optimizer, *usual)


def _activations(recipe: Recipe) -> tuple[str, ...]:
    usual = ("Sigmoid", "Tanh", "ReLU", "Leaky ReLU", "GELU")
    return usual if recipe.activation in usual else (recipe.activation, *usual)


def _with_and_without(recipe: Recipe) -> tuple[str, ...]:
    return (recipe.activation if recipe.activation != "Linear" else "Sigmoid", "Linear")


def _dense_and_filters(recipe: Recipe) -> Factor:
    hint = _hint_of_images(recipe)
    if hint is not None and hint.is_needed:
        raise CompareError(f"{hint.says} {hint.offer}.")
    return Factor.of("layers", networks_of_one_size(recipe), recipe)


# -- where it shows something ------------------------------------------------------------------------------------------


def _rather_xor(why: str) -> Hint:
    return Hint(why, XOR, "Ask it of XOR")


def _hint_of_units(recipe: Recipe) -> Hint | None:
    """Of many classes, the fewest units are a bottleneck wherever the boundaries run."""
    if recipe.has_many_classes or not is_flat_enough(recipe):
        return None
    return _rather_xor(f"{_enough_for(recipe)}: one unit will do.")


def _hint_of_bends(recipe: Recipe) -> Hint | None:
    if recipe.hidden and is_flat_enough(recipe):
        return _rather_xor(f"{_enough_for(recipe)}: nothing needs to bend.")
    return _hint_of_activations(recipe)


def _hint_of_activations(recipe: Recipe) -> Hint | None:
    return None if recipe.hidden else _rather_xor("There is no hidden layer, and so no activation function.")


def _hint_of_images(recipe: Recipe) -> Hint | None:
    if not has_images(recipe):
        return Hint(f"Filters look at images, and {recipe.dataset} has none.", IMAGES, "Ask it of Shapes", True)
    if recipe.epochs * recipe.samples <= MOST_IMAGES:
        return None
    fewer = IMAGES.choosing("dataset", recipe.dataset)
    why = f"{recipe.epochs:,} epochs of images take long, and {fewer.epochs} are enough."
    return Hint(why, fewer, f"Ask it with {fewer.epochs} epochs")


def _enough_for(recipe: Recipe) -> str:
    """What the data ask for, such as "One straight boundary is enough for Linear"."""
    if recipe.make_dataset().is_regression:
        flat = "A straight answer is"
    else:
        flat = "Straight boundaries are" if recipe.has_many_classes else "One straight boundary is"
    return f"{flat} enough for {recipe.dataset}"


# -- all of them, in the order of the lab ------------------------------------------------------------------------------

QUESTIONS = (
    Question(
        "Learning rate", "How does the learning rate change the training?",
        lambda recipe: Factor.of("learning_rate", _around(recipe.learning_rate), recipe),
    ),
    Question(
        "Hidden units", "How many hidden units does the network need?",
        lambda recipe: Factor.of("hidden", _sizes(recipe), recipe), _hint_of_units,
    ),
    Question(
        "Without activation", "What becomes of the network without activation functions?",
        lambda recipe: Factor.of("activation", _with_and_without(recipe), recipe), _hint_of_bends,
    ),
    Question(
        "Optimizers", "Which optimizer gets there first?",
        lambda recipe: Factor.of("optimizer", _optimizers(recipe), recipe),
    ),
    Question(
        "Activations", "Which activation function learns best?",
        lambda recipe: Factor.of("activation", _activations(recipe), recipe), _hint_of_activations,
    ),
    Question(
        "Convolution", "Do filters learn images better than as many dense weights?",
        _dense_and_filters, _hint_of_images,
    ),
)  # fmt: skip
