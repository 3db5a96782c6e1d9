"""The gradient check in words and numbers: what it says is true, and it says enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from engine import ACTIVATIONS, Dense, Network, Recipe, Record, Trainer
from engine.activations import Tanh
from engine.convolution import Conv2D
from engine.gradient_check import Cancelled
from engine.gradient_report import (
    MOST_CHECKED,
    GradientReport,
    NoSlope,
    Verdict,
    gradient_report,
    named_arrays,
    next_batch,
)
from engine.normalization import BatchNorm
from tests.engine.layer_recipes import LAYER_RECIPES
from tests.engine.numeric import Array
from tests.engine.parts import dense
from tests.engine.strategies import recipes


def report_of(**choices: object) -> GradientReport:
    return gradient_report(Trainer(Recipe(**choices)))  # type: ignore[arg-type]


@pytest.fixture
def wrong(restored_registries: None) -> str:
    """The name of an activation whose slope is 1 % off."""

    @ACTIVATIONS.register("Wrong")
    class Wrong(Tanh):
        def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
            super().record_slope(z, a, slope, do)
            do("slope = 1.01 slope", np.multiply, slope, np.array(1.01), out=slope)

    return "Wrong"


def test_the_default_network_in_numbers() -> None:
    """Array by array in the shapes of the weights, with the numbers of backpropagation itself."""
    trainer = Trainer(Recipe())
    report = gradient_report(trainer)
    assert [each.name for each in report.arrays] == ["W₁", "b₁", "W₂", "b₂", "W₃", "b₃"]
    assert [each.analytic.shape for each in report.arrays] == [(4, 2), (4,), (4, 4), (4,), (1, 4), (1,)]
    X, T = next_batch(trainer)
    trainer.network.backward(trainer.loss_function.gradient(trainer.network.forward(X), T))
    assert np.array_equal(report.arrays[2].analytic, dense(trainer.network, 3).dW)
    assert report.agrees
    assert all(each.error < 1e-6 for each in report.arrays)
    assert report.loss == trainer.loss
    assert report.sentence.startswith("Backpropagation is right: all 37 gradients agree.")
    assert len(report.notes) == 1
    assert "h = 1e-05" in report.notes[0]


def test_where_the_difference_is_largest() -> None:
    """The place is counted from 1 as everywhere, and its two numbers are those of the arrays."""
    each = report_of().arrays[2]
    difference = np.abs(each.analytic - each.numeric)
    assert each.worst is not None
    assert each.largest_difference == difference.max() == difference[each.worst]
    assert each.worst_name == f"W₂[{each.worst[0] + 1},{each.worst[1] + 1}]"


@settings(max_examples=25)
@given(recipe=recipes())
def test_every_recipe_passes(recipe: Recipe) -> None:
    """At its start, with every registered part: no array differs, whatever else there is to say."""
    try:
        report = gradient_report(Trainer(recipe))
    except NoSlope:
        assert recipe.loss == "BCE"
        return
    assert report.named(Verdict.DIFFERS) == []


@pytest.mark.usefixtures("wrong")
def test_a_wrong_slope_is_found_in_its_layer_and_before() -> None:
    """The sentence says where to look: the last layer that differs."""
    report = report_of(hidden=(3, 3), activation="Wrong")
    assert not report.agrees
    assert report.named(Verdict.DIFFERS) == ["W₁", "b₁", "W₂", "b₂"]
    assert "Backpropagation is wrong in W₁, b₁, W₂ and b₂" in report.sentence
    assert "look at the last one first: b₂, and the activation or loss behind it" in report.sentence


def test_kinks_are_left_out_and_explained() -> None:
    """At the sample (0, 0) and with biases of zero, each neuron of the first layer stands at the corner of its ReLU."""
    report = report_of(activation="ReLU", hidden=(4,))
    first, biases = report.arrays[:2]
    assert first.kinks == 0
    assert biases.kinks == 4
    assert biases.verdict is Verdict.AT_KINKS
    assert (biases.worst, biases.worst_name, biases.largest_difference) == (None, "", 0.0)
    assert report.agrees
    assert any(note.startswith("4 parameters were left out at a kink") for note in report.notes)
    assert "that could be compared agree" in report.sentence


def test_gradients_that_have_vanished_are_not_called_wrong() -> None:
    """Behind twelve sigmoids the gradient is smaller than the rounding of L / h: that is said, and is no mistake."""
    report = report_of(hidden=(4,) * 12)
    assert report.agrees
    assert "W₁" in report.named(Verdict.TOO_SMALL)
    assert report.arrays[0].error > 1e-6
    assert any("the gradient has all but vanished" in note for note in report.notes)


@pytest.mark.usefixtures("wrong")
def test_doubt_hides_no_mistake() -> None:
    """One percent off is seen even where the gradient is a millionth of that of the last layer."""
    report = report_of(hidden=(4,) * 6, activation="Wrong", initializer="Xavier uniform")
    assert {each.verdict for each in report.arrays if each.number <= 6} == {Verdict.DIFFERS}


def test_large_networks_are_sampled() -> None:
    """About as many of each array, the same ones for a seed, and the report says so."""
    recipe = Recipe(hidden=(80, 80), dataset="Linear", samples=20)
    report, again = gradient_report(Trainer(recipe)), gradient_report(Trainer(recipe))
    checked = [int(each.checked.sum()) for each in report.arrays]
    assert checked == [160, 80, MOST_CHECKED // 6, 80, 80, 1]
    assert np.isnan(report.arrays[2].numeric[~report.arrays[2].checked]).all()
    assert np.array_equal(report.arrays[2].checked, again.arrays[2].checked)
    assert not np.array_equal(
        report.arrays[2].checked, gradient_report(Trainer(recipe.changed(seed=1))).arrays[2].checked
    )
    assert any("The network has 6,801 parameters" in note and "1,067" in note for note in report.notes)


def test_it_can_be_watched_and_cancelled() -> None:
    """Progress is told parameter by parameter; a no ends it and leaves the network as it was."""
    trainer, seen = Trainer(Recipe()), []

    def go_on(done: int, of: int) -> bool:
        seen.append((done, of))
        return done < 5

    before = trainer.network.parameters.copy()
    with pytest.raises(Cancelled):
        gradient_report(trainer, go_on)
    assert seen == [(k, 37) for k in range(6)]
    assert np.array_equal(trainer.network.parameters, before)


def test_a_check_in_the_middle_of_a_run_does_not_disturb_it() -> None:
    """Bit for bit, within an epoch of minibatches: the batch checked is the one that comes next."""
    recipe = Recipe(batch_size=5, optimizer="Adam", learning_rate=0.01)
    checked, undisturbed = Trainer(recipe), Trainer(recipe)
    for trainer in (checked, undisturbed):
        trainer.advance(7)
    assert gradient_report(checked).samples == 5
    X, _ = next_batch(checked)
    for trainer in (checked, undisturbed):
        trainer.advance(7)
    assert np.array_equal(checked.network.parameters, undisturbed.network.parameters)
    assert np.array_equal(X.T, undisturbed.batches.batch(1, 2)[:2])


def test_a_loss_without_a_slope_is_refused() -> None:
    """The logarithm of a negative output is no number."""
    with pytest.raises(NoSlope, match="BCE takes outputs between 0 and 1"):
        report_of(loss="BCE", output_activation="Linear")


def test_where_nothing_can_be_told_nothing_is_called_right() -> None:
    """A check that compared nothing must not sound like one that passed."""
    report = report_of(activation="ReLU", hidden=(4,))
    report = replace(report, arrays=(report.arrays[1],))
    assert report.named(Verdict.AT_KINKS) == ["b₁"]
    assert report.sentence.startswith("Nothing can be told")


def test_a_layer_names_its_own_arrays() -> None:
    """Whatever its way of lying in a vector; the layer itself stays bound to its network."""
    network = Network([Dense(2, 3)], rng=0)
    layer = dense(network, 1)
    W = layer.W
    arrays = named_arrays(layer, np.arange(9.0))
    assert arrays["W"].tolist() == [[0, 1], [3, 4], [6, 7]]
    assert arrays["b"].tolist() == [2, 5, 8]
    assert layer.W is W


def test_a_layer_without_biases_and_one_that_scales_name_theirs() -> None:
    """W alone; γ and β; and a kernel keeps its four axes."""
    assert list(named_arrays(Dense(2, 3, bias=False), np.arange(6.0))) == ["W"]
    arrays = named_arrays(BatchNorm(3), np.arange(6.0))
    assert {name: array.tolist() for name, array in arrays.items()} == {"γ": [0, 1, 2], "β": [3, 4, 5]}
    assert named_arrays(Conv2D(2, 3, 2), np.arange(27.0))["W"].shape == (3, 2, 2, 2)


@pytest.mark.parametrize("name", LAYER_RECIPES)
def test_every_kind_of_layer_passes_and_has_names_for_what_it_learns(name: str) -> None:
    """With the masks of a dropout and the statistics of a batch as they are in this update."""
    trainer = Trainer(LAYER_RECIPES[name])
    trainer.advance(2 * trainer.batches.per_epoch)
    report = gradient_report(trainer)
    assert report.agrees, report.sentence
    assert "right" in report.sentence
    letters = {each.name.rstrip("₀₁₂₃₄₅₆₇₈₉") for each in report.arrays}
    assert letters <= {"W", "b", "γ", "β"}
    assert ("γ" in letters) == any(each.name == "BatchNorm" for each in trainer.recipe.layers)
    of_kernels = [each for each in report.arrays if each.analytic.ndim == 4]
    assert bool(of_kernels) == any(each.name == "Conv2D" for each in trainer.recipe.layers)
    assert all(each.worst_name.count(",") == 3 for each in of_kernels)


def test_a_layer_with_other_names_is_one_array() -> None:
    """A newcomer that learns something else is checked and shown too."""

    class Scale(Dense):
        def bind(self, parameters: Array, gradients: Array) -> None:
            self.γ = parameters

    assert list(named_arrays(Scale(1, 1), np.arange(2.0))) == ["θ"]


def test_a_large_loss_is_no_mistake() -> None:
    """What rounding hides behind it is said to be too small to tell, and not wrong."""
    trainer = Trainer(Recipe(activation="ReLU", output_activation="Linear"))
    trainer.network.layers[-2].b[:] = 1e8  # type: ignore[attr-defined]
    report = gradient_report(trainer)
    assert report.named(Verdict.DIFFERS) == []


def test_of_an_infinite_loss_there_is_no_report() -> None:
    """The sentence speaks of the run, since every output would do."""
    trainer = Trainer(Recipe(output_activation="Linear"))
    trainer.network.layers[-2].b[:] = 1e200  # type: ignore[attr-defined]
    with pytest.raises(NoSlope, match="diverged"):
        gradient_report(trainer)
