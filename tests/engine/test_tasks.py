"""Many classes, numbers and images go through the same trainer as two classes do, in either precision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import DATASETS, LOSSES, OPTIMIZERS, Diverged, Recipe, RecipeError, Trainer, image_datasets
from engine.layer_list import read_layer_list
from tests.engine.runs import same_arrays, same_bits, through_a_file
from tests.engine.strategies import recipes

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
    usual: Any = DATASETS["Moons"]()
    assert (moons.samples, moons.noise) == (usual.samples, usual.noise)
    by_hand = moons.changed(samples=77, noise=0.25)
    assert by_hand.choosing("dataset", "moons") == by_hand.with_data("Moons", {}) == by_hand
    arms = Recipe().choosing("dataset", "Spirals").choosing("knobs", {"dataset": {"arms": 3}})
    assert (arms.loss, arms.output_activation) == ("Softmax cross-entropy", "Linear")
    many = Recipe().choosing("dataset", "Digits")
    assert (many.loss, many.output_activation) == ("Softmax cross-entropy", "Linear")
    assert many.choosing("dataset", "XOR").doubt == ""
    assert Recipe(loss="BCE").choosing("dataset", "Sine").loss == "MSE"


def test_layers_and_features_that_other_samples_have_no_use_for_are_let_go() -> None:
    """A click on another dataset must not end in a network that cannot be made."""
    points = CONVOLUTION.choosing("dataset", "XOR")
    assert points.layers == ()
    Trainer(points)
    assert CONVOLUTION.choosing("dataset", "Shapes").layers == CONVOLUTION.layers
    squares = Recipe(features=("x1²", "x2²"), layers=read_layer_list("Dense(3), Tanh"))
    assert squares.choosing("dataset", "Circles").features == squares.features
    wave = squares.choosing("dataset", "Sine")
    assert (wave.features, wave.layers) == ((), squares.layers)


def test_a_file_lets_go_of_layers_that_rows_of_numbers_cannot_go_through(tmp_path: Path) -> None:
    """Whether it was read or not: a person's own data must not be refused for the images that came before."""
    (tmp_path / "t.csv").write_text("x,t\n" + "".join(f"{k},{k / 7}\n" for k in range(30)), encoding="utf-8")
    knobs = {"path": str(tmp_path / "t.csv")}
    assert CONVOLUTION.with_data("CSV file", knobs).layers == ()
    two = Recipe(features=("x1·x2",), layers=read_layer_list("Dense(3), Tanh"))
    two.with_data("CSV file", knobs).make_dataset().generate(np.random.RandomState(0))
    one = two.with_data("CSV file", knobs)  # it is known by now that there is one feature only
    assert (one.features, one.layers) == ((), two.layers)
    Trainer(one)


def test_numbers_bring_the_learning_rate_that_learns_them() -> None:
    """With that of chances, the first steps throw the answers so far off that they never come back."""
    sine = Recipe().choosing("dataset", "Sine")
    assert sine.learning_rate == OPTIMIZERS["SGD"].usual_rate_for_numbers
    trainer = Trainer(sine)
    trainer.train(15_000)
    assert trainer.evaluate().r2 > 0.9
    assert sine.choosing("dataset", "Moons").learning_rate == Recipe().learning_rate
    assert sine.choosing("optimizer", "Adam").choosing("optimizer", "SGD") == sine
    by_hand = Recipe(learning_rate=0.3)
    assert by_hand.choosing("dataset", "Sine").learning_rate == 0.3


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


def test_windows_of_images_that_no_desktop_could_hold_are_refused() -> None:
    """A single large filter in a wide frame makes few signals, and of each image a thousand."""
    recipe = Recipe(dataset="Digits", samples=1797, layers=read_layer_list("Conv2D(1, 31, padding=31), Flatten"))
    with pytest.raises(RecipeError, match=r"1,797 samples makes 2,\d+,\d+,\d+ numbers in windows of its images"):
        Trainer(recipe)
    assert Trainer(recipe.changed(batch_size=10)).batches.size == 10


def test_numbers_beyond_single_precision_are_refused(tmp_path: Path) -> None:
    """They would become infinite, and the training would look as if it had diverged."""
    (tmp_path / "huge.csv").write_text("x,y\n1e300,1.5\n2,2.5\n3,0.5\n", encoding="utf-8")
    recipe = Recipe(output_activation="Linear").with_data("CSV file", {"path": str(tmp_path / "huge.csv")})
    recipe = recipe.changed(standardise=False)
    Trainer(recipe)
    with pytest.raises(RecipeError, match="1e\\+300, which float32 does not reach"):
        Trainer(recipe.changed(precision="float32"))
    Trainer(recipe.changed(precision="float32", standardise=True))


def test_answers_of_any_size_can_be_learned(tmp_path: Path) -> None:
    """Prices of a hundred thousand: standardised, they are learned like others, and people read them as prices."""
    x = np.linspace(50, 250, 40)
    rows = [f"{area!r},{1000.0 * area + 50_000.0!r}" for area in x.tolist()]
    (tmp_path / "prices.csv").write_text("area,price\n" + "\n".join(rows) + "\n", encoding="utf-8")
    recipe = Recipe(activation="Tanh", optimizer="Adam", learning_rate=0.02, test_fraction=0.2)
    knobs = {"path": str(tmp_path / "prices.csv")}
    DATASETS["CSV file"](**knobs).generate(np.random.RandomState(0))  # whoever chooses it has seen it
    recipe = recipe.with_data("CSV file", knobs)
    assert (recipe.standardise, recipe.loss, recipe.output_activation) == (True, "MSE", "Linear")
    trainer = Trainer(recipe)
    trainer.train(500)
    snapshot, test = trainer.snapshot(), trainer.evaluate_test()
    assert test is not None
    assert snapshot.score == pytest.approx(trainer.evaluate().r2)
    assert test.r2 > 0.99
    assert snapshot.prediction == pytest.approx(snapshot.points.T, rel=0.1)
    assert trainer.loss < 0.05  # in deviations, as the network learns
    assert snapshot.line is not None
    assert np.ptp(snapshot.line.answers) > 150_000


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


# -- what a choice brings with it --------------------------------------------------------------------------------------


def end_of(recipe: Recipe) -> tuple[str, str]:
    """Loss and output activation."""
    return recipe.loss, recipe.output_activation


def test_from_numbers_back_to_classes_the_outputs_are_those_of_classes_again() -> None:
    """And the other way round: whoever looks into a regression finds the lab's network as it was."""
    numbers = Recipe().choosing("dataset", "Sine")
    assert end_of(numbers) == ("MSE", "Linear")
    assert end_of(numbers.choosing("dataset", "Plane")) == ("MSE", "Linear")
    assert end_of(numbers.choosing("dataset", "XOR")) == ("MSE", "Sigmoid")
    assert end_of(Recipe(loss="Huber", output_activation="Linear").choosing("dataset", "Sine")) == ("Huber", "Linear")


def test_a_loss_is_chosen_even_where_it_makes_no_sense() -> None:
    """With its usual output, and with a doubt: nothing else is taken in its place in silence."""
    recipe = Recipe().choosing("dataset", "Sine").choosing("loss", "BCE")
    assert end_of(recipe) == ("BCE", "Sigmoid")
    assert "BCE judges classes" in recipe.doubt


def test_what_was_doubtful_before_is_left_alone() -> None:
    """A person may try a bad pair, and turn other knobs meanwhile."""
    tried = Recipe(loss="BCE with logits", output_activation="Sigmoid", optimizer="Momentum")
    assert end_of(tried.choosing("knobs", {"optimizer": {"momentum": 0.5}})) == end_of(tried)
    assert end_of(tried.choosing("dataset", "Linear")) == end_of(tried)
    assert end_of(tried.choosing("activation", "Tanh")) == end_of(tried)
    assert end_of(Recipe().choosing("output_activation", "Softmax")) == ("MSE", "Softmax")


def test_many_classes_bring_their_loss_once() -> None:
    """Whoever then chooses another one keeps it, with any number of classes."""
    five = Recipe().choosing("dataset", "Blobs")
    by_hand = five.choosing("loss", "MSE").choosing("output_activation", "Softmax")
    seven = by_hand.choosing("knobs", {"dataset": {"classes": 7}})
    assert end_of(seven) == ("MSE", "Softmax")
    two = seven.choosing("knobs", {"dataset": {"classes": 2}})
    assert end_of(two) == ("MSE", "Sigmoid")  # a softmax over a single output always answers 1


def test_what_came_with_many_classes_goes_with_them() -> None:
    """Back at two, the lab's network is as it was, unless a person chose another end of it."""
    five = Recipe().choosing("dataset", "Blobs")
    assert end_of(five) == ("Softmax cross-entropy", "Linear")
    assert end_of(five.choosing("dataset", "Moons")) == ("MSE", "Sigmoid")
    assert end_of(five.choosing("knobs", {"dataset": {"classes": 2}})) == ("MSE", "Sigmoid")
    assert end_of(five.choosing("dataset", "Digits")) == end_of(five)
    assert end_of(five.choosing("dataset", "Sine")) == ("MSE", "Linear")
    by_hand = five.choosing("loss", "BCE")
    assert end_of(by_hand.choosing("dataset", "XOR")) == ("BCE", "Sigmoid")
    of_two = Recipe().choosing("loss", "Softmax cross-entropy")
    assert end_of(of_two.choosing("dataset", "Moons")) == ("Softmax cross-entropy", "Linear")


def test_what_came_with_a_file_of_three_classes_goes_with_it(tmp_path: Path) -> None:
    """A way out as there is a way in: from the lab's data through one's own back to the lab's, nothing is left over."""
    path = tmp_path / "flowers.csv"
    path.write_text("a,b,kind\n" + "".join(f"{k},{k % 7},{'uvw'[k % 3]}\n" for k in range(30)), encoding="utf-8")
    knobs = {"path": str(path)}
    DATASETS["CSV file"](**knobs).generate(np.random.RandomState(0))  # whoever chooses it has seen it
    before = Recipe()
    own = before.with_data("CSV file", knobs)
    assert (*end_of(own), own.standardise) == ("Softmax cross-entropy", "Linear", True)
    assert own.choosing("dataset", "XOR") == before
    linear = own.choosing("dataset", "Linear")
    assert (*end_of(linear), linear.standardise) == ("MSE", "Sigmoid", False)
    assert own.with_data("Moons", {}).standardise is False
    by_hand = before.changed(standardise=True).choosing("dataset", "Linear")
    assert by_hand.standardise, "no file brought it"


def test_a_file_of_numbers_is_known_when_it_was_read(tmp_path: Path) -> None:
    """Until then it passes for two classes; its knobs come with it, and those of the dataset before go."""
    (tmp_path / "t.csv").write_text("x,t\n" + "".join(f"{k},{k / 7}\n" for k in range(30)), encoding="utf-8")
    knobs = {"path": str(tmp_path / "t.csv")}
    spirals = Recipe(optimizer="Momentum", knobs={"optimizer": {"momentum": 0.5}}).choosing("dataset", "Spirals")
    before = spirals.with_data("CSV file", knobs)
    assert end_of(before) == ("MSE", "Sigmoid")
    before.make_dataset().generate(np.random.RandomState(0))
    after = spirals.with_data("CSV file", knobs)
    assert end_of(after) == ("MSE", "Linear")
    assert after.knobs == {"optimizer": {"momentum": 0.5}, "dataset": knobs}
    assert end_of(after.with_data("Moons", {})) == ("MSE", "Sigmoid")


# -- every combination -------------------------------------------------------------------------------------------------


@given(recipe=recipes(), precision=st.sampled_from(["float64", "float32"]), patience=st.sampled_from([0, 2]))
@settings(max_examples=60)
def test_any_recipe_can_be_trained_looked_at_saved_and_resumed(recipe: Recipe, precision: str, patience: int) -> None:
    """Any dataset with any loss, output, optimizer and schedule; what makes no sense goes through as well."""
    recipe = recipe.changed(precision=precision, patience=patience, samples=min(recipe.samples, 30))
    trainer, whole = Trainer(recipe), Trainer(recipe)
    try:
        whole.advance(8)
        trainer.advance(5)
        resumed = Trainer.resumed(trainer.run())
        resumed.advance(3)
        assert same_bits(resumed, whole)
        assert same_arrays(dict(resumed.network.state), dict(whole.network.state))
    except Diverged:
        assert np.isfinite(whole.network.parameters).all()
    snapshot = whole.snapshot()
    assert snapshot.prediction.shape == whole.points.T.shape
    assert snapshot.update == whole.updates
    advice = whole.advice()
    assert advice is None or advice.startswith(("The network stands still", "The loss is"))
