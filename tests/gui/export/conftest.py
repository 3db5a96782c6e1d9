"""A moment of a real run, and panels that show it, for the tests of the export."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from gui.export.subject import Subject, subjects_of
from gui.panels import PANELS, Panel
from gui.theme import DARK

MakePanel = Callable[..., Panel]
MakeSubject = Callable[..., Subject]
COMPARISON = "Truth and prediction"
PLOTS = [name for name in PANELS if name != "Metrics"]  # which is a table of numbers


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """XOR after some training, with a share of the samples kept for testing."""
    trainer = Trainer(Recipe(test_fraction=0.3))
    trainer.train(epochs=4000)
    return trainer.snapshot()


@pytest.fixture
def make_panel(qtbot: QtBot, snapshot: Snapshot) -> Iterator[MakePanel]:
    """``make_panel(name)`` gives the panel in a dark window, as it shows the snapshot."""
    kept: list[Panel] = []

    def make(name: str, shown: Snapshot | None = snapshot) -> Panel:
        panel = PANELS[name](DARK)
        kept.append(panel)
        qtbot.addWidget(panel)
        panel.resize(480, 320)
        if shown is not None:
            panel.draw(shown)
        return panel

    yield make
    kept.clear()


@pytest.fixture
def make_subject(make_panel: MakePanel, snapshot: Snapshot) -> MakeSubject:
    """``make_subject(name)`` gives whatever the panels can be exported as: a plot of one of them, or of several."""

    def make(name: str, shown: Snapshot | None = snapshot) -> Subject:
        return subjects_of(make_panel(each, shown) for each in PANELS)[name]

    return make
