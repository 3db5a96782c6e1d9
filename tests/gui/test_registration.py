"""One file is the whole change: a new activation, optimizer, dataset and panel, each from a file of its own, are in
the form, on the page and in the training."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PyQt5.QtWidgets import QAbstractSpinBox, QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.trainer import Trainer
from gui.session import State
from tests.gui.conftest import OpenWindow
from tests.gui.sitting import is_ready, wait_until

FILES = {
    "activation": '''
"""A new activation."""
import numpy as np
from engine.activations import ACTIVATIONS, Activation

@ACTIVATIONS.register("Sine")
class Sine(Activation):
    """Waves:  a = sin z,  da/dz = cos z."""

    def record(self, z, a, do):
        do("a = sin z", np.sin, z, out=a)

    def record_slope(self, z, a, slope, do):
        do("slope = cos z", np.cos, z, out=slope)
''',
    "optimizer": '''
"""A new optimizer, with a knob."""
from dataclasses import dataclass
import numpy as np
from engine.knobs import knob
from engine.optimizers import OPTIMIZERS, Optimizer, learning_rate_knob

@OPTIMIZERS.register("Sign")
@dataclass(eq=False)
class Sign(Optimizer):
    """Steps of one size:  θ = θ - ρ s sign g."""

    learning_rate: float = learning_rate_knob(0.001)
    strength: float = knob(0.5, label="Strength", symbol="s", low=0.0, high=2.0, help="How long a step is.")

    def record(self, θ, g, do):
        step = do("sign g", np.sign, g, out=np.zeros_like(θ))
        do("ρ sign g", np.multiply, step, self.rate, out=step)
        do("ρ s sign g", np.multiply, step, do.constant(self.strength), out=step)
        do("θ = θ - step", np.subtract, θ, step, out=θ)
''',
    "dataset": '''
"""A new dataset, with the knobs that datasets have."""
from dataclasses import dataclass
import numpy as np
from engine.datasets import DATASETS, Dataset, samples_knob

@DATASETS.register("Two blobs")
@dataclass(eq=False)
class TwoBlobs(Dataset):
    """Two clouds side by side."""

    samples: int = samples_knob(40)

    def generate(self, rng):
        T = (np.arange(self.samples) % 2)[:, np.newaxis].astype(float)
        return rng.normal(0.0, 0.2, (self.samples, 2)) + T, T
''',
    "panel": '''
"""A new panel."""
from PyQt5.QtWidgets import QLabel
from gui.panels.base import PANELS, Panel

@PANELS.register("Counter")
class Counter(Panel):
    object_name = "counter"
    help = "The number of updates, in words that nobody needs."

    def make_body(self):
        self.label = QLabel()
        self.label.setObjectName("counterText")
        return self.label

    def show_snapshot(self, snapshot):
        self.label.setText(f"{snapshot.update} updates")
''',
}


@pytest.fixture
def registered(tmp_path: Path, restored_registries: None) -> None:
    """Four files, each imported as any module is."""
    for name, text in FILES.items():
        file = tmp_path / f"new_{name}.py"
        file.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(file.stem, file)
        assert spec is not None
        assert spec.loader is not None
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def child(window: QWidget, name: str) -> Any:
    found = window.findChild(QWidget, name)
    assert found is not None, name
    return found


def test_new_parts_are_in_the_form_and_on_the_page_and_train(
    registered: None, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window()
    for combo, name in (("dataset", "Two blobs"), ("activation", "Sine"), ("optimizer", "Sign")):
        box: QComboBox = child(window, combo)
        assert box.findText(name) >= 0, f"{name} is offered"
        box.setCurrentText(name)
    assert child(window, "outputActivation").findText("Sine") >= 0
    knob: QAbstractSpinBox = child(window, "optimizerStrength")
    assert knob.isVisible()
    assert knob.toolTip() == "How long a step is."
    knob.setValue(0.25)
    child(window, "learningRate").setValue(0.01)
    child(window, "epochs").setValue(50)
    child(window, "samples").setValue(30)
    recipe = window.session.recipe
    assert (recipe.dataset, recipe.activation, recipe.optimizer) == ("Two blobs", "Sine", "Sign")
    assert recipe.knobs["optimizer"] == {"strength": 0.25}
    wait_until(qtbot, lambda: is_ready(window.session))
    child(window, "fullSpeed").click()
    window.actions_by_name["train"].trigger()
    wait_until(qtbot, lambda: window.session.state is State.FINISHED)
    label: QLabel = child(window, "counterText")
    wait_until(qtbot, lambda: label.text() == "50 updates")
    assert child(window, "counter").isVisible()
    last = window.session.latest
    assert last is not None
    alone = Trainer(recipe)
    alone.train(50)
    assert np.array_equal(last.prediction, alone.snapshot().prediction)


def test_a_new_dataset_has_its_picture(registered: None, open_window: OpenWindow) -> None:
    window = open_window()
    picture: QToolButton = child(window, "datasetTwoBlobs")
    assert picture.accessibleName() == "Dataset Two blobs"
    picture.click()
    assert window.session.recipe.dataset == "Two blobs"


def test_a_window_without_the_files_does_not_know_them(open_window: OpenWindow) -> None:
    """The registries are as before."""
    window = open_window()
    assert child(window, "dataset").findText("Two blobs") == -1
    assert window.findChild(QWidget, "counter") is None
