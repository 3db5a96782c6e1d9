"""What the window remembers: values by name, in a file or nowhere, and rubbish in that file does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt5.QtCore import QByteArray, QSettings

from engine.recipe import Recipe
from gui.settings import Settings


def stored(path: Path) -> Settings:
    return Settings(QSettings(str(path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture(params=["in a file", "nowhere"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    return stored(tmp_path) if request.param == "in a file" else Settings()


def test_what_was_never_remembered_has_its_default(settings: Settings) -> None:
    assert settings.text("theme") == ""
    assert settings.text("folder", "/home") == "/home"
    assert settings.switch("log folded") is False
    assert settings.switch("log folded", True) is True
    assert settings.bytes("geometry").isEmpty()
    assert settings.recipe() == Recipe()
    assert settings.last_run is None


def test_values_come_back(settings: Settings) -> None:
    settings.remember("theme", "dark")
    settings.remember("yes", True)
    settings.remember("no", False)
    settings.remember("geometry", QByteArray(b"\x00\x01\xff"))
    assert settings.text("theme") == "dark"
    assert settings.switch("yes") is True
    assert settings.switch("no", True) is False
    assert bytes(settings.bytes("geometry")) == b"\x00\x01\xff"


RECIPE = Recipe(
    dataset="Linear", hidden=(8, 3), learning_rate=1e-4, optimizer="Adam", knobs={"optimizer": {"beta1": 0.8}}
)


@pytest.mark.parametrize("recipe", [Recipe(), Recipe(hidden=()), RECIPE])
def test_a_recipe_comes_back(tmp_path: Path, recipe: Recipe) -> None:
    """Through the file, in another sitting."""
    stored(tmp_path).remember("recipe", recipe)
    assert stored(tmp_path).recipe() == recipe


@pytest.mark.parametrize(
    "text",
    ["", "rubbish", "[]", "null", '{"format": "backprop-lab/recipe", "version": 1, "loss": "Unknown"}', "[" * 9999],
)
def test_a_recipe_of_no_use_is_the_default_one(settings: Settings, text: str) -> None:
    settings.remember("recipe", text)
    assert settings.recipe() == Recipe()


def test_values_of_another_kind_have_the_default(tmp_path: Path) -> None:
    """As another program, or an older version, may have left them."""
    (tmp_path / "settings.ini").write_text("[General]\ntheme=a, list\ngeometry=text\nlog%20folded=7\n")
    settings = stored(tmp_path)
    assert settings.text("theme", "light") == "light"
    assert settings.bytes("geometry").isEmpty()
    assert settings.switch("log folded") is False


def test_a_file_of_rubbish_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "settings.ini").write_bytes(bytes(range(256)) * 10)
    settings = stored(tmp_path)
    assert settings.text("theme") == ""
    assert settings.recipe() == Recipe()
    settings.remember("theme", "dark")
    assert settings.text("theme") == "dark"


def test_all_can_be_forgotten(tmp_path: Path) -> None:
    settings = stored(tmp_path)
    settings.remember("theme", "dark")
    settings.remember("recipe", RECIPE)
    settings.forget_all()
    assert settings.text("theme") == ""
    assert settings.recipe() == Recipe()
    assert stored(tmp_path).text("theme") == "", "in the file too"


def test_nothing_is_shared_without_a_file() -> None:
    one, other = Settings(), Settings()
    one.remember("theme", "dark")
    assert other.text("theme") == ""
    one.forget_all()
    assert one.text("theme") == ""
