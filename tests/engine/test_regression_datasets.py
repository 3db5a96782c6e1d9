"""Points with numbers: without noise every answer is exactly the value of the function, between -1 and 1."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import DATASETS, KnobError
from engine.regression_datasets import GaussianHills
from tests.engine.numeric import Array

NAMES = ["Sine", "Steps", "Plane", "Gaussian hills"]


def drawn(name: str, seed: int = 0, **settings: Any) -> tuple[Array, Array]:
    return DATASETS[name](**settings).generate(np.random.RandomState(seed))


@pytest.mark.parametrize("name", NAMES)
def test_features_fill_the_frame_and_answers_stay_in_theirs(name: str) -> None:
    """One scale for all of them, so that a learning rate that suits one suits the others."""
    X, T = drawn(name, noise=0.0, samples=20_000)
    assert X.shape[1] == (1 if name in ("Sine", "Steps") else 2)
    assert (np.abs(X) <= 1).all()
    assert (np.ptp(X, axis=0) > 1.99).all()
    assert (np.abs(T) <= 1).all()
    assert T.max() > 0.95
    assert T.min() < -0.95


@pytest.mark.parametrize("waves", [0.5, 1.5, 5.0])
def test_the_sine_is_a_sine(waves: float) -> None:
    """With so many waves from -1 to 1: a whole one from 0 on is 2 / waves long."""
    X, T = drawn("Sine", noise=0.0, waves=waves)
    assert T[:, 0] == pytest.approx(np.sin(2 * np.pi * X[:, 0] / (2 / waves)), abs=1e-12)


@pytest.mark.parametrize("steps", [2, 3, 4, 10])
def test_the_staircase_rises_in_equal_steps_of_equal_width(steps: int) -> None:
    """From -1 at the left to 1 at the right."""
    X, T = drawn("Steps", noise=0.0, steps=steps, samples=5000)
    heights = np.linspace(-1, 1, steps)
    edges = np.linspace(-1, 1, steps + 1)
    assert T[:, 0] == pytest.approx(heights[np.searchsorted(edges, X[:, 0], side="right") - 1], abs=1e-12)


def test_the_plane_rises_along_the_diagonal() -> None:
    """As far up as down, and level along the other diagonal."""
    X, T = drawn("Plane", noise=0.0)
    assert T[:, 0] == pytest.approx(X.mean(axis=1), abs=1e-12)


def test_the_landscape_has_three_hills_and_three_hollows_in_turn() -> None:
    """Neighbours differ in sign, and between them the ground is level."""
    hills = GaussianHills()
    x, y = 2 / 3, 5 / 12
    tops = hills.truth(np.array([[-x, y], [0, y], [x, y], [-x, -y], [0, -y], [x, -y]]))
    assert tops == pytest.approx([1, -1, 1, -1, 1, -1], abs=0.001)
    assert hills.truth(np.array([[-x / 2, 0.2], [0.0, 0.0], [1.0, 0.0]])) == pytest.approx(0, abs=0.05)
    one_width_away = hills.truth(np.array([[-x - 0.15, y]]))
    assert one_width_away == pytest.approx(np.exp(-0.5), abs=0.001)


def test_the_noise_of_the_sine_leaves_room_for_a_good_fit() -> None:
    """The true curve itself reaches an R² of 0.995 on noisy answers, so 0.99 can be learnt."""
    for seed in range(20):
        X, T = drawn("Sine", seed)
        truth = drawn("Sine", seed, noise=0.0)[1]
        assert np.array_equal(X, drawn("Sine", seed, noise=0.0)[0])
        assert 0.995 < 1 - np.sum((T - truth) ** 2) / np.sum((T - T.mean()) ** 2) < 1


@pytest.mark.parametrize(
    ("name", "settings"), [("Sine", {"waves": 0.0}), ("Sine", {"waves": 6.0}), ("Steps", {"steps": 1})]
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(name: str, settings: dict[str, float]) -> None:
    """A staircase of one step has no height."""
    with pytest.raises(KnobError, match=r"allowed\.$"):
        DATASETS[name](**settings)
