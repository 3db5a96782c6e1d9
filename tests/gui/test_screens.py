"""A scale that is almost whole is taken for the whole one, and what a person has chosen stays."""

from __future__ import annotations

import os
import sys

import pytest

from gui import screens

X_ONLY = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only X servers tell a density in millimetres")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in screens.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(os, "environ", os.environ.copy())


@X_ONLY
@pytest.mark.parametrize(
    ("density", "chosen"),
    [(99.9, "96"), (90.0, "96"), (96.0, "96"), (188.0, "192"), (120.0, None), (144.0, None), (60.0, None),
     (None, None)],
)
def test_a_scale_near_a_whole_number_becomes_it(
    monkeypatch: pytest.MonkeyPatch, density: float | None, chosen: str | None
) -> None:
    monkeypatch.setattr(screens, "_density_by_size", lambda: density)
    screens.use_whole_scale()
    assert os.environ.get("QT_FONT_DPI") == chosen


@X_ONLY
@pytest.mark.parametrize("name", screens.SETTINGS)
def test_what_a_person_has_chosen_stays(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(screens, "_density_by_size", lambda: 99.9)
    os.environ[name] = "1.25"
    before = dict(os.environ)
    screens.use_whole_scale()
    assert dict(os.environ) == before


@X_ONLY
def test_without_an_x_server_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    os.environ["DISPLAY"] = ":987"  # nobody is there
    screens.use_whole_scale()
    assert "QT_FONT_DPI" not in os.environ
