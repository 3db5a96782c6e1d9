"""The mistakes that people make when they write backpropagation for the first time, each as the formula it amounts to.

Each function gives what comes out instead: of a case ``c``, of the values ``v`` so far, in layer ``k``.  Where a layer
has no neighbour to be mistaken for, the look-up fails, and the mistake cannot be made there.  To add one, write a
function and say above it which quantity it spoils and how a teacher would put it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from engine.notation import subscript
from engine.program import Array
from engine.textbook import FORMULAS, Case, Formula, Quantity, Values, activated, product, slope

Variants = Callable[[Case, int], Iterable[tuple[str, Any]]]


Spoilt = Callable[..., Array]  # a formula, which may take one of the variants as a fourth argument


@dataclass(frozen=True)
class Mistake:
    """One formula in the place of another."""

    kind: str  # of the quantity that it spoils
    words: str  # a sentence with the symbols of the layer
    formula: Spoilt
    variants: Variants | None  # name and value of each thing that may have been taken instead
    follows: Mapping[str, Spoilt]  # what is different in other quantities in consequence


MISTAKES: list[Mistake] = []


def mistake(
    kind: str, words: str, variants: Variants | None = None, **follows: Spoilt
) -> Callable[[Spoilt], Spoilt]:
    """Adds the function below to the mistakes."""

    def add(formula: Spoilt) -> Spoilt:
        MISTAKES.append(Mistake(kind, words, formula, variants, follows))
        return formula

    return add


def mistakes_in(case: Case, quantity: Quantity) -> Iterator[tuple[str, dict[str, Formula]]]:
    """Every mistake that can be made at ``quantity``: its sentence, and the spoilt formulas by kind."""
    for each in MISTAKES:
        if each.kind != quantity.kind:
            continue
        words, formulas = case.words(quantity.layer), {each.kind: each.formula, **each.follows}
        if each.variants is None:
            yield each.words.format(**words), formulas
            continue
        for name, value in each.variants(case, quantity.layer):
            given = {kind: _with(formula, value) for kind, formula in formulas.items()}
            yield each.words.format(**words, other=name), given


def _with(formula: Spoilt, value: Any) -> Formula:
    return lambda c, v, k: formula(c, v, k, value)


# -- what may be taken for something else ------------------------------------------------------------------------------


def _other_weights(c: Case, k: int) -> Iterator[tuple[str, Array]]:
    """The W of other layers that have the same shape."""
    for j, W in enumerate(c.W, 1):
        if j != k and W.shape == c.W[k - 1].shape:
            yield f"W{subscript(j)}", W


def _weights_after_others(c: Case, k: int) -> Iterator[tuple[str, Array]]:
    return _other_weights(c, k + 1) if k < c.layers else iter(())


def _other_layers(c: Case, k: int) -> Iterator[tuple[str, int]]:
    for j in range(1, c.layers + 1):
        if j != k:
            yield str(j), j


def _other_activations(c: Case, k: int) -> Iterator[tuple[str, Any]]:
    for name, part in ACTIVATIONS.items():
        if not isinstance(c.activations[k - 1], part):
            yield name, part()


def _other_losses(c: Case, k: int) -> Iterator[tuple[str, Any]]:
    for name, part in LOSSES.items():
        if not isinstance(c.loss, part):
            yield name, part()


def _factors(c: Case, k: int) -> Iterator[tuple[str, float]]:
    """Numbers that get lost or in, and what they mean."""
    yield "the sign is wrong", -1.0
    yield "it is twice what it should be", 2.0
    yield "it is half of what it should be: a factor 2 is missing", 0.5
    for n, what in {c.t.size: "numbers in y", c.samples: "samples"}.items():
        if n == 1:
            continue
        yield f"1/n is missing: it is n = {n} times too large (n is the number of {what})", float(n)
        yield f"it is divided by n = {n} once too often (n is the number of {what})", 1.0 / n
        yield f"both the factor 2 and 1/n are missing (n = {n}, the number of {what})", n / 2
        yield f"a factor 2 too many, and divided by n = {n} once too often", 2.0 / n
        yield f"the sign is wrong, and 1/n is missing (n = {n}, the number of {what})", -float(n)
        yield f"the sign is wrong, and both the factor 2 and 1/n are missing (n = {n})", -n / 2
    yield "the sign is wrong, and a factor 2 is missing", -0.5


# -- what follows from a mistake --------------------------------------------------------------------------------------


def slope_of(c: Case, v: Values, k: int, other: Any) -> Array:
    """δ by the slope of another activation."""
    return v("da", k) * slope(other, v("z", k), activated(other, v("z", k)))


def derivative_of(c: Case, v: Values, k: int, other: Any) -> Array:
    """∂L/∂y of another loss."""
    gradient: Array = other.gradient(v("y").T, c.t.T).T
    return gradient


# -- forward -----------------------------------------------------------------------------------------------------------


@mistake("z", "the bias {b} is left out")
def bias_left_out(c: Case, v: Values, k: int) -> Array:
    return product(c.W[k - 1], v("a", k - 1))


@mistake("z", "the bias {b} is subtracted, not added")
def bias_subtracted(c: Case, v: Values, k: int) -> Array:
    return product(c.W[k - 1], v("a", k - 1)) - c.b[k - 1][:, None]


@mistake("z", "{W} is transposed: each of its rows belongs to one neuron of this layer")
def weights_transposed(c: Case, v: Values, k: int) -> Array:
    return product(c.W[k - 1].T, v("a", k - 1)) + c.b[k - 1][:, None]


@mistake("z", "{other} is used in place of {W}", _other_weights)
def weights_of_another_layer(c: Case, v: Values, k: int, W: Array) -> Array:
    return product(W, v("a", k - 1)) + c.b[k - 1][:, None]


@mistake("z", "{z_before} is used in place of {before}: the activation in between is skipped")
def sum_of_sums(c: Case, v: Values, k: int) -> Array:
    return product(c.W[k - 1], v("z", k - 1)) + c.b[k - 1][:, None]


@mistake("a", "the activation is missing: {a} is {z} itself")
def activation_missing(c: Case, v: Values, k: int) -> Array:
    return v("z", k)


@mistake("a", "the activation is applied twice")
def activated_twice(c: Case, v: Values, k: int) -> Array:
    return activated(c.activations[k - 1], activated(c.activations[k - 1], v("z", k)))


@mistake("a", "the sign of {z} in the activation is wrong: this is σ(-{z}), as with eᶻ in place of e⁻ᶻ")
def sign_in_the_activation(c: Case, v: Values, k: int) -> Array:
    return activated(c.activations[k - 1], -v("z", k))


@mistake("a", "it is {other}, where the recipe has {σ}", _other_activations, dz=slope_of)
def another_activation(c: Case, v: Values, k: int, other: Any) -> Array:
    return activated(other, v("z", k))


# -- loss --------------------------------------------------------------------------------------------------------------


@mistake("loss", "y - t is not squared: errors of opposite sign cancel")
def not_squared(c: Case, v: Values, k: int) -> Array:
    return np.array(np.mean(v("y") - c.t))


@mistake("loss", "it is the root of what it should be")
def rooted(c: Case, v: Values, k: int) -> Array:
    return np.sqrt(FORMULAS["loss"](c, v, k))


@mistake("loss", "{other}", _factors)
def scaled_loss(c: Case, v: Values, k: int, factor: float) -> Array:
    return factor * FORMULAS["loss"](c, v, k)


@mistake("loss", "it is the mean of |y - t|, where the recipe has {loss}")
def absolute(c: Case, v: Values, k: int) -> Array:
    return np.array(np.mean(np.abs(v("y") - c.t)))


@mistake("loss", "it is {other}, where the recipe has {loss}", _other_losses, dy=derivative_of)
def another_loss(c: Case, v: Values, k: int, other: Any) -> Array:
    return np.array(other.value(v("y").T, c.t.T))


@mistake("dy", "{other}", _factors)
def scaled_dy(c: Case, v: Values, k: int, factor: float) -> Array:
    return factor * FORMULAS["dy"](c, v, k)


mistake("dy", "it is the derivative of {other}, where the recipe has {loss}", _other_losses)(derivative_of)


@mistake("dy", "y - t alone is the derivative behind the output activation, δ, and not that by y")
def already_behind_the_activation(c: Case, v: Values, k: int) -> Array:
    return (v("y") - c.t) / c.t.size


# -- backward ----------------------------------------------------------------------------------------------------------


@mistake("da", "{W_after} is transposed the wrong way round: with samples as columns, {da} = {W_after}ᵀ {δ_after}")
def weights_not_transposed(c: Case, v: Values, k: int) -> Array:
    return product(c.W[k], v("dz", k + 1))


@mistake("da", "{W_after} had been updated before it was used: go back through the weights of the forward pass")
def updated_before_use(c: Case, v: Values, k: int) -> Array:
    return product(c.W_afterwards[k].T, v("dz", k + 1))


@mistake("da", "{other} is used in place of {W_after}", _weights_after_others)
def back_through_another_layer(c: Case, v: Values, k: int, W: Array) -> Array:
    return product(W.T, v("dz", k + 1))


@mistake("da", "{da_after} was sent back in place of {δ_after}: the slope between them is skipped")
def slope_skipped_on_the_way(c: Case, v: Values, k: int) -> Array:
    return product(c.W[k].T, v("da", k + 1))


@mistake("da", "{other}", _factors)
def scaled_da(c: Case, v: Values, k: int, factor: float) -> Array:
    return factor * FORMULAS["da"](c, v, k)


@mistake("dz", "the slope σ′({z}) is missing: {δ} = {da} · σ′({z})")
def slope_missing(c: Case, v: Values, k: int) -> Array:
    return v("da", k)


@mistake("dz", "the slope is σ′({a}), where σ′({z}) is right: {a} went through the activation a second time")
def slope_at_a(c: Case, v: Values, k: int) -> Array:
    σ, a = c.activations[k - 1], v("a", k)
    return v("da", k) * slope(σ, a, activated(σ, a))


@mistake("dz", "the slope is computed from {z} by a formula that wants {a}, such as a (1 - a)")
def slope_formula_of_a_given_z(c: Case, v: Values, k: int) -> Array:
    return v("da", k) * slope(c.activations[k - 1], v("z", k), v("z", k))


@mistake("dz", "the slope is computed from the output y in place of {a}")
def slope_of_y(c: Case, v: Values, k: int) -> Array:
    y = np.broadcast_to(v("y"), v("a", k).shape)
    return v("da", k) * slope(c.activations[k - 1], v("z", k), y)


@mistake("dz", "the slope σ′({z}) is multiplied in twice")
def slope_twice(c: Case, v: Values, k: int) -> Array:
    return FORMULAS["dz"](c, v, k) * slope(c.activations[k - 1], v("z", k), v("a", k))


@mistake("dz", "the slope is that of layer {other}: σ′({z}) is right", _other_layers)
def slope_of_another_layer(c: Case, v: Values, k: int, j: int) -> Array:
    return v("da", k) * slope(c.activations[j - 1], v("z", j), v("a", j))


mistake("dz", "the slope is that of {other}, where the recipe has {σ}", _other_activations)(slope_of)


@mistake("dz", "the slope is computed by the formula of {other}, where the recipe has {σ}", _other_activations)
def slope_formula_of_another_activation(c: Case, v: Values, k: int, other: Any) -> Array:
    return v("da", k) * slope(other, v("z", k), v("a", k))


@mistake("dz", "{other}", _factors)
def scaled_dz(c: Case, v: Values, k: int, factor: float) -> Array:
    return factor * FORMULAS["dz"](c, v, k)


@mistake("dW", "it is transposed: it must have the shape of {W}")
def gradient_transposed(c: Case, v: Values, k: int) -> Array:
    return FORMULAS["dW"](c, v, k).T


@mistake("dW", "{a}, what comes out of the layer, is used in place of {before}, what goes in")
def output_for_input(c: Case, v: Values, k: int) -> Array:
    return product(v("dz", k), v("a", k).T)


@mistake("dW", "the output y is used in place of {before}")
def y_for_input(c: Case, v: Values, k: int) -> Array:
    return np.broadcast_to(product(v("dz", k), v("y").T), c.W[k - 1].shape)


@mistake("dW", "{z_before} is used in place of {before}")
def sum_for_input(c: Case, v: Values, k: int) -> Array:
    return product(v("dz", k), v("z", k - 1).T)


@mistake("dW", "{da} is used in place of {δ}: the slope σ′({z}) is missing")
def weights_without_slope(c: Case, v: Values, k: int) -> Array:
    return product(v("da", k), v("a", k - 1).T)


@mistake("dW", "{other}", _factors)
def scaled_weight_gradient(c: Case, v: Values, k: int, factor: float) -> Array:
    return factor * FORMULAS["dW"](c, v, k)


@mistake("db", "it is the mean over the samples, where their sum is right: the 1/n of the mean is in ∂L/∂y already")
def mean_for_sum(c: Case, v: Values, k: int) -> Array:
    mean: Array = v("dz", k).mean(axis=1)
    return mean


@mistake("db", "{δ} is not summed over the samples")
def not_summed(c: Case, v: Values, k: int) -> Array:
    return v("dz", k)


@mistake("db", "{δ} is summed over the wrong axis, the neurons in place of the samples")
def wrong_axis(c: Case, v: Values, k: int) -> Array:
    total: Array = v("dz", k).sum(axis=0)
    return total


@mistake("db", "{δ} is summed over everything, where each neuron has a sum of its own")
def summed_over_everything(c: Case, v: Values, k: int) -> Array:
    return np.full(len(c.b[k - 1]), v("dz", k).sum())


@mistake("db", "{δ} is summed over everything, to one number, where each neuron has a sum of its own")
def one_number(c: Case, v: Values, k: int) -> Array:
    return np.array(v("dz", k).sum())


@mistake("db", "{da} is used in place of {δ}: the slope σ′({z}) is missing")
def bias_without_slope(c: Case, v: Values, k: int) -> Array:
    total: Array = v("da", k).sum(axis=1)
    return total


@mistake("db", "{other}", _factors)
def scaled_bias_gradient(c: Case, v: Values, k: int, factor: float) -> Array:
    return factor * FORMULAS["db"](c, v, k)
