"""The guided tours: each stop finds what it names in any network, what it says is true, and a wrong file is named."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from engine import LOSSES, OPTIMIZERS, Recipe, Trainer
from engine.microscope import Microscope
from engine.notation import result_of
from engine.program import Array
from gui.microscope.tours import (
    BIAS,
    FOLDER,
    FORMAT,
    Stop,
    Tour,
    TourError,
    layer_of,
    load_tour,
    load_tours,
    operation_of,
)
from tests.engine.parts import bias, dense

TOURS = {path.stem: load_tour(path) for path in sorted(FOLDER.glob("*.json"))}
LONGEST_TITLE, LONGEST_TEXT = 34, 260  # characters that the window has room for
BASES = {
    "default": Recipe(),
    "one hidden layer": Recipe(hidden=(4,)),
    "batches": Recipe(batch_size=5),
    "one sample": Recipe(batch_size=1),
    "no bias, straight output": Recipe(bias=False, activation="Tanh", output_activation="Linear"),
    **{f"with {name}": Recipe(dataset="Linear", hidden=(8, 3, 2), optimizer=name) for name in OPTIMIZERS},
    **{f"with {name}": Recipe(activation="ReLU", loss=name) for name in LOSSES},
}


def opened(recipe: Recipe, epochs: int = 0) -> Microscope:
    trainer = Trainer(recipe)
    trainer.train(epochs=epochs)
    return Microscope(trainer)


def values(of: Microscope, result: str) -> Array:
    """What a step calculates under this name."""
    return of.look(of.find(result)).result.values


@pytest.fixture(params=TOURS)
def tour(request: pytest.FixtureRequest) -> Tour:
    name: str = request.param
    return TOURS[name]


# -- the files that are there -----------------------------------------------------------------------------------------


def test_the_tours_come_in_the_order_of_their_files() -> None:
    """Whoever reads the folder sees the order of the menu."""
    tours = load_tours()
    assert [each.order for each in tours] == list(range(1, 10))
    assert tours == list(TOURS.values())
    assert len({each.title for each in tours}) == len(tours)


def test_texts_are_short(tour: Tour) -> None:
    """A stop has one strip of the window, and a reader the patience for three sentences."""
    assert 0 < len(tour.title) <= LONGEST_TITLE
    assert 3 <= len(tour.stops) <= 6
    for stop in tour.stops:
        assert 0 < len(stop.text) <= LONGEST_TEXT
        assert 1 <= len(re.findall(r"[.?](?=\s|$)", stop.text)) <= 3, stop.text


@pytest.mark.parametrize("base", BASES)
def test_each_stop_finds_what_it_names(tour: Tour, base: str) -> None:
    """In its phase and layer, not what a stop falls back to where there is nothing of that name."""
    of = opened(BASES[base].changed(**tour.recipe))
    for stop in tour.stops:
        line = of.lines[operation_of(stop, of)]
        layer = layer_of(stop, of)
        assert line.phase == stop.phase
        assert line.layer == (layer if stop.phase in ("forward", "backward") else 0)
        assert stop.result in result_of(of.operations[line.number].formula).split(", ")
        assert of.weighted_layer(layer).parameter_name(0).startswith("W")


def test_no_text_speaks_of_a_layer_that_may_be_missing(tour: Tour) -> None:
    """A network with one hidden layer has two with weights, unless the tour asks for more."""
    depth = opened(Recipe(hidden=(4,)).changed(**tour.recipe)).depth
    for stop in tour.stops:
        assert all("₀₁₂₃₄₅₆₇₈₉".index(digit) <= depth for digit in re.findall("[₀-₉]", stop.text)), stop.text


def test_the_bias_is_the_column_beyond_all_weights() -> None:
    """The page takes the last column there is, for layers of any width, and that is the bias."""
    stops = [stop for tour in load_tours() for stop in tour.stops if stop.column == BIAS]
    assert {stop.result for stop in stops} >= {"z", "dz", "db"}
    layer = opened(Recipe(hidden=(4096,))).weighted_layer(2)
    column = min(BIAS, layer.parameter_shape[1]) - 1
    assert layer.parameter_name(column).startswith("b")


# -- what they say ----------------------------------------------------------------------------------------------------


def test_behind_a_sigmoid_the_slope_of_the_cross_entropy_cancels() -> None:
    of = opened(Recipe().changed(**TOURS["06-cross-entropy"].recipe))
    assert_allclose(values(of, "δ₃"), (of.outputs() - of.t) / of.samples, rtol=1e-12)


def test_the_squared_error_keeps_the_slope_of_the_sigmoid() -> None:
    of = opened(Recipe(loss="MSE"))
    y = of.outputs()
    assert_allclose(values(of, "δ₃"), 2 * (y - of.t) * y * (1 - y) / of.samples, rtol=1e-12)


def test_without_activation_two_layers_are_one() -> None:
    of = opened(Recipe().changed(**TOURS["08-without-activation"].recipe), epochs=10)
    first, second = dense(of.trainer.network, 1), dense(of.trainer.network, 3)
    assert np.all(bias(first) != 0)  # as they are at the start
    W, b = second.W @ first.W, second.W @ bias(first) + bias(second)
    assert_allclose(values(of, "z₂"), W @ of.x + b[:, np.newaxis], rtol=1e-12)
    assert_allclose(values(of, "δ₁"), values(of, "∂L/∂a₁"), rtol=0)


def test_without_activation_one_straight_line_is_all() -> None:
    """Enough for the dataset Linear, and on XOR hardly better than to guess."""
    recipe = Recipe(epochs=2000).changed(**TOURS["08-without-activation"].recipe)
    straight, xor = (Trainer(recipe.changed(dataset=name)) for name in ("Linear", "XOR"))
    for trainer in (straight, xor):
        trainer.train(epochs=2000)
    assert straight.evaluate().accuracy > 0.95
    assert xor.evaluate().accuracy < 0.6


@pytest.mark.parametrize("dataset", ["XOR", "Linear"])
@pytest.mark.parametrize("seed", range(5))
def test_gradients_vanish_from_layer_to_layer_in_a_fresh_network(dataset: str, seed: int) -> None:
    """For each sample δ₁ is many times smaller than δ₅, and so is ∂L/∂W₁; with Tanh they stay of one kind."""
    recipe = Recipe(dataset=dataset, seed=seed).changed(**TOURS["09-saturation"].recipe)
    of = opened(recipe)
    first, last = np.abs(values(of, "δ₁")).max(axis=0), np.abs(values(of, "δ₅")).max(axis=0)
    assert np.all(first < last / 50)
    assert _largest_slope(of, 1) < _largest_slope(of, of.depth) / 10
    tanh = opened(recipe.changed(activation="Tanh"))
    assert np.abs(values(tanh, "δ₁")).max() > np.abs(values(tanh, "δ₅")).max() / 10


@pytest.mark.parametrize("seed", range(3))
def test_with_a_huge_learning_rate_the_output_saturates(seed: int) -> None:
    """As the tour invites to see: the output's slope is almost 0, and the training stands still."""
    recipe = Recipe(seed=seed, learning_rate=1000.0).changed(**TOURS["09-saturation"].recipe)
    of = opened(recipe, epochs=100)
    assert np.median(values(of, "σ′(z₅)")) < 1e-4
    before = of.trainer.evaluate().loss
    of.trainer.train(epochs=100)
    assert of.trainer.evaluate().loss == pytest.approx(before, rel=1e-4)


def _largest_slope(of: Microscope, layer: int) -> float:
    of.go(of.end_of("backward"))
    return float(np.abs(dense(of.trainer.network, 2 * layer - 1).dW).max())


# -- how a stop is found ----------------------------------------------------------------------------------------------


def stop_at(phase: str, result: str, layer: int) -> Stop:
    return Stop("Look.", phase, result, layer, 1, 1)


@pytest.mark.parametrize(("layer", "expected"), [(1, 1), (2, 2), (9, 3), (-1, 3)])
def test_a_layer_that_is_not_there_is_the_last(layer: int, expected: int) -> None:
    assert layer_of(stop_at("forward", "z", layer), opened(Recipe())) == expected


@pytest.mark.parametrize(
    ("stop", "formula"),
    [
        (stop_at("forward", "a", 2), "a₂ = 1 / (1 + e⁻ᶻ)"),
        (stop_at("loss", "dy", 1), "∂L/∂y = 2 e / n"),
        (stop_at("backward", "db", -1), "∂L/∂W₃ = δ₃ a₂ᵀ,  ∂L/∂b₃ = Σ δ₃"),
        (stop_at("backward", "", 2), "∂L/∂a₁ = W₂ᵀ δ₂"),
        (stop_at("update", "velocity", 1), "θ = θ - step"),
    ],
)
def test_a_stop_is_the_last_operation_of_its_name_or_of_its_phase(stop: Stop, formula: str) -> None:
    of = opened(Recipe())
    assert of.lines[operation_of(stop, of)].formula == formula


# -- files that are no tours ------------------------------------------------------------------------------------------

STOP: dict[str, Any] = {"text": "Look.", "phase": "forward", "result": "z"}
TOUR: dict[str, Any] = {"format": FORMAT, "version": 1, "title": "A tour", "order": 1, "stops": [STOP]}


def written(folder: Path, content: Any, name: str = "10-mine.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_file_says_little_and_the_rest_is_understood(tmp_path: Path) -> None:
    tour = load_tour(written(tmp_path, TOUR))
    assert tour == Tour("A tour", 1, {}, (Stop("Look.", "forward", "z", 1, 1, 1),))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"format": ', "line 1, column 12"),
        ([STOP], f'it must say "format": "{FORMAT}" and "version": 1'),
        ({**TOUR, "version": 2}, '"version": 1'),
        ({each: TOUR[each] for each in TOUR if each != "stops"}, '"stops" is missing'),
        ({each: TOUR[each] for each in TOUR if each != "order"}, '"order" is missing'),
        ({**TOUR, "stops": []}, "it has no stops"),
        ({**TOUR, "stops": [{"phase": "forward"}]}, '"text" is missing'),
        ({**TOUR, "stops": [{**STOP, "phase": "sideways"}]}, "sideways is no phase of a step"),
        ({**TOUR, "stops": [{**STOP, "column": "W"}]}, "'W'"),
        ({**TOUR, "recipe": {"colour": "blue"}}, "colour"),
        ({**TOUR, "recipe": {"loss": "Unheard of"}}, "Unheard of"),
        ({**TOUR, "recipe": {"hidden": [0]}}, "hidden"),
    ],
)
def test_a_wrong_file_is_named_with_the_reason(tmp_path: Path, content: Any, reason: str) -> None:
    """Also among right ones, as the window loads them."""
    written(tmp_path, TOUR, "01-right.json")
    path = written(tmp_path, content)
    with pytest.raises(TourError, match=re.escape(reason)) as refused:
        load_tour(path)
    message = str(refused.value)
    assert re.fullmatch(r"10-mine\.json is no tour: .*[^.]\.", message)
    with pytest.raises(TourError, match=f"^{re.escape(message)}$"):
        load_tours(tmp_path)


def test_a_missing_file_is_named_too(tmp_path: Path) -> None:
    with pytest.raises(TourError, match=r"^nowhere\.json is no tour: no such file"):
        load_tour(tmp_path / "nowhere.json")
