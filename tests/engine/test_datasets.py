"""Datasets: the lab's two to the last bit, and every other one finite, repeatable and of the right shapes."""

from __future__ import annotations

import numpy as np
import pytest

from engine import DATASETS, KnobError, knobs_of
from engine.datasets import generate_linear, generate_XOR_easy
from tests.engine.numeric import Array


def linear_in_a_loop(n: int) -> tuple[list[list[float]], list[list[int]]]:
    """What the lab's slide does: n random points, class 0 where the first coordinate is the larger one."""
    points, labels = [], []
    for first, second in np.random.uniform(0, 1, (n, 2)).tolist():
        points.append([first, second])
        labels.append([0 if first > second else 1])
    return points, labels


def xor_in_a_loop() -> tuple[list[list[float]], list[list[int]]]:
    """What the lab's slide does: eleven points up one diagonal, between them ten down the other, the centre once."""
    points, labels = [], []
    for i in range(11):
        position = 0.1 * i
        points.append([position, position])
        labels.append([0])
        if position != 0.5:
            points.append([position, 1 - position])
            labels.append([1])
    return points, labels


@pytest.mark.parametrize("seed", [*range(60), 2**32 - 1])
@pytest.mark.parametrize("n", [100, 1, 2, 37])
def test_generate_linear_is_the_labs_bit_for_bit(seed: int, n: int) -> None:
    """After ``np.random.seed`` it draws the same points, in the same order, as the loop on the slide."""
    np.random.seed(seed)
    points, labels = linear_in_a_loop(n)
    after_the_loop = np.random.uniform()
    np.random.seed(seed)
    X, T = generate_linear(n)
    assert X.tolist() == points
    assert T.tolist() == labels
    assert np.random.uniform() == after_the_loop  # and leaves the generator where the loop leaves it


def test_generate_linear_draws_100_points_by_default() -> None:
    """And takes the number by its name, as the lab calls it."""
    assert generate_linear()[0].shape == (100, 2)
    assert generate_linear(n=7)[0].shape == (7, 2)


def test_a_point_on_the_diagonal_is_of_class_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """No random point ever lies there; the lab's rule is that only x₁ > x₂ makes class 0."""
    monkeypatch.setattr(np.random, "uniform", lambda *_: np.array([[0.25, 0.25], [0.5, 0.25], [0.25, 0.5]]))
    assert generate_linear(3)[1].tolist() == linear_in_a_loop(3)[1] == [[1], [0], [1]]


def test_generate_xor_is_the_labs_bit_for_bit() -> None:
    """21 points with the rounding errors of 0.1 · i, in the lab's order."""
    points, labels = xor_in_a_loop()
    X, T = generate_XOR_easy()
    assert X.tolist() == points
    assert T.tolist() == labels
    assert X[6].tolist() == [0.30000000000000004, 0.30000000000000004]


def test_the_labs_functions_have_the_labs_types() -> None:
    """Float points (n, 2) and whole-number labels (n, 1), as np.array makes them of the slide's lists."""
    for X, T in (generate_linear(5), generate_XOR_easy()):
        assert X.dtype == np.array([0.5]).dtype
        assert T.dtype == np.array([1]).dtype
        assert X.shape == (len(X), 2)
        assert T.shape == (len(X), 1)
        assert set(T.ravel().tolist()) <= {0, 1}


def test_xor_draws_no_random_numbers() -> None:
    """The lab's function is the same every time and leaves the generator alone."""
    np.random.seed(3)
    generate_XOR_easy()
    after = np.random.uniform()
    np.random.seed(3)
    assert np.random.uniform() == after


@pytest.mark.parametrize("seed", [0, 1, 7, 123456, 2**31 - 1])
def test_the_dataset_linear_with_a_seed_is_the_labs_function_after_that_seed(seed: int) -> None:
    """So a student finds her own points again in the window."""
    X, T = DATASETS["Linear"](samples=64).generate(np.random.RandomState(seed))  # type: ignore[call-arg]
    np.random.seed(seed)
    expected_X, expected_T = generate_linear(64)
    assert np.array_equal(X, expected_X)
    assert np.array_equal(T, expected_T)


def test_the_dataset_xor_is_the_labs_function() -> None:
    """Whatever the seed."""
    X, T = DATASETS["XOR"]().generate(np.random.RandomState(5))
    assert np.array_equal(X, generate_XOR_easy()[0])
    assert np.array_equal(T, generate_XOR_easy()[1])


def drawn(name: str, seed: int = 0, **settings: float) -> tuple[Array, Array]:
    return DATASETS[name](**settings).generate(np.random.RandomState(seed))


@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_gives_finite_floats_of_matching_lengths(name: str) -> None:
    """X (samples, features) and T (samples, outputs): float64, so that nothing is converted in training."""
    X, T = drawn(name)
    assert X.dtype == T.dtype == np.float64
    assert len(X) == len(T) >= 2
    assert X.ndim >= 2
    assert T.ndim == 2
    assert np.isfinite(X).all()
    assert np.isfinite(T).all()


@pytest.mark.parametrize("name", DATASETS)
def test_the_same_seed_draws_the_same_points(name: str) -> None:
    """And the global generator is neither used nor moved."""
    np.random.seed(0)
    first = drawn(name, seed=9)
    np.random.uniform(size=17)
    assert np.array_equal(first[0], drawn(name, seed=9)[0])
    assert np.array_equal(first[1], drawn(name, seed=9)[1])
    np.random.seed(0)
    np.random.uniform(size=17)
    after = np.random.uniform()
    np.random.seed(0)
    np.random.uniform(size=17)
    drawn(name)
    assert np.random.uniform() == after


WITH_NOISE = [name for name in DATASETS if "noise" in knobs_of(DATASETS[name])]
WITH_SAMPLES = [name for name in DATASETS if "samples" in knobs_of(DATASETS[name])]


@pytest.mark.parametrize("name", WITH_NOISE)
def test_noise_moves_the_points_by_its_standard_deviation_and_leaves_the_labels(name: str) -> None:
    """The classes overlap, but who belongs where does not change."""
    X, T = drawn(name)
    noisy_X, noisy_T = drawn(name, noise=0.2)
    assert np.array_equal(T, noisy_T)
    assert (noisy_X - X).std() == pytest.approx(0.2, rel=0.3)
    assert (noisy_X != X).all()


@pytest.mark.parametrize("name", WITH_SAMPLES)
@pytest.mark.parametrize("samples", [2, 3, 50, 1001])
def test_as_many_samples_as_asked_for(name: str, samples: int) -> None:
    """Neither rounded nor doubled."""
    assert len(drawn(name, samples=samples)[0]) == samples


@pytest.mark.parametrize(
    "settings", [{"samples": 0}, {"samples": 1}, {"samples": -5}, {"samples": 2.5}, {"noise": -0.1}]
)
def test_impossible_settings_are_refused(settings: dict[str, float]) -> None:
    """0 samples is a sentence, not an empty plot."""
    with pytest.raises(KnobError, match=next(iter(settings))):
        DATASETS["Linear"](**settings)
