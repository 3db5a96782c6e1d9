"""Points with classes: without noise they lie exactly where the formula says, and the usual noise keeps them apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import DATASETS, KnobError
from engine.class_datasets import Blobs
from engine.metrics import class_of
from tests.engine.numeric import Array


def drawn(name: str, seed: int = 0, **settings: Any) -> tuple[Array, NDArray[np.intp]]:
    """The points and the class of each."""
    X, T = DATASETS[name](**settings).generate(np.random.RandomState(seed))
    return X, class_of(T)


def distance_from_origin(X: Array) -> Array:
    return np.hypot(X[:, 0], X[:, 1])


CASES = [
    ("XOR clouds", {}), ("Circles", {}), ("Moons", {}), ("Blobs", {"classes": 2}), ("Blobs", {"classes": 3}),
    ("Blobs", {"classes": 10}), ("Spirals", {}), ("Spirals", {"arms": 5}), ("Checkerboard", {}),
    ("Checkerboard", {"fields": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "settings"), CASES)
@pytest.mark.parametrize("samples", [40, 101, 1000])
def test_every_class_has_its_even_share_of_the_points(name: str, settings: dict[str, Any], samples: int) -> None:
    """Accuracy then means what people think it means."""
    dataset = DATASETS[name](**settings, **{"samples": samples})
    labels = class_of(dataset.generate(np.random.RandomState(3))[1])
    counts = np.bincount(labels, minlength=len(dataset.class_names))
    assert len(counts) == len(dataset.class_names)
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize(("name", "settings"), CASES)
def test_without_noise_points_stay_within_their_frame(name: str, settings: dict[str, int]) -> None:
    """Around the origin and about as large as the first weights expect."""
    X, _ = drawn(name, noise=0.0, samples=2000, **settings)
    assert (np.abs(X) <= 1.5).all()
    assert (np.ptp(X, axis=0) > 1.2).all()


def test_clouds_without_noise_are_the_truth_table_of_xor() -> None:
    """Class 1 where just one of the two signs is positive."""
    X, labels = drawn("XOR clouds", noise=0.0, samples=8)
    assert sorted({(*point, label) for point, label in zip(X.tolist(), labels.tolist(), strict=True)}) == [
        (-1.0, -1.0, 0), (-1.0, 1.0, 1), (1.0, -1.0, 1), (1.0, 1.0, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("radius", [0.1, 0.5, 0.9])
def test_circles_without_noise_have_exactly_their_radii(radius: float) -> None:
    """The inner circle is class 1, and both are closed: points lie on every side."""
    X, labels = drawn("Circles", noise=0.0, radius=radius)
    assert distance_from_origin(X) == pytest.approx(np.where(labels == 1, radius, 1.0), abs=1e-12)
    for label in (0, 1):
        assert len({(x > 0, y > 0) for x, y in X[labels == label].tolist()}) == 4


def test_moons_without_noise_are_half_circles_of_radius_1() -> None:
    """Class 0 opens down, class 1 opens up; each reaches into the other."""
    X, labels = drawn("Moons", noise=0.0, samples=1000)
    for label, sign in ((0, 1), (1, -1)):
        moon = X[labels == label] - sign * np.array([-0.5, -0.25])
        assert distance_from_origin(moon) == pytest.approx(1.0, abs=1e-12)
        assert (sign * moon[:, 1] >= -1e-12).all()
        assert np.ptp(moon[:, 0]) == pytest.approx(2.0, abs=0.01)


@pytest.mark.parametrize("arms", [2, 3, 4, 5])
@pytest.mark.parametrize("turns", [0.25, 1.0, 3.0])
def test_spirals_without_noise_obey_their_equation(arms: int, turns: float) -> None:
    """The angle is 2π (turns · distance + class / arms), and every arm is drawn from the centre to its end."""
    X, labels = drawn("Spirals", noise=0.0, arms=arms, turns=turns)
    s = distance_from_origin(X)
    angles = 2 * np.pi * (turns * s + labels / arms)
    assert X[:, 0] == pytest.approx(s * np.cos(angles), abs=1e-12)
    assert X[:, 1] == pytest.approx(s * np.sin(angles), abs=1e-12)
    for arm in range(arms):
        assert s[labels == arm].min() < 0.3
        assert 0.95 < s[labels == arm].max() <= 1


@pytest.mark.parametrize("fields", [2, 3, 4, 10])
def test_the_fields_of_a_checkerboard_alternate_and_none_stays_empty(fields: int) -> None:
    """A point's class is the parity of its column plus its row."""
    X, labels = drawn("Checkerboard", fields=fields, samples=5000)
    places = np.floor((X + 1) / 2 * fields).astype(int)
    assert places.min() == 0
    assert places.max() == fields - 1
    assert np.array_equal(places.sum(axis=1) % 2, labels)
    assert len({tuple(place) for place in places.tolist()}) == fields**2


@pytest.mark.parametrize("classes", range(2, 11))
def test_the_centres_of_blobs_never_come_near_each_other(classes: int) -> None:
    """Whatever the seed: two classes in one place could not be learnt."""
    evenly = 2 * np.sin(np.pi / classes)  # the distance of neighbours when all are in their places
    for seed in range(200):
        centres = Blobs(classes=classes).centres(np.random.RandomState(seed))
        gaps = np.hypot(*(centres[:, np.newaxis] - centres).T) + np.eye(classes) * 9
        assert gaps.min() > 0.6 * evenly
        assert (np.abs(distance_from_origin(centres) - 1) <= 0.1).all()


def test_blobs_without_noise_are_their_centres_and_differ_with_the_seed() -> None:
    """The blobs are moved and turned, so that no seed's picture is another's."""
    X, labels = drawn("Blobs", noise=0.0, seed=4)
    centres = Blobs().centres(np.random.RandomState(4))
    assert np.array_equal(X, centres[labels])
    assert not np.allclose(centres, Blobs().centres(np.random.RandomState(5)), atol=0.01)


@pytest.mark.parametrize(
    ("name", "settings", "share"),
    [
        ("XOR clouds", {}, 0.99), ("Circles", {}, 0.99), ("Moons", {}, 0.99), ("Blobs", {}, 0.99),
        *[("Spirals", {"arms": arms}, 0.985) for arms in (2, 3, 4, 5)],
    ],
)  # fmt: skip
def test_with_the_usual_noise_points_are_still_nearest_to_their_own_class(
    name: str, settings: dict[str, int], share: float
) -> None:
    """What is learnt can be right: the defaults are hard for a network, not for the truth."""
    for seed in range(5):
        places, owners = drawn(name, seed, noise=0.0, samples=2000, **settings)
        X, labels = drawn(name, seed, **settings)
        distances = np.hypot(*(X[:, np.newaxis] - places).T)  # (places, points)
        assert np.mean(owners[distances.argmin(axis=0)] == labels) >= share


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("Blobs", {"classes": 1}), ("Blobs", {"classes": 11}), ("Blobs", {"classes": 2.5}), ("Spirals", {"arms": 1}),
        ("Spirals", {"arms": 6}), ("Spirals", {"turns": 0.0}), ("Circles", {"radius": 1.0}),
        ("Circles", {"radius": 0.0}), ("Checkerboard", {"fields": 1}), ("Checkerboard", {"fields": 11}),
        ("Moons", {"samples": 1}), ("Moons", {"noise": -0.1}),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_with_a_sentence(name: str, settings: dict[str, float]) -> None:
    """By the knob's label, with what is allowed."""
    with pytest.raises(KnobError, match=r"allowed\.$"):
        DATASETS[name](**settings)
