"""The microscope: every number of a step is the one that training works with, at whatever moment one looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine import ACTIVATIONS, LOSSES, OPTIMIZERS, Activation, Diverged, Loss, Optimizer, Recipe, Record, Trainer
from engine.close_up import activation_at, bend, is_plain, learned, loss_along, seen
from engine.gradient_report import named_arrays
from engine.layer_list import read_layer_list
from engine.microscope import PHASES, Look, Microscope
from engine.notation import signal_symbol, subscript
from engine.optimizers import learning_rate_knob
from engine.parts import Part
from engine.program import quiet
from engine.run import Intervention, Run
from tests.engine.layer_recipes import LAYER_RECIPES
from tests.engine.numeric import Array
from tests.engine.runs import MINI, through_a_file
from tests.engine.strategies import recipes

H = 2e-5  # how far a number is moved when a slope is measured
KINK = 1e-8  # what is measured as more of a corner than this is not compared
STALE = 12345.678  # put where nothing of the step lies yet
COMBINATIONS = 36  # of twelve activations, seven losses and nine optimizers, so that each comes up several times

Call = Callable[[], Any]
Measured = tuple[Array, NDArray[np.bool_]]  # slopes, and where the function is smooth

# fmt: off
DEFAULT = [  # the whole step of the default recipe: formula, what it reads, the result's shape, whether one was before
    ("z₁ = W₁ x + b₁",                  ["W₁ b₁", "x"],          (4, 21), False),
    ("-z₁",                             ["z₁"],                  (4, 21), False),
    ("e⁻ᶻ",                             ["-z₁"],                 (4, 21), True),
    ("1 + e⁻ᶻ",                         ["e⁻ᶻ", ""],             (4, 21), True),
    ("a₁ = 1 / (1 + e⁻ᶻ)",              ["1 + e⁻ᶻ"],             (4, 21), True),
    ("z₂ = W₂ a₁ + b₂",                 ["W₂ b₂", "a₁"],         (4, 21), False),
    ("-z₂",                             ["z₂"],                  (4, 21), False),
    ("e⁻ᶻ",                             ["-z₂"],                 (4, 21), True),
    ("1 + e⁻ᶻ",                         ["e⁻ᶻ", ""],             (4, 21), True),
    ("a₂ = 1 / (1 + e⁻ᶻ)",              ["1 + e⁻ᶻ"],             (4, 21), True),
    ("z₃ = W₃ a₂ + b₃",                 ["W₃ b₃", "a₂"],         (1, 21), False),
    ("-z₃",                             ["z₃"],                  (1, 21), False),
    ("e⁻ᶻ",                             ["-z₃"],                 (1, 21), True),
    ("1 + e⁻ᶻ",                         ["e⁻ᶻ", ""],             (1, 21), True),
    ("y = 1 / (1 + e⁻ᶻ)",               ["1 + e⁻ᶻ"],             (1, 21), True),
    ("e = y - t",                       ["y", "t"],              (1, 21), False),
    ("Σ e²",                            ["e", "e"],              (),      False),
    ("L = Σ e² / n",                    ["Σ e²", ""],            (),      False),
    ("∂L/∂y = 2 e / n",                 ["e", ""],               (1, 21), False),
    ("1 - y",                           ["", "y"],               (1, 21), False),
    ("σ′(z₃) = y (1 - y)",              ["1 - y", "y"],          (1, 21), True),
    ("δ₃ = ∂L/∂y · σ′(z₃)",             ["∂L/∂y", "σ′(z₃)"],     (1, 21), False),
    ("∂L/∂W₃ = δ₃ a₂ᵀ,  ∂L/∂b₃ = Σ δ₃", ["δ₃", "a₂ᵀ"],           (1, 5),  False),
    ("∂L/∂a₂ = W₃ᵀ δ₃",                 ["[W₃ b₃]ᵀ", "δ₃"],      (4, 21), False),
    ("1 - a₂",                          ["", "a₂"],              (4, 21), False),
    ("σ′(z₂) = a₂ (1 - a₂)",            ["1 - a₂", "a₂"],        (4, 21), True),
    ("δ₂ = ∂L/∂a₂ · σ′(z₂)",            ["∂L/∂a₂", "σ′(z₂)"],    (4, 21), False),
    ("∂L/∂W₂ = δ₂ a₁ᵀ,  ∂L/∂b₂ = Σ δ₂", ["δ₂", "a₁ᵀ"],           (4, 5),  False),
    ("∂L/∂a₁ = W₂ᵀ δ₂",                 ["[W₂ b₂]ᵀ", "δ₂"],      (4, 21), False),
    ("1 - a₁",                          ["", "a₁"],              (4, 21), False),
    ("σ′(z₁) = a₁ (1 - a₁)",            ["1 - a₁", "a₁"],        (4, 21), True),
    ("δ₁ = ∂L/∂a₁ · σ′(z₁)",            ["∂L/∂a₁", "σ′(z₁)"],    (4, 21), False),
    ("∂L/∂W₁ = δ₁ xᵀ,  ∂L/∂b₁ = Σ δ₁",  ["δ₁", "xᵀ"],            (4, 3),  False),
    ("step = ρ g",                      ["g", "ρ"],              (37,),   False),
    ("θ = θ - step",                    ["θ", "step"],           (37,),   True),
]
# fmt: on


# -- runs and what their steps leave -----------------------------------------------------------------------------------


@st.composite
def trainers(draw: st.DrawFn) -> Trainer:
    """Any small run, somewhere in its first updates."""
    trainer = Trainer(draw(recipes()))
    with suppress(Diverged):  # then it stands at its last finite state, where one may look as well
        trainer.advance(draw(st.integers(0, 9)))
    return trainer


def stepped(trainer: Trainer) -> Trainer:
    """The same trainer one update on; a run that diverges here is no example."""
    try:
        trainer.step()
    except Diverged:
        reject()
    return trainer


def bits(*arrays: Array) -> list[tuple[tuple[int, ...], bytes]]:
    """To be compared to the last bit, whatever is infinite or not a number."""
    return [(array.shape, array.tobytes()) for array in arrays]


def state_of(trainer: Trainer) -> dict[str, Any]:
    memory = {**trainer.optimizer.state, **trainer.network.state}
    return {"parameters": bits(trainer.network.parameters), **{name: bits(memory[name]) for name in memory}}


def everything_in(look: Look) -> list[Any]:
    """Everything in a look, to be compared with another."""
    before = None if look.before is None else bits(look.before)
    inputs = [(each.name, each.has_samples, each.has_ones, bits(each.values)) for each in look.inputs]
    whole = [bits(each.whole) for each in (*look.inputs, look.result) if each.whole is not None]
    return [look.line, inputs, before, look.result.name, look.result.has_samples, bits(look.result.values), whole]


def content(run: Run) -> list[Any]:
    """All that a run holds, to be compared with what it held before."""
    history = {name: np.copy(value).tobytes() for name, value in vars(run.history).items()}
    memory = {name: bits(array) for name, array in run.optimizer_state.items()}
    return [run.recipe, run.interventions, run.updates, bits(run.parameters, run.batch_losses), memory, history]


def walk(microscope: Microscope) -> list[Look]:
    return [microscope.look(line.number) for line in microscope.lines]


# -- the step ----------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(trainer=trainers())
def test_the_end_of_the_walk_is_one_update_of_the_trainer(trainer: Trainer) -> None:
    """Parameters and the optimizer's memory, bit for bit, with any parts, batches and moments."""
    microscope = Microscope.of(trainer.run())
    walk(microscope)
    assert microscope.position == len(microscope.lines)
    assert state_of(microscope.trainer) == state_of(stepped(trainer))


@pytest.mark.parametrize("number", range(COMBINATIONS))
def test_combinations_of_all_parts_end_as_the_trainer_does(number: int) -> None:
    """Two hidden layers with biases, in the middle of an epoch of minibatches, with samples kept for testing.

    Each activation meets several losses and optimizers, and each of these several of the others."""
    activation, loss, optimizer = (list(each)[number % len(each)] for each in (ACTIVATIONS, LOSSES, OPTIMIZERS))
    trainer = Trainer(MINI.changed(activation=activation, loss=loss, optimizer=optimizer))
    trainer.advance(6)
    microscope = Microscope.of(trainer.run())
    walk(microscope)
    assert state_of(microscope.trainer) == state_of(stepped(trainer))


@pytest.mark.parametrize("name", LAYER_RECIPES)
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_every_kind_of_layer_is_walked_to_the_end_and_back(name: str, precision: str) -> None:
    """The end is one update of the trainer, what the layers remember included, and at the start nothing has happened;
    the run itself stays as it is, and every operation shows the same a second time."""
    trainer = Trainer(LAYER_RECIPES[name].changed(precision=precision))
    trainer.advance(4)
    run = trainer.run()
    before, start = content(run), state_of(trainer)
    microscope = Microscope.of(run)
    first = [everything_in(look) for look in walk(microscope)]
    end = state_of(microscope.trainer)
    microscope.go(0)
    assert state_of(microscope.trainer) == start
    assert [everything_in(look) for look in walk(microscope)] == first
    assert end == state_of(stepped(trainer)) == state_of(microscope.trainer)
    assert content(run) == before


@pytest.mark.parametrize("name", LAYER_RECIPES)
def test_whatever_an_operation_of_a_layer_reads_or_makes_has_a_name(name: str) -> None:
    """But for constants, which no operation makes, and the key of the random numbers."""
    trainer = Trainer(LAYER_RECIPES[name])
    trainer.advance(1)
    microscope = Microscope.of(trainer.run())
    made = [each.out for each in microscope.operations]
    for look in walk(microscope):
        assert look.line.result
        arrays = [each for each in microscope.operations[look.line.number].inputs if isinstance(each, np.ndarray)]
        for quantity, array in zip(look.inputs, arrays, strict=True):
            is_constant = not any(np.may_share_memory(array, each) for each in made)
            assert quantity.name or is_constant, look.line.formula


@pytest.mark.parametrize("name", LAYER_RECIPES)
def test_where_the_samples_are_is_told_in_every_layer(name: str) -> None:
    """What changes with the first sample alone does so where that sample is, and nowhere else."""
    trainer = Trainer(LAYER_RECIPES[name])
    trainer.advance(1)
    microscope = Microscope.of(trainer.run())
    before = walk(microscope)
    microscope.go(0)
    kept = microscope.step.columns.copy()
    microscope.x[:, 0] += np.random.default_rng(0).normal(size=len(microscope.x))
    after = walk(microscope)
    microscope.step.columns[:] = kept
    is_all_over = any(each.name == "BatchNorm" for each in trainer.recipe.layers)
    for one, other in zip(before, after, strict=True):
        if one.line.phase == "update" or is_all_over:
            continue
        for mine, others in zip((*one.inputs, one.result), (*other.inputs, other.result), strict=True):
            values, changed = mine.values, mine.values != others.values
            if mine.is_turned:
                values, changed = values.T, changed.T
            if mine.has_samples or mine.is_turned:
                assert values.shape[-1] == mine.places * microscope.samples
                others_too = np.delete(changed, np.s_[:: microscope.samples], axis=-1).any()
                assert not others_too, (one.line.formula, mine.name)


@pytest.mark.parametrize("name", LAYER_RECIPES)
def test_every_signal_and_gradient_of_a_signal_has_its_samples(name: str) -> None:
    """With as many places side by side as its layer calculates with at once; and what are called ones are ones."""
    trainer = Trainer(LAYER_RECIPES[name])
    trainer.advance(1)
    microscope = Microscope.of(trainer.run())
    signals = {each.symbol: each for part in microscope.parts for each in (part.taken, part.given)}
    known = {name: each for each in signals.values() for name in (each.symbol, each.gradient_symbol)}
    for look in walk(microscope):
        for each in (*look.inputs, look.result):
            signal = known.get(each.name.removesuffix("ᵀ"))
            if signal is not None and look.line.phase != "update":
                assert each.has_samples or each.is_turned, (look.line.formula, each.name)
                rows = each.values.shape[1] if each.is_turned else int(np.prod(each.values.shape[:-1]))
                assert each.shape == signal.shape or look.line.phase == "loss"
                if each.whole is None:
                    assert (rows - each.has_ones) * each.places == len(signal.values)
            if each.has_ones:
                assert ((each.values.T if each.is_turned else each.values)[-1] == 1.0).all()


def test_what_is_made_of_nothing_but_numbers_has_samples_too() -> None:
    """The random numbers of a dropout, its mask, and the slope of a straight line."""
    microscope = Microscope.of(Trainer(LAYER_RECIPES["Dropout"].changed(output_activation="Linear")).run())
    for name in ("u", "mask", "σ′(z₃)"):
        assert microscope.look(microscope.find(name)).result.has_samples


def test_what_layers_remember_has_a_number_before() -> None:
    """How many updates there were, and the running mean and variance."""
    trainer = Trainer(LAYER_RECIPES["BatchNorm of images"])
    trainer.advance(3)
    microscope = Microscope.of(trainer.run())
    counted = microscope.look(microscope.find("updates"))
    assert counted.before is not None
    assert (float(counted.before), float(counted.result.values)) == (3.0, 4.0)
    first = next(line.number for line in microscope.lines if line.formula == "(1 - α) running")
    before = microscope.look(first).before
    assert before is not None
    np.testing.assert_array_equal(before, list(trainer.network.layers[1].state.values()))


@pytest.mark.parametrize("name", LAYER_RECIPES)
def test_parameters_are_told_wherever_they_are_read_or_their_gradients_made(name: str) -> None:
    """Each number of W, V's source and ∂L/∂W is the one at the place in the flat vectors that is said."""
    trainer = Trainer(LAYER_RECIPES[name])
    trainer.advance(2)
    microscope = Microscope.of(trainer.run())
    walked = walk(microscope)
    flat, found = microscope.trainer.network, 0
    θ = trainer.network.parameters
    for look in walked:
        for each in (*look.inputs, look.result):
            if each.parameters is not None and look.line.phase != "update":
                source = flat.gradients if each.name.startswith("∂") else θ
                np.testing.assert_array_equal(each.values, source[each.parameters[: len(each.values)]])
                found += 1
    assert found


@settings(max_examples=25)
@given(trainer=trainers(), data=st.data())
def test_going_back_and_forward_shows_the_same(trainer: Trainer, data: st.DataObject) -> None:
    """From any operation to any other: what is read, what was there before, the result and the state, bit for bit."""
    microscope = Microscope.of(trainer.run())
    first, states = [], [state_of(microscope.trainer)]
    for line in microscope.lines:
        first.append(everything_in(microscope.look(line.number)))
        states.append(state_of(microscope.trainer))
    positions = st.integers(0, len(microscope.lines))
    for position in [0, *data.draw(st.lists(positions, min_size=8, max_size=8)), len(microscope.lines)]:
        microscope.go(position)
        assert microscope.position == position
        assert state_of(microscope.trainer) == states[position]
        number = min(position, len(microscope.lines) - 1)
        assert everything_in(microscope.look(number)) == first[number]
        assert microscope.position == number + 1


@settings(max_examples=25)
@given(trainer=trainers())
def test_the_run_stays_as_it_is(trainer: Trainer) -> None:
    """And so does the trainer it was taken from: a look at a run must not train it."""
    run = trainer.run()
    before, state = content(run), state_of(trainer)
    microscope = Microscope.of(run)
    walk(microscope)
    microscope.go(0)
    assert content(run) == before
    assert state_of(trainer) == state


def test_a_look_keeps_its_numbers() -> None:
    """It is a copy: what the step does next does not move it."""
    microscope = Microscope.of(Trainer(MINI).run())
    looks = walk(microscope)
    kept = [everything_in(look) for look in looks]
    microscope.go(0)
    microscope.go(len(microscope.lines))
    assert [everything_in(look) for look in looks] == kept


@settings(max_examples=30)
@given(trainer=trainers())
def test_before_is_there_where_this_step_or_a_lasting_state_has_left_something(trainer: Trainer) -> None:
    """All that is no state is filled with a number of no meaning: it must never be shown, and all else must."""
    microscope = Microscope.of(trainer.run())
    network = microscope.trainer.network
    lasting = [network.parameters, *microscope.trainer.optimizer.state.values(), *network.state.values()]
    for operation in microscope.operations:
        if not any(np.shares_memory(operation.out, each) for each in lasting):
            operation.out[...] = STALE
    for line in microscope.lines:
        microscope.go(line.number)
        held = microscope.operations[line.number].out.copy()
        look = microscope.look(line.number)
        assert (look.before is None) == bool((held == STALE).all()), line.formula
        if look.before is not None:
            assert look.before.shape == look.result.values.shape
            shown = held[: len(look.before)] if held.ndim else held
            assert bits(look.before) == bits(shown)


@settings(max_examples=30)
@given(trainer=trainers())
def test_lines_are_the_operations_in_the_order_of_the_phases(trainer: Trainer) -> None:
    """Numbered from 0; the stages hold each of them once; a result is found where it is written last."""
    microscope = Microscope.of(trainer.run())
    assert [line.number for line in microscope.lines] == list(range(len(microscope.operations)))
    phases = [line.phase for line in microscope.lines]
    assert phases == sorted(phases, key=PHASES.index)
    assert set(phases) == set(PHASES)
    assert [line for stage in microscope.stages for line in stage.lines] == list(microscope.lines)
    assert all(stage.result == stage.last.result for stage in microscope.stages)
    for line in microscope.lines:
        for result in line.result.split(", "):  # ∂L/∂W₁ and ∂L/∂b₁ are made at once
            last = microscope.lines[microscope.find(result)]
            assert last.result == line.result
            assert all(line.result != later.result for later in microscope.lines[last.number + 1 :])
    assert [microscope.end_of(phase) for phase in PHASES] == [
        len(phases) - phases[::-1].index(phase) for phase in PHASES
    ]


def test_what_no_operation_makes_is_not_found() -> None:
    """By a name that is no result, or a layer that the network does not have."""
    microscope = Microscope.of(Trainer(Recipe()).run())
    with pytest.raises(KeyError, match="∂L/∂x"):
        microscope.find("∂L/∂x")
    for call in (microscope.weighted_layer, microscope.part_of_layer):
        for layer in (0, 4):
            with pytest.raises(KeyError, match=f"layer {layer}"):
                call(layer)


# -- names -------------------------------------------------------------------------------------------------------------


def test_the_default_recipe_number_by_number() -> None:
    """The whole table, as it stands in the lecture."""
    microscope = Microscope.of(Trainer(Recipe()).run())
    looks = walk(microscope)
    assert [
        (look.line.formula, [each.name for each in look.inputs], look.result.values.shape, look.before is not None)
        for look in looks
    ] == DEFAULT
    assert [stage.result for stage in microscope.stages] == [
        "z₁", "a₁", "z₂", "a₂", "z₃", "y", "e", "L", "∂L/∂y", "σ′(z₃)", "δ₃", "∂L/∂W₃, ∂L/∂b₃", "∂L/∂a₂", "σ′(z₂)",
        "δ₂", "∂L/∂W₂, ∂L/∂b₂", "∂L/∂a₁", "σ′(z₁)", "δ₁", "∂L/∂W₁, ∂L/∂b₁", "step", "θ",
    ]  # fmt: skip
    assert [line.number for line in microscope.lines if not line.is_last] == [1, 2, 3, 6, 7, 8, 11, 12, 13, 19, 24, 29]


def test_lines_of_the_default_recipe_say_to_what_they_belong() -> None:
    """Phase, name and layer, once for each run of operations that share them."""
    places: list[tuple[str, str, int]] = []
    for line in Microscope.of(Trainer(Recipe()).run()).lines:
        if (place := (line.phase, line.name, line.layer)) not in places:
            places.append(place)
    forward = [("forward", name, layer) for layer in (1, 2, 3) for name in ("Dense", "Sigmoid")]
    backward = [("backward", name, layer) for _, name, layer in reversed(forward)]
    assert places == [*forward, ("loss", "MSE", 0), *backward, ("update", "SGD", 0)]


def test_of_a_loss_with_unnamed_steps_the_stages_are_the_named_results() -> None:
    """What only leads to a result stands with it."""
    stages = Microscope.of(Trainer(Recipe(hidden=(), loss="BCE")).run()).stages
    found = {stage.result: [line.formula for line in stage.lines] for stage in stages}
    assert found["L"] == ["ln p", "ln p ≥ -100", "Σ q ln p", "L = -Σ q ln p / n"]
    assert found["∂L/∂y"][-1] == "∂L/∂y = (y - t) / (y (1 - y) n)"


def formulas_and_inputs(recipe: Recipe, phase: str) -> list[tuple[str, list[str]]]:
    looks = walk(Microscope.of(Trainer(recipe).run()))
    return [(each.line.formula, [of.name for of in each.inputs]) for each in looks if each.line.phase == phase]


@pytest.mark.parametrize("batch_size", [0, 4, 1])
def test_without_bias_there_is_none_in_any_name(batch_size: int) -> None:
    """Neither in what is read nor in what is made, whatever the size of the batch."""
    recipe = Recipe(hidden=(3,), bias=False, activation="Linear", output_activation="Linear", batch_size=batch_size)
    assert formulas_and_inputs(recipe, "forward") == [
        ("z₁ = W₁ x", ["W₁", "x"]), ("a₁ = z₁", ["z₁"]), ("z₂ = W₂ a₁", ["W₂", "a₁"]), ("y = z₂", ["z₂"]),
    ]  # fmt: skip
    assert formulas_and_inputs(recipe, "backward") == [
        ("σ′(z₂) = 1", [""]),
        ("δ₂ = ∂L/∂y · σ′(z₂)", ["∂L/∂y", "σ′(z₂)"]),
        ("∂L/∂W₂ = δ₂ a₁ᵀ", ["δ₂", "a₁ᵀ"]),
        ("∂L/∂a₁ = W₂ᵀ δ₂", ["W₂ᵀ", "δ₂"]),
        ("σ′(z₁) = 1", [""]),
        ("δ₁ = ∂L/∂a₁ · σ′(z₁)", ["∂L/∂a₁", "σ′(z₁)"]),
        ("∂L/∂W₁ = δ₁ xᵀ", ["δ₁", "xᵀ"]),
    ]


@pytest.mark.parametrize("batch_size", [0, 1])
def test_a_matrix_of_one_column_or_row_is_turned_where_the_formula_turns_it(batch_size: int) -> None:
    """It lies in memory the same either way."""
    recipe = Recipe(hidden=(1, 3), bias=False, batch_size=batch_size)
    read = dict(formulas_and_inputs(recipe, "forward") + formulas_and_inputs(recipe, "backward"))
    assert read["z₂ = W₂ a₁"] == ["W₂", "a₁"]
    assert read["∂L/∂a₁ = W₂ᵀ δ₂"] == ["W₂ᵀ", "δ₂"]
    assert read["∂L/∂W₃ = δ₃ a₂ᵀ"] == ["δ₃", "a₂ᵀ"]
    assert read["∂L/∂W₁ = δ₁ xᵀ"] == ["δ₁", "xᵀ"]


def test_a_single_layer_leads_from_x_to_y() -> None:
    """Without hidden layers there is no a: a linear model."""
    recipe = Recipe(hidden=(), activation="Tanh", output_activation="Tanh")
    assert formulas_and_inputs(recipe, "forward") == [("z₁ = W₁ x + b₁", ["W₁ b₁", "x"]), ("y = tanh z₁", ["z₁"])]
    assert [formula for formula, _ in formulas_and_inputs(recipe, "backward")] == [
        "y²", "σ′(z₁) = 1 - y²", "δ₁ = ∂L/∂y · σ′(z₁)", "∂L/∂W₁ = δ₁ xᵀ,  ∂L/∂b₁ = Σ δ₁",
    ]  # fmt: skip


def test_ten_layers_are_numbered_to_the_last() -> None:
    """Two digits, and no signal takes the name of another."""
    microscope = Microscope.of(Trainer(Recipe(hidden=(2,) * 10)).run())
    assert microscope.depth == 11
    formulas = [line.formula for line in microscope.lines]
    assert "z₁₀ = W₁₀ a₉ + b₁₀" in formulas
    assert "z₁₁ = W₁₁ a₁₀ + b₁₁" in formulas
    assert "∂L/∂a₁₀ = W₁₁ᵀ δ₁₁" in formulas


@pytest.mark.parametrize("batch_size", [0, 1])
def test_an_adam_step_has_names_for_all_it_reads(batch_size: int) -> None:
    """The memory is called as the formulas call it, and so are the constants; no number is a sample's."""
    microscope = Microscope.of(Trainer(Recipe(optimizer="Adam", batch_size=batch_size)).run())
    looks = [microscope.look(line.number) for line in microscope.lines if line.phase == "update"]
    assert [(each.line.result, [of.name for of in each.inputs]) for each in looks] == [
        ("β₁ m", ["m", "β₁"]),
        ("(1 - β₁) g", ["g", "1 - β₁"]),
        ("m", ["β₁ m", "(1 - β₁) g"]),
        ("g²", ["g"]),
        ("β₂ v", ["v", "β₂"]),
        ("(1 - β₂) g²", ["g²", "1 - β₂"]),
        ("v", ["β₂ v", "(1 - β₂) g²"]),
        ("βᵗ", ["βᵗ", ""]),
        ("1 - βᵗ", ["", "βᵗ"]),
        ("1 / (1 - βᵗ)", ["1 - βᵗ"]),
        ("m̂", ["m", "1 / (1 - βᵗ)"]),
        ("v̂", ["v", "1 / (1 - βᵗ)"]),
        ("√v̂", ["v̂"]),
        ("√v̂ + ε", ["√v̂", "ε"]),
        ("m̂ / (√v̂ + ε)", ["m̂", "√v̂ + ε"]),
        ("step", ["m̂ / (√v̂ + ε)", "ρ"]),
        ("θ", ["θ", "step"]),
    ]
    assert not any(each.has_samples for look in looks for each in (look.result, *look.inputs))


def test_an_array_that_several_results_fill_has_the_names_of_all() -> None:
    """The two classes of the cross-entropy lie in one array, which is neither of them."""
    read = dict(formulas_and_inputs(Recipe(loss="BCE"), "loss"))
    assert read["ln p"] == ["p₁, p₀"]
    assert read["Σ q ln p"] == ["q₁, q₀", "ln p ≥ -100"]
    assert read["y (1 - y)"] == ["y", "p₀"]


@settings(max_examples=30)
@given(trainer=trainers())
def test_samples_and_ones_are_told(trainer: Trainer) -> None:
    """Signals have a column for each sample, and the row of ones where a bias goes with them; nothing else has."""
    microscope = Microscope.of(trainer.run())
    depth, has_bias = microscope.depth, trainer.recipe.bias
    signals = {signal_symbol(number, depth) for number in range(depth)}
    for look in walk(microscope):
        sums = look.line.formula.startswith("z")
        for each in look.inputs:
            is_signal = each.name.removesuffix("ᵀ") in signals and (sums or each.is_turned)
            assert each.has_ones == (has_bias and is_signal), (look.line.formula, each.name)
            if each.has_ones:
                assert ((each.values.T if each.is_turned else each.values)[-1] == 1.0).all()
            if each.has_samples:
                assert each.values.shape[-1] == microscope.samples
            if each.name in ("t", "y", *(f"δ{subscript(number)}" for number in range(1, depth + 1))):
                assert each.has_samples
            if each.name.startswith(("W", "[W", "θ", "g", "ρ")):
                assert not each.has_samples


CONVOLUTION = [
    ("X = windows of x", ["x"], (1, 3, 3, 6, 6, 4)),
    ("z₁ = W₁ X + b₁", ["W₁ b₁", "X"], (2, 144)),
    ("P = pixels of the blocks", ["z₁"], (2, 2, 2, 3, 3, 4)),
    ("max P[1] … P[2]", ["P[1]", "P[2]"], (18, 4)),
    ("max P[1] … P[3]", ["max P[1] … P[2]", "P[3]"], (18, 4)),
    ("p₁ = max P[1] … P[4]", ["max P[1] … P[3]", "P[4]"], (18, 4)),
    ("a₁ = max(p₁, 0)", ["p₁", ""], (18, 4)),
    ("z₂ = W₂ a₁ + b₂", ["W₂ b₂", "a₁"], (3, 4)),
]
BACK_THROUGH_A_POOL = [
    ("∂L/∂p₁ = ∂L/∂a₁ · σ′(p₁)", ["∂L/∂a₁", "σ′(p₁)"], (18, 4)),
    ("P[4] > max P[1] … P[3]", ["P[4]", "max P[1] … P[3]"], (18, 4)),
    ("dP[4] = ∂L/∂p₁ · won", ["∂L/∂p₁", "P[4] > max P[1] … P[3]"], (18, 4)),
    ("∂L/∂p₁ - dP[4]", ["∂L/∂p₁", "dP[4]"], (18, 4)),
    ("P[3] > max P[1] … P[2]", ["P[3]", "max P[1] … P[2]"], (18, 4)),
    ("dP[3] = rest · won", ["∂L/∂p₁ - dP[4]", "P[3] > max P[1] … P[2]"], (18, 4)),
    ("rest = rest - dP[3]", ["∂L/∂p₁ - dP[4]", "dP[3]"], (18, 4)),
    ("won = P[2] > P[1]", ["P[2]", "P[1]"], (18, 4)),
    ("dP[2] = rest · won", ["rest", "won"], (18, 4)),
    ("dP[1] = rest - dP[2]", ["rest", "dP[2]"], (18, 4)),
    ("δ₁ = dP, back in the blocks", ["dP[1], dP[2], dP[3], dP[4]"], (2, 2, 2, 3, 3, 4)),
    ("∂L/∂W₁ᵀ = X δ₁ᵀ,  ∂L/∂b₁ = Σ δ₁", ["X", "δ₁ᵀ"], (10, 2)),
]


def test_a_convolution_and_a_pool_number_by_number() -> None:
    """Windows, blocks and their parts have the names that the formulas give them."""
    microscope = Microscope.of(Trainer(LAYER_RECIPES["MaxPool2D"]).run())
    lines = [
        (look.line.formula, [each.name for each in look.inputs], look.result.values.shape) for look in walk(microscope)
    ]
    assert lines[: len(CONVOLUTION)] == CONVOLUTION
    end = microscope.end_of("backward")
    assert lines[end - len(BACK_THROUGH_A_POOL) : end] == BACK_THROUGH_A_POOL


def test_what_many_results_fill_is_named_by_the_first_and_the_last() -> None:
    """The nine pixels of a block of three by three."""
    microscope = Microscope.of(Trainer(LAYER_RECIPES["BatchNorm of images"]).run())
    look = microscope.look(microscope.find("∂L/∂a₂"))
    assert [each.name for each in look.inputs] == ["dP[1] … dP[9]"]


def test_a_batch_norm_reads_its_scale_and_shift_and_remembers() -> None:
    """γ and β by their names, and what is running by its own."""
    microscope = Microscope.of(Trainer(LAYER_RECIPES["BatchNorm"]).run())
    read = {look.line.formula: [each.name for each in look.inputs] for look in walk(microscope)}
    assert read["γ₂ x̂"] == ["x̂", "γ₂"]
    assert read["z₂ = γ₂ x̂ + β₂"] == ["γ₂ x̂", "β₂"]
    assert read["∂L/∂γ₂ / n"] == ["∂L/∂γ₂", "1 / n"]
    assert read["(1 - α) running"] == ["running", ""]
    assert read["α (μ, σ² n / (n - 1))"] == ["μ, σ²", ""]


def test_a_batch_norm_in_front_takes_its_gradients_for_no_others() -> None:
    """Its γ begins where all parameters do: it is neither θ nor g."""
    recipe = LAYER_RECIPES["BatchNorm"].changed(layers=read_layer_list("Dropout, BatchNorm, Dense(3), Tanh"))
    microscope = Microscope.of(Trainer(recipe).run())
    read = {look.line.formula: [each.name for each in look.inputs] for look in walk(microscope)}
    assert read["γ₁ x̂"] == ["x̂", "γ₁"]
    assert read["z₁ = γ₁ x̂ + β₁"] == ["γ₁ x̂", "β₁"]
    assert read["γ₁ / s"] == ["γ₁", "s"]
    assert read["∂L/∂γ₁ / n"] == ["∂L/∂γ₁", "1 / n"]


# -- gradients ---------------------------------------------------------------------------------------------------------


def measured(at: Callable[[int], Array]) -> Measured:
    """The slope of ``at`` by the five-point formula, and where it is smooth; ``at(k)``: with k steps of H on the way.

    Where a function is smooth, the central differences for H and 2 H are the same and its second difference for 2 H
    is four times that for H; a corner breaks one of the two, wherever it lies."""
    with quiet():
        here, right, left, far_right, far_left = (at(k) for k in (0, 1, -1, 2, -2))
        near, far = (right - left) / (2 * H), (far_right - far_left) / (4 * H)
        bend, far_bend = right - 2 * here + left, far_right - 2 * here + far_left
        corner = np.abs(near - far) + np.abs(far_bend - 4 * bend) / H
        return (4 * near - far) / 3, corner <= KINK * (1 + np.abs(here) + np.abs(near))


def loss_slopes(microscope: Microscope, array: Array, first: int) -> Measured:
    """∂L/∂array, number by number: each is moved and the operations from ``first`` on are replayed up to the loss."""
    microscope.go(microscope.end_of("loss"))
    calls = microscope.step.program.calls[first : microscope.end_of("loss")]
    slopes, smooth = np.zeros(array.shape), np.zeros(array.shape, dtype=np.bool_)
    for place in np.ndindex(array.shape):
        kept = array[place]

        slopes[place], smooth[place] = measured(partial(loss_with, microscope, array, place, kept, calls))
        array[place] = kept
    microscope.go(0)
    return slopes, smooth


def loss_with(
    microscope: Microscope, array: Array, place: tuple[int, ...], kept: Any, calls: Sequence[Call], steps: int
) -> Array:
    array[place] = kept + steps * H
    for call in calls:
        call()
    return microscope.step.loss.copy()


def activation_slopes(microscope: Microscope, part: Part) -> Measured:
    """∂a/∂z: all sums are moved at once, since each answer depends on its own alone."""
    microscope.go(microscope.end_of("forward"))
    kept = part.taken.values.copy()

    def at(steps: int) -> Array:
        part.taken.values[:] = kept + steps * H
        for number in part.forward:
            microscope.step.program.calls[number]()
        return part.given.values.copy()

    found = measured(at)
    microscope.go(0)
    return found


def compare(name: str, analytic: Array, found: Measured, loss: float) -> tuple[int, int]:
    """Fails where an operation's gradient is not the measured one; how many numbers were compared, and of how many."""
    slopes, smooth = (each.reshape(analytic.shape) for each in found)
    error = float(np.linalg.norm((analytic - slopes)[smooth]))
    assert error <= 1e-6 * float(np.linalg.norm(slopes[smooth])) + 1e-8 * (1 + loss), name
    return int(smooth.sum()), smooth.size


def comparisons(microscope: Microscope) -> Iterator[tuple[int, int]]:
    """Of every gradient of a step, each against the very array that it is the slope of."""
    loss = float(microscope.look(microscope.find("L")).result.values)
    for part in (each for each in microscope.parts if each.forward):
        found = loss_slopes(microscope, part.given.values, part.given.made + 1)
        microscope.go(microscope.end_of("backward"))
        assert part.given.gradient is not None
        yield compare(part.given.gradient_symbol, part.given.gradient.copy(), found, loss)
        if isinstance(part.layer, Activation) and part.layer.number_by_number:
            slope = f"σ′({part.taken.symbol})"
            analytic = microscope.look(microscope.find(slope)).result.values
            yield compare(slope, analytic, activation_slopes(microscope, part), loss)
        if part.has_weights:
            where = microscope.part_of_layer(part.number)
            found = loss_slopes(microscope, microscope.trainer.network.parameters[where], 0)
            microscope.go(microscope.end_of("backward"))
            gradients = microscope.trainer.network.gradients[where].copy()
            yield compare(f"the gradient of layer {part.number}", gradients, found, loss)


def compare_with_measurement(microscope: Microscope) -> float:
    """Fails where a gradient is not the measured one; the share of numbers that were compared."""
    compared, total = np.sum(list(comparisons(microscope)), axis=0)
    return float(compared / total)


@settings(max_examples=30)
@given(trainer=trainers())
def test_every_gradient_is_the_measured_one(trainer: Trainer) -> None:
    """∂L/∂y, σ′, δ, ∂L/∂a, ∂L/∂W and ∂L/∂b of every layer."""
    microscope = Microscope.of(trainer.run())
    if not np.isfinite(microscope.look(microscope.find("L")).result.values):
        reject()  # a loss whose domain the outputs have left has no slope
    compare_with_measurement(microscope)


@pytest.mark.parametrize("number", range(2 * len(ACTIVATIONS)))
def test_every_gradient_of_every_part_is_the_measured_one(number: int) -> None:
    """Two hidden layers with biases, which no random sample may miss; corners are few."""
    activation, loss = (list(each)[number % len(each)] for each in (ACTIVATIONS, LOSSES))
    trainer = Trainer(MINI.changed(activation=activation, loss=loss))
    trainer.advance(6)
    assert compare_with_measurement(Microscope.of(trainer.run())) > 0.9


@pytest.mark.parametrize("name", LAYER_RECIPES)
def test_every_gradient_of_every_kind_of_layer_is_the_measured_one(name: str) -> None:
    """Of each signal and of all weights, kernels, scales and shifts."""
    trainer = Trainer(LAYER_RECIPES[name])
    trainer.advance(3)
    assert compare_with_measurement(Microscope.of(trainer.run())) > 0.9


@pytest.mark.parametrize("loss", ["MSE", "BCE"])
@pytest.mark.parametrize("activation", ["Sigmoid", "Tanh", "Linear"])
def test_no_gradient_of_smooth_parts_is_left_out(activation: str, loss: str) -> None:
    """What is taken for a corner is not compared: nothing smooth may hide behind that."""
    recipe = MINI.changed(activation=activation, loss=loss, batch_size=7, learning_rate=0.01)
    trainer = Trainer(recipe)
    trainer.advance(5)
    assert compare_with_measurement(Microscope.of(trainer.run())) == 1.0


# -- batches and moments -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("updates", range(10))
def test_each_batch_of_an_epoch_can_be_looked_at(updates: int, tmp_path: Path) -> None:
    """18 training samples of 23 in batches of 5: the last has 3, and the order changes with the epoch."""
    trainer = Trainer(MINI)
    trainer.advance(updates)
    microscope = Microscope.of(through_a_file(trainer.run(), tmp_path))
    columns = trainer.batches.batch(*divmod(updates, 4)).copy()
    assert (microscope.update, microscope.samples) == (updates, 3 if updates % 4 == 3 else 5)
    assert bits(microscope.x, microscope.t) == bits(columns[:2], columns[3:])
    looks = {look.line.formula: look for look in walk(microscope)}
    x = looks["z₁ = W₁ x + b₁"].inputs[1].values
    assert bits(x[:2]) == bits(columns[:2])
    training = {tuple(point) for point in trainer.points.X[~trainer.points.is_test].tolist()}
    assert {tuple(point) for point in x[:2].T.tolist()} <= training
    assert state_of(microscope.trainer) == state_of(stepped(trainer))


def test_the_loss_is_the_one_that_training_saw() -> None:
    """The loss of an epoch is the mean over those of its batches, each before its update."""
    trainer, losses = Trainer(MINI), []
    for _ in range(4):
        microscope = Microscope.of(trainer.run())
        losses.append(float(microscope.look(microscope.find("L")).result.values))
        trainer.step()
    assert trainer.history.exact.tolist() == [np.mean(losses)]


def rate(microscope: Microscope) -> float:
    """ρ as the update reads it."""
    look = microscope.look(microscope.find("step"))
    return float(next(each.values for each in look.inputs if each.name == "ρ"))


def test_a_learning_rate_that_was_changed_is_the_one_that_is_shown() -> None:
    """Not the recipe's: the run remembers what was done to it."""
    trainer = Trainer(MINI)
    trainer.advance(2)
    trainer.set_learning_rate(0.125)
    trainer.advance(3)
    microscope = Microscope.of(trainer.run())
    assert rate(microscope) == 0.125
    walk(microscope)
    assert state_of(microscope.trainer) == state_of(stepped(trainer))


@pytest.mark.parametrize(("updates", "expected"), [(2, 0.02), (3, 0.5), (4, 0.5), (6, 0.25)])
def test_a_planned_change_is_made_in_its_own_step(updates: int, expected: float) -> None:
    """A run that is repeated with its changes shows each where it belongs, and not one update late."""
    plan = [Intervention(3, "learning_rate", 0.5), Intervention(6, "learning_rate", 0.25)]
    copy, trainer = Trainer(MINI, plan), Trainer(MINI, plan)
    copy.advance(updates)
    trainer.advance(updates)
    microscope = Microscope(copy)
    assert rate(microscope) == expected
    walk(microscope)
    assert state_of(microscope.trainer) == state_of(stepped(trainer))


# -- what pictures of the step ask for ---------------------------------------------------------------------------------


def result(microscope: Microscope, name: str) -> Array:
    return microscope.look(microscope.find(name)).result.values


@settings(max_examples=30)
@given(trainer=trainers(), data=st.data())
def test_signals_are_those_of_the_step(trainer: Trainer, data: st.DataObject) -> None:
    """From wherever one asks, and the microscope stands where it stood."""
    microscope = Microscope.of(trainer.run())
    signals = [microscope.parts[0].taken, *(part.given for part in microscope.parts)]
    values = [microscope.x.copy(), *(result(microscope, each.symbol) for each in signals[1:] if each.made >= 0)]
    made = [each for each in signals if each.made >= 0 or each.symbol == "x"]
    position = data.draw(st.integers(0, len(microscope.lines)))
    microscope.go(position)
    kept = [microscope.said(each) for each in {each.symbol: each for each in made}.values()]
    for one, other in zip(kept, values, strict=False):
        assert bits(one) == bits(other.reshape(one.shape))
    assert bits(microscope.outputs()) == bits(values[-1])
    assert microscope.position == position


@settings(max_examples=30)
@given(trainer=trainers())
def test_the_curve_of_an_activation_goes_through_the_points_of_the_step(trainer: Trainer) -> None:
    """A neuron's answer and its slope lie on the curve that is drawn for it, and the step stays as it is."""
    microscope = Microscope.of(trainer.run())
    first = [everything_in(look) for look in walk(microscope)]
    for part in (each for each in microscope.parts if isinstance(each.layer, Activation)):
        z, answers = microscope.said(part.taken), microscope.said(part.given)
        for feature, sample in ((0, 0), (len(z) - 1, microscope.samples - 1)):
            a, slope = bend(microscope, part, sample, feature, np.repeat(z[feature, sample], 3))
            np.testing.assert_allclose(a, answers[feature, sample], rtol=1e-13, atol=1e-300)
            if part.layer.number_by_number:  # type: ignore[attr-defined]
                slopes = result(microscope, f"σ′({part.taken.symbol})")
                np.testing.assert_allclose(slope, slopes[feature, sample], rtol=1e-13, atol=1e-300)
        assert activation_at(microscope, part.place, 0) is part
        assert activation_at(microscope, 0, part.number) is part
    assert [everything_in(look) for look in walk(microscope)] == first


def test_a_softmax_is_drawn_against_one_sum_with_the_others_as_they_are() -> None:
    """Its slope is that of the answer to its own sum."""
    microscope = Microscope.of(Trainer(LAYER_RECIPES["Softmax of five"]).run())
    part = microscope.parts[-1]
    z, grid = microscope.said(part.taken)[:, 1], np.linspace(-3.0, 3.0, 7)
    a, slope = bend(microscope, part, 1, 2, grid)
    e = np.exp(z)
    expected = np.exp(grid) / (np.exp(grid) + e.sum() - e[2])
    np.testing.assert_allclose(a, expected, rtol=1e-13)
    np.testing.assert_allclose(slope, expected * (1 - expected), rtol=1e-13)


def test_a_layer_without_an_activation_has_no_curve() -> None:
    """Neither at its own operations nor at those that follow it."""
    microscope = Microscope.of(Trainer(LAYER_RECIPES["Softmax of five"]).run())
    assert [activation_at(microscope, 0, layer) for layer in (1, 2, 3)] == [
        microscope.parts[1], None, microscope.parts[-1],
    ]  # fmt: skip
    assert activation_at(microscope, 3, 2) is None


@settings(max_examples=30)
@given(trainer=trainers())
def test_the_losses_of_the_samples_alone_make_up_that_of_the_batch(trainer: Trainer) -> None:
    """L is their mean, and each sample's part of ∂L/∂y is one in as many as there are samples of the slope."""
    microscope = Microscope.of(trainer.run())
    loss, dy = float(result(microscope, "L")), result(microscope, "∂L/∂y")
    if not np.isfinite(loss):
        reject()  # the outputs have left the loss's domain
    y, count = microscope.outputs(), microscope.samples
    along = [loss_along(microscope, sample, 0, y[0, [sample, 0]]) for sample in range(count)]
    assert np.mean([values[0] for values, _ in along]) == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose([slopes[0] / count for _, slopes in along], dy[0], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", LAYER_RECIPES)
def test_of_each_signal_is_known_what_has_been_calculated(name: str) -> None:
    """At every moment of the step: values, gradients and weights of one sample, and nothing that is still to come."""
    trainer = Trainer(LAYER_RECIPES[name])
    trainer.advance(2)
    microscope, sample = Microscope.of(trainer.run()), 0
    walk(microscope)
    signals = {each.symbol: each for part in microscope.parts for each in (part.taken, part.given)}
    θ = trainer.network.parameters.copy(), microscope.trainer.network.parameters.copy()  # before and after
    gradients = microscope.trainer.network.gradients.copy()
    values = {symbol: microscope.said(each)[:, sample] for symbol, each in signals.items()}
    microscope.go(microscope.end_of("backward"))
    back = {
        symbol: None if each.gradient is None else each.gradient[:, sample].copy() for symbol, each in signals.items()
    }
    for done in range(len(microscope.lines) + 1):
        found = seen(microscope, done, sample)
        assert [each.signal.symbol for each in found] == list(signals)
        for each in found:
            assert same(each.values, values[each.signal.symbol] if each.signal.made < done else None)
            is_back = 0 <= each.signal.came_back < done
            assert same(each.gradient, back[each.signal.symbol] if is_back else None)
        for layer in learned(microscope, done):
            part = microscope.part_of_layer(layer.part.number)
            made = microscope.makes_gradient(layer.part, 0)
            assert layer.W is not None
            now = θ[done == len(microscope.lines)][part]
            assert sorted(layer.W.ravel()) == sorted(named_arrays(layer.part.layer, now)[letter(layer.part)].ravel())
            dW = None if layer.dW is None else np.sort(layer.dW.ravel())
            known = np.sort(named_arrays(layer.part.layer, gradients[part])[letter(layer.part)].ravel())
            assert same(dW, known if made < done else None)


def letter(part: Part) -> str:
    return part.layer.parameter_name(0).partition("[")[0]


def test_only_networks_of_neurons_are_drawn_with_an_edge_for_each_weight() -> None:
    """Those that see images, or filter them, are drawn with pictures."""
    plain = {name for name, recipe in LAYER_RECIPES.items() if is_plain(Microscope(Trainer(recipe)).parts)}
    assert plain == {"Dense", "Dropout", "BatchNorm", "Softmax of five", "Logits", "One feature"}


def same(one: Array | None, other: Array | None) -> bool:
    """Both missing, or the same to the last bit."""
    if one is None or other is None:
        return one is other
    return bits(one) == bits(other)


# -- newcomers ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def newcomers(restored_registries: None) -> None:
    """An activation, a loss and an optimizer, each with something that none of the others has."""

    @ACTIVATIONS.register("Bow")
    class Bow(Activation):
        """Never flat:  a = z + z³ / 9,  da/dz = 1 + z² / 3."""

        def record(self, z: Array, a: Array, do: Record) -> None:
            do("z²", np.square, z, out=a)
            do("z² / 9", np.divide, a, do.constant(9.0), out=a)
            do("1 + z² / 9", np.add, a, do.constant(1), out=a)
            do("a = z (1 + z² / 9)", np.multiply, a, z, out=a)

        def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
            do("z²", np.square, z, out=slope)
            do("z² / 3", np.divide, slope, do.constant(3.0), out=slope)
            do("slope = 1 + z² / 3", np.add, slope, do.constant(1), out=slope)

    @LOSSES.register("Fourth power")
    class FourthPower(Loss):
        """Large errors count for everything:  L = Σ (y - t)⁴ / n,  dy = 4 (y - t)³ / n."""

        def record_value(self, y: Array, t: Array, do: Record) -> Array:
            self.e = do("e = y - t", np.subtract, y, t, out=do.array(len(y)))
            self.square = do("e²", np.square, self.e, out=do.array(len(y)))
            flat = self.square.reshape(-1)
            total = do("Σ e⁴", np.dot, flat, flat, out=do.number())
            return do("L = Σ e⁴ / n", np.multiply, total, do.constant(1 / y.size), out=do.number())

        def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
            dy = do("e³", np.multiply, self.square, self.e, out=do.array(len(y)))
            return do("dy = 4 e³ / n", np.multiply, dy, do.constant(4 / y.size), out=dy)

    @OPTIMIZERS.register("Slowing")
    @dataclass(eq=False)
    class Slowing(Optimizer):
        """Each step is shorter than the one before:  t = t + 1,  θ = θ - ρ g / t."""

        learning_rate: float = learning_rate_knob(0.1)

        def record(self, θ: Array, g: Array, do: Record) -> None:
            t, step = self.remember("updates_so_far"), np.zeros_like(θ)  # one number, an array without axes
            do("t = t + 1", np.add, t, do.constant(1), out=t)
            do("ρ g", np.multiply, g, self.rate, out=step)
            do("step = ρ g / t", np.divide, step, t, out=step)
            do("θ = θ - step", np.subtract, θ, step, out=θ)


@pytest.mark.usefixtures("newcomers")
@pytest.mark.parametrize("batch_size", [0, 5, 1])
@pytest.mark.parametrize("hidden", [(3, 2), ()])
def test_newcomers_are_walked_without_code_of_their_own(hidden: tuple[int, ...], batch_size: int) -> None:
    """Their formulas, their memory and their gradients, forward and back."""
    recipe = MINI.changed(
        activation="Bow", output_activation="Bow", loss="Fourth power", optimizer="Slowing", hidden=hidden,
        batch_size=batch_size, learning_rate=0.01,
    )  # fmt: skip
    trainer = Trainer(recipe)
    trainer.advance(4)
    microscope = Microscope.of(trainer.run())
    assert compare_with_measurement(microscope) > 0.95
    first = [everything_in(look) for look in walk(microscope)]
    microscope.go(0)
    assert [everything_in(look) for look in walk(microscope)] == first
    counted, n = microscope.look(microscope.find("t")), subscript(microscope.depth)
    assert counted.before == np.array(4.0)
    assert counted.result.values == np.array(5.0)
    walk(microscope)
    assert state_of(microscope.trainer) == state_of(stepped(trainer))
    assert f"σ′(z{n}) = 1 + z{n}² / 3" in [line.formula for line in microscope.lines]
