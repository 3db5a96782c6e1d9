"""Steps in halves: what two threads calculate from a half of the batch each is what one calculates from all of it."""

from __future__ import annotations

import threading
import warnings
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, LOSSES, OPTIMIZERS, Recipe, Trainer, step, two_threads
from engine.layer_list import read_layer_list
from engine.program import start_of
from engine.step import work
from tests.engine.runs import same_bits

SMALL = Recipe(dataset="Linear", samples=23, hidden=(5, 4), learning_rate=0.1)


@pytest.fixture
def in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step is cut, however small."""
    monkeypatch.setattr(step, "WORTH_TWO_THREADS", -1)


def trained(recipe: Recipe, updates: int = 7) -> Trainer:
    trainer = Trainer(recipe)
    trainer.advance(updates)
    return trainer


def is_cut(trainer: Trainer) -> bool:
    return any(each.calls != each.program.calls for each in trainer._steps.values())


def compare(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = trained(recipe)
    monkeypatch.setattr(step, "WORTH_TWO_THREADS", -1)
    halves = trained(recipe)
    assert is_cut(halves)
    assert not is_cut(whole)
    assert halves.network.parameters == pytest.approx(whole.network.parameters, rel=1e-10, abs=1e-12)
    assert halves.history.last == pytest.approx(whole.history.last, rel=1e-10)
    assert halves.run().batch_losses == pytest.approx(whole.run().batch_losses, rel=1e-10)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("batch_size", [0, 7])  # 23 samples cannot be halved, and the last batch of 7 has two of them
def test_halves_are_the_whole_with_every_loss(name: str, batch_size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each averages over samples, so that a half counts by its share."""
    output = LOSSES[name].usual_output_for(is_regression=False)
    compare(SMALL.changed(loss=name, output_activation=output, batch_size=batch_size, optimizer="Adam"), monkeypatch)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("more", [{}, {"schedule": "Cosine"}, {"l2": 0.01}, {"clip_norm": 0.1}])
def test_halves_are_the_whole_with_every_optimizer(
    name: str, more: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thread moves half of the parameters, unless something looks at all of them, as clipping does."""
    compare(SMALL.changed(optimizer=name, learning_rate=0.01, batch_size=7, **more), monkeypatch)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_halves_are_the_whole_with_every_activation(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newcomers unasked."""
    compare(SMALL.changed(activation=name), monkeypatch)


def test_halves_are_the_whole_for_images(monkeypatch: pytest.MonkeyPatch) -> None:
    """Convolution and pooling work on each sample by itself."""
    layers = read_layer_list("Conv2D(3, 3, padding=1), MaxPool2D(2), ReLU, Flatten, Dense(5), Tanh")
    recipe = Recipe(dataset="Digits", samples=30, layers=layers, learning_rate=0.1, batch_size=8)
    compare(recipe.changed(loss="Softmax cross-entropy", output_activation="Linear"), monkeypatch)


@pytest.mark.parametrize("layers", ["Dense(4), BatchNorm, Tanh", "Dense(4), Tanh, Dropout(0.5)"])
@pytest.mark.usefixtures("in_halves")
def test_a_batch_that_is_looked_at_as_a_whole_is_not_cut(layers: str) -> None:
    """The statistics of a half are others, and so would be its masks."""
    assert not is_cut(trained(SMALL.changed(layers=read_layer_list(layers))))


@pytest.mark.usefixtures("in_halves")
def test_a_single_sample_is_not_cut() -> None:
    """There is nothing to share."""
    assert not is_cut(trained(SMALL.changed(batch_size=1)))


@pytest.mark.usefixtures("in_halves")
def test_the_same_run_has_the_same_numbers_on_one_core_and_on_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recipe given to a friend learns the same."""
    monkeypatch.setattr(two_threads, "CORES", 2)
    beside = trained(SMALL)
    monkeypatch.setattr(two_threads, "CORES", 1)
    assert same_bits(beside, trained(SMALL))


@pytest.mark.usefixtures("in_halves")
def test_both_halves_overflow_without_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The quiet of numpy is each thread's own; what is not finite is noticed as ever."""
    monkeypatch.setattr(two_threads, "CORES", 2)
    recipe = SMALL.changed(activation="ReLU", output_activation="Linear", learning_rate=1e6)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(Exception, match="grown beyond all bounds"):
            trained(recipe, 1000)


def test_an_error_in_the_second_thread_is_not_lost() -> None:
    """It comes out where the step was asked for."""

    def fail() -> None:
        raise ZeroDivisionError(threading.current_thread().name)

    with pytest.raises(ZeroDivisionError):
        two_threads.side_by_side([], [fail])


def test_only_large_products_are_worth_a_second_thread() -> None:
    """The lab's own networks are done before a thread would have woken up."""
    assert not is_cut(trained(SMALL))
    wide = trained(Recipe(dataset="Linear", samples=512, batch_size=256, hidden=(256, 256), activation="ReLU"), 2)
    assert is_cut(wide)


def test_work_is_counted_before_anything_runs() -> None:
    """2-5-4-1 on 23 samples: two for each weight and sample, forward, for dW and for dx; and Σ e² of the loss."""
    forward_and_gradients = 2 * 2 * 23 * (5 * 3 + 4 * 6 + 1 * 5)
    back_to_what_was_before = 2 * 23 * (6 * 4 + 5 * 1)
    assert work(Trainer(SMALL).program) == forward_and_gradients + back_to_what_was_before + 2 * 23


@pytest.mark.usefixtures("in_halves")
def test_the_record_of_a_step_in_halves_can_be_made_one_by_one() -> None:
    """Its operations, in their order, do what its calls do."""
    one, other = Trainer(SMALL), Trainer(SMALL)
    one.advance(1)
    batch = other.batches.batch(0, 0)
    recorded = other._step_for(batch)
    np.copyto(recorded.columns, batch)
    recorded.program.run()
    assert np.array_equal(one.network.parameters, other.network.parameters)


@pytest.mark.usefixtures("in_halves")
def test_both_threads_have_about_as_much_to_do() -> None:
    """Eleven samples and twelve; what the numbers in the formulas are called is known of both."""
    recorded = Trainer(SMALL.changed(activation="ELU"))._recorder.step(np.ones((4, 23)))
    halves = [each.out.shape[1] for each in recorded.program.operations if each.formula == "x and t of a half"]
    assert halves == [11, 12]
    slopes = [each for each in recorded.program.operations if each.formula == "slope = α e^z⁻"]
    assert len(slopes) == 4
    assert {recorded.program.symbols[start_of(each.inputs[1])] for each in slopes} == {"α"}
