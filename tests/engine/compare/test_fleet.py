"""Trainers that go side by side end as each of them does alone, whatever they train and however it ends."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS, SCHEDULES, Intervention, Recipe, Trainer
from engine.batches import ORDER, stream
from engine.compare import formation as formation_module
from engine.compare.fleet import Fleet, next_look
from engine.compare.formation import TEST, TRAIN, Formation
from engine.layer_list import read_layer_list
from engine.optimizers import SGD
from engine.program import Record
from tests.engine.compare.side_by_side import MARKS, alone, difference, together, varied
from tests.engine.layer_recipes import LAYER_RECIPES
from tests.engine.numeric import Array
from tests.engine.runs import MINI, RUNAWAY, same_bits

BY_PART: dict[str, Recipe] = {
    **{f"layers: {name}": recipe for name, recipe in LAYER_RECIPES.items()},
    **{f"activation {name}": MINI.changed(activation=name) for name in ACTIVATIONS},
    **{f"loss {name}": MINI.choosing("loss", name) for name in LOSSES},
    **{f"optimizer {name}": MINI.choosing("optimizer", name) for name in OPTIMIZERS},
    **{f"schedule {name}": MINI.changed(schedule=name) for name in SCHEDULES},
}
OTHERS: dict[str, Recipe] = {
    "all samples at once": MINI.changed(batch_size=0),
    "the same samples in other batches": Recipe(batch_size=4),
    "single samples": MINI.changed(batch_size=1),
    "images in one batch": LAYER_RECIPES["Conv2D"].changed(batch_size=0),
    "penalties": MINI.changed(l1=0.01, l2=0.02, clip_norm=0.05),
    "numbers": Recipe(samples=19, batch_size=4, test_fraction=0.2).choosing("dataset", "Sine"),
    "standardised": MINI.changed(dataset="Blobs", standardise=True),
    "no bias": MINI.changed(bias=False),
    "no hidden layer": MINI.changed(hidden=()),
    "stops early by its test samples": MINI.changed(patience=3, learning_rate=0.1),
    "stops early by its own samples": MINI.changed(patience=3, learning_rate=1.0, test_fraction=0),
}


@pytest.mark.parametrize("recipe", [*BY_PART.values(), *OTHERS.values()], ids=[*BY_PART, *OTHERS])
def test_what_is_trained_side_by_side_is_what_is_trained_alone(recipe: Recipe) -> None:
    """Parameters, memories, losses and test results, of other learning rates, seeds and first weights, of all kinds."""
    recipes = varied(recipe)
    fleet = together(recipes, 20, 1, 29)
    assert fleet.is_stacked or sum(not each.stopped_early for each in fleet.trainers) < 2
    assert not fleet.lost
    for found, expected in zip(fleet.trainers, alone(recipes, 50), strict=True):
        assert difference(found, expected) < 1e-9


def test_every_layer_is_among_them() -> None:
    """A newcomer is to be added to the recipes of all layers."""
    used = {each.name for recipe in LAYER_RECIPES.values() for each in recipe.layers}
    assert set(LAYERS) <= used


def test_single_precision_stays_within_itself() -> None:
    """And is the same to the last bit where BLAS adds up in the same order."""
    recipes = varied(MINI.changed(precision="float32"))
    for found, expected in zip(together(recipes, 50).trainers, alone(recipes, 50), strict=True):
        assert difference(found, expected) < 1e-5


KNOBS: dict[str, list[Recipe]] = {
    "momentum": [
        MINI.changed(optimizer="Momentum", knobs={"optimizer": {"momentum": β}}) for β in (0.0, 0.5, 0.99)
    ],
    "slope": [MINI.changed(activation="Leaky ReLU", knobs={"activation": {"slope": s}}) for s in (0.0, 0.1, 0.5)],
    "dropout": [MINI.changed(layers=read_layer_list(f"Dense(4), Dropout({p}), Tanh")) for p in (0.0, 0.2, 0.6)],
    "noise": [MINI.changed(noise=σ) for σ in (0.0, 0.1, 0.2)],
    "L2": [MINI.changed(l2=λ) for λ in (0.01, 0.1, 1.0)],
}  # fmt: skip


@pytest.mark.parametrize("recipes", KNOBS.values(), ids=KNOBS)
def test_numbers_that_change_no_shape_may_differ(recipes: list[Recipe]) -> None:
    """Constants of the operations, and samples of their own."""
    fleet = together(recipes, 50)
    assert fleet.is_stacked
    for found, expected in zip(fleet.trainers, alone(recipes, 50), strict=True):
        assert difference(found, expected) < 1e-9
    assert difference(fleet.trainers[0], fleet.trainers[1]) > 1e-6


@pytest.mark.parametrize("dataset", ["XOR", "Linear"])
def test_the_labs_networks_have_the_same_bits(dataset: str) -> None:
    """So a comparison is the same whoever trains which part of it, and however large the parts are."""
    recipes = varied(Recipe(dataset=dataset))
    whole, half = together(recipes, 500, 700), together(recipes[:2], 1200)
    for found, expected in zip(whole.trainers, alone(recipes, 1200), strict=True):
        assert same_bits(found, expected)
    assert all(same_bits(*pair) for pair in zip(half.trainers, whole.trainers, strict=False))


RECIPES = Path(__file__).resolve().parents[3] / "assets" / "recipes"
EPOCHS = {"lab-slide": 2000, "moons": 60, "sine-curve": 60, "five-blobs": 60, "spirals": 20}


@pytest.mark.parametrize("name", EPOCHS)
def test_ready_recipes_end_with_the_same_accuracy(name: str) -> None:
    """Shortened, with three learning rates."""
    recipe = Recipe.load(RECIPES / f"{name}.json")
    recipes = [recipe.changed(learning_rate=recipe.learning_rate * share) for share in (0.5, 1, 1.5)]
    updates = EPOCHS[name] * Trainer(recipe).batches.per_epoch
    fleet = together(recipes, updates)
    assert fleet.is_stacked
    for found, expected in zip(fleet.trainers, alone(recipes, updates), strict=True):
        assert found.evaluate().score == expected.evaluate().score
        assert found.evaluate_test() == expected.evaluate_test()


# -- who leaves --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("portions", [(3000,), (7, 2993), (1000, 1000, 1000)])
def test_whoever_diverges_leaves_as_alone_and_the_others_go_on(portions: tuple[int, ...]) -> None:
    """At the same update, in the same state, with the same advice."""
    recipes = [RUNAWAY.changed(learning_rate=rate) for rate in (0.01, 1e6, 0.1, 1e3, 0.05)]
    fleet = together(recipes, *portions)
    assert sorted(fleet.lost) == [1, 3]
    expected = alone(recipes, 3000)
    assert all(same_bits(*pair) for pair in zip(fleet.trainers, expected, strict=True))
    assert fleet.lost[1].has_diverged
    assert "smaller learning rate than 1,000,000" in fleet.lost[1].why
    assert fleet.is_stacked


def test_adam_that_overflows_only_in_its_memory_is_lost_too() -> None:
    """Its losses and weights are finite, and it would stand still in silence."""
    recipe = Recipe(hidden=(4,) * 18, activation="ReLU", output_activation="Linear", optimizer="Adam")
    recipes = [recipe.changed(learning_rate=rate) for rate in (1e4, 1e-3)]
    fleet = together(recipes, 2000)
    assert list(fleet.lost) == [0]
    assert all(difference(*pair) < 1e-9 for pair in zip(fleet.trainers, alone(recipes, 2000), strict=True))


def test_whoever_is_lost_is_seen_where_it_was_lost() -> None:
    """Not as it was beyond that, as long as nobody has gone on."""
    fleet = Fleet([Trainer(RUNAWAY.changed(learning_rate=rate)) for rate in (0.01, 1e6, 0.1)])
    fleet.advance(500)
    formation = fleet.together()
    assert formation is not None
    assert list(fleet.lost) == [1]
    assert formation.evaluate(TRAIN) == [each.evaluate() for each in fleet.trainers]


def test_when_all_have_diverged_the_fleet_is_over() -> None:
    """Nobody is waited for."""
    fleet = together([RUNAWAY.changed(learning_rate=rate) for rate in (1e5, 1e6)], 5000)
    assert fleet.is_over
    assert sorted(fleet.lost) == [0, 1]


def test_whoever_stops_early_leaves_with_its_best_network() -> None:
    """The others go on to the end; those that have left say how good they are."""
    recipe = MINI.changed(test_fraction=0, learning_rate=1.0)
    recipes = [recipe.changed(patience=patience) for patience in (2, 1000, 4, 1000)]
    fleet, expected = together(recipes, 100, 100), alone(recipes, 200)
    assert [each.stopped_early for each in fleet.trainers] == [True, False, True, False]
    assert [each.why_stopped for each in fleet.trainers] == [each.why_stopped for each in expected]
    assert all(difference(*pair) < 1e-9 for pair in zip(fleet.trainers, expected, strict=True))


def test_a_fleet_can_be_asked_about_all_while_nobody_has_left() -> None:
    """Also right after one has gone back to its best network."""
    recipe = MINI.changed(test_fraction=0, learning_rate=1.0)
    fleet = Fleet([Trainer(recipe.changed(patience=patience)) for patience in (2, 1000, 1000)])
    assert fleet.together() is None
    while not fleet.trainers[0].stopped_early:
        fleet.advance(1)
        formation = fleet.together()
        assert formation is not None
        assert formation.evaluate(TRAIN) == [each.evaluate() for each in fleet.trainers]
    fleet.advance(1)
    assert fleet.together() is None


def test_test_results_keep_to_their_grid_while_early_stopping_looks_at_each_epoch() -> None:
    """After a thousand epochs, only each tenth is noted."""
    recipes = varied(MINI.changed(batch_size=0, patience=10_000))
    for found, expected in zip(together(recipes, 1015).trainers, alone(recipes, 1015), strict=True):
        assert np.array_equal(found.history.test_epochs, expected.history.test_epochs)


def test_changes_that_are_planned_are_made_when_they_are_due() -> None:
    """By one of them only, in the middle of an epoch, also under a schedule."""
    for recipe in (MINI, MINI.changed(schedule="Step", knobs={"schedule": {"every": 3}})):
        planned = [Intervention(17, "learning_rate", 0.1), Intervention(31, "learning_rate", 0.001)]
        pairs = [[Trainer(recipe, planned), Trainer(recipe)] for _ in range(2)]
        Fleet(pairs[0]).advance(50)
        for found, expected in zip(*pairs, strict=True):
            expected.advance(50)
            assert difference(found, expected) < 1e-9
            assert found.interventions == expected.interventions


# -- who cannot be stacked ---------------------------------------------------------------------------------------------


def test_networks_of_different_shapes_train_each_alone() -> None:
    """With the same numbers, only slower."""
    recipes = [MINI, MINI.changed(hidden=(5,)), MINI.changed(activation="Linear")]
    fleet = together(recipes, 20, 30)
    assert not fleet.is_stacked
    assert all(same_bits(*pair) for pair in zip(fleet.trainers, alone(recipes, 50), strict=True))


def test_a_single_trainer_trains_as_ever() -> None:
    """Nothing is stacked, and its marks are noted."""
    fleet = together([MINI], 200)
    assert not fleet.is_stacked
    assert same_bits(fleet.trainers[0], alone([MINI], 200)[0])
    assert fleet.reached[0].keys() == {0.5, 0.9, 1.0}


def counted(ρ: Array, count: Array) -> None:
    """Fails at a learning rate of 3, when it has been called 41 times."""
    count += 1
    if ρ == 3.0 and count > 40:
        raise ZeroDivisionError("nothing to divide by")


class Broken(SGD):
    """θ = θ - ρ g, for a while."""

    def record(self, θ: Array, g: Array, do: Record) -> None:
        do("count = count + 1", counted, self.rate, out=self.remember("count"))
        super().record(θ, g, do)


@pytest.mark.usefixtures("restored_registries")
def test_what_fails_in_one_of_them_ends_that_one_alone() -> None:
    """A newcomer's mistake is told with where it is; the others go on."""
    OPTIMIZERS.register("Broken")(Broken)
    recipes = [MINI.changed(optimizer="Broken", learning_rate=rate) for rate in (0.1, 3.0, 0.2)]
    fleet = together(recipes, 60, 60)
    assert list(fleet.lost) == [1]
    assert fleet.lost[1].why == "ZeroDivisionError: nothing to divide by"
    assert "in counted" in fleet.lost[1].details
    assert not fleet.lost[1].has_diverged
    assert [each.updates for each in fleet.trainers] == [120, 40, 120]


# -- marks -------------------------------------------------------------------------------------------------------------


def test_marks_are_those_of_looking_after_each_epoch_up_to_two_percent() -> None:
    """Of each network when it first had so many samples right, also in the middle of a portion."""
    recipes = varied(Recipe(dataset="Linear", learning_rate=2.0))
    fleet = together(recipes, 333, 1, 466)
    assert any(len(each) == len(MARKS) for each in fleet.reached)
    for number, recipe in enumerate(recipes):
        trainer, exact = Trainer(recipe), dict[float, int]()
        for epoch in range(1, 801):
            trainer.step()
            for mark in MARKS:
                if trainer.evaluate().accuracy >= mark:
                    exact.setdefault(mark, epoch)
        found = fleet.reached[number]
        assert all(found[mark] == epoch for mark, epoch in exact.items() if epoch < 100)
        assert all(epoch <= found[mark] <= 1.02 * epoch + 1 for mark, epoch in exact.items() if mark in found)


def test_marks_are_the_same_side_by_side_and_alone() -> None:
    """Also of minibatches, and of marks that were reached before."""
    recipes = varied(MINI)
    together_found = together(recipes, 300).reached
    assert together_found == [together([recipe], 300).reached[0] for recipe in recipes]
    fleet = Fleet([Trainer(recipe) for recipe in recipes], MARKS, [{0.5: 0, 0.9: 0}] * 4)
    fleet.advance(300)
    assert [each[0.9] for each in fleet.reached] == [0] * 4
    assert [each.get(1.0) for each in fleet.reached] == [each.get(1.0) for each in together_found]


def test_numbers_have_no_marks() -> None:
    """R² is not a share of samples that are right."""
    recipes = varied(Recipe(samples=19).choosing("dataset", "Sine"))
    assert together(recipes, 100).reached == [{}] * 4


def test_looks_are_close_enough_and_depend_on_nothing_else() -> None:
    """Each epoch at first, then at most 2 % apart; from anywhere, the next one is the same."""
    looks = [0]
    while looks[-1] < 30_000:
        looks.append(next_look(looks[-1]))
    assert looks[:101] == list(range(101))
    assert all(after - before <= 0.02 * before for before, after in pairwise(looks[100:]))
    assert len(looks) < 700
    for epoch in range(0, 30_000, 7):
        assert next_look(epoch) == min(look for look in looks if look > epoch)


# -- what is asked -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choices", [{}, {"dataset": "Sine"}, {"dataset": "Blobs"}, {"loss": "Hinge"}], ids=str)
def test_a_formation_judges_as_each_trainer_does(choices: dict[str, Any]) -> None:
    """Loss, accuracy and R², of the samples to train on and of those kept for testing."""
    recipe = MINI
    for name, value in choices.items():
        recipe = recipe.choosing(name, value)
    trainers = [Trainer(each) for each in varied(recipe)]
    formation = Formation(trainers)
    assert formation.evaluate(TRAIN) == [each.evaluate() for each in trainers]
    assert formation.evaluate(TEST) == [each.evaluate_test() for each in trainers]


def test_many_samples_are_asked_about_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a network predicts them, with the same bits."""
    monkeypatch.setattr("engine.network.CHUNK", 7)
    trainers = [Trainer(each) for each in varied(MINI)]
    formation = Formation(trainers)
    assert len(trainers[0].data.train) > 14
    assert formation.evaluate(TRAIN) == [each.evaluate() for each in trainers]


def test_batches_that_are_the_same_by_chance_are_not_shared() -> None:
    """In the next epoch they are others."""
    recipe = Recipe(batch_size=1)
    last = {seed: int(stream(seed, ORDER, 0).permutation(21)[-1]) for seed in range(200)}
    recipes = [recipe.changed(seed=seed) for seed in last if last[seed] == last[0]][:3]
    assert len(recipes) == 3
    for found, expected in zip(together(recipes, 50).trainers, alone(recipes, 50), strict=True):
        assert difference(found, expected) < 1e-9


def test_those_who_differ_in_their_rate_only_are_recorded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All others by themselves: their first weights, constants or samples are others."""
    recorded: list[Trainer] = []
    script = formation_module.Script

    def noted(trainer: Trainer) -> formation_module.Script:
        recorded.append(trainer)
        return script(trainer)

    monkeypatch.setattr(formation_module, "Script", noted)
    recipes = [*varied(MINI), MINI.changed(knobs={"optimizer": {"beta1": 0.5}})]
    data = Trainer(MINI).data
    trainers = [Trainer(each, data=data if each.seed == MINI.seed else None) for each in recipes]
    Formation(trainers)
    assert recorded == [trainers[0], trainers[3], trainers[4]]
    recorded.clear()
    Formation([Trainer(MINI), Trainer(MINI)])
    assert len(recorded) == 2


def test_those_who_see_the_same_batches_share_them() -> None:
    """Memory, and the time to copy them; others have their own."""
    rates = [MINI.changed(learning_rate=rate) for rate in (0.1, 0.2)]
    seeds = [MINI.changed(seed=seed) for seed in (1, 2)]
    for recipes, copies in ((rates, 1), (seeds, 2)):
        formation = Formation([Trainer(recipe) for recipe in recipes])
        assert {len(update.columns) for update in formation._updates.values()} == {copies}


@pytest.mark.parametrize(
    ("choices", "looks_back"),
    [
        ({"batch_size": 0}, True),
        ({"batch_size": 0, "loss": "BCE"}, True),
        ({"batch_size": 0, "precision": "float32"}, True),
        ({}, False),
        ({"batch_size": 0, "layers": "Dense(3), Dropout(0.5), Tanh"}, False),
        ({"batch_size": 0, "layers": "Dense(3), BatchNorm, Tanh"}, False),
    ],
    ids=str,
)
def test_an_update_of_all_samples_has_asked_the_network_before_it(choices: dict[str, Any], looks_back: bool) -> None:
    """Its own way forward is that of asking, unless a layer does otherwise in training."""
    trainers = [Trainer(recipe) for recipe in varied(MINI.changed(**choices))]
    formation = Formation(trainers)
    assert formation.looks_back is looks_back
    for updates in range(20 if looks_back else 0):
        expected = formation.scores(TRAIN)
        formation.replay(updates, np.empty((1, len(trainers))))
        assert np.array_equal(formation.scores_before(), expected)


@pytest.mark.parametrize("choices", [{}, {"dataset": "Sine"}, {"dataset": "Blobs"}, {"samples": 600}], ids=str)
def test_pictures_are_those_of_each_trainer(choices: dict[str, Any]) -> None:
    """Of networks that share their samples, of those that do not, and of too few samples for large blocks."""
    recipe = MINI.changed(samples=100)
    for name, value in choices.items():
        recipe = recipe.choosing(name, value)
    data = Trainer(recipe).data
    for trainers in (
        [Trainer(each, data=data) for each in varied(recipe)[:3]] * 5, [Trainer(each) for each in varied(recipe)]
    ):  # fmt: skip
        formation = Formation(trainers)
        before = formation.evaluate(TRAIN)
        for found, trainer in zip(formation.pictures(), trainers, strict=True):
            expected = trainer.picture()
            assert found is not None
            assert expected is not None
            assert np.allclose(found.answers, expected.answers, atol=1e-12)
        assert formation.evaluate(TRAIN) == before
