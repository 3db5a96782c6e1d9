"""Figures for a report and the terminal, drawn without a window."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from PyQt5.QtCore import QSize
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QApplication

from gui.compare.figures import SIZE, ensure_application, figures, views, write_figures
from tests.gui.compare.made import DIGITS, comparison, outcomes

ONE = comparison("lr=0.1,10")
TWO = comparison("lr=0.1,10", "hidden=2,4-4", seeds=1)
HIDDEN = ("QT_QPA_PLATFORM", "DISPLAY", "XDG_RUNTIME_DIR")
BY_ITSELF = """
import pickle, sys
from pathlib import Path
from gui.compare.figures import write_figures
comparison, outcomes = pickle.loads(Path(sys.argv[1]).read_bytes())
print(*(path.name for path in write_figures(comparison, outcomes, Path(sys.argv[2]), ("png",))))
"""


def test_what_there_is_to_draw_has_a_name() -> None:
    assert list(views(ONE, outcomes(ONE))) == ["Learning curves", "Final surfaces"]
    assert list(views(TWO, outcomes(TWO))) == [
        "Learning curves", "Final surfaces", "Heat map Loss", "Heat map Accuracy",
    ]  # fmt: skip
    assert list(views(comparison("optimizer=SGD,Adam", recipe=DIGITS), ())) == ["Learning curves"]


def test_files_of_every_kind_are_written(tmp_path: Path) -> None:
    written = write_figures(TWO, outcomes(TWO), tmp_path)
    assert sorted(path.name for path in written) == sorted(path.name for path in tmp_path.iterdir())
    assert len(written) == 12
    image = QImage(str(tmp_path / "learning-curves.png"))
    assert (image.width(), image.height()) == SIZE[0]
    assert len({image.pixel(x, y) for x in range(0, 1600, 7) for y in range(0, 1000, 7)}) > 20, "something is drawn"
    assert (tmp_path / "heat-map-loss.pdf").read_bytes().startswith(b"%PDF")
    svg = (tmp_path / "learning-curves.svg").read_text(encoding="utf-8")
    assert ">10<" in svg, "the names of the lines are text"
    assert "<image" not in svg, "and curves are lines"
    assert ">0.1<" in (tmp_path / "heat-map-loss.svg").read_text(encoding="utf-8")
    assert " %<" in (tmp_path / "heat-map-accuracy.svg").read_text(encoding="utf-8"), "each map has its own number"


def test_only_the_kinds_that_are_wanted(tmp_path: Path) -> None:
    written = write_figures(ONE, outcomes(ONE), tmp_path, ("svg",))
    assert [path.name for path in written] == ["learning-curves.svg", "final-surfaces.svg"]


def test_a_folder_that_cannot_be_written_to_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_figures(ONE, outcomes(ONE), tmp_path / "nowhere" / "at all", ("svg",))


def test_a_report_can_paint_them_in_a_size_of_its_own(qapp: QApplication) -> None:
    size = QSize(600, 300)
    made = figures(ONE, outcomes(ONE), size)
    assert [figure.name for figure in made] == ["Learning curves", "Final surfaces"]
    assert {(figure.size.width(), figure.size.height()) for figure in made} == {(600, 300)}
    assert ensure_application() is qapp


def test_without_an_application_it_makes_one_without_a_screen(tmp_path: Path) -> None:
    """As the terminal needs it, where nothing of Qt is there yet."""
    stored, folder = tmp_path / "outcomes", tmp_path / "figures"
    folder.mkdir()
    stored.write_bytes(pickle.dumps((ONE, outcomes(ONE))))
    surroundings = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    done = subprocess.run(
        [sys.executable, "-c", BY_ITSELF, str(stored), str(folder)],
        capture_output=True, text=True, check=True, env=surroundings, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.stdout.split() == ["learning-curves.png", "final-surfaces.png"]
    assert (folder / "learning-curves.png").stat().st_size > 5000
    assert done.stderr == ""
