"""Datasets: the lab's two to the last bit, and every other one finite, repeatable and of the right shapes."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from engine import DATASETS, KnobError, Recipe, knobs_of
from engine.datasets import generate_linear, generate_XOR_easy, taking_turns, truth_of
from tests.engine.numeric import Array
from tests.engine.strategies import NEEDS_A_FILE

OWN = [name for name in DATASETS if name != NEEDS_A_FILE]  # those with points of their own


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


@pytest.mark.parametrize("name", OWN)
def test_every_dataset_gives_finite_floats_of_matching_lengths(name: str) -> None:
    """X (samples, features) and T (samples, outputs): float64, so that nothing is converted in training."""
    X, T = drawn(name)
    assert X.dtype == T.dtype == np.float64
    assert len(X) == len(T) >= 2
    assert X.ndim >= 2
    assert T.ndim == 2
    assert np.isfinite(X).all()
    assert np.isfinite(T).all()


@pytest.mark.parametrize("name", OWN)
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


NEVER_RANDOM = {"XOR"}


@pytest.mark.parametrize("name", [name for name in OWN if name not in NEVER_RANDOM])
def test_another_seed_draws_other_points(name: str) -> None:
    """A new seed in the window is a new picture."""
    assert not np.array_equal(drawn(name, seed=1)[0], drawn(name, seed=2)[0])


@pytest.mark.parametrize("name", OWN)
def test_the_truth_has_the_form_of_its_kind(name: str) -> None:
    """Numbers for a regression; a column of 0 and 1 for two classes; for more of them one 1 in each row."""
    dataset = DATASETS[name]()
    T = dataset.generate(np.random.RandomState(0))[1]
    if dataset.is_regression:
        assert dataset.class_names == ()
        assert T.shape[1] == 1
        return
    classes = len(dataset.class_names)
    assert T.shape[1] == (classes if classes > 2 else 1)
    assert set(T.ravel().tolist()) == {0.0, 1.0}
    if classes > 2:
        assert (T.sum(axis=1) == 1).all()
        assert (T.sum(axis=0) > 0).all()  # every class is there


@pytest.mark.parametrize("name", OWN)
def test_features_have_names_and_pixels_have_none(name: str) -> None:
    """Axes are labelled x₁ and x₂; nobody wants a list of 64 pixels."""
    dataset = DATASETS[name]()
    X = dataset.generate(np.random.RandomState(0))[0]
    assert len(dataset.feature_names(X[0].size)) == (0 if X.ndim == 4 else X.shape[1])
    if X.ndim == 2:
        assert dataset.feature_names(2) == ("x₁", "x₂")


def test_the_tenth_feature_has_two_figures() -> None:
    """Not those of another number."""
    assert DATASETS["Linear"]().feature_names(12)[8:] == ("x₉", "x₁₀", "x₁₁", "x₁₂")


WITH_NOISE = [name for name in OWN if "noise" in knobs_of(DATASETS[name])]
WITH_SAMPLES = [name for name in OWN if "samples" in knobs_of(DATASETS[name])]
REGRESSIONS = [name for name in OWN if DATASETS[name]().is_regression]


@pytest.mark.parametrize("name", [name for name in WITH_NOISE if name not in REGRESSIONS])
def test_noise_moves_the_points_by_its_standard_deviation_and_leaves_the_labels(name: str) -> None:
    """The classes overlap, but who belongs where does not change."""
    X, T = drawn(name, noise=0.0)
    noisy_X, noisy_T = drawn(name, noise=0.2)
    assert np.array_equal(T, noisy_T)
    assert (noisy_X - X).std() == pytest.approx(0.2, rel=0.3)
    assert (noisy_X != X).all()


@pytest.mark.parametrize("name", [name for name in WITH_NOISE if name in REGRESSIONS])
def test_noise_moves_the_answers_of_a_regression_and_leaves_its_points(name: str) -> None:
    """The points scatter around the true curve."""
    X, T = drawn(name, noise=0.0)
    noisy_X, noisy_T = drawn(name, noise=0.2)
    assert np.array_equal(X, noisy_X)
    assert (noisy_T - T).std() == pytest.approx(0.2, rel=0.3)
    assert (noisy_T != T).all()


@pytest.mark.parametrize("name", OWN)
def test_the_recipes_fields_allow_what_the_datasets_knobs_allow(name: str) -> None:
    """The form shows the recipe's fields in place of the knobs of these names."""
    for field in {"samples", "noise"} & set(knobs_of(DATASETS[name])):
        own, recipes = knobs_of(DATASETS[name])[field], knobs_of(Recipe)[field]
        assert (own.low, own.high) == (recipes.low, recipes.high)


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("limit", ["low", "high"])
def test_at_the_limits_of_its_knobs_it_keeps_to_its_form_and_to_reasonable_memory(name: str, limit: str) -> None:
    """A million points take a few times the memory of the arrays that come out."""
    knobs = {name: each for name, each in knobs_of(DATASETS[name]).items() if type(each.default) in (int, float)}
    dataset = DATASETS[name](**{name: getattr(each, limit) for name, each in knobs.items()})
    tracemalloc.start()
    X, T = dataset.generate(np.random.RandomState(0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.isfinite(X).all()
    assert np.isfinite(T).all()
    assert T.shape == (len(X), len(dataset.class_names) if len(dataset.class_names) > 2 else 1)
    assert peak < 4 * (X.nbytes + T.nbytes) + 2_000_000


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


def test_classes_take_turns() -> None:
    """However few the samples are, no class has two points more than another."""
    assert taking_turns(7, 3).tolist() == [0, 1, 2, 0, 1, 2, 0]
    assert taking_turns(2, 5).tolist() == [0, 1]


def test_the_truth_of_two_classes_is_one_column_and_of_more_a_column_each() -> None:
    """As the losses want it."""
    assert truth_of(np.array([1, 0, 1]), 2).tolist() == [[1.0], [0.0], [1.0]]
    assert truth_of(np.array([2, 0]), 3).tolist() == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    assert truth_of(np.array([2], dtype=np.uint8), 3).dtype == np.float64
