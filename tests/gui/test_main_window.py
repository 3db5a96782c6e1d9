"""The window as a person, a screen reader and a script find it: its names, a first start, its form and its panels."""

from __future__ import annotations

import gc
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PyQt5 import sip
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QAction,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollBar,
    QSlider,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.layer_list import read_layer_list
from engine.recipe import Recipe
from engine.snapshot import Snapshot
from gui.main_window import MainWindow
from gui.panels.base import PANELS, Panel
from gui.session import REFUSED, State
from tests.gui.conftest import OpenWindow
from tests.gui.sitting import epoch, is_ready, updates, wait_until
from tests.gui.window_parts import action, child, is_, press, run_of, shown_dialog, train_on

# Section by section as users and scripts rely on them.
NAMES: dict[str, type[QWidget]] = {
    "epochValue": QLabel, "lossValue": QLabel, "accuracyValue": QLabel, "speedValue": QLabel,
    "dataset": QComboBox, "activation": QComboBox, "outputActivation": QComboBox, "loss": QComboBox,
    "optimizer": QComboBox,
    "learningRate": QAbstractSpinBox, "batchSize": QAbstractSpinBox, "samples": QAbstractSpinBox,
    "noise": QAbstractSpinBox, "testFraction": QAbstractSpinBox, "epochs": QAbstractSpinBox, "seed": QAbstractSpinBox,
    "speed": QSlider,
    "lossCurve": QWidget, "truthScatter": QWidget, "predictionScatter": QWidget, "decisionSurface": QWidget,
    "networkGraph": QWidget,
    "log": QPlainTextEdit,
}  # fmt: skip
ACTIONS = ("train", "pause", "step", "reset", "export")
CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit,
            QGraphicsView, QProgressBar)  # fmt: skip


# -- names ------------------------------------------------------------------------------------------------------------


def test_everything_has_its_name_its_class_and_says_what_it_is(window: MainWindow) -> None:
    for name, kind in NAMES.items():
        widget = child(window, name)
        assert isinstance(widget, kind), name
        assert widget.accessibleName(), name
        assert widget.toolTip(), name
    for name in ACTIONS:
        assert action(window, name).text()
        assert action(window, name).toolTip()
        assert not action(window, name).icon().isNull()


def test_no_name_is_given_twice(window: MainWindow) -> None:
    names = [each.objectName() for each in window.findChildren(QWidget)]
    assert {name: names.count(name) for name in NAMES} == dict.fromkeys(NAMES, 1)
    names = [each.objectName() for each in window.findChildren(QAction)]
    assert {name: names.count(name) for name in ACTIONS} == dict.fromkeys(ACTIONS, 1)


def test_every_control_of_the_window_has_names_and_a_tooltip(window: MainWindow) -> None:
    """Found by walking the tree, whatever will be added to it."""
    nameless = [
        (type(each).__name__, each.objectName(), each.accessibleName(), each.toolTip())
        for each in window.findChildren(QWidget)
        if is_control(each) and not (each.objectName() and each.accessibleName() and each.toolTip())
    ]
    assert nameless == []


def is_control(widget: QWidget) -> bool:
    """Something that a person uses, and not one of the parts that Qt makes it of."""
    if not isinstance(widget, CONTROLS) or isinstance(widget, QScrollBar):
        return False
    if isinstance(widget, QPushButton) and not widget.isVisible() and not widget.text():
        return False  # the message bar's button, while there is nothing for it to do
    return not widget.objectName().startswith("qt_") and not isinstance(widget.parent(), QAbstractSpinBox | QComboBox)


def test_every_control_can_be_reached_with_the_tab_key(window: MainWindow, qtbot: QtBot) -> None:
    reached: set[str] = set()
    for _ in range(200):
        press(qtbot, QApplication.focusWidget() or window, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused.objectName())
    wanted = {name for name in NAMES if child(window, name).isVisible() and not isinstance(child(window, name), QLabel)}
    assert wanted - reached == set()
    assert {"trainOrPause", "fullSpeed"} <= reached


# -- a first start ----------------------------------------------------------------------------------------------------


def test_a_window_needs_an_application_and_nothing_else(open_window: OpenWindow, qtbot: QtBot) -> None:
    """It remembers nothing, so that one script does not see what another one did."""
    first = open_window()
    child(first, "dataset", QComboBox).setCurrentText("Linear")
    first.choose_theme("dark")
    first.page.log.set_folded(True)
    train_on(first, qtbot)
    first.close()
    second = open_window()
    assert second.session.recipe == Recipe()
    assert second.settings.last_run is None
    assert not second.page.log.text.isHidden()
    assert not action(second, "reopenLast").isEnabled()


def test_the_window_opens_ready_to_train(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    assert (window.width(), window.height()) == (1280, 800)
    assert window.windowTitle() == "XOR – Backprop Lab"
    assert window.message.text() == ""
    assert child(window, "epochValue", QLabel).text() == "0"
    assert child(window, "lossValue", QLabel).text().startswith("0.")
    assert child(window, "accuracyValue", QLabel).text().endswith(" %")
    assert action(window, "train").isEnabled()
    assert not action(window, "pause").isEnabled()
    eight_seconds = window.session.updates_of_a_training() / window.bar.speed.updates_a_second()
    assert eight_seconds == pytest.approx(8.0, rel=0.15)


def test_one_click_trains_to_the_end(window: MainWindow, qtbot: QtBot) -> None:
    """With the defaults, every point ends on its own side."""
    button = child(window, "trainOrPause")
    assert button.text() == "Train"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_until(qtbot, is_(window, State.TRAINING))
    assert button.text() == "Pause"
    wait_until(qtbot, is_(window, State.FINISHED))
    wait_until(qtbot, lambda: child(window, "epochValue", QLabel).text() == "20,000")
    assert child(window, "accuracyValue", QLabel).text() == "100 %"
    assert button.text() == "Train on"
    assert button.toolTip().startswith("Train on, to epoch 40,000.")
    log = child(window, "log", QPlainTextEdit).toPlainText()
    assert "epoch 20000 loss : 0." in log
    assert log.rstrip().endswith("accuracy : 100.00%")
    progress = child(window, "progress", QProgressBar)
    assert progress.value() == progress.maximum()


def test_train_goes_on_to_where_it_says(window: MainWindow, qtbot: QtBot) -> None:
    """Also when the person asks for another number of epochs while the training stands."""
    button, epochs = child(window, "trainOrPause"), child(window, "epochs", QAbstractSpinBox)
    progress = child(window, "progress", QProgressBar)
    epochs.setValue(60)
    action(window, "train").trigger()
    wait_until(qtbot, lambda: button.text() == "Train on")
    epochs.setValue(100)
    assert (button.text(), progress.value()) == ("Train", 600)
    assert button.toolTip().startswith("Train on, to epoch 100.")
    action(window, "train").trigger()
    wait_until(qtbot, lambda: epoch(window.session) == 100)
    assert progress.value() == progress.maximum()
    assert button.toolTip().startswith("Train on, to epoch 200.")


def test_steps_by_hand_are_seen_within_an_epoch(open_window: OpenWindow, qtbot: QtBot) -> None:
    """Of minibatches, whose epoch takes several."""
    window = open_window(None, Recipe(dataset="Linear", samples=50, batch_size=10))
    label = child(window, "epochValue", QLabel)

    def shows(words: str) -> bool:
        return words in label.toolTip()

    for update in range(1, 5):
        action(window, "step").trigger()
        wait_until(qtbot, partial(shows, f"{update} of 5 updates"))
        assert label.text() == "0"
    action(window, "step").trigger()
    wait_until(qtbot, lambda: label.text() == "1")
    assert "updates" not in label.toolTip()


def test_the_actions_are_enabled_when_they_are_of_use(window: MainWindow, qtbot: QtBot) -> None:
    def enabled() -> set[str]:
        return {name for name in ("train", "pause", "step") if action(window, name).isEnabled()}

    assert enabled() == {"train", "step"}
    child(window, "epochs", QAbstractSpinBox).setValue(0)
    train_on(window, qtbot)
    assert enabled() == {"pause"}
    action(window, "pause").trigger()
    wait_until(qtbot, is_(window, State.PAUSED))
    assert enabled() == {"train", "step"}
    action(window, "step").trigger()
    before = updates(window.session)
    wait_until(qtbot, lambda: updates(window.session) > before)
    assert enabled() == {"train", "step"}
    action(window, "reset").trigger()
    wait_until(qtbot, lambda: is_ready(window.session))
    assert child(window, "epochValue", QLabel).text() == "0"
    assert action(window, "bringBack").isEnabled()


def test_the_window_shows_what_the_session_has(window: MainWindow, qtbot: QtBot) -> None:
    child(window, "epochs", QAbstractSpinBox).setValue(100)
    action(window, "train").trigger()
    wait_until(qtbot, is_(window, State.FINISHED))
    wait_until(qtbot, lambda: epoch(window.session) == 100)
    last = window.session.latest
    assert last is not None
    assert child(window, "epochValue", QLabel).text() == "100"
    assert child(window, "lossValue", QLabel).text() == f"{last.loss:.4f}"
    assert all(panel._latest is last for panel in window.page.panels)


def test_a_run_that_diverged_says_so_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    window.session.begin(Recipe(activation="ReLU", output_activation="Linear", learning_rate=1e6, seed=1))
    wait_until(qtbot, lambda: is_ready(window.session))
    action(window, "train").trigger()
    wait_until(qtbot, is_(window, State.DIVERGED))
    assert "Diverged" in window.message.text()
    assert "smaller learning rate" in window.message.text()
    assert action(window, "train").isEnabled()
    assert "inf" not in child(window, "lossValue", QLabel).text()
    action(window, "reset").trigger()
    assert window.message.text() == ""


def test_a_new_training_ends_what_was_said_of_the_last(window: MainWindow, qtbot: QtBot) -> None:
    """It lies over the log and the metrics."""
    window.message.say("Welcome back.", "The run of last time is kept.")
    train_on(window, qtbot)
    assert window.message.text() == ""


def test_a_message_that_goes_gives_the_focus_to_no_plot(window: MainWindow) -> None:
    """It would get a frame that nobody asked for."""
    window.message.say("Welcome back.", "The run of last time is kept.", "Reopen", lambda: None)
    button = child(window.message, "messageAction")
    button.setFocus()
    assert button.hasFocus()
    button.click()
    assert QApplication.focusWidget() is None


def test_a_run_that_cannot_be_made_offers_no_reset(window: MainWindow, qtbot: QtBot) -> None:
    """The run that is shown is the one before, and worth keeping: a click would begin it anew."""
    train_on(window, qtbot)
    window.session.change(window.session.recipe.changed(layers=read_layer_list("Conv2D(2, 3)")))
    wait_until(qtbot, lambda: REFUSED in window.message.text())
    assert child(window.message, "messageAction").isHidden()
    assert updates(window.session) > 0
    window.session.begin(Recipe(dataset="Moons"))
    wait_until(qtbot, lambda: is_ready(window.session))
    assert window.message.text() == "", "another run can be made"


def test_a_first_run_without_its_file_offers_to_open_data(qtbot: QtBot, tmp_path: Path) -> None:
    """There is no run to train: the way on is one click away."""
    window = MainWindow(recipe=Recipe().with_data("CSV file", {"path": str(tmp_path / "gone.csv")}))
    qtbot.addWidget(window)
    window.show()
    wait_until(qtbot, lambda: REFUSED in window.message.text())
    assert window.windowTitle() == "gone.csv – Backprop Lab"
    child(window.message, "messageAction").click()
    shown_dialog("Open Data").close()


# -- what a person changes --------------------------------------------------------------------------------------------


def test_the_form_drives_the_session_while_training(window: MainWindow, qtbot: QtBot) -> None:
    child(window, "epochs", QAbstractSpinBox).setValue(0)
    train_on(window, qtbot)
    child(window, "learningRate", QAbstractSpinBox).setValue(0.5)
    wait_until(qtbot, lambda: window.session.latest is not None and window.session.latest.learning_rate == 0.5)
    assert updates(window.session) > 0, "the run goes on"
    child(window, "dataset", QComboBox).setCurrentText("Linear")
    wait_until(qtbot, lambda: is_ready(window.session) and epoch(window.session) > 10)
    assert window.session.state is State.TRAINING
    assert window.windowTitle() == "Linear – Backprop Lab"


def test_train_takes_an_edit_that_is_still_being_typed(window: MainWindow, qtbot: QtBot) -> None:
    box = child(window, "epochs", QAbstractSpinBox)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "30")
    assert window.session.recipe.epochs == 20_000
    press(qtbot, box, Qt.Key.Key_Return)
    wait_until(qtbot, is_(window, State.FINISHED))
    assert run_of(window, qtbot).updates == 30


def test_reset_takes_an_edit_that_is_still_being_typed(window: MainWindow, qtbot: QtBot) -> None:
    box = child(window, "seed", QAbstractSpinBox)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "7")
    press(qtbot, box, Qt.Key.Key_R)
    wait_until(qtbot, lambda: is_ready(window.session))
    assert run_of(window, qtbot).recipe.seed == 7


@pytest.mark.parametrize("epochs", [0, 8])
def test_the_slider_tells_the_speed_for_any_number_of_epochs(
    open_window: OpenWindow, qtbot: QtBot, epochs: int
) -> None:
    """A training without end starts at full speed, and a very short one slowly."""
    window = open_window(None, Recipe(epochs=epochs))
    slider = child(window, "speed", QSlider)
    assert slider.value() == (slider.maximum() if epochs == 0 else 0)
    action(window, "train").trigger()
    wait_until(qtbot, lambda: updates(window.session) >= 1)
    assert window.session.state is State.TRAINING, "not at its end already"


def test_the_run_before_can_be_brought_back_from_the_menu(window: MainWindow, qtbot: QtBot) -> None:
    assert not action(window, "bringBack").isEnabled()
    child(window, "epochs", QAbstractSpinBox).setValue(40)
    action(window, "train").trigger()
    wait_until(qtbot, is_(window, State.FINISHED))
    child(window, "dataset", QComboBox).setCurrentText("Linear")
    wait_until(qtbot, lambda: action(window, "bringBack").isEnabled())
    wait_until(qtbot, lambda: is_ready(window.session))
    action(window, "bringBack").trigger()
    wait_until(qtbot, lambda: epoch(window.session) == 40)
    assert child(window, "dataset", QComboBox).currentText() == "XOR"
    assert window.windowTitle() == "XOR – Backprop Lab"


# -- panels -----------------------------------------------------------------------------------------------------------


def test_a_panel_that_fails_does_not_stop_the_pictures(
    restored_registries: None, open_window: OpenWindow, qtbot: QtBot
) -> None:
    """The exception is told of, as any, and the next picture comes."""
    shown: list[int] = []

    @PANELS.register("Stumbling")
    class Stumbling(Panel):
        object_name = "stumbling"

        def make_body(self) -> QWidget:
            return QLabel()

        def show_snapshot(self, snapshot: Snapshot) -> None:
            shown.append(snapshot.update)
            if len(shown) == 1:
                raise ZeroDivisionError("made up")

    with qtbot.captureExceptions() as exceptions:
        window = open_window(None, Recipe(epochs=0))
        train_on(window, qtbot)
        wait_until(qtbot, lambda: len(shown) > 3)
    assert {kind for kind, _, _ in exceptions} == {ZeroDivisionError}
    assert len(exceptions) == 1


def test_a_plots_menu_leads_to_its_export(window: MainWindow) -> None:
    (panel,) = [each for each in window.page.panels if each.object_name == "lossCurve"]
    panel.export_requested.emit(panel)
    dialog = shown_dialog("Export")
    assert child(dialog, "exportWhat", QComboBox).currentText() == panel.name
    dialog.reject()


def test_a_plot_can_be_copied(window: MainWindow, qapp: QApplication) -> None:
    clipboard = qapp.clipboard()
    assert clipboard is not None
    clipboard.clear()
    (panel,) = [each for each in window.page.panels if each.object_name == "truthScatter"]
    panel.copy_requested.emit(panel)
    assert not clipboard.image().isNull()


def test_a_file_that_was_exported_is_named(window: MainWindow, tmp_path: Path) -> None:
    window.export()
    dialog: Any = shown_dialog("Export")
    dialog.exported.emit([tmp_path / "learning-curve.png"])
    assert str(tmp_path / "learning-curve.png") in window.message.text()
    assert window.settings.text("folder") == str(tmp_path)
    dialog.exported.emit([tmp_path / "a.png", tmp_path / "b.png"])
    assert "2 files" in window.message.text()
    dialog.failed.emit("The disk is full.")
    assert "The disk is full." in window.message.text()
    dialog.reject()


def test_the_page_shows_every_panel_that_is_registered(window: MainWindow) -> None:
    assert {type(panel).name for panel in window.page.panels} == set(PANELS)
    assert all(panel.isVisible() for panel in window.page.panels)


def test_a_window_that_is_deleted_right_after_a_picture_says_nothing_more(
    window: MainWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    """Neither to the session, which is gone with it, nor to anybody else."""
    window.session.pictured.emit(window.session.latest, 0.0)
    window.close()
    sip.delete(window)
    with qtbot.captureExceptions() as exceptions:
        qapp.processEvents()
    assert exceptions == []


def test_nothing_of_a_window_lives_on(open_window: OpenWindow, qtbot: QtBot) -> None:
    """Many windows one after another, each closed in the middle of training."""
    for seed in range(3):
        window = open_window(None, replace(Recipe(epochs=0), seed=seed))
        train_on(window, qtbot)
        window.close()
    gc.collect()
