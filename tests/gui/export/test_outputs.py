"""What an export writes: names that are fit for files, and contents made in the right thread."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PyQt5.QtCore import QSize
from PyQt5.QtGui import QImage

from gui.export.outputs import PDF, PLOT_FORMATS, PNG, SVG, Look, file_name, plot_output, table_output
from gui.export.subject import View
from gui.theme import LIGHT
from tests.gui.export.conftest import MakePanel

LOOK = Look(LIGHT, (640, 480), (100, 75))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Learning curve", "learning-curve.png"), ("Loss / epoch: α²", "loss-epoch-α².png"), ("../x", "x.png")],
)
def test_names_of_panels_become_names_of_files(name: str, expected: str) -> None:
    assert file_name(name, PNG) == expected


@pytest.mark.parametrize(("kind", "start"), [(PNG, b"\x89PNG"), (SVG, b"<?xml"), (PDF, b"%PDF-")])
def test_a_plot_becomes_any_kind_of_file(make_panel: MakePanel, kind: str, start: bytes) -> None:
    output = plot_output(View.of(make_panel("Prediction")), kind, LOOK, Path("prediction"))
    content = output.prepare()()
    assert content.startswith(start)
    if kind == PNG:
        assert QImage.fromData(content).size() == QSize(640, 480)


@pytest.mark.parametrize("kind", PLOT_FORMATS)
def test_the_second_half_of_the_work_needs_no_widget(make_panel: MakePanel, kind: str) -> None:
    """It is done in a job's thread."""
    make = plot_output(View.of(make_panel("Prediction")), kind, LOOK, Path("prediction")).prepare()
    contents: list[bytes] = []
    thread = threading.Thread(target=lambda: contents.append(make()))
    thread.start()
    thread.join()
    assert len(contents[0]) > 1000


def test_a_table_is_made_in_the_job() -> None:
    asked: list[str] = []

    def text() -> str:
        asked.append("for the text")
        return "epoch,loss\n1,½\n"

    make = table_output(text, Path("history.csv")).prepare()
    assert asked == []
    assert make() == "epoch,loss\n1,½\n".encode()
