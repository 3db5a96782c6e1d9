"""Made-up moments of a run, for the panels to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.program import Array
from engine.snapshot import Curve, Line, Points, Snapshot, Surface
from gui.panels import PANELS, Panel
from gui.theme import LIGHT


@pytest.fixture(autouse=True)
def _in_its_own_look(light_look: None) -> None:
    """The application as a person sees it."""


@pytest.fixture(autouse=True)
def _without_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots come one after the other here, and each is to be seen; the network's tests are about its rest."""
    monkeypatch.setattr(PANELS["Learning curve"], "rest", 0)


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[[str], Panel]]:
    """Puts a panel on the screen.

    It is kept until the test is over: a window that nobody holds may be deleted while Qt paints it."""
    kept: list[Panel] = []

    def show(name: str) -> Panel:
        panel = PANELS[name](LIGHT)
        kept.append(panel)
        qtbot.addWidget(panel)
        panel.resize(420, 300)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    yield show
    kept.clear()


@pytest.fixture
def make_curve() -> Callable[..., Curve]:
    return _curve


@pytest.fixture
def make_points() -> Callable[..., Points]:
    return _points


@pytest.fixture
def make_images() -> Callable[..., Points]:
    return _images


@pytest.fixture
def make_snapshot() -> Callable[..., Snapshot]:
    return _snapshot


def _curve(epochs: int = 50, tests: int = 0, spread: float = 0.0) -> Curve:
    """A loss that falls from 0.25 on, and a test loss above it; ``spread`` is the share by which each block spreads."""
    t = np.arange(1.0, epochs + 1)
    loss = 0.25 * np.exp(-t / 20)
    tested = np.linspace(1.0, max(epochs, 1), tests)
    return Curve(t, loss, loss * (1 - spread), loss * (1 + spread), tested, 0.5 * np.exp(-tested / 20))


def _points(samples: int = 6, features: int = 2, tests: int = 0, outputs: int = 1, numbers: bool = False) -> Points:
    """The classes by turns, or ``numbers`` from -1 to 1; the first ``tests`` samples are kept for testing."""
    X = np.random.default_rng(0).random((samples, features))
    is_test = np.arange(samples) < tests
    if numbers:
        return Points(X, np.linspace(-1.0, 1.0, samples)[:, np.newaxis], is_test, True, ())
    k = np.arange(samples) % max(2, outputs)
    T = np.eye(outputs)[k] if outputs > 1 else k[:, np.newaxis].astype(float)
    return Points(X, T, is_test, class_names=tuple(str(k) for k in range(max(2, outputs))))


def _images(samples: int = 50, classes: int = 3, tests: int = 0, channels: int = 1, numbers: bool = False) -> Points:
    """Images of 4 x 4 pixels, all alike but for a corner, which says which class they are of."""
    made = _points(samples, 1, tests, classes if classes > 2 else 1, numbers)
    X = np.zeros((samples, channels, 4, 4))
    X[..., 0, 0] = 1.0
    X[..., 1, 1] = made.T.argmax(axis=1)[:, np.newaxis] / classes
    return Points(X, made.T, made.is_test, numbers, ("cat", "dog", "elephant")[:classes])


def _snapshot(
    *,
    run: int = 1,
    points: Points | None = None,
    wrong: tuple[int, ...] = (),
    prediction: Array | None = None,
    curve: Curve | None = None,
    outputs: Array | None = None,
) -> Snapshot:
    """Six samples on a plane, all right but those that are ``wrong``.

    ``outputs``: the answers all over the plane (rows, columns) or (outputs, rows, columns), or along the line (outputs,
    points)."""
    points = points or _points()
    curve = curve or _curve()
    right = ~np.isin(np.arange(len(points.X)), wrong)
    features = points.X.shape[1] if points.X.ndim == 2 else 0
    outputs = _answers(features, points.T.shape[1]) if outputs is None else outputs
    has_test = len(curve.test_epochs) > 0
    return Snapshot(
        run=run,
        update=len(curve.epochs),
        epoch=len(curve.epochs),
        learning_rate=0.5,
        loss=float(curve.loss[-1]) if len(curve.loss) else 0.25,
        score=float(right.mean()),
        test_loss=float(curve.test_loss[-1]) if has_test else None,
        test_score=1.0 if has_test else None,
        points=points,
        prediction=points.T if prediction is None else prediction,
        right=right,
        curve=curve,
        surface=Surface(outputs.reshape(-1, *outputs.shape[-2:]), -0.1, 1.1, -0.2, 1.2) if features == 2 else None,
        line=Line(np.linspace(-0.1, 1.1, outputs.shape[-1]), outputs) if features == 1 else None,
        neurons=(),
    )


def _answers(features: int, outputs: int) -> Array:
    """From 0 to 1 all over the plane or along the line."""
    shape = (outputs, 60, 60) if features == 2 else (outputs, 240)
    return np.linspace(0.0, 1.0, int(np.prod(shape))).reshape(shape)
