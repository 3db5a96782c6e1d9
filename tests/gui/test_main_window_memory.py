"""The theme of the window, what it remembers from one sitting to the next, and the run that it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QByteArray, QSettings
from PyQt5.QtWidgets import (
    QAbstractSpinBox,
    QAction,
    QApplication,
    QComboBox,
    QSplitter,
)
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from gui.main_window import MainWindow
from gui.pages import COMPARE, TRAIN
from gui.session import State
from gui.settings import Settings
from gui.theme import DARK, LIGHT, system_theme
from gui.theme import system as theme_system
from tests.gui.conftest import OpenWindow
from tests.gui.sitting import updates, wait_until
from tests.gui.window_parts import action, child, goes_on, train_on

# -- theme ------------------------------------------------------------------------------------------------------------


def test_the_theme_changes_at_once(window: MainWindow, qapp: QApplication, qtbot: QtBot) -> None:
    child(window, "epochs", QAbstractSpinBox).setValue(0)
    train_on(window, qtbot)
    for name, theme in (("dark", DARK), ("light", LIGHT), ("dark", DARK)):
        entry = next(each for each in window.findChildren(QAction) if each.text() == name.capitalize())
        entry.trigger()
        assert entry.isChecked()
        assert window.theme is theme
        assert theme.ground.lower() in qapp.styleSheet().lower()
        assert all(panel.theme is theme for panel in window.page.panels)
        goes_on(window, qtbot)


@pytest.fixture
def ask_the_system_anew() -> Iterator[None]:
    """It is asked once in the life of the program."""
    system_theme.cache_clear()
    yield
    system_theme.cache_clear()


@pytest.mark.parametrize("dark", [False, True])
def test_as_the_system_is_as_the_system_is(
    ask_the_system_anew: None, monkeypatch: pytest.MonkeyPatch, open_window: OpenWindow, dark: bool
) -> None:
    """Also after another theme was chosen, whose colours are the application's by then."""
    monkeypatch.setattr(theme_system, "_portal_prefers_dark", lambda: dark)
    window = open_window()
    expected = DARK if dark else LIGHT
    assert window.theme is expected
    window.choose_theme("light" if dark else "dark")
    window.choose_theme("system")
    assert window.theme is expected


def test_without_a_word_from_the_desktop_the_system_is_as_it_was_at_first(
    ask_the_system_anew: None, open_window: OpenWindow
) -> None:
    window = open_window()
    assert window.theme is LIGHT
    window.choose_theme("dark")
    window.choose_theme("system")
    assert window.theme is LIGHT
    window.choose_theme("dark")
    assert open_window().theme is LIGHT, "nothing is remembered, and the last window's colours are no system's"


# -- what it remembers ------------------------------------------------------------------------------------------------


def remembering(tmp_path: Path) -> Settings:
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    return Settings(store, tmp_path / "kept" / "last-run.npz")


def test_the_window_is_as_it_was_left(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    first = open_window(remembering(tmp_path))
    first.resize(1240, 760)
    columns = child(first, "splitter columns", QSplitter)
    columns.setSizes([300, 700])
    first.choose_theme("dark")
    child(first, "foldLog").click()
    child(first, "dataset", QComboBox).setCurrentText("Linear")
    child(first, "learningRate", QAbstractSpinBox).setValue(1e-4)
    first.documents.folder_changed.emit(str(tmp_path / "elsewhere"))
    sizes = columns.sizes()
    first.close()
    second = open_window(remembering(tmp_path))
    assert (second.width(), second.height()) == (1240, 760)
    assert child(second, "splitter columns", QSplitter).sizes() == pytest.approx(sizes, abs=2)
    assert second.theme is DARK
    assert second.page.log.text.isHidden()
    assert second.session.recipe == Recipe(dataset="Linear", learning_rate=1e-4)
    assert second.form.recipe == second.session.recipe
    assert second.settings.text("folder") == str(tmp_path / "elsewhere")


def test_a_recipe_that_is_given_comes_before_the_one_remembered(open_window: OpenWindow, tmp_path: Path) -> None:
    settings = remembering(tmp_path)
    settings.remember("recipe", Recipe(seed=1))
    window = open_window(settings, Recipe(seed=2))
    assert window.session.recipe.seed == 2


def test_settings_that_make_no_sense_do_no_harm(open_window: OpenWindow, tmp_path: Path) -> None:
    settings = remembering(tmp_path)
    for name in ("geometry", "splitter columns", "splitter left"):
        settings.remember(name, QByteArray(b"\x00rubbish\xff"))
    settings.remember("theme", "purple")
    settings.remember("log folded", "perhaps")
    settings.remember("recipe", '{"format": "backprop-lab/recipe", "version": 1, "dataset": "Mars"}')
    settings.remember("folder", str(tmp_path / "is" / "gone"))
    window = open_window(settings)
    assert (window.width(), window.height()) == (1280, 800)
    assert window.session.recipe == Recipe()
    assert window.theme is LIGHT
    assert not window.page.log.text.isHidden()


def test_a_run_that_nobody_saved_is_kept_and_offered(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    first = open_window(remembering(tmp_path))
    assert not action(first, "reopenLast").isEnabled()
    first.session.set_speed(500.0)
    train_on(first, qtbot)
    seen = updates(first.session)
    first.close()
    second = open_window(remembering(tmp_path))
    assert action(second, "reopenLast").isEnabled()
    assert "Welcome back" in second.message.text()
    second.pages.turn_to(COMPARE)
    assert second.message.text() == "", "it would lie over a button there"
    second.pages.turn_to(TRAIN)
    action(second, "reopenLast").trigger()
    wait_until(qtbot, lambda: updates(second.session) >= seen)
    assert second.session.state is State.PAUSED
    assert second.documents.run_path is None, "it is the program's own file: Save asks for another"
    assert second.windowTitle() == "XOR – Backprop Lab"


def test_a_window_that_learned_nothing_leaves_the_run_that_was_kept(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = remembering(tmp_path)
    window = open_window(settings)
    assert settings.last_run is not None
    settings.last_run.parent.mkdir()
    settings.last_run.write_bytes(b"as it was")
    window.close()
    assert settings.last_run.read_bytes() == b"as it was"


def test_a_run_that_cannot_be_kept_does_not_keep_the_window(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept").write_text("no folder")
    window = open_window(remembering(tmp_path))
    train_on(window, qtbot)
    window.close()
    assert not window.isVisible()
    assert "The run could not be kept" in capsys.readouterr().err


def test_what_was_unfolded_in_the_form_is_unfolded_next_time(open_window: OpenWindow) -> None:
    settings = Settings()
    window = open_window(settings)
    child(window, "moreTraining").click()
    child(window, "moreData").click()
    child(window, "moreData").click()
    window.close()
    again = open_window(settings)
    assert [child(again, name).isVisible() for name in ("seed", "standardise", "bias")] == [True, False, False]
