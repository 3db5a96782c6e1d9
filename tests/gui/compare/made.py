"""Comparisons and what came of them, trained here and now, for the cards to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from threading import Event

import numpy as np

from engine import Recipe, Trainer
from engine.compare.factor import Factor
from engine.compare.outcome import ALL, NINETY, Outcome, State
from engine.compare.plan import Comparison, Trial
from engine.trainer import Diverged

SHORT = Recipe(epochs=60)
SINE = Recipe(dataset="XOR", epochs=60).choosing("dataset", "Sine")
DIGITS = Recipe(epochs=2).choosing("dataset", "Digits")


def comparison(*factors: str, recipe: Recipe = SHORT, seeds: int = 2) -> Comparison:
    """Of texts such as "lr=0.1,1"."""
    return Comparison(recipe, tuple(Factor.read(each, recipe) for each in factors), seeds)


def outcomes(of: Comparison, done: float = 1.0) -> list[Outcome]:
    """All of its trials; ``done``: the share of them that have ended, while the others are half way there."""
    end = round(done * len(of.trials))
    return [trained(trial, 1.0 if trial.number < end else 0.5) for trial in of.trials]


@cache
def trained(trial: Trial, share: float = 1.0) -> Outcome:
    """One trial, trained for a share of its epochs."""
    trainer, state, why = Trainer(trial.recipe), State.DONE if share == 1.0 else State.TRAINING, ""
    reached: dict[float, int] = {}
    for _ in range(round(share * trial.recipe.epochs)):
        try:
            trainer.train(1)
        except Diverged as error:
            state, why = State.DIVERGED, str(error)
            break
        _note(reached, trainer)
    now = trainer.snapshot()
    return Outcome(
        trial, state, why, epoch=trainer.epoch, seconds=1e-4 * (1 + trial.number % 3) * trainer.epoch,
        loss=now.loss, score=now.score, test_loss=now.test_loss, test_score=now.test_score, reached=reached,
        curve=now.curve, picture=(now.surface or now.line) if share == 1.0 else None, run=trainer.run(),
        points=now.points,
    )  # fmt: skip


def _note(reached: dict[float, int], trainer: Trainer) -> None:
    if np.isnan(trainer.evaluate().accuracy):
        return
    for mark in (NINETY, ALL):
        if trainer.evaluate().accuracy >= mark:
            reached.setdefault(mark, trainer.epoch)


def failed(outcome: Outcome, why: str = "There is not enough memory for it.") -> Outcome:
    """The same trial, if it could not be made."""
    return Outcome(outcome.trial, State.FAILED, why)


def numbers(of: Sequence[Outcome]) -> list[int]:
    return [each.trial.number for each in of]


class FakeSweep:
    """Tells of outcomes that are known already, a few at a time; ``gate`` holds it back until somebody opens it."""

    def __init__(self, portions: Sequence[Sequence[Outcome]], gate: Event | None = None) -> None:
        self._portions, self._gate = portions, gate
        self.progress = 0.0
        self.seconds_left: float | None = 3.0 if portions else None
        self.is_cancelled = False

    def run(self) -> Iterator[list[Outcome]]:
        for number, portion in enumerate(self._portions, start=1):
            yield list(portion)
            self.progress = number / len(self._portions)
        while self._gate is not None and not self._gate.wait(0.01) and not self.is_cancelled:
            continue

    def cancel(self) -> None:
        self.is_cancelled = True
