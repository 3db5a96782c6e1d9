"""Training: the same numbers every time and everywhere, and losses as training sees them."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Diverged, Intervention, Recipe, Run, Trainer
from tests.engine.numeric import Array
from tests.engine.runs import MINI, same_bits, through_a_file
from tests.engine.strategies import recipes
from tests.engine.textbook import Textbook

ROOT = Path(__file__).parents[2]


# -- the same numbers --------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(recipe=recipes(), cuts=st.lists(st.integers(0, 60), max_size=6))
def test_one_recipe_is_one_run_however_it_is_sliced(recipe: Recipe, cuts: list[int]) -> None:
    """Full speed or a window's slices: bit for bit the same, with any parts and sizes, also where it diverges."""
    straight, sliced = Trainer(recipe), Trainer(recipe)
    goes_on = advance(straight, 60)
    pieces = zip([0, *sorted(cuts)], [*sorted(cuts), 60], strict=True)
    went_on = [advance(sliced, end - begin) for begin, end in pieces]
    assert all(went_on) is goes_on
    assert same_bits(straight, sliced)


def advance(trainer: Trainer, updates: int) -> bool:
    """Whether it could make so many updates without diverging."""
    try:
        trainer.advance(updates)
    except Diverged:
        return False
    return True


def test_single_steps_make_the_same_run() -> None:
    """``step`` is one update, ``train`` counts epochs."""
    trained, stepped = Trainer(MINI), Trainer(MINI)
    trained.train(epochs=6)
    for _ in range(6 * trained.batches.per_epoch):
        stepped.step()
    assert same_bits(trained, stepped)
    assert (stepped.epoch, stepped.updates) == (6, 24)


@pytest.mark.parametrize("recipe", [Recipe(), MINI], ids=["full batch", "minibatches"])
def test_another_process_makes_the_same_run(recipe: Recipe) -> None:
    """Bit for bit: nothing depends on hashing, on memory or on what ran before."""
    program = (
        "import sys, json\n"
        "from engine import Recipe, Trainer\n"
        "trainer = Trainer(Recipe.from_dict(json.loads(sys.argv[1])))\n"
        "trainer.train(200)\n"
        "print(trainer.network.parameters.tobytes().hex(), repr(trainer.loss))"
    )
    command = [sys.executable, "-c", program, json.dumps(recipe.to_dict())]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    trainer = Trainer(recipe)
    trainer.train(200)
    assert told == [trainer.network.parameters.tobytes().hex(), repr(trainer.loss)]


def test_another_seed_makes_another_run() -> None:
    """First weights, split and order all follow the seed."""
    one, other = Trainer(MINI), Trainer(MINI.changed(seed=8))
    assert not np.array_equal(one.network.parameters, other.network.parameters)
    assert not np.array_equal(one.points.is_test, other.points.is_test)


def test_a_choice_changes_no_random_numbers_but_its_own() -> None:
    """Another test share or batch size starts from the same weights and points, so that runs can be compared."""
    trainer = Trainer(MINI)
    for changes in (
        {"test_fraction": 0.5},
        {"batch_size": 3},
        {"optimizer": "SGD"},
        {"learning_rate": 0.5},
        {"loss": "BCE"},
    ):
        other = Trainer(MINI.changed(**changes))
        assert np.array_equal(other.network.parameters, trainer.network.parameters)
        assert np.array_equal(other.points.X, trainer.points.X)


# -- what an epoch is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["MSE", "BCE"])
@pytest.mark.parametrize("batch_size", [0, 1, 5, 7, 18, 19, 100])
@pytest.mark.parametrize("bias", [True, False])
def test_losses_and_updates_are_those_of_a_textbook(loss: str, batch_size: int, bias: bool) -> None:
    """An epoch's loss is the mean over its batches, each before its update; sizes that do and do not divide."""
    recipe = MINI.changed(optimizer="SGD", learning_rate=0.3, loss=loss, batch_size=batch_size, bias=bias)
    trainer = Trainer(recipe)
    textbook, features = Textbook.like(trainer.network), 2
    expected = []
    for epoch in range(6):
        seen = []
        for number in range(trainer.batches.per_epoch):
            columns = trainer.batches.batch(epoch, number)
            X, T = columns[:features].T.copy(), columns[features + 1 :].T.copy()
            seen.append(textbook.descend(X, T, loss, rate=0.3, bias=bias))
        expected.append(math.fsum(seen) / len(seen))
    trainer.train(epochs=6)
    assert trainer.history.exact == pytest.approx(np.array(expected), rel=1e-10)
    assert trainer.network.parameters == pytest.approx(textbook.flat(bias), rel=1e-10, abs=1e-13)
    assert trainer.loss == trainer.history.exact[-1]


def test_epochs_are_counted_when_they_are_finished() -> None:
    """18 training samples in batches of 5 are four updates an epoch; in between, the last finished epoch counts."""
    trainer = Trainer(MINI)
    assert (trainer.epoch, trainer.updates, trainer.batches.per_epoch) == (0, 0, 4)
    for _ in range(7):
        trainer.step()
    assert (trainer.epoch, trainer.updates) == (1, 7)
    assert trainer.history.epochs == 1
    trainer.train(epochs=1)  # finishes the epoch under way
    assert (trainer.epoch, trainer.updates) == (2, 8)
    trainer.train(epochs=0)
    assert trainer.updates == 8


def test_the_loss_before_the_first_epoch_is_that_of_the_first_weights() -> None:
    """There is a number to show before anything was learned, and it is the first loss that training sees."""
    trainer = Trainer(Recipe())
    before = trainer.loss
    assert before == trainer.evaluate().loss
    trainer.train(1)
    assert trainer.loss == pytest.approx(before, rel=1e-12)
    assert trainer.evaluate().loss != before


def test_a_batch_size_of_all_samples_or_more_is_the_full_batch() -> None:
    """21, 22 or a million of 21 samples: the same run as 0, to the last bit."""
    trainers = [Trainer(Recipe(batch_size=size)) for size in (0, 21, 22, 1_000_000)]
    for trainer in trainers:
        trainer.train(50)
    assert all(same_bits(trainers[0], other) for other in trainers[1:])


def test_evaluate_is_of_the_network_as_it_is_now() -> None:
    """Not as it was during the epoch; loss and accuracy against the textbook."""
    trainer = Trainer(Recipe(loss="BCE"))
    trainer.train(3)
    textbook, (X, T) = Textbook.like(trainer.network), (trainer.points.X, trainer.points.T)
    now = trainer.evaluate()
    assert now.loss == pytest.approx(textbook.gradients(X, T, "BCE")[0], rel=1e-12)
    assert now.accuracy == np.mean((textbook.forward(X) > 0.5) == (T > 0.5))
    assert trainer.evaluate_test() is None


def test_looking_on_changes_nothing() -> None:
    """Snapshots, evaluations and advice between two updates leave the run as it would have been."""
    watched, alone = Trainer(MINI), Trainer(MINI)
    for _ in range(15):
        watched.step()
        watched.snapshot()
        watched.evaluate()
        watched.evaluate_test()
        watched.advice()
        watched.run()
    alone.advance(15)
    assert same_bits(watched, alone)


# -- test samples ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch_size", [0, 5])
def test_test_samples_are_never_trained_on(batch_size: int) -> None:
    """Each batch of many epochs has training samples only, and each of them; the test ones are elsewhere."""
    trainer = Trainer(MINI.changed(batch_size=batch_size))
    is_test, X = trainer.points.is_test, trainer.points.X
    assert 0 < is_test.sum() < len(X)
    training, kept = {tuple(x) for x in X[~is_test].tolist()}, {tuple(x) for x in X[is_test].tolist()}
    for epoch in range(20):
        batches = [trainer.batches.batch(epoch, number)[:2].T for number in range(trainer.batches.per_epoch)]
        seen = {tuple(x) for x in np.concatenate(batches).tolist()}
        assert seen == training
        assert not seen & kept


def test_the_test_curve_is_taken_on_the_test_samples_after_the_epochs_of_the_grid() -> None:
    """Each of the first thousand epochs, then each tenth: the network as it is after that epoch, on unseen samples."""
    trainer = Trainer(MINI)
    recorded = []
    for _ in range(12):
        trainer.train(1)
        evaluation = trainer.evaluate_test()
        assert evaluation is not None
        recorded.append((evaluation.loss, evaluation.accuracy))
    assert trainer.history.test_epochs.tolist() == list(range(1, 13))
    assert (
        list(zip(trainer.history.test_loss.tolist(), trainer.history.test_accuracy.tolist(), strict=True)) == recorded
    )
    X, T = trainer.points.X[trainer.points.is_test], trainer.points.T[trainer.points.is_test]
    assert recorded[-1][0] == pytest.approx(
        float(np.mean((Textbook.like(trainer.network).forward(X) - T) ** 2)), rel=1e-12
    )


def test_a_long_run_tests_on_a_sparser_grid() -> None:
    """In one go and in slices that end between two tests, the same epochs."""
    recipe = Recipe(test_fraction=0.2)
    straight, sliced = Trainer(recipe), Trainer(recipe)
    straight.train(1100)
    for _ in range(11):
        sliced.train(100)
    assert straight.history.test_epochs.tolist() == [*range(1, 1000), *range(1000, 1101, 10)]
    assert same_bits(straight, sliced)


# -- standing still ----------------------------------------------------------------------------------------------------


def test_a_saturated_network_gets_advice() -> None:
    """With sigmoids a learning rate of 1e6 does not diverge, it stands still: that has a sentence of its own."""
    trainer = Trainer(Recipe(learning_rate=1e6))
    trainer.train(20)
    advice = trainer.advice()
    assert advice is not None
    assert "saturated" in advice
    assert "smaller learning rate" in advice


def test_a_network_that_learns_gets_no_advice(tmp_path: Path) -> None:
    """Neither before the first update, nor on the way, nor when it is right, nor just opened from a file."""
    trainer = Trainer(Recipe())
    assert trainer.advice() is None
    trainer.train(10)
    assert trainer.advice() is None
    assert Trainer.resumed(through_a_file(trainer.run(), tmp_path)).advice() is None
    trainer.train(10_000)
    assert trainer.evaluate().accuracy == 1.0
    assert trainer.advice() is None


def test_a_resumed_run_that_stands_still_gets_the_same_advice(tmp_path: Path) -> None:
    """What is wrong with a run does not depend on whether it was opened from a file."""
    trainer = Trainer(Recipe(learning_rate=1e6))
    trainer.train(20)
    assert Trainer.resumed(through_a_file(trainer.run(), tmp_path)).advice() == trainer.advice()


# -- learning ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", ["XOR", "Linear"])
def test_the_defaults_learn_the_labs_datasets(dataset: str) -> None:
    """At least nine of ten seeds reach 90 % within the default number of epochs."""
    reached = []
    for seed in range(10):
        trainer = Trainer(Recipe(dataset=dataset, seed=seed))
        trainer.train(trainer.recipe.epochs)
        reached.append(trainer.evaluate().accuracy >= 0.9)
    assert sum(reached) >= 9


def test_a_trainer_can_be_sent_anywhere_in_its_run() -> None:
    """Back and forth: it stands there as a new one would; what was planned for it is not to come any more."""
    planned = [Intervention(5, "learning_rate", 0.5), Intervention(60, "learning_rate", 9.0)]
    recipe = MINI.changed(schedule="Step", knobs={"schedule": {"every": 3}})
    trainer, runs = Trainer(recipe, planned), list[Run]()
    for updates in (3, 30):
        trainer.advance(updates)
        runs.append(trainer.run())
    for run in (*runs, *reversed(runs)):
        trainer.stand_at(run)
        other = Trainer.resumed(run, trainer.data)
        assert other.data is trainer.data
        for each in (trainer, other):
            each.advance(40)
        assert same_bits(trainer, other)


def test_every_parameter_moves() -> None:
    """No weight and no bias is left out of the update."""
    trainer = Trainer(Recipe(dataset="Linear"))
    before: Array = trainer.network.parameters.copy()
    trainer.train(3)
    assert (trainer.network.parameters != before).all()
