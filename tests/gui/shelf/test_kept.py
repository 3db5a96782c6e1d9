"""What is said of kept runs: their names, and what is different among them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.layer_list import read_layer_list
from engine.recipe import Recipe
from engine.trainer import Trainer
from gui.shelf.kept import End, bytes_of, differences, new_id, particulars, same_moment, summary
from tests.gui.shelf.shelves import SHORT, kept_from, kept_run


def told(*recipes: Recipe) -> list[str]:
    return differences([kept_run(recipe, epochs=1) for recipe in recipes])


def test_only_what_is_not_the_same_everywhere_is_told() -> None:
    """With the form's own words, and for each run."""
    others = SHORT.changed(learning_rate=0.1, hidden=(8, 8)), SHORT.changed(optimizer="Adam")
    assert told(SHORT, *others) == [
        "hidden layers 4-4, optimizer SGD, learning rate 1",
        "hidden layers 8-8, learning rate 0.1, optimizer SGD",
        "optimizer Adam, hidden layers 4-4, learning rate 1",
    ]


def test_what_few_of_them_share_comes_first() -> None:
    """In a short line the rest is cut off."""
    common = SHORT.changed(hidden=(8, 8))
    texts = told(common, common.changed(seed=1), common.changed(seed=2), SHORT.changed(seed=3))
    assert texts[0] == "seed 0, hidden layers 8-8"
    assert texts[3] == "hidden layers 4-4, seed 3"


def test_one_run_or_equal_ones_differ_in_nothing() -> None:
    assert differences([]) == []
    assert told(SHORT) == [""]
    assert told(SHORT, SHORT) == ["", ""]


def test_how_long_they_were_to_be_trained_is_told_by_the_list_itself() -> None:
    assert told(SHORT, SHORT.changed(epochs=7)) == ["", ""]


def test_a_setting_of_a_part_is_told() -> None:
    momentum = SHORT.changed(optimizer="Momentum")
    texts = told(momentum, momentum.changed(knobs={"optimizer": {"momentum": 0.5}}))
    assert texts == ["momentum 0.9", "momentum 0.5"]


def test_a_setting_that_only_some_parts_have_is_told_where_it_is_not_the_usual_one() -> None:
    """That Momentum has a momentum of 0.9 goes without saying."""
    momentum = SHORT.changed(optimizer="Momentum")
    assert told(SHORT, momentum) == ["optimizer SGD", "optimizer Momentum"]
    unusual = momentum.changed(knobs={"optimizer": {"momentum": 0.5}})
    assert told(SHORT, unusual) == ["optimizer SGD", "optimizer Momentum, momentum 0.5"]


def test_a_list_of_layers_takes_the_place_of_the_short_form() -> None:
    layers = SHORT.changed(layers=read_layer_list("Dense(3), Tanh"))
    assert told(SHORT, layers) == ["hidden layers 4-4, activation Sigmoid", "layers Dense(3), Tanh"]


def test_what_a_dataset_does_not_ask_for_is_not_told() -> None:
    """XOR has its own number of samples."""
    assert told(SHORT, SHORT.changed(samples=50)) == ["", ""]


def test_of_a_file_the_name_is_told_without_its_folder() -> None:
    one, other = (Recipe(dataset="CSV file", knobs={"dataset": {"path": path}}) for path in ("/data/a.csv", "b.csv"))
    trained = kept_run()
    runs = [replace(trained, run=replace(trained.run, recipe=recipe)) for recipe in (one, other)]
    assert differences(runs) == ["file a.csv", "file b.csv"]


def test_a_learning_rate_that_was_changed_on_the_way_is_told() -> None:
    trainer = Trainer(SHORT)
    trainer.train(5)
    trainer.set_learning_rate(0.5)
    trainer.train(5)
    changed = kept_from(trainer)
    assert differences([kept_run(), changed]) == ["", "learning rate 0.5 after 5 epochs"]
    for rate in (0.25, 0.125):
        trainer.set_learning_rate(rate)
        trainer.train(1)
    assert differences([kept_run(), kept_from(trainer)])[1] == "learning rate changed 3 times"


def test_a_change_in_a_minibatch_run_is_told_in_epochs() -> None:
    trainer = Trainer(SHORT.changed(batch_size=8))  # three updates an epoch
    trainer.advance(4)
    trainer.set_learning_rate(0.5)
    trainer.advance(1)
    assert differences([kept_run(), kept_from(trainer)])[1].endswith("learning rate 0.5 after 1 epoch")


def test_a_change_before_the_first_epoch_has_ended_is_told_in_updates() -> None:
    trainer = Trainer(SHORT.changed(batch_size=8))
    trainer.advance(1)
    trainer.set_learning_rate(0.5)
    trainer.advance(1)
    assert particulars(trainer.run()) == "batch size 8, learning rate 0.5 after 1 update"


def test_the_summary_and_the_particulars_say_all_of_a_recipe() -> None:
    recipe = SHORT.changed(hidden=(8,), noise=0.0, l2=0.001, optimizer="Adam", learning_rate=0.01, seed=4)
    assert summary(recipe) == "XOR, 8 Sigmoid, Adam 0.01, seed 4"
    assert particulars(kept_run(recipe).run) == "L2 0.001"
    assert summary(SHORT.changed(hidden=())) == "XOR, no hidden layers, SGD 1, seed 0"
    assert summary(SHORT, {"hidden", "seed"}) == "XOR, Sigmoid, SGD 1"
    assert summary(SHORT.changed(hidden=()), {"hidden"}) == "XOR, Sigmoid, SGD 1, seed 0"
    assert summary(SHORT, {"activation", "optimizer"}) == "XOR, 4-4, seed 0"
    assert summary(SHORT, {"learning_rate", "dataset"}) == "4-4 Sigmoid, SGD, seed 0"
    assert summary(SHORT, {"layers"}) == "XOR, SGD 1, seed 0"


def test_of_a_file_the_summary_says_the_name_once() -> None:
    recipe = Recipe(dataset="CSV file", knobs={"dataset": {"path": "/data/iris.csv"}})
    assert summary(recipe) == "iris.csv, 4-4 Sigmoid, SGD 1, seed 0"
    assert particulars(replace(kept_run().run, recipe=recipe)) == ""


@pytest.mark.parametrize(
    ("said", "title"),
    [({}, "Run 4"), ({"name": "Mine"}, "Mine"), ({"number": 0}, "Run of 5 Mar 2026, 12:04")],
    ids=["number", "name", "another sitting"],
)
def test_a_run_is_called_by_its_name_or_its_number_or_its_time(said: dict[str, object], title: str) -> None:
    kept = kept_run(number=4)
    assert replace(kept, **said).title == title  # type: ignore[arg-type]


def test_ids_are_all_different() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000


def test_the_same_moment_is_told_from_every_other() -> None:
    trainer = Trainer(SHORT)
    trainer.train(5)
    now = trainer.run()
    assert same_moment(now, replace(now, recipe=now.recipe.changed(epochs=99))), "how long it is to go on is no matter"
    assert not same_moment(now, replace(now, recipe=now.recipe.changed(l2=0.5)))
    assert not same_moment(now, replace(now, parameters=now.parameters + 1e-9))
    trainer.set_learning_rate(0.5)
    assert same_moment(now, trainer.run()), "a rate that was not used yet changes nothing so far"
    trainer.train(1)
    assert not same_moment(now, trainer.run())


def test_the_memory_of_a_run_is_that_of_its_arrays() -> None:
    numbers = np.zeros(10)
    assert bytes_of([numbers, {"a": numbers, "b": (numbers, 3)}]) == 240
    kept = kept_run()
    assert bytes_of(kept.run) > kept.run.parameters.nbytes + kept.run.history.exact.nbytes


def test_what_went_wrong_is_a_fault_and_a_pause_is_none() -> None:
    assert [each for each in End if each.is_a_fault] == [End.DIVERGED, End.FAILED]
