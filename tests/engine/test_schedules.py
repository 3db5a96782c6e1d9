"""Schedules: every epoch has PyTorch's learning rate, wherever a run is stopped, saved, changed or looked into."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import OPTIMIZERS, Recipe, Record, Trainer, knobs_of
from engine.microscope import Microscope
from engine.schedules import SCHEDULES, Schedule
from tests.engine.runs import MINI, same_bits, through_a_file
from tests.engine.strategies import rngs

EPOCHS = 60
Losses = list[float]

# -- PyTorch's rules, transcribed in plain Python: the rate of each epoch for one that begins with 1 -------------------


def step_lr(losses: Losses, every: int, factor: float) -> Iterator[float]:
    """torch.optim.lr_scheduler.StepLR(step_size, gamma)."""
    lr = 1.0
    for last_epoch in range(len(losses)):
        if last_epoch and last_epoch % every == 0:
            lr *= factor
        yield lr


def exponential_lr(losses: Losses, factor: float) -> Iterator[float]:
    """ExponentialLR(gamma)."""
    lr = 1.0
    for _ in losses:
        yield lr
        lr *= factor


def cosine_annealing_lr(losses: Losses, length: int) -> Iterator[float]:
    """CosineAnnealingLR(T_max), from one epoch to the next as PyTorch has it."""
    lr = 1.0
    for last_epoch in range(len(losses)):
        if last_epoch and (last_epoch - 1 - length) % (2 * length) == 0:
            lr += (1 - math.cos(math.pi / length)) / 2
        elif last_epoch:
            lr *= (1 + math.cos(math.pi * last_epoch / length)) / (1 + math.cos(math.pi * (last_epoch - 1) / length))
        yield lr


def linear_lr(losses: Losses, length: int, start: float) -> Iterator[float]:
    """LinearLR(start_factor, end_factor=1, total_iters), from one epoch to the next."""
    lr = start
    for last_epoch in range(len(losses)):
        if 0 < last_epoch <= length:
            lr *= 1 + (1 - start) / (length * start + (last_epoch - 1) * (1 - start))
        yield lr


def reduce_lr_on_plateau(losses: Losses, factor: float, wait: int) -> Iterator[float]:
    """ReduceLROnPlateau(factor, patience), threshold 1e-4 of the best, eps 1e-8."""
    lr, best, bad_epochs = 1.0, math.inf, 0
    for loss in losses:
        yield lr
        if loss < best * (1.0 - 1e-4):
            best, bad_epochs = loss, 0
        else:
            bad_epochs += 1
        if bad_epochs > wait:
            if lr - lr * factor > 1e-8:
                lr *= factor
            bad_epochs = 0


RULES: list[tuple[str, Callable[..., Iterator[float]], list[dict[str, Any]]]] = [
    ("Step", step_lr, [{"every": 7, "factor": 0.5}, {"every": 1, "factor": 0.9}, {"every": 100, "factor": 0.1}]),
    ("Exponential", exponential_lr, [{"factor": 0.9}, {"factor": 1.0}]),
    ("Cosine", cosine_annealing_lr, [{"length": 59}, {"length": 7}, {"length": 1}]),
    ("Warm-up", linear_lr, [{"length": 5, "start": 1 / 3}, {"length": 200, "start": 0.1}, {"length": 1, "start": 1.0}]),
    ("Reduce on plateau", reduce_lr_on_plateau, [
        {"factor": 0.1, "wait": 10}, {"factor": 0.5, "wait": 2}, {"factor": 0.5, "wait": 0}, {"factor": 1.0, "wait": 1},
    ]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "rule", "settings"),
    [pytest.param(name, rule, each, id=f"{name} {each}") for name, rule, cases in RULES for each in cases],
)
@given(rng=rngs)
def test_the_rate_of_each_epoch_is_pytorchs(
    name: str, rule: Callable[..., Iterator[float]], settings: dict[str, Any], rng: np.random.Generator
) -> None:
    """Its own rule with the same settings, to 1e-12; losses fall, stand and jump, by more and by less than counts."""
    falling = np.exp(-np.arange(EPOCHS) * rng.choice([0.0, 1e-5, 1e-3, 0.1]))
    losses = (falling * rng.choice([1.0, 1.00005, 1.1], EPOCHS)).tolist()
    assert make(name, **settings).shares(losses) == pytest.approx(np.array(list(rule(losses, **settings))), abs=1e-12)


def make(name: str, **settings: Any) -> Schedule:
    """The schedule of this name with these settings and its defaults."""
    cls: Any = SCHEDULES[name]
    schedule: Schedule = cls(**settings)
    return schedule


def test_every_schedule_is_compared_with_pytorch_or_constant() -> None:
    """None is forgotten, and the simple ones come first."""
    assert list(SCHEDULES)[: len(RULES) + 1] == ["Constant", *(name for name, _, _ in RULES)]


@pytest.mark.parametrize("name", SCHEDULES)
def test_its_shares_are_shares(name: str) -> None:
    """From 0 to 1, with its own settings: no schedule goes beyond what the person has set."""
    shares = make(name).shares([1.0] * 3000)
    assert shares.shape == (3000,)
    assert shares.min() >= 0.0
    assert shares.max() == pytest.approx(1.0)


def test_an_infinite_loss_is_no_progress() -> None:
    """Nor is one that is not a number; the best so far stays the best."""
    shares = make("Reduce on plateau", factor=0.5, wait=1).shares([1.0, math.inf, math.nan, 0.99995, 1.0, 0.5, 0.4])
    assert shares.tolist() == [1.0, 1.0, 1.0, 0.5, 0.5, 0.25, 0.25]


# -- in a run ----------------------------------------------------------------------------------------------------------

QUICK: dict[str, dict[str, Any]] = {  # settings with which a few epochs show something
    "Constant": {}, "Step": {"every": 2}, "Exponential": {"factor": 0.8}, "Cosine": {"length": 5},
    "Warm-up": {"length": 4}, "Reduce on plateau": {"factor": 0.5, "wait": 1},
}  # fmt: skip


def recipe_with(name: str, **choices: Any) -> Recipe:
    """Batches of five, the last of each epoch smaller, and a rate at which the loss goes up and down."""
    settings = QUICK.get(name, {})
    restless = {"noise": 0.4, "learning_rate": 0.3}
    return MINI.changed(**restless, schedule=name, knobs={"schedule": settings}).changed(**choices)


def rates(trainer: Trainer, updates: int) -> list[float]:
    """The learning rate that each of the next updates works with."""
    found = []
    for _ in range(updates):
        trainer.step()
        found.append(float(trainer.optimizer.rate))
    return found


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("batch_size", [0, 5])
def test_all_updates_of_an_epoch_have_its_rate(name: str, batch_size: int) -> None:
    """ρ = ρ₀ share for the losses that the history has, from the first update to the last."""
    trainer = Trainer(recipe_with(name, batch_size=batch_size))
    updates = 12 * trainer.batches.per_epoch
    found = rates(trainer, updates)
    wanted = 0.3 * trainer.recipe.make_schedule().shares(trainer.history.exact.tolist())
    assert len(trainer.history.exact) == 12
    assert found == pytest.approx(np.repeat(wanted, trainer.batches.per_epoch), rel=1e-12)
    assert name == "Constant" or len(set(found)) > 1


@pytest.mark.parametrize("name", SCHEDULES)
def test_parameters_move_with_that_rate(name: str) -> None:
    """Plain gradient descent: what an update subtracts is ρ g, with the ρ that the trainer says."""
    trainer = Trainer(recipe_with(name, optimizer="SGD"))
    for _ in range(30):
        before = trainer.network.parameters.copy()
        trainer.step()
        step = float(trainer.optimizer.rate) * trainer.network.gradients
        assert before - trainer.network.parameters == pytest.approx(step, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_rate_is_true_before_the_first_update(name: str) -> None:
    """What the window shows then is what the first update works with."""
    trainer = Trainer(recipe_with(name))
    shown = trainer.snapshot().learning_rate
    trainer.step()
    assert trainer.snapshot().learning_rate == shown


@pytest.mark.parametrize("name", SCHEDULES)
def test_what_a_person_sets_is_what_shares_are_taken_of(name: str) -> None:
    """From the next update on; asking for the rate that is set already changes nothing, however small the share is."""
    trainer, other = Trainer(recipe_with(name)), Trainer(recipe_with(name))
    trainer.advance(23)
    other.advance(23)
    trainer.set_learning_rate(0.3)
    assert trainer.interventions == []
    trainer.set_learning_rate(0.15)
    first, second = rates(trainer, 2), rates(other, 2)
    assert first == pytest.approx([each / 2 for each in second], rel=1e-12)
    assert trainer.optimizer.learning_rate == 0.15


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_run_with_changes_is_repeated_from_its_interventions(name: str) -> None:
    """Bit for bit: they are made again at their update."""
    trainer = Trainer(recipe_with(name))
    trainer.advance(23)
    trainer.set_learning_rate(0.15)
    trainer.advance(20)
    again = Trainer(trainer.recipe, trainer.interventions)
    again.advance(43)
    assert same_bits(trainer, again)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("updates", [0, 1, 4, 13, 30])
def test_a_run_that_was_saved_goes_on_as_if_it_had_not_been(
    name: str, precision: str, updates: int, tmp_path: Path
) -> None:
    """In the middle of an epoch too, after a change by hand, and with the same rate on the display."""
    uninterrupted = Trainer(recipe_with(name, precision=precision))
    uninterrupted.advance(updates)
    uninterrupted.set_learning_rate(0.2)
    resumed = Trainer.resumed(through_a_file(uninterrupted.run(), tmp_path))
    assert resumed.snapshot().learning_rate == uninterrupted.snapshot().learning_rate
    assert rates(resumed, 37) == rates(uninterrupted, 37)
    assert same_bits(resumed, uninterrupted)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_size_of_the_slices_does_not_matter(name: str) -> None:
    """One update at a time or all at once: the same seed, the same bits."""
    one, other = Trainer(recipe_with(name)), Trainer(recipe_with(name))
    one.advance(47)
    for _ in range(47):
        other.step()
    assert same_bits(one, other)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_microscope_goes_back_to_the_rate_before(name: str) -> None:
    """At the step's start everything is as the trainer has it, and at its end as one update would leave it."""
    trainer = Trainer(recipe_with(name))
    trainer.advance(4 * trainer.batches.per_epoch - 1)
    microscope = Microscope.of(trainer.run())
    microscope.go(len(microscope.lines))
    microscope.go(0)
    assert microscope.trainer.optimizer.rate == trainer.optimizer.rate
    microscope.go(len(microscope.lines))
    trainer.step()
    assert microscope.trainer.optimizer.rate == trainer.optimizer.rate
    state = trainer.optimizer.state
    assert all(np.array_equal(microscope.trainer.optimizer.state[each], state[each]) for each in state)


def test_constant_costs_nothing() -> None:
    """No operation, and nothing to remember: runs of before open as they are."""
    trainer = Trainer(MINI)
    assert MINI.schedule == "Constant"
    assert {each.place.name for each in trainer.program.operations if each.place.phase == "update"} == {"Adam"}
    assert list(trainer.optimizer.state) == ["moments", "beta_powers"]
    assert trainer.optimizer.rate is trainer.optimizer.base_rate


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_record_has_one_precision(name: str, dtype: type[np.floating[Any]]) -> None:
    """A single array of double precision would make every update in single precision another one."""
    optimizer = OPTIMIZERS["Adam"](learning_rate=0.1)
    optimizer.bind(np.zeros(3, dtype), np.zeros(3, dtype))
    do, schedule = Record(samples=1, dtype=dtype), make(name)
    schedule.bind(optimizer, updates_per_epoch=3)
    schedule.record(do.number(), do)
    counts = [optimizer.state[name] for name in ("updates", "plateau") if name in optimizer.state]
    arrays = [array for each in do.program().operations for array in (*each.inputs, each.out)]
    others = [each for each in (*arrays, *optimizer.state.values()) if not any(each is count for count in counts)]
    assert {array.dtype for array in others} == {np.dtype(dtype)}
    assert {array.dtype for array in counts} <= {np.dtype(np.float64)}


@given(data=st.data())
def test_recipes_choose_them_and_their_settings(data: st.DataObject) -> None:
    """By name in any case, checked, and through JSON."""
    name = data.draw(st.sampled_from(list(SCHEDULES)))
    recipe = Recipe(schedule=name.upper(), knobs={"schedule": QUICK.get(name, {})})
    assert recipe.schedule == name
    assert Recipe.from_dict(recipe.to_dict()) == recipe
    assert type(recipe.make_schedule()) is SCHEDULES[name]
    with pytest.raises(ValueError, match="is not a knob of"):
        recipe.changed(knobs={"schedule": {"no such": 1}})


def test_no_setting_is_called_as_a_choice_of_the_recipe() -> None:
    """A recipe hands its own choices to parts that have a knob of that name: "epochs" would be the whole run's."""
    settings = {setting for cls in SCHEDULES.values() for setting in knobs_of(cls)}
    assert settings.isdisjoint(knobs_of(Recipe))


@pytest.mark.parametrize("name", SCHEDULES)
def test_asking_for_shares_disturbs_no_run(name: str) -> None:
    """A form may draw them for the schedule of a run that is under way."""
    trainer, other = Trainer(recipe_with(name)), Trainer(recipe_with(name))
    for each in (trainer, other):
        each.advance(9)
    trainer.schedule.shares([1.0] * 20)
    trainer._steps.clear()  # as a batch of another size would, the next one is recorded anew
    for each in (trainer, other):
        each.advance(20)
    assert same_bits(trainer, other)


def test_long_runs_in_single_precision_are_counted_to_their_end() -> None:
    """Single precision counts to 2²⁴ and stands still there: the rate would never change again."""
    optimizer, do = OPTIMIZERS["SGD"](learning_rate=1.0), Record(samples=1, dtype=np.float32)
    optimizer.bind(np.zeros(3, np.float32), np.zeros(3, np.float32))
    schedule = make("Step", every=1, factor=0.5)
    schedule.bind(optimizer, updates_per_epoch=2**24 + 2)
    optimizer.state["updates"][...] = 2**24
    schedule.record(do.number(), do)
    program, found = do.program(), []
    for _ in range(4):
        program.run()
        found.append(float(optimizer.rate))
    assert found == [1.0, 1.0, 0.5, 0.5]
