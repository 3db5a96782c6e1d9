"""Many classes, numbers and images go through the same trainer as two classes do, in either precision."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import DATASETS, LOSSES, Recipe, RecipeError, Trainer, image_datasets
from engine.layer_list import read_layer_list
from tests.engine.runs import same_bits, through_a_file

BLOBS = Recipe(
    dataset="Blobs", samples=150, noise=0.2, loss="Softmax cross-entropy", output_activation="Linear",
    test_fraction=0.2, optimizer="Adam", learning_rate=0.02, batch_size=30, knobs={"dataset": {"classes": 5}},
)  # fmt: skip
SINE = Recipe(
    dataset="Sine", samples=60, hidden=(16,), activation="Tanh", output_activation="Linear", optimizer="Adam",
    learning_rate=0.02, test_fraction=0.2,
)  # fmt: skip
CONVOLUTION = Recipe(
    dataset="Digits", samples=60, loss="Softmax cross-entropy", output_activation="Linear", optimizer="Adam",
    layers=read_layer_list(
        "Conv2D(3, 3, padding=1), BatchNorm, MaxPool2D(2), ReLU, Flatten, Dropout(0.3), Dense(12), Tanh"
    ),
    learning_rate=0.01, batch_size=16, test_fraction=0.2,
)  # fmt: skip
EVERY_KIND = {"many classes": BLOBS, "numbers": SINE, "images": CONVOLUTION}


def test_many_classes_have_an_output_each() -> None:
    """The truth is a column for each class; the answers are probabilities, and the greatest is the class."""
    trainer = Trainer(BLOBS)
    trainer.train(60)
    snapshot = trainer.snapshot()
    assert trainer.points.T.shape == snapshot.prediction.shape == (150, 5)
    assert snapshot.prediction.sum(axis=1) == pytest.approx(np.ones(150))
    assert trainer.evaluate().accuracy > 0.9
    assert snapshot.score == trainer.evaluate().accuracy == trainer.evaluate().score
    assert snapshot.right.tolist() == (snapshot.prediction.argmax(axis=1) == trainer.points.T.argmax(axis=1)).tolist()
    assert snapshot.surface is not None
    assert snapshot.surface.answers.shape == (5, 60, 60)
    assert np.ptp(snapshot.surface.answers.sum(axis=0)) < 1e-12


def test_two_classes_in_one_column_become_two_outputs_for_the_softmax() -> None:
    """One output alone would always be sure."""
    recipe = Recipe(loss="Softmax cross-entropy", output_activation="Linear", activation="Tanh")
    trainer = Trainer(recipe)
    assert trainer.points.T.shape == (21, 2)
    assert (trainer.points.T.sum(axis=1) == 1.0).all()
    trainer.train(2000)
    assert trainer.evaluate().accuracy == 1.0


def test_of_numbers_the_share_of_their_variance_is_told() -> None:
    """There is no accuracy where nothing is simply right or wrong."""
    trainer = Trainer(SINE)
    trainer.train(600)
    now, snapshot = trainer.evaluate(), trainer.snapshot()
    assert np.isnan(now.accuracy)
    assert now.score == now.r2 > 0.9
    assert snapshot.score == now.r2
    assert snapshot.right.all()
    assert snapshot.surface is None
    assert snapshot.line is not None
    assert snapshot.line.answers.shape == (1, len(snapshot.line.x))
    assert trainer.history.test_accuracy[-1] == pytest.approx(trainer.evaluate_test().r2)  # type: ignore[union-attr]


def test_images_go_through_convolution_pooling_normalisation_and_dropout() -> None:
    """A whole network of them learns."""
    trainer = Trainer(CONVOLUTION.changed(samples=300))
    assert trainer.points.X.shape == (300, 1, 8, 8)
    before = trainer.evaluate().accuracy
    trainer.train(15)
    assert trainer.evaluate().accuracy > max(0.8, before)
    assert trainer.snapshot().neurons == ()


@pytest.mark.parametrize("name", EVERY_KIND)
def test_the_same_recipe_gives_the_same_run(name: str) -> None:
    """Masks and shuffles come from the seed."""
    first, second = Trainer(EVERY_KIND[name]), Trainer(EVERY_KIND[name])
    first.train(3)
    second.train(3)
    assert same_bits(first, second)
    assert not same_bits(first, Trainer(EVERY_KIND[name].changed(seed=5)))


@pytest.mark.parametrize("name", EVERY_KIND)
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_run_goes_on_after_a_file_as_if_nothing_had_been(name: str, precision: str, tmp_path: Path) -> None:
    """Running statistics and the count of masks are part of a run, in the middle of an epoch too."""
    recipe = EVERY_KIND[name].changed(precision=precision)
    whole, half = Trainer(recipe), Trainer(recipe)
    whole.advance(11)
    half.advance(6)
    resumed = Trainer.resumed(through_a_file(half.run(), tmp_path))
    assert same_bits(half, resumed)
    resumed.advance(5)
    assert same_bits(whole, resumed)
    assert {array.dtype for array in resumed.network.state.values()} <= {np.dtype(precision), np.dtype(np.float64)}


@pytest.mark.parametrize("name", EVERY_KIND)
def test_single_precision_learns_about_the_same(name: str) -> None:
    """With half the memory; and no array in the record has another precision."""
    recipe = EVERY_KIND[name]  # without dropout, whose random numbers are others
    recipe = recipe.changed(layers=[each for each in recipe.layers if each.name != "Dropout"])
    double, single = Trainer(recipe), Trainer(recipe.changed(precision="float32"))
    for trainer in (double, single):
        trainer.train(2)
    assert single.loss == pytest.approx(double.loss, rel=1e-3)
    assert single.network.parameters.dtype == np.float32
    arrays = [each for operation in single.program.operations for each in (*operation.inputs, operation.out)]
    odd = [each.shape for each in arrays if isinstance(each, np.ndarray) and each.dtype == np.float64 and each.size > 1]
    assert odd == []


@given(data=st.data())
@settings(max_examples=30)
def test_a_dataset_of_another_kind_brings_what_suits_it(data: st.DataObject) -> None:
    """Whatever was chosen before: afterwards loss, outputs and data make sense together."""
    before = Recipe(
        dataset=data.draw(st.sampled_from(["XOR", "Linear"])), loss=data.draw(st.sampled_from(list(LOSSES)))
    )
    name = data.draw(st.sampled_from([each for each in DATASETS if each != "CSV file"]))
    after = before.choosing("dataset", name)
    assert after.doubt == "" or after.doubt == before.doubt
    if after.make_dataset().is_regression:
        assert after.output_activation == "Linear"


def test_choices_bring_what_belongs_to_them() -> None:
    """A loss on logits its linear output, an optimizer its learning rate; what was chosen by hand stays elsewhere."""
    logits = Recipe().choosing("loss", "BCE with logits")
    assert (logits.output_activation, logits.doubt) == ("Linear", "")
    assert logits.choosing("loss", "BCE").output_activation == "Sigmoid"
    adam = Recipe(learning_rate=3.0).choosing("optimizer", "Adam")
    assert adam.learning_rate == 0.01
    assert adam.changed(learning_rate=0.5).choosing("optimizer", "adam").learning_rate == 0.5
    moons = Recipe(noise=5.0).choosing("dataset", "Moons")
    assert (moons.samples, moons.noise) == (DATASETS["Moons"]().samples, DATASETS["Moons"]().noise)  # type: ignore[attr-defined]
    arms = Recipe().choosing("dataset", "Spirals").choosing("knobs", {"dataset": {"arms": 3}})
    assert (arms.loss, arms.output_activation) == ("Softmax cross-entropy", "Linear")
    many = Recipe().choosing("dataset", "Digits")
    assert (many.loss, many.output_activation) == ("Softmax cross-entropy", "Linear")
    assert many.choosing("dataset", "XOR").doubt == ""
    assert Recipe(loss="BCE").choosing("dataset", "Sine").loss == "MSE"


def test_a_pair_that_makes_no_sense_is_said_and_can_be_tried() -> None:
    """A person may want to see what happens."""
    recipe = Recipe(loss="BCE with logits", output_activation="Sigmoid")
    assert "Linear" in recipe.doubt
    assert Recipe().doubt == ""
    Trainer(recipe).train(3)


def test_a_batch_that_no_desktop_could_hold_is_refused() -> None:
    """With what could be made smaller."""
    recipe = Recipe(dataset="Linear", samples=20_000, layers=read_layer_list("Dense(4000), Dense(4)"))
    with pytest.raises(RecipeError, match=r"A batch of 20,000 samples makes .* signals"):
        Trainer(recipe)
    assert Trainer(recipe.changed(batch_size=10)).batches.size == 10


def test_a_picture_file_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As what the recipe asks for and cannot have."""
    monkeypatch.setattr(image_datasets, "FOLDER", tmp_path)
    image_datasets.stored_pictures.cache_clear()
    with pytest.raises(RecipeError, match=r"The dataset Digits cannot be had: .*digits\.npz"):
        Trainer(Recipe(dataset="Digits"))


def test_layers_that_do_not_fit_their_data_are_named() -> None:
    """A convolution needs images; what came and what to do is said."""
    recipe = Recipe(layers=read_layer_list("Conv2D(3, 3)"))
    with pytest.raises(RecipeError, match="Layer 1: Conv2D"):
        Trainer(recipe)
