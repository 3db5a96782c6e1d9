"""A chunk takes a state, trains a little, and gives a state back: with the numbers that an unbroken training has."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import DATASETS, LOSSES, Recipe, Run, Trainer
from engine.compare import kept
from engine.compare.chunk import CURVE, Progress, Task, train_chunk
from engine.compare.fleet import next_look
from engine.compare.grouping import MOST, group
from engine.compare.kept import Memory
from engine.layer_list import read_layer_list
from engine.losses import MeanSquaredError
from engine.snapshot import Line, Surface
from tests.engine.compare.side_by_side import MARKS, alone, difference, numbers_of, varied
from tests.engine.layer_recipes import IMAGES, LAYER_RECIPES
from tests.engine.runs import MINI, RUNAWAY

EPOCHS = 60
AT_ONCE = 100.0  # seconds, more than any of these trainings takes


@pytest.fixture(autouse=True)
def fresh_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds trainers of another."""
    monkeypatch.setattr("engine.compare.chunk.MEMORY", Memory())


def task(runs: Sequence[Recipe | Run], **choices: Any) -> Task:
    return Task(**{"runs": tuple(runs), "epochs": EPOCHS, "seconds": AT_ONCE, "marks": MARKS, **choices})


def in_chunks(first: Task, between: Callable[[Task], Task] = lambda each: each) -> list[list[Progress]]:
    """All chunks of a little time each, until everything has ended; ``between`` is what becomes of the states."""
    chunks: list[list[Progress]] = []
    now = replace(first, seconds=0.0)
    while True:
        chunks.append(list(train_chunk(now)))
        if all(each.state != "training" for each in chunks[-1]):
            return chunks
        assert len(chunks) < 1000
        reached = tuple({**before, **each.reached} for before, each in zip(_reached(now), chunks[-1], strict=True))
        runs = tuple(each.run for each in chunks[-1] if each.run is not None)
        now = between(replace(now, runs=runs, reached=reached))


def _reached(now: Task) -> Sequence[Any]:
    return now.reached or [{}] * len(now.runs)


def same(one: Run | None, other: Run | None) -> bool:
    """To the last bit."""
    assert one is not None
    assert other is not None
    pair = [numbers_of(Trainer.resumed(run)) for run in (one, other)]
    return one.recipe == other.recipe and all(np.array_equal(pair[0][name], pair[1][name]) for name in pair[0])


# -- one chunk ---------------------------------------------------------------------------------------------------------


def test_a_chunk_with_time_enough_trains_to_the_end() -> None:
    """What comes back is the run, how good it is, its curve and its picture."""
    recipes = varied(MINI)
    found = train_chunk(task(recipes))
    for progress, trainer in zip(found, alone(recipes, EPOCHS * Trainer(MINI).batches.per_epoch), strict=True):
        assert progress.run is not None
        assert difference(Trainer.resumed(progress.run), trainer) < 1e-9
        now, test = trainer.evaluate(), trainer.evaluate_test()
        assert test is not None
        assert (progress.state, progress.epoch, progress.why, progress.details) == ("done", EPOCHS, "", "")
        numbers = [progress.loss, progress.score, progress.test_loss, progress.test_score]
        assert numbers == pytest.approx([trainer.loss, now.score, test.loss, test.score], abs=1e-9)
        assert progress.curve is not None
        assert np.allclose(progress.curve.loss, trainer.history.curve(CURVE).loss, atol=1e-9)
        assert isinstance(progress.picture, Surface)
        assert progress.points is not None
        assert np.array_equal(progress.points.X, trainer.points.X)
        assert progress.seconds > 0


def test_what_is_under_way_has_no_picture_yet() -> None:
    """It would be drawn over at once."""
    for progress in train_chunk(task([MINI, MINI], epochs=100_000, seconds=0.0)):
        assert (progress.state, progress.picture, progress.points) == ("training", None, None)
        assert 0 < progress.epoch < 100_000


@pytest.mark.parametrize(("name", "kind"), [("One feature", Line), ("Conv2D", type(None))])
def test_there_is_a_picture_of_one_feature_and_none_of_images(name: str, kind: type) -> None:
    """A line in place of a surface, or nothing."""
    (progress,) = train_chunk(task([LAYER_RECIPES[name]], epochs=2))
    assert isinstance(progress.picture, kind)
    assert (progress.points is None) == (progress.picture is None)


def test_without_test_samples_there_are_no_test_results() -> None:
    """And of numbers the score is R²."""
    recipe = Recipe(samples=19, test_fraction=0.0).choosing("dataset", "Sine")
    (progress,) = train_chunk(task([recipe]))
    assert progress.test_loss is progress.test_score is None
    assert progress.score == alone([recipe], EPOCHS)[0].evaluate().r2
    assert progress.reached == {}


def test_a_training_that_stops_early_is_done() -> None:
    """With the sentence that says why."""
    (progress,) = train_chunk(task([MINI.changed(patience=3, learning_rate=0.1)], epochs=10_000))
    assert progress.state == "done"
    assert progress.epoch < 10_000
    assert progress.why.startswith("Stopped early")


def test_curves_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of them are sent many times a second."""
    (progress,) = train_chunk(task([Recipe()], epochs=5000))
    assert progress.curve is not None
    assert CURVE / 2 <= len(progress.curve.epochs) <= CURVE + 1


def test_little_is_sent_between_processes() -> None:
    """A recipe is its choices; a run of a thousand epochs little more than its losses."""
    recipes = varied(Recipe())
    assert len(pickle.dumps(task(recipes))) < 2000 * len(recipes)
    under_way = train_chunk(task(recipes, epochs=1000))
    assert len(pickle.dumps(tuple(each.run for each in under_way))) < 12_000 * len(recipes)
    assert len(pickle.dumps(under_way)) < 60_000 * len(recipes)


# -- chunk after chunk -------------------------------------------------------------------------------------------------


BROKEN_UP: dict[str, list[Recipe]] = {
    "minibatches, test samples": varied(MINI),
    "XOR": varied(Recipe()),
    "dropout, batch norm": varied(MINI.changed(layers=read_layer_list("Dense(3), BatchNorm, Tanh, Dropout(0.2)"))),
    "schedule": varied(MINI.changed(schedule="Reduce on plateau", knobs={"schedule": {"wait": 2}})),
    "early stopping": [MINI.changed(patience=patience, learning_rate=0.1) for patience in (2, 3, 50)],
    "divergence": [RUNAWAY.changed(learning_rate=rate, batch_size=4) for rate in (0.01, 3.0, 1e5, 1e6)],
    "single precision": varied(MINI.changed(precision="float32")),
    "different shapes": [MINI, MINI.changed(hidden=(3,)), MINI.changed(hidden=(3,), learning_rate=0.1)],
}  # fmt: skip


@pytest.mark.parametrize("is_kept", [True, False], ids=["kept", "sent"])
@pytest.mark.parametrize("recipes", BROKEN_UP.values(), ids=BROKEN_UP)
def test_where_a_training_is_broken_up_changes_no_bit(
    monkeypatch: pytest.MonkeyPatch, recipes: list[Recipe], is_kept: bool
) -> None:
    """In one process that remembers, or in another each time: the same runs, ends and marks."""

    def sent(now: Task) -> Task:
        monkeypatch.setattr("engine.compare.chunk.MEMORY", Memory())
        copy: Task = pickle.loads(pickle.dumps(now))
        return copy

    whole = train_chunk(task(recipes))
    chunks = in_chunks(task(recipes)) if is_kept else in_chunks(task(recipes), sent)
    assert len(chunks) > 2
    for number, (last, expected) in enumerate(zip(chunks[-1], whole, strict=True)):
        assert (last.state, last.epoch, last.why) == (expected.state, expected.epoch, expected.why)
        assert same(last.run, expected.run)
        marks = {mark: epoch for chunk in chunks for mark, epoch in chunk[number].reached.items()}
        assert marks == expected.reached


def test_whoever_ends_is_left_out_of_the_next_chunk() -> None:
    """As whoever hands out the chunks does it; the others go on from what was kept."""
    recipes = BROKEN_UP["early stopping"]
    runs: dict[int, Recipe | Run] = dict(enumerate(recipes))
    ends: dict[int, Progress] = {}
    while runs:
        for number, progress in zip(list(runs), train_chunk(task(list(runs.values()), seconds=0.0)), strict=True):
            assert progress.run is not None
            runs[number] = progress.run
            if progress.state != "training":
                ends[number] = progress
                del runs[number]
    for number, expected in enumerate(train_chunk(task(recipes))):
        assert same(ends[number].run, expected.run)


def test_trainers_that_were_kept_are_not_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """That would take longer than a short chunk; but they are brought to where the task is, wherever they were."""
    begun = train_chunk(task(varied(MINI), seconds=0.0))
    runs = [each.run for each in begun if each.run is not None]
    train_chunk(task(runs, seconds=0.0))

    def no_more(*_: object, **__: object) -> None:
        raise AssertionError("a trainer is made")

    with monkeypatch.context() as patch:
        patch.setattr(kept, "Trainer", no_more)
        patch.setattr(kept, "Formation", no_more)
        again = train_chunk(task(runs, epochs=begun[0].epoch + 1))  # which goes back to the first chunk's end
    expected = alone(varied(MINI), again[0].epoch * Trainer(MINI).batches.per_epoch)
    for progress, trainer in zip(again, expected, strict=True):
        assert progress.run is not None
        assert difference(Trainer.resumed(progress.run), trainer) < 1e-9


def test_the_same_recipe_may_come_twice() -> None:
    """Each has a trainer of its own."""
    one, other = train_chunk(task([MINI, MINI], seconds=0.0))
    assert one.run is not None
    assert other.run is not None
    pairs: list[list[Recipe | Run]] = [[one.run, MINI], [MINI, one.run], [one.run, other.run]]
    for runs in pairs:
        train_chunk(task([one.run], epochs=1000, seconds=0.0))  # which is kept
        ahead, behind = train_chunk(task(runs, epochs=one.epoch + 1))
        assert same(ahead.run, behind.run)


@pytest.mark.parametrize(
    "choices",
    [
        {"noise": 0.1}, {"seed": 3}, {"test_fraction": 0.4}, {"standardise": True}, {"features": ("x1", "x1·x2")},
        {"loss": "BCE"}, {"samples": 24}, {"precision": "float32"}, {"dataset": "XOR"}, {"knobs": {"dataset": {}}},
    ],
    ids=str,
)  # fmt: skip
def test_recipes_share_samples_only_where_they_make_the_same(choices: dict[str, Any]) -> None:
    """Whatever decides on the samples; here trained after another one in the same chunk."""
    first = MINI.changed(dataset="Blobs", knobs={"dataset": {"classes": 3}}, loss="MSE")
    first = first if choices == {"knobs": {"dataset": {}}} else MINI
    recipe = first.changed(**choices)
    _, found = train_chunk(task([first, recipe], epochs=3))
    (expected,) = alone([recipe], 3 * Trainer(recipe).batches.per_epoch)
    assert found.run is not None
    assert difference(Trainer.resumed(found.run), expected) < 1e-9
    assert found.score == expected.evaluate().score


def test_runs_at_different_epochs_are_trained_to_the_same_end() -> None:
    """Each from where it is."""
    recipes = varied(MINI)
    ahead = train_chunk(task(recipes[:2], epochs=13))
    found = train_chunk(task([*(each.run for each in ahead if each.run is not None), *recipes[2:]]))
    for progress, expected in zip(found, train_chunk(task(recipes)), strict=True):
        assert same(progress.run, expected.run)


def test_what_has_ended_already_is_told_again() -> None:
    """No update is made."""
    (ended,) = train_chunk(task([MINI]))
    assert ended.run is not None
    (again,) = train_chunk(task([ended.run], reached=(ended.reached,)))
    assert (again.state, again.epoch, again.reached) == ("done", EPOCHS, {})
    assert same(again.run, ended.run)


def test_a_mark_that_the_last_epoch_reaches_is_noted() -> None:
    """Though its accuracy would not have been looked at."""
    recipe = Recipe(dataset="Linear", learning_rate=2.0, seed=3)
    trainer = Trainer(recipe)
    while trainer.evaluate().accuracy < 1.0:
        trainer.step()
    assert next_look(trainer.epoch - 1) > trainer.epoch
    (found,) = train_chunk(task([recipe], epochs=trainer.epoch))
    assert (found.reached[1.0], found.score) == (trainer.epoch, 1.0)


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def test_a_diverged_run_is_told_with_its_last_finite_state() -> None:
    """The other goes on."""
    sound, lost = train_chunk(task([RUNAWAY.changed(learning_rate=0.01), RUNAWAY]))
    (expected,) = alone([RUNAWAY], 1000)
    assert (sound.state, lost.state, lost.epoch) == ("done", "diverged", expected.epoch)
    assert "smaller learning rate" in lost.why
    assert lost.run is not None
    assert difference(Trainer.resumed(lost.run), expected) == 0
    assert lost.score == expected.evaluate().score
    assert lost.picture is not None


def test_a_recipe_that_cannot_be_made_is_a_row_that_says_why(tmp_path: Path) -> None:
    """A file that is gone; the others are trained."""
    (tmp_path / "points.csv").write_text("x,t\n1,0\n2,1\n3,0\n", encoding="utf-8")
    gone = Recipe().with_data("CSV file", {"path": str(tmp_path / "points.csv")})
    (tmp_path / "points.csv").unlink()
    found = train_chunk(task([MINI, gone, MINI]))
    assert [each.state for each in found] == ["done", "failed", "done"]
    assert "points.csv" in found[1].why
    assert (found[1].run, found[1].epoch, found[1].score, found[1].details) == (None, 0, None, "")


def test_a_run_that_does_not_fit_its_recipe_is_a_row_that_says_why() -> None:
    """It comes back as it was."""
    (begun,) = train_chunk(task([MINI], seconds=0.0))
    assert begun.run is not None
    strange = replace(begun.run, parameters=begun.run.parameters[1:])
    (found,) = train_chunk(task([strange]))
    assert found.state == "failed"
    assert "parameters" in found.why
    assert found.run is strange


def test_too_little_memory_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """numpy's own would speak of arrays."""

    def too_much(*_: object, **__: object) -> None:
        raise MemoryError("Unable to allocate 9.3 TiB")

    monkeypatch.setattr(kept, "Trainer", too_much)
    (found,) = train_chunk(task([MINI]))
    assert (found.state, found.why) == ("failed", "There is not enough memory for this network and its samples.")


class Unable(MeanSquaredError):
    """Σ (y - t)² / n, but nobody can read the answers."""

    def answers(self, Y: Any) -> Any:
        raise KeyError("no answers")


@pytest.mark.usefixtures("restored_registries")
@pytest.mark.parametrize("copies", [1, 2])
@pytest.mark.parametrize("marks", [MARKS, ()], ids=["marks", "no marks"])
def test_a_mistake_in_a_program_is_told_with_where_it_is(copies: int, marks: tuple[float, ...]) -> None:
    """Of a loss that fails when it is asked how good the network is, on the way or at the end; alone and together."""
    LOSSES.register("Unable")(Unable)
    recipe = MINI.changed(loss="Unable", test_fraction=0.0)
    *failed, sound = train_chunk(task([*[recipe] * copies, MINI], marks=marks))
    for each in failed:
        assert each.state == "failed"
        assert each.why == "KeyError: 'no answers'"
        assert "in answers" in each.details
    assert sound.state == "done"


# -- groups ------------------------------------------------------------------------------------------------------------


def sizes(recipes: Sequence[Recipe]) -> list[int]:
    return [len(each) for each in group(recipes)]


def test_what_differs_in_numbers_alone_goes_together() -> None:
    """Rates, seeds, noise, first weights, constants of the parts; a dropout rate in a list of layers too."""
    momentum = {"optimizer": {"momentum": 0.5}}
    alike = [
        MINI, MINI.changed(learning_rate=1.0), MINI.changed(seed=3), MINI.changed(noise=0.1),
        MINI.changed(initializer="He normal"), MINI.changed(knobs={"initializer": {}}), MINI.changed(epochs=3),
    ]  # fmt: skip
    assert group(alike) == [list(range(len(alike)))]
    ball = MINI.changed(optimizer="Momentum")
    assert sizes([ball, ball.changed(knobs=momentum)]) == [2]
    assert sizes([MINI.changed(layers=read_layer_list(f"Dense(4), Dropout({p})")) for p in (0.1, 0.2)]) == [2]
    assert sizes([MINI.changed(l2=λ) for λ in (0.1, 0.2)]) == [2]


@pytest.mark.parametrize(
    "choices",
    [
        {"hidden": (4, 4)}, {"activation": "ReLU"}, {"optimizer": "SGD"}, {"samples": 24}, {"batch_size": 6},
        {"dataset": "XOR"}, {"bias": False}, {"loss": "BCE"}, {"precision": "float32"}, {"l2": 0.1}, {"patience": 3},
        {"schedule": "Step"}, {"test_fraction": 0.3}, {"features": ("x1",)}, {"layers": "Dense(4), Tanh"},
    ],
    ids=str,
)  # fmt: skip
def test_what_changes_a_shape_or_an_operation_does_not(choices: dict[str, Any]) -> None:
    """Each makes a group of its own."""
    assert sizes([MINI, MINI.changed(**choices)]) == [1, 1]


def test_groups_are_about_equal_and_none_is_too_large() -> None:
    """So that processes share them evenly; nobody is lost, and the order is kept."""
    recipes = [MINI.changed(seed=seed) for seed in range(2 * MOST + 1)]
    groups = group(recipes)
    assert {len(each) for each in groups} <= {21, 22}
    assert [number for each in groups for number in each] == list(range(len(recipes)))


def test_large_networks_and_those_of_images_come_alone() -> None:
    """A stack would spare them nothing."""
    wide = Recipe(dataset="Linear", samples=10_000, hidden=(64, 64), batch_size=1000)
    assert sizes([wide, wide.changed(seed=1)]) == [1, 1]
    images = Recipe(**IMAGES, layers=read_layer_list("Conv2D(2, 3), Flatten"))
    assert sizes([images, images.changed(seed=1)]) == [1, 1]


@pytest.mark.parametrize("dataset", DATASETS)
def test_recipes_of_every_dataset_can_be_grouped(dataset: str) -> None:
    """Also of a file that is not there: nothing is read."""
    recipe = Recipe(dataset=dataset)
    assert sum(sizes([recipe, recipe.changed(seed=1)])) == 2
