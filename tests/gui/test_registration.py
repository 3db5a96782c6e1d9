"""One file is the whole change: something new of each family, and a new panel, each from a file of its own, are in the
form, in the editor of layers, on the page and in the training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PyQt5.QtWidgets import QComboBox, QDialog, QLabel, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.inputs import FEATURES
from engine.layer_list import read_layer_list
from engine.layers import LAYERS
from engine.metrics import METRICS
from engine.recipe import Recipe
from engine.schedules import SCHEDULES
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from gui.main_window import MainWindow
from gui.session import State
from tests.gui.conftest import OpenWindow
from tests.gui.sitting import epoch, is_ready, wait_until
from tests.newcomers import SOURCES, written_and_imported

PANEL = '''"""A new panel."""
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
'''
CHOICES = {  # of the combo boxes: object name and new name
    "dataset": "Ring", "activation": "Soft step", "outputActivation": "Soft step", "initializer": "Coin",
    "loss": "Fourth power", "optimizer": "Signs", "schedule": "Harmonic",
}  # fmt: skip
KNOBS = {  # of what is chosen there: object name, another value, and what the tooltip says
    "datasetRadius": (0.6, "How large the circle is."),
    "activationSteepness": (1.5, "How sudden the step is."),
    "outputActivationSteepness": (2.0, "How sudden the step is."),
    "initializerSize": (0.4, "How large each weight is at first."),
    "lossWeight": (2.0, "How much an error counts."),
    "optimizerMemory": (0.25, "How slowly the mean moves."),
    "scheduleDecay": (0.005, "How fast the learning rate falls."),
}
LIST = "Dense(5), Limiter(2.0, false), Soft step(1.5), Dense(4), Limiter, Tanh"


@pytest.fixture
def registered(tmp_path: Path, restored_registries: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file for each family, each imported as any module is."""
    for registry in (FEATURES, LAYERS, METRICS, SCHEDULES):
        monkeypatch.setattr(registry, "_classes", dict(registry._classes))
    written_and_imported(tmp_path, **SOURCES, panel=PANEL)


def child(window: QWidget, name: str) -> Any:
    found = window.findChild(QWidget, name)
    assert found is not None, name
    return found


def trained(window: MainWindow, qtbot: QtBot, epochs: int) -> Snapshot:
    """The last picture of a training with the button, at full speed."""
    child(window, "epochs").setValue(epochs)
    wait_until(qtbot, lambda: is_ready(window.session))
    child(window, "fullSpeed").click()
    window.actions_by_name["train"].trigger()
    wait_until(qtbot, lambda: window.session.state is State.FINISHED and epoch(window.session) == epochs)
    last = window.session.latest
    assert last is not None
    return last


def is_as_without_a_window(last: Snapshot, recipe: Recipe) -> bool:
    alone = Trainer(recipe)
    alone.train(last.epoch)
    return np.array_equal(last.prediction, alone.snapshot().prediction)


def test_new_parts_are_in_the_form_and_train(registered: None, open_window: OpenWindow, qtbot: QtBot) -> None:
    """Each in its combo box and with its knobs; an optimizer brings its learning rate, a loss its output."""
    window = open_window()
    for combo, name in CHOICES.items():
        box: QComboBox = child(window, combo)
        assert box.findText(name) >= 0, f"{name} is offered"
        box.setCurrentText(name)
        if combo == "optimizer":
            assert window.session.recipe.learning_rate == 0.02
    for knob, (value, tip) in KNOBS.items():
        control = child(window, knob)
        assert control.toolTip() == tip
        control.setValue(value)
        assert control.value() == value
    child(window, "featuresRadius").click()
    child(window, "datasetInside").click()
    child(window, "samples").setValue(30)
    recipe = window.session.recipe
    assert recipe == Recipe(
        dataset="Ring", samples=30, features=("radius",), activation="Soft step", output_activation="Soft step",
        initializer="Coin", loss="Fourth power", optimizer="Signs", learning_rate=0.02, schedule="Harmonic",
        knobs={
            "dataset": {"radius": 0.6, "inside": False}, "activation": {"steepness": 1.5},
            "output_activation": {"steepness": 2.0}, "initializer": {"size": 0.4}, "loss": {"weight": 2.0},
            "optimizer": {"memory": 0.25}, "schedule": {"decay": 0.005},
        },
    )  # fmt: skip
    assert is_as_without_a_window(trained(window, qtbot, 50), recipe)


def test_a_new_layer_is_in_the_editor_of_layers_and_trains(
    registered: None, open_window: OpenWindow, qtbot: QtBot
) -> None:
    """In its menu with its one-line help, and with its knobs as soon as it is in the list."""
    window = open_window()
    child(window, "layers").click()
    editor: QDialog = child(window, "layersText").window()
    entries: dict[str, str] = {}
    for family in ("addLayer", "addActivation"):
        menu: QMenu | None = child(editor, family).menu()
        assert menu is not None
        entries |= dict(action.text().split("\t", 1) for action in menu.actions())
    assert entries["Limiter"] == LAYERS.help("Limiter")
    assert "Soft step" in entries
    child(editor, "layersText").setPlainText(LIST)
    child(editor, "useLayers").click()
    recipe = window.session.recipe
    assert recipe.layers == read_layer_list(LIST)
    assert is_as_without_a_window(trained(window, qtbot, 20), recipe)


def test_a_new_metric_and_a_new_panel_are_on_the_page(
    registered: None, open_window: OpenWindow, qtbot: QtBot
) -> None:
    """The panel by itself, the metric in the table, with its formula as the tooltip."""
    window = open_window()
    last = trained(window, qtbot, 50)
    counter, expected = child(window, "counterText"), f"{np.abs(last.prediction - last.points.T).max():.4f}"
    wait_until(qtbot, lambda: counter.text() == "50 updates")
    assert child(window, "counter").isVisible()
    # The table rests between two pictures, and a new run gives it new cells.
    wait_until(qtbot, lambda: child(window, "train Worst error").text() == expected)
    worst = child(window, "train Worst error")
    assert worst.isVisible()
    assert worst.toolTip() == "How wrong the most wrong answer is:  max |a - t|."


def test_a_new_dataset_has_its_picture(registered: None, open_window: OpenWindow) -> None:
    window = open_window()
    picture: QToolButton = child(window, "datasetRing")
    assert picture.accessibleName() == "Dataset Ring"
    picture.click()
    assert window.session.recipe.dataset == "Ring"


def test_a_window_without_the_files_does_not_know_them(open_window: OpenWindow) -> None:
    """The registries are as before."""
    window = open_window()
    for combo, name in CHOICES.items():
        assert child(window, combo).findText(name) == -1
    for name in ("counter", "featuresRadius", "datasetRing"):
        assert window.findChild(QWidget, name) is None
    assert window.findChild(QLabel, "train Worst error") is None
