"""Recipes and runs as files, through the window: exact on the way out and in, and whatever goes wrong loses nothing."""

from __future__ import annotations

import errno
import io
import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QApplication, QComboBox, QFileDialog, QMessageBox, QToolButton
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.run import Run
from engine.storage import load_run, save_run
from engine.trainer import Trainer
from gui.documents import STORED_RECIPES
from gui.main_window import MainWindow
from gui.session import State
from gui.settings import Settings
from tests.gui.conftest import OpenWindow
from tests.gui.sitting import MINIBATCH, assert_same_run, epoch, is_ready, trained, updates, wait_until
from tests.gui.window_parts import run_of

RECIPE = Recipe().to_dict()


def shown_dialog() -> QFileDialog:
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog) and each.isVisible()]
    return dialog


def answer(path: Path) -> None:
    """Types a path into the dialog that is open, and accepts it."""
    dialog = shown_dialog()
    dialog.selectFile(str(path))
    dialog.accept()


def says(window: MainWindow, qtbot: QtBot, *words: str) -> None:
    """The message bar has these words, soon."""
    wait_until(qtbot, lambda: all(word in window.message.text() for word in words))


def train_on(window: MainWindow, qtbot: QtBot, epochs: int = 10) -> None:
    goal = epoch(window.session) + epochs
    window.session.train()
    wait_until(qtbot, lambda: epoch(window.session) >= goal)


def train_without_end(window: MainWindow, qtbot: QtBot) -> None:
    window.session.begin(Recipe(epochs=0))
    wait_until(qtbot, lambda: is_ready(window.session))
    train_on(window, qtbot)


def stand(window: MainWindow, qtbot: QtBot) -> Run:
    """Pause; the run as it is then."""
    window.session.pause()
    wait_until(qtbot, lambda: window.session.state is not State.TRAINING)
    return run_of(window, qtbot)


def a_run(epochs: int = 10, recipe: Recipe = MINIBATCH) -> Run:
    return trained(Trainer(recipe), epochs)


# -- new, open, save --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", [Recipe(), Recipe(learning_rate=0.5), MINIBATCH], ids=["same", "live", "other"])
def test_new_is_the_default_recipe_and_a_network_that_has_learned_nothing(
    open_window: OpenWindow, qtbot: QtBot, recipe: Recipe
) -> None:
    """Whatever was shown, even if it was the default recipe; and it waits, even if the other was training."""
    window = open_window(None, recipe)
    train_on(window, qtbot)
    window.actions_by_name["new"].trigger()
    wait_until(qtbot, lambda: is_ready(window.session) and updates(window.session) == 0)
    assert window.session.state is State.READY
    assert window.session.recipe == window.form.recipe == Recipe()
    assert window.windowTitle() == "XOR – Backprop Lab"
    assert window.session.previous is not None


def test_a_run_goes_through_a_file_and_comes_back_exactly(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """In the middle of an epoch, and then it goes on as if nothing had been."""
    window.session.open_run(replace_after(31))
    wait_until(qtbot, lambda: updates(window.session) == 31)
    before = run_of(window, qtbot)
    window.actions_by_name["save"].trigger()
    answer(tmp_path / "mine.npz")
    says(window, qtbot, "Saved", "mine.npz")
    assert window.windowTitle() == "mine.npz – Backprop Lab"
    assert_same_run(load_run(tmp_path / "mine.npz"), before)
    window.actions_by_name["new"].trigger()
    wait_until(qtbot, lambda: is_ready(window.session) and updates(window.session) == 0)
    window.actions_by_name["open"].trigger()
    answer(tmp_path / "mine.npz")
    wait_until(qtbot, lambda: updates(window.session) == 31)
    assert window.windowTitle() == "mine.npz – Backprop Lab"
    assert window.form.recipe == MINIBATCH
    assert_same_run(run_of(window, qtbot), before)
    window.session.train()
    wait_until(qtbot, lambda: window.session.state is State.FINISHED)
    assert_same_run(run_of(window, qtbot), a_run(40))


def replace_after(count: int) -> Run:
    trainer = Trainer(MINIBATCH)
    trainer.advance(count)
    return trainer.run()


@pytest.mark.parametrize(
    ("save", "name"), [("save_run_as", "beans.csv-run.npz"), ("save_recipe_as", "beans.csv-recipe.json")]
)
def test_what_is_made_of_own_data_is_called_after_their_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, save: str, name: str
) -> None:
    rows = "".join(f"{k},{k % 7},{k % 2}\n" for k in range(20))
    (tmp_path / "Beans.csv").write_text(f"a,b,k\n{rows}", encoding="utf-8")
    window.session.begin(Recipe().with_data("CSV file", {"path": str(tmp_path / "Beans.csv")}))
    wait_until(qtbot, lambda: is_ready(window.session))
    assert window.windowTitle() == "Beans.csv – Backprop Lab"
    getattr(window.documents, save)()
    dialog = shown_dialog()
    (proposed,) = dialog.selectedFiles()
    assert Path(proposed).name == name
    dialog.reject()


def test_save_asks_once_and_then_writes_the_same_file(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    train_on(window, qtbot)
    stand(window, qtbot)
    window.actions_by_name["save"].trigger()
    answer(tmp_path / "mine.npz")
    says(window, qtbot, "Saved")
    window.message.hide()
    train_on(window, qtbot)
    run = stand(window, qtbot)
    window.actions_by_name["save"].trigger()
    says(window, qtbot, "Saved")
    assert_same_run(load_run(tmp_path / "mine.npz"), run)
    window.actions_by_name["saveAs"].trigger()
    answer(tmp_path / "other.npz")
    says(window, qtbot, "other.npz")
    assert window.documents.run_path == tmp_path / "other.npz"


def test_the_suffix_need_not_be_typed(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.actions_by_name["saveAs"].trigger()
    answer(tmp_path / "mine")
    says(window, qtbot, "Saved")
    window.actions_by_name["saveRecipe"].trigger()
    answer(tmp_path / "mine")
    says(window, qtbot, "mine.json")
    assert {path.name for path in tmp_path.iterdir()} == {"mine.npz", "mine.json"}


def accept_and_answer(dialog: QFileDialog, button: QMessageBox.StandardButton) -> str:
    """Accepts the dialog, presses a button of the question that it asks, and returns the question."""
    asked: list[str] = []
    watch = QTimer()

    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            watch.stop()
            asked.append(box.text())
            pressed = box.button(button)
            assert pressed is not None
            pressed.click()

    watch.timeout.connect(press)
    watch.start(5)
    dialog.accept()  # returns when the question is answered
    watch.stop()
    (question,) = asked or [""]
    return question


@pytest.mark.parametrize("save", ["save_run_as", "save_recipe_as"])
@pytest.mark.parametrize("typed", ["kept", "kept{suffix}"], ids=["without suffix", "with suffix"])
def test_a_file_that_is_there_is_replaced_only_after_a_question(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, save: str, typed: str
) -> None:
    """Qt asks it, about the file that would be written, even if its suffix was not typed."""
    suffix = ".npz" if save == "save_run_as" else ".json"
    path = tmp_path / f"kept{suffix}"
    path.write_bytes(b"old")
    getattr(window.documents, save)()
    dialog = shown_dialog()
    dialog.selectFile(str(tmp_path / typed.format(suffix=suffix)))
    assert path.name in accept_and_answer(dialog, QMessageBox.StandardButton.No)
    assert dialog.isVisible()  # for another name
    window.documents._jobs.wait()
    assert path.read_bytes() == b"old"
    with qtbot.waitSignal(window.documents.saved):
        assert path.name in accept_and_answer(dialog, QMessageBox.StandardButton.Yes)
    assert path.read_bytes() != b"old"


def test_a_recipe_goes_through_a_file_and_comes_back(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    recipe = replace(MINIBATCH, hidden=(3, 5), knobs={"optimizer": {"beta1": 0.8}})
    window.session.begin(recipe)
    wait_until(qtbot, lambda: is_ready(window.session))
    window.actions_by_name["saveRecipe"].trigger()
    answer(tmp_path / "mine.json")
    says(window, qtbot, "Saved", "mine.json")
    assert Recipe.load(tmp_path / "mine.json") == recipe
    assert window.documents.run_path is None
    window.session.begin(Recipe())
    window.actions_by_name["open"].trigger()
    answer(tmp_path / "mine.json")
    wait_until(qtbot, lambda: window.session.recipe == recipe)
    assert window.form.recipe == recipe


def test_a_recipe_that_is_opened_begins_a_run_even_if_it_is_the_one_shown(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    Recipe(learning_rate=0.5).save(tmp_path / "mine.json")
    train_on(window, qtbot)
    for _ in range(2):
        stand(window, qtbot)
        window.documents.open_file(tmp_path / "mine.json")
        wait_until(qtbot, lambda: is_ready(window.session) and updates(window.session) == 0)
        assert window.session.recipe.learning_rate == 0.5
        train_on(window, qtbot)


def test_the_labs_slide_is_a_ready_recipe() -> None:
    """No bias, sigmoid everywhere."""
    recipe = Recipe.load(STORED_RECIPES / "lab-slide.json")
    assert not recipe.bias
    assert (recipe.activation, recipe.output_activation) == ("Sigmoid", "Sigmoid")


@pytest.mark.parametrize("name", ["open", "save", "saveAs", "saveRecipe"])
def test_a_file_dialog_keeps_nobody_waiting(window: MainWindow, qtbot: QtBot, name: str) -> None:
    """The training goes on behind it, and a dialog that is cancelled changes nothing."""
    train_without_end(window, qtbot)
    window.actions_by_name[name].trigger()
    train_on(window, qtbot, 100)
    shown_dialog().reject()
    train_on(window, qtbot)
    assert window.session.state is State.TRAINING
    assert window.message.text() == ""


def test_a_run_can_be_saved_while_it_is_trained(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """What is written is one moment of it, whole."""
    train_without_end(window, qtbot)
    window.actions_by_name["saveAs"].trigger()
    answer(tmp_path / "mine.npz")
    says(window, qtbot, "Saved")
    run = load_run(tmp_path / "mine.npz")
    assert_same_run(run, a_run(run.updates, Recipe(epochs=0)))
    assert window.session.state is State.TRAINING


def test_the_next_dialog_opens_where_the_last_one_was(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    window.actions_by_name["saveAs"].trigger()
    answer(tmp_path / "here" / "mine.npz")
    says(window, qtbot, "Saved")
    window.actions_by_name["open"].trigger()
    assert Path(shown_dialog().directory().absolutePath()) == tmp_path / "here"
    shown_dialog().reject()
    assert window.settings.text("folder") == str(tmp_path / "here")


# -- another run has another file -------------------------------------------------------------------------------------


def begin_anew(window: MainWindow) -> None:
    window.actions_by_name["reset"].trigger()


def choose_another_dataset(window: MainWindow) -> None:
    box = window.findChild(QComboBox, "dataset")
    assert box is not None
    box.setCurrentText("Linear" if box.currentText() == "XOR" else "XOR")


def open_a_recipe(window: MainWindow) -> None:
    window.documents.open_file(STORED_RECIPES / "lab-slide.json")


@pytest.mark.parametrize("do", [begin_anew, choose_another_dataset, open_a_recipe])
def test_another_run_does_not_overwrite_the_file_of_the_one_before(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, do: Callable[[MainWindow], None]
) -> None:
    save_run(a_run(), tmp_path / "mine.npz")
    window.documents.open_file(tmp_path / "mine.npz")
    wait_until(qtbot, lambda: window.documents.run_path is not None)
    began: list[int] = []
    window.session.run_began.connect(began.append)
    do(window)
    wait_until(qtbot, lambda: bool(began))
    assert window.documents.run_path is None
    assert "mine.npz" not in window.windowTitle()
    window.actions_by_name["save"].trigger()
    shown_dialog().reject()
    assert_same_run(load_run(tmp_path / "mine.npz"), a_run())


def test_a_run_that_was_refused_gives_its_file_to_no_other(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    save_run(replace(a_run(), parameters=np.zeros(3)), tmp_path / "bad.npz")
    window.documents.open_file(tmp_path / "bad.npz")
    says(window, qtbot, "does not fit its recipe")
    assert window.documents.run_path is None
    began: list[int] = []
    window.session.run_began.connect(began.append)
    begin_anew(window)
    wait_until(qtbot, lambda: bool(began))
    assert window.documents.run_path is None


# -- what goes wrong --------------------------------------------------------------------------------------------------


def recipe_file(**changes: Any) -> bytes:
    return json.dumps({**RECIPE, **changes}).encode()


def run_file(**changes: Any) -> bytes:
    """A run file whose arrays and text are what ``changes`` say."""
    run = a_run()
    text = {"format": "backprop-lab/run", "version": 1, "recipe": MINIBATCH.to_dict(), "updates": run.updates}
    arrays = {"run": np.array(json.dumps(text)), "parameters": run.parameters, "batch_losses": run.batch_losses}
    buffer = io.BytesIO()
    np.savez(buffer, **{**arrays, **changes})
    return buffer.getvalue()


BAD_RECIPES = {
    "unknown name": (recipe_file(dataset="Mars"), "Mars"),
    "unknown key": (recipe_file(colour="red"), "colour"),
    "NaN": (recipe_file(learning_rate=float("nan")), "NaN"),
    "no samples": (recipe_file(dataset="Linear", samples=0), "samples"),
    "too deep": (b"[" * 100_000, "nested"),
    "no text": (b"\xff\xfe\x00", "UTF-8"),
    "empty": (b"", "line 1"),
    "something else": (b'{"format": "another"}', "not a recipe"),
}
BAD_RUNS = {
    "empty": (b"", "damaged"),
    "no zip": (b"PK\x03\x04 and then nothing", "damaged"),
    "cut short": (run_file()[:-200], "damaged"),
    "a pickle": (pickle.dumps({"a": 1}), "damaged"),
    "pickled objects": (run_file(run=np.array([{}], dtype=object)), "run"),
    "other parameters": (run_file(parameters=np.zeros(2)), ""),
    "not finite": (run_file(parameters=np.full(37, np.nan)), "not finite"),
    "a text": (run_file(run=np.array("no json")), "line 1"),
}


@pytest.fixture(scope="module")
def bad_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    for suffix, bad in ((".json", BAD_RECIPES), (".npz", BAD_RUNS)):
        for name, (content, _) in bad.items():
            (folder / f"{name}{suffix}").write_bytes(content)
    (folder / "folder.npz").mkdir()
    return folder


def test_a_file_of_no_use_gets_a_sentence_and_harms_nothing(
    window: MainWindow, qtbot: QtBot, bad_folder: Path, tmp_path: Path
) -> None:
    """Damaged, hostile, missing: the run that is shown is still there, with its file, and goes on."""
    train_without_end(window, qtbot)
    before = stand(window, qtbot)
    window.documents._write_run(tmp_path / "mine.npz")
    says(window, qtbot, "Saved")
    cases = [(f"{name}.json", words) for name, (_, words) in BAD_RECIPES.items()]
    cases += [(f"{name}.npz", words) for name, (_, words) in BAD_RUNS.items()]
    cases += [("missing.npz", "no such file"), ("missing.json", "no such file"), ("folder.npz", "is a directory")]
    for name, words in cases:
        window.message.hide()
        window.documents.open_file(bad_folder / name)
        says(window, qtbot, "cannot be", words)
        text = window.message.text()
        assert 40 < len(text) < 700, text
        assert name in text
        assert "Traceback" not in text
        assert "Error" not in text
        assert window.documents.run_path == tmp_path / "mine.npz"
        assert window.windowTitle() == "mine.npz – Backprop Lab"
        assert window.session.recipe == window.form.recipe == before.recipe
    assert_same_run(run_of(window, qtbot), before)
    train_on(window, qtbot)


def test_a_file_of_no_use_does_not_stop_the_training(window: MainWindow, qtbot: QtBot, bad_folder: Path) -> None:
    train_without_end(window, qtbot)
    window.documents.open_file(bad_folder / "other parameters.npz")
    wait_until(qtbot, lambda: window.message.text() != "")
    seen = epoch(window.session)
    wait_until(qtbot, lambda: epoch(window.session) > seen)
    assert window.session.state is State.TRAINING


@pytest.mark.parametrize("what", ["run", "recipe"])
def test_a_place_that_cannot_be_written_gets_a_sentence_and_loses_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, what: str
) -> None:
    (tmp_path / "file").write_text("no folder")
    train_on(window, qtbot)
    before = stand(window, qtbot)
    write = window.documents._write_run if what == "run" else window.documents._write_recipe
    for place, why in ((tmp_path / "file" / "x", "not a directory"), (tmp_path / "gone" / "x", "no such file")):
        write(place)
        says(window, qtbot, "Not saved", str(place), why, "another place")
        window.message.hide()
    assert window.documents.run_path is None
    assert_same_run(run_of(window, qtbot), before)


def test_a_full_disk_leaves_the_file_that_was_there(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    save_run(a_run(), tmp_path / "mine.npz")
    train_on(window, qtbot)
    stand(window, qtbot)
    with monkeypatch.context() as patched:
        patched.setattr("engine.files.os.fsync", full)
        window.documents._write_run(tmp_path / "mine.npz")
        says(window, qtbot, "Not saved", "no space left on device")
    assert_same_run(load_run(tmp_path / "mine.npz"), a_run())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.npz"]
    window.documents._write_run(tmp_path / "mine.npz")
    says(window, qtbot, "Saved")
    assert_same_run(load_run(tmp_path / "mine.npz"), run_of(window, qtbot))


# -- what is kept when the window closes ------------------------------------------------------------------------------


@pytest.fixture
def keeping(open_window: OpenWindow, tmp_path: Path) -> MainWindow:
    """A window that keeps what nobody saved."""
    window = open_window(Settings(None, tmp_path / "kept.npz"), Recipe(epochs=40))
    full = window.findChild(QToolButton, "fullSpeed")
    assert full is not None
    full.click()
    return window


def finish(window: MainWindow, qtbot: QtBot) -> None:
    window.session.train()
    wait_until(qtbot, lambda: window.session.state is State.FINISHED)
    wait_until(qtbot, lambda: is_ready(window.session) and epoch(window.session) == 40)


def test_a_run_that_is_in_its_file_as_it_stands_need_not_be_kept(
    keeping: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    finish(keeping, qtbot)
    keeping.documents._write_run(tmp_path / "mine.npz")
    says(keeping, qtbot, "Saved")
    keeping.close()
    assert not (tmp_path / "kept.npz").exists()


def test_a_run_that_was_only_looked_at_need_not_be_kept(keeping: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    save_run(a_run(), tmp_path / "mine.npz")
    keeping.documents.open_file(tmp_path / "mine.npz")
    wait_until(qtbot, lambda: is_ready(keeping.session) and updates(keeping.session) > 0)
    keeping.close()
    assert not (tmp_path / "kept.npz").exists()


def train_further(window: MainWindow, qtbot: QtBot) -> None:
    window.session.step()
    wait_until(qtbot, lambda: updates(window.session) == 41)


def train_another_as_long(window: MainWindow, qtbot: QtBot) -> None:
    """As many updates as there were when the other one was saved."""
    window.session.change(Recipe(epochs=40, seed=1))
    wait_until(qtbot, lambda: is_ready(window.session))
    finish(window, qtbot)


def change_the_learning_rate(window: MainWindow, qtbot: QtBot) -> None:
    """Not one update more, and yet another run."""
    window.session.change(Recipe(epochs=40, learning_rate=0.25))


def save_only_the_recipe(window: MainWindow, qtbot: QtBot) -> None:
    train_further(window, qtbot)
    window.message.hide()
    assert window.documents.run_path is not None
    window.documents._write_recipe(window.documents.run_path.with_suffix(".json"))
    says(window, qtbot, "Saved")


@pytest.mark.parametrize("do", [train_further, train_another_as_long, change_the_learning_rate, save_only_the_recipe])
def test_a_run_that_is_not_in_its_file_is_kept(
    keeping: MainWindow, qtbot: QtBot, tmp_path: Path, do: Callable[[MainWindow, QtBot], None]
) -> None:
    finish(keeping, qtbot)
    keeping.documents._write_run(tmp_path / "mine.npz")
    says(keeping, qtbot, "Saved")
    do(keeping, qtbot)
    run = run_of(keeping, qtbot)
    keeping.close()
    assert_same_run(load_run(tmp_path / "kept.npz"), run)


def test_a_window_that_closes_while_it_saves_saves(keeping: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The program ends with its window, so nothing may be left to the event loop."""
    finish(keeping, qtbot)
    run = run_of(keeping, qtbot)
    keeping.documents._write_run(tmp_path / "mine.npz")
    keeping.close()
    assert_same_run(load_run(tmp_path / "mine.npz"), run)
