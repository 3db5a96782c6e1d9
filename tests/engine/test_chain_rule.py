"""The chain rule written out: each of its numbers is one of the step's, and its product is the gradient."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import ACTIVATIONS, Activation, Recipe, Record, Trainer
from engine.chain_rule import MOST_FOLLOWED, MOST_TERMS, ChainRule, Equation, Factor
from engine.microscope import Microscope
from engine.normalization import BatchNorm
from tests.engine.layer_recipes import LAYER_RECIPES
from tests.engine.numeric import Array
from tests.engine.runs import MINI
from tests.engine.strategies import recipes
from tests.engine.textbook import Textbook

WIDE = Recipe(dataset="Linear", samples=20, hidden=(12, 10), activation="Tanh", optimizer="Adam", seed=3)


@st.composite
def small_recipes(draw: st.DrawFn) -> Recipe:
    """Any recipe of a network in which every parameter can be asked for, with outputs that its loss can judge."""
    recipe = draw(recipes())
    fitting = {"loss": "MSE"} if draw(st.booleans()) else {"output_activation": "Sigmoid"}
    return recipe.changed(hidden=tuple(min(size, 3) for size in recipe.hidden), **fitting)


def opened(recipe: Recipe, updates: int = 0) -> Microscope:
    trainer = Trainer(recipe)
    trainer.advance(updates)
    return Microscope.of(trainer.run())


MOST = 40  # parameters of a network that are followed through an update, evenly from all of its layers


def parameters(microscope: Microscope) -> list[tuple[int, int]]:
    """Layer and index of each."""
    layers = range(1, microscope.depth + 1)
    return [(layer, index) for layer in layers for index in range(microscope.weighted_layer(layer).parameter_count)]


def gradient(microscope: Microscope, layer: int, index: int) -> float:
    """As the backward pass has it."""
    microscope.go(microscope.end_of("backward"))
    return float(microscope.trainer.network.gradients[microscope.part_of_layer(layer)][index])


def near(value: float) -> Any:
    """The same but for the last digits: a product is multiplied in another order here than in the step."""
    return pytest.approx(value, rel=1e-9, abs=1e-13)


def explain(microscope: Microscope, layer: int, index: int, sample: int = 0) -> tuple[list[Equation], Equation]:
    """The equations that follow one sample, and the one of the whole batch: of one sample that is the first."""
    equations = ChainRule(microscope).equations(layer, index, sample)
    return (equations, equations[0]) if microscope.samples == 1 else (equations[:-1], equations[-1])


def held(microscope: Microscope, symbol: str, operation: int, sample: int) -> float:
    """The number that the result of an operation holds under this symbol, such as δ₂[3] or ∂L/∂W₂[3,1]."""
    found = re.fullmatch(r"(.+?)\[(\d+)(?:,(\d+))?\](\)?)", symbol)
    assert found is not None, symbol
    name, row = found[1] + found[4], int(found[2]) - 1
    look = microscope.look(operation)
    assert name in look.line.result.split(", "), f"{symbol} is not made by {look.line.formula}"
    if name.startswith("∂L/∂b"):
        return float(look.result.values[row, -1])
    column = sample if found[3] is None else int(found[3]) - 1
    return float(look.result.values[row, column])


def share(microscope: Microscope, factor: Factor, sample: int) -> float:
    """∂z[i]/∂w as the sum that it comes from has it: the input at a weight, 1 at a bias, the weight at an input."""
    look = microscope.look(factor.operation)
    weights, signal = look.inputs
    found = re.fullmatch(r"∂(z[₀-₉]+)\[(\d+)\]/∂(\S+?)\[(\d+)(?:,(\d+))?\]", factor.symbol)
    assert found is not None, factor.symbol
    assert found[1] == look.line.result
    row, of, first, second = int(found[2]) - 1, found[3], int(found[4]) - 1, found[5]
    if of.startswith("b"):
        return 1.0 if row == first else 0.0
    if of.startswith("W"):
        assert row == first, f"{factor.symbol}: the weight is in the sum of its own neuron"
        return float(signal.values[int(second) - 1, sample])
    assert of == signal.name
    return float(weights.values[row, first])


def sum_of(equation: Equation) -> float:
    return math.fsum(math.prod(factor.value for factor in term) for term in equation.terms)


# -- every number ------------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(recipe=small_recipes())
def test_over_the_batch_every_parameter_has_its_gradient(recipe: Recipe) -> None:
    """Found from the forward record and δ, it is what backpropagation has: any parts, sizes and batches."""
    microscope = opened(recipe)
    for layer, index in parameters(microscope):
        _, whole = explain(microscope, layer, index)
        assert whole.value == near(gradient(microscope, layer, index))
        symbol = f"∂L/∂{ChainRule(microscope).parameter_symbol(layer, index)}"
        assert whole.symbol.removesuffix(" of sample 1") == symbol
        assert whole.operation == microscope.find(symbol.partition("[")[0])


@settings(max_examples=25)
@given(recipe=small_recipes(), data=st.data())
def test_every_number_is_the_one_of_the_operation_it_is_said_to_come_from(recipe: Recipe, data: st.DataObject) -> None:
    """Equations and factors, from the weight to the loss."""
    microscope = opened(recipe)
    layer, index = data.draw(st.sampled_from(parameters(microscope)))
    sample = data.draw(st.integers(0, microscope.samples - 1))
    (first, *rest), whole = explain(microscope, layer, index, sample)
    symbol = whole.symbol.removesuffix(" of sample 1")
    assert whole.value == near(held(microscope, symbol, whole.operation, sample))
    for each in rest:
        assert each.value == near(held(microscope, each.symbol, each.operation, sample)), each.symbol
    for factor in (factor for each in (first, *rest) for term in each.terms for factor in term):
        if factor.symbol.startswith("∂z"):
            expected = share(microscope, factor, sample)
        else:
            expected = held(microscope, factor.symbol, factor.operation, sample)
        assert factor.value == pytest.approx(expected, rel=1e-13, abs=1e-15), factor.symbol


@settings(max_examples=25)
@given(recipe=small_recipes(), data=st.data())
def test_products_and_sums_add_up(recipe: Recipe, data: st.DataObject) -> None:
    """The terms that are written out and the rest of them are the value."""
    microscope = opened(recipe)
    layer, index = data.draw(st.sampled_from(parameters(microscope)))
    for equation in ChainRule(microscope).equations(layer, index, data.draw(st.integers(0, microscope.samples - 1))):
        assert len(equation.terms) <= MOST_TERMS
        if equation.terms:
            assert sum_of(equation) + equation.rest == near(equation.value)
        if not equation.others:
            assert equation.rest == 0.0


@settings(max_examples=15)
@given(recipe=small_recipes(), data=st.data())
def test_what_stands_on_the_right_is_explained_next(recipe: Recipe, data: st.DataObject) -> None:
    """Down to ∂L/∂y, with which the way back begins; nothing is explained before it was met, and of many neurons of a
    layer only some are followed."""
    microscope = opened(recipe)
    layer, index = data.draw(st.sampled_from(parameters(microscope)))
    equations, _ = explain(microscope, layer, index)
    met = [equations[0].symbol]
    for equation in equations:
        assert equation.symbol in met
        met += [factor.symbol for term in equation.terms for factor in term]
    explained = [each.symbol for each in equations]
    for open_end in {each for each in met if each.startswith(("∂L/∂", "δ"))} - set(explained):
        like_it = [each for each in explained if each.startswith(f"{open_end.partition('[')[0]}[")]
        assert len(like_it) == MOST_FOLLOWED, open_end
    assert {each.symbol.partition("[")[0] for each in equations if not each.terms} == {"∂L/∂y"}
    assert equations[-1].symbol.startswith("∂L/∂y[")


def test_the_samples_share_of_a_gradient_is_the_textbooks() -> None:
    """The equation of each sample is the gradient of a batch of that sample alone, divided by how many there are."""
    microscope = opened(MINI.changed(batch_size=0), updates=3)
    textbook, count = Textbook.like(microscope.trainer.network), microscope.samples
    X, T = microscope.x.T.copy(), microscope.t.T.copy()
    for sample in range(0, count, 5):
        _, dW, db = textbook.gradients(X[sample : sample + 1], T[sample : sample + 1], "MSE")
        flat = [np.column_stack([W, b]).ravel() / count for W, b in zip(dW, db, strict=True)]
        for layer, index in parameters(microscope):
            (equation, *_), whole = explain(microscope, layer, index, sample)
            assert equation.value == near(flat[layer - 1][index])
            assert equation.symbol == f"{whole.symbol} of sample {sample + 1}"


def test_the_default_recipe_written_out() -> None:
    """Symbols and links of the whole chain behind a weight of the second layer."""
    microscope = opened(Recipe())
    equations, whole = explain(microscope, 2, 2 * 5 + 1, 4)
    assert (whole.symbol, whole.operation) == ("∂L/∂W₂[3,2]", 27)
    assert (len(whole.terms), whole.others) == (MOST_TERMS, 21 - MOST_TERMS)
    assert [(each.symbol, each.operation) for each in equations] == [
        ("∂L/∂W₂[3,2] of sample 5", 27), ("∂L/∂a₂[3]", 23), ("δ₃[1]", 21), ("∂L/∂y[1]", 18),
    ]  # fmt: skip
    assert [[(of.symbol, of.operation) for term in each.terms for of in term] for each in equations] == [
        [("∂z₂[3]/∂W₂[3,2]", 5), ("σ′(z₂[3])", 25), ("∂L/∂a₂[3]", 23)],
        [("∂z₃[1]/∂a₂[3]", 10), ("δ₃[1]", 21)],
        [("σ′(z₃[1])", 20), ("∂L/∂y[1]", 18)],
        [],
    ]


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        (Recipe(hidden=(3,)), ["W₁[1,1]", "W₁[1,2]", "b₁[1]", "W₁[2,1]", "W₁[2,2]", "b₁[2]", "W₁[3,1]", "W₁[3,2]",
                               "b₁[3]", "W₂[1,1]", "W₂[1,2]", "W₂[1,3]", "b₂[1]"]),
        (Recipe(hidden=(2,), bias=False), ["W₁[1,1]", "W₁[1,2]", "W₁[2,1]", "W₁[2,2]", "W₂[1,1]", "W₂[1,2]"]),
        (Recipe(hidden=()), ["W₁[1,1]", "W₁[1,2]", "b₁[1]"]),
    ],
)  # fmt: skip
def test_parameters_have_the_names_of_the_lecture(recipe: Recipe, expected: list[str]) -> None:
    """Row and column from 1, a bias with its neuron."""
    microscope = opened(recipe)
    chain = ChainRule(microscope)
    assert [chain.parameter_symbol(*each) for each in parameters(microscope)] == expected


# -- sums that are too long --------------------------------------------------------------------------------------------


def test_of_a_long_sum_the_greatest_terms_are_written_out_in_their_order() -> None:
    """And all the others as one number, with how many they are."""
    microscope = opened(WIDE, updates=2)
    x, δ = microscope.x, microscope.look(microscope.find("δ₁")).result.values
    _, whole = explain(microscope, 1, 5 * 3 + 1)
    products = x[1] * δ[5]  # W₁[6,2], sample by sample
    greatest = np.sort(np.argsort(-np.abs(products))[:MOST_TERMS])
    assert whole.symbol == "∂L/∂W₁[6,2]"
    assert [term[0].symbol for term in whole.terms] == [f"sample {each + 1}" for each in greatest]
    assert [term[0].value for term in whole.terms] == pytest.approx(products[greatest].tolist(), rel=1e-12)
    assert {term[0].operation for term in whole.terms} == {microscope.find("δ₁")}
    assert whole.others == 20 - MOST_TERMS
    assert whole.rest != 0.0
    assert whole.rest == near(math.fsum(np.delete(products, greatest)))
    assert sum_of(whole) + whole.rest == near(gradient(microscope, 1, 5 * 3 + 1))


def test_of_a_wide_layer_the_neurons_with_the_greatest_shares_are_followed() -> None:
    """Those that are written out of the sum that leads to them."""
    microscope = opened(WIDE, updates=2)
    equations, _ = explain(microscope, 1, 5 * 3 + 1, 6)
    by_symbol = {each.symbol: each for each in equations}
    before = by_symbol["∂L/∂a₁[6]"]
    assert (len(before.terms), before.others) == (MOST_TERMS, 10 - MOST_TERMS)
    assert before.value == near(held(microscope, "∂L/∂a₁[6]", before.operation, 6))
    followed = [each.symbol for each in equations if each.symbol.startswith("δ₂")]
    strongest = sorted(before.terms, key=lambda term: -abs(term[0].value * term[1].value))[:MOST_FOLLOWED]
    assert sorted(followed) == sorted(term[1].symbol for term in strongest)
    W, δ = microscope.look(microscope.find("z₂")).inputs[0].values, microscope.look(microscope.find("δ₂")).result.values
    greatest = np.sort(np.argsort(-np.abs(W[:, 5] * δ[:, 6]))[:MOST_FOLLOWED])
    assert followed == [f"δ₂[{each + 1}]" for each in greatest]


# -- every kind of layer -----------------------------------------------------------------------------------------------


def some_parameters(microscope: Microscope) -> list[tuple[int, int]]:
    """Of each layer the first, the last and some between."""
    counts = {layer: microscope.weighted_layer(layer).parameter_count for layer in range(1, microscope.depth + 1)}
    return [(layer, index) for layer, count in counts.items() for index in sorted({*range(0, count, 7), count - 1})]


def value_of(microscope: Microscope, symbol: str, sample: int) -> float:
    """∂L/∂p₁[2,3,4] or δ₂[3] as the step has it, found by its name."""
    name, _, place = symbol.removesuffix("]").partition("[")
    signal = next(part.given for part in microscope.parts if part.given.gradient_symbol == name)
    feature = np.ravel_multi_index(tuple(int(each) - 1 for each in place.split(",")), signal.shape)
    microscope.go(microscope.end_of("backward"))
    assert signal.gradient is not None
    return float(signal.gradient[feature, sample])


@pytest.mark.parametrize("name", LAYER_RECIPES)
def test_of_every_kind_of_layer_the_numbers_add_up_to_the_engines_gradient(name: str) -> None:
    """Asked of the layers' records with other numbers than the step's: for each sample and over the batch."""
    microscope = opened(LAYER_RECIPES[name], updates=1)
    sample = microscope.samples - 1
    for layer, index in some_parameters(microscope):
        equations, whole = explain(microscope, layer, index, sample)
        assert whole.value == near(gradient(microscope, layer, index))
        for each in equations:
            assert sum_of(each) + each.rest == near(each.value) or not each.terms
        for each in equations[1:]:
            assert each.value == near(value_of(microscope, each.symbol, sample)), each.symbol
        assert equations[-1].symbol.startswith("∂L/∂y[")


@pytest.mark.parametrize("name", LAYER_RECIPES)
def test_every_link_leads_to_the_operation_that_makes_its_number(name: str) -> None:
    """Of equations and factors: what is made there is what is looked for, or the signal that it is a slope of."""
    microscope = opened(LAYER_RECIPES[name], updates=1)
    for layer, index in some_parameters(microscope):
        equations, _ = explain(microscope, layer, index)
        for each in equations[1:]:
            assert each.symbol.partition("[")[0] in microscope.lines[each.operation].result.split(", ")
        for factor in (factor for each in equations for term in each.terms for factor in term):
            made = microscope.lines[factor.operation].result
            if factor.symbol.startswith("∂") and "/∂" in factor.symbol and not factor.symbol.startswith("∂L"):
                assert factor.symbol[1:].partition("[")[0] == made
            else:
                assert factor.symbol.partition("[")[0] == made.removesuffix(")")


def test_a_dropout_multiplies_by_its_mask() -> None:
    """What was silenced for a sample has no part in its gradient."""
    microscope = opened(LAYER_RECIPES["Dropout"], updates=1)
    mask = microscope.look(microscope.find("mask")).result.values  # of the last one, which follows the second layer
    found = {}
    for sample in range(microscope.samples):
        (first, *_), _ = explain(microscope, 2, 0, sample)
        [[*_, factor, _]] = first.terms
        assert factor.symbol == "mask[1]"
        found[sample] = factor.value
    assert list(found.values()) == mask[0].tolist()
    assert {0.0, 1.25} <= {*found.values(), *mask.ravel()}


def test_of_a_batch_norm_a_number_of_its_own_sample_is_told_from_the_rest_of_the_batch() -> None:
    """∂z/∂x of the number itself, and one number for all that it does to the others, in other samples too."""
    microscope = opened(LAYER_RECIPES["BatchNorm"], updates=1)
    equations, _ = explain(microscope, 1, 0, 2)
    [through] = [each for each in equations if each.symbol == "δ₁[1]"]
    [[own, came_back]] = through.terms
    assert (own.symbol, came_back.symbol) == ("∂z₂[1]/∂z₁[1]", "δ₂[1]")
    assert (through.is_all_over, through.others) == (True, microscope.samples - 1)
    assert through.rest != 0.0
    layer = next(part.layer for part in microscope.parts if isinstance(part.layer, BatchNorm))
    first = next(line.number for line in microscope.lines if line.result == "x̂")
    x_hat, n = microscope.look(first).result.values[0, 2], microscope.samples
    s = float(microscope.look(first - 1).result.values[0])
    assert own.value == near(float(layer.W[0]) / s * (1 - 1 / n - x_hat**2 / n))


def test_of_a_batch_norm_of_images_the_same_pixel_is_told_from_the_rest() -> None:
    """Not just any of its channel."""
    microscope = opened(LAYER_RECIPES["BatchNorm of images"], updates=1)
    equations, _ = explain(microscope, 1, 3, 2)
    through = [each for each in equations if each.is_all_over]
    assert through
    for each in through:
        [[own, came_back]] = each.terms
        place = each.symbol.removeprefix("δ₁")
        assert (own.symbol, came_back.symbol) == (f"∂z₂{place}/∂z₁{place}", f"δ₂{place}")
        assert each.others == 36 * microscope.samples - 1


def test_a_softmax_is_followed_through_the_whole_of_its_matrix() -> None:
    """Each sum moves every answer: y (1 - y) of its own, and -y y of the others."""
    microscope = opened(LAYER_RECIPES["Softmax of five"], updates=1)
    equations, _ = explain(microscope, microscope.depth, 0, 1)
    [through] = [each for each in equations if each.symbol == "δ₃[1]"]
    y = microscope.outputs()[:, 1]
    assert [term[0].symbol for term in through.terms] == [f"∂y[{k}]/∂z₃[1]" for k in range(1, 6)]
    expected = [y[0] * (1 - y[0]), *(-y[0] * y[1:])]
    assert [term[0].value for term in through.terms] == pytest.approx(expected, rel=1e-12)


def test_the_greatest_pixel_of_a_block_is_the_only_one_that_counts() -> None:
    """∂p/∂z is 1 for it and 0 for the others."""
    microscope = opened(LAYER_RECIPES["MaxPool2D"], updates=1)
    slopes = {
        term[0].value
        for layer, index in some_parameters(microscope)
        for each in explain(microscope, layer, index)[0]
        for term in each.terms
        if term[0].symbol.startswith("∂p")
    }
    assert slopes == {0.0, 1.0}


# -- nothing is moved --------------------------------------------------------------------------------------------------


def everything(microscope: Microscope) -> list[bytes]:
    """All that is known of the step at this moment."""
    trainer, done = microscope.trainer, microscope.operations[: microscope.position]
    states = (*trainer.optimizer.state.values(), *trainer.network.state.values())
    arrays = [trainer.network.parameters, *states, microscope.step.columns]
    return [array.tobytes() for array in (*arrays, *(each.out for each in done))]


@pytest.mark.parametrize(
    "recipe",
    [MINI.changed(hidden=(2,), optimizer="Momentum"), LAYER_RECIPES["BatchNorm"], LAYER_RECIPES["Dropout"],
     LAYER_RECIPES["MaxPool2D"]],
    ids=["Dense", "BatchNorm", "Dropout", "MaxPool2D"],
)  # fmt: skip
def test_the_microscope_stands_where_it_stood(recipe: Recipe) -> None:
    """At every position, with every number as it was there."""
    microscope = opened(recipe, updates=2)
    for position in range(len(microscope.lines) + 1):
        microscope.go(position)
        before = everything(microscope)
        chain = ChainRule(microscope)
        assert (microscope.position, everything(microscope)) == (position, before)
        chain.equations(1, 3, 0)
        assert (microscope.position, everything(microscope)) == (position, before)
        chain.trace(1, 3)
        assert (microscope.position, everything(microscope)) == (position, before)


def test_the_equations_are_the_same_wherever_the_microscope_stands() -> None:
    """Between two operations of a slope as well, when the array that it will lie in holds something else."""
    microscope = opened(Recipe())
    chain = ChainRule(microscope)
    expected, traced = chain.equations(1, 1, 2), str(chain.trace(1, 1))
    for position in range(len(microscope.lines) + 1):
        microscope.go(position)
        assert chain.equations(1, 1, 2) == expected
        assert ChainRule(microscope).equations(1, 1, 2) == expected
        assert str(chain.trace(1, 1)) == traced


# -- where an input is zero --------------------------------------------------------------------------------------------


def test_a_weight_whose_input_is_always_zero_is_in_the_sum_of_its_own_neuron() -> None:
    """Behind a dead ReLU the product is zero; it is that of the weight's neuron all the same."""
    microscope = opened(Recipe(activation="ReLU", seed=2))
    dead = np.flatnonzero(~microscope.look(microscope.find("a₁")).result.values.any(axis=1))
    assert len(dead)
    column = int(dead[0])
    for row in range(4):
        (equation, *_), _ = explain(microscope, 2, row * 5 + column, 1)
        [term] = equation.terms
        assert term[0].symbol == f"∂z₂[{row + 1}]/∂W₂[{row + 1},{column + 1}]"
        assert [each.symbol for each in term[1:]] == [f"σ′(z₂[{row + 1}])", f"∂L/∂a₂[{row + 1}]"]
        assert (equation.value, term[0].value) == (0.0, 0.0)


# -- the update --------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(recipe=small_recipes(), updates=st.integers(0, 3))
def test_a_trace_ends_with_the_parameter_as_the_trainer_leaves_it(recipe: Recipe, updates: int) -> None:
    """To the last bit, for any parameter and any optimizer; it begins with the parameter and its gradient."""
    recipe = recipe.changed(output_activation="Sigmoid", learning_rate=1e-3)
    trainer = Trainer(recipe)
    trainer.advance(updates)
    microscope, before = Microscope.of(trainer.run()), trainer.network.parameters.copy()
    trainer.step()
    chain, after, all_of_them = ChainRule(microscope), trainer.network.parameters, parameters(microscope)
    for layer, index in all_of_them[:: 1 + len(all_of_them) // MOST]:
        place = microscope.part_of_layer(layer).start + index
        traces = chain.trace(layer, index)
        assert [each.line for each in traces] == [each for each in microscope.lines if each.phase == "update"]
        assert (traces[-1].line.result, traces[-1].before) == ("θ", before[place])
        assert traces[-1].after == after[place]
        read = [number for each in traces for number in each.inputs]
        first = next(value for name, value in read if name == "g")  # a penalty goes on to make another g of it
        assert first == gradient(microscope, layer, index)
        assert ("ρ", float(trainer.optimizer.rate)) in read
        assert ("θ", before[place]) in read


def test_a_trace_of_momentum_is_the_update_by_hand() -> None:
    """v = β v + g, θ = θ - ρ v, number by number."""
    trainer = Trainer(Recipe(optimizer="Momentum", learning_rate=0.5))
    trainer.advance(3)
    microscope = Microscope.of(trainer.run())
    v, θ = float(trainer.optimizer.state["velocity"][4]), float(trainer.network.parameters[4])
    g = gradient(microscope, 1, 4)
    slowed = v * 0.9
    faster = slowed + g
    traces = ChainRule(microscope).trace(1, 4)
    assert [(each.line.formula, each.inputs, each.before, each.after) for each in traces] == [
        ("β v", (("v", v), ("β", 0.9)), v, slowed),
        ("v = β v + g", (("β v", slowed), ("g", g)), slowed, faster),
        ("step = ρ v", (("v", faster), ("ρ", 0.5)), None, faster * 0.5),
        ("θ = θ - step", (("θ", θ), ("step", faster * 0.5)), θ, θ - faster * 0.5),
    ]


# -- newcomers ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("restored_registries")
def test_a_newcomer_that_gives_its_slope_no_name_has_its_chain_too() -> None:
    """The slope is what the way back multiplies with, whatever the formula is that makes it."""

    @ACTIVATIONS.register("Soft step")
    class SoftStep(Activation):
        """A steep tanh:  a = tanh 2 z,  da/dz = 2 (1 - a²)."""

        def record(self, z: Array, a: Array, do: Record) -> None:
            do("a = 2 z", np.multiply, z, do.constant(2.0), out=a)
            do("a = tanh 2 z", np.tanh, a, out=a)

        def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
            do("a²", np.square, a, out=slope)
            do("1 - a²", np.subtract, do.constant(1), slope, out=slope)
            do("2 (1 - a²)", np.multiply, slope, do.constant(2.0), out=slope)

    microscope = opened(Recipe(hidden=(3, 2), activation="Soft step"), updates=2)
    for layer, index in parameters(microscope):
        (first, *_), whole = explain(microscope, layer, index, 3)
        assert whole.value == near(gradient(microscope, layer, index))
        slope = first.terms[0][1]
        answer = microscope.look(microscope.find("y" if layer == 3 else f"a{'₁₂'[layer - 1]}")).result.values
        a = answer[index // microscope.weighted_layer(layer).parameter_shape[1], 3]
        assert slope.value == near(a * (1 - a) if layer == 3 else 2 * (1 - a * a))
