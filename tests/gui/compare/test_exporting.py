"""Plots and tables of the page as files, and on the clipboard."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gui.compare.album import Album
from gui.compare.curves import CurvesCard
from gui.compare.exporting import Exporter, all_outputs
from gui.compare.table import TableCard
from gui.jobs import Jobs
from gui.theme import LIGHT
from tests.gui.compare.conftest import Put
from tests.gui.compare.made import comparison, outcomes

RATES = comparison("lr=0.1,10")


@pytest.fixture
def album() -> Album:
    return Album(RATES, outcomes(RATES))


@pytest.fixture
def exporter(qtbot: QtBot, tmp_path: Path) -> Iterator[Exporter]:
    jobs, window = Jobs(), QWidget()
    qtbot.addWidget(window)
    made = Exporter(jobs, window, lambda: str(tmp_path))
    yield made
    jobs.wait()


@pytest.fixture
def curves(put: Put, album: Album) -> CurvesCard:
    card = CurvesCard(LIGHT)
    put(card, 500, 300)
    card.show_shown(album.show())
    return card


def save_as(dialog: QFileDialog | None, path: Path) -> None:
    """As the person does who types this name."""
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.close()


@pytest.mark.parametrize(("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_plot_is_written_as_its_name_says(
    qtbot: QtBot, exporter: Exporter, curves: CurvesCard, tmp_path: Path, suffix: str, begins: bytes
) -> None:
    with qtbot.waitSignal(exporter.exported) as told:
        save_as(exporter.ask_for_plot(curves), tmp_path / f"mine.{suffix}")
    assert told.args == [[tmp_path / f"mine.{suffix}"]]
    assert (tmp_path / f"mine.{suffix}").read_bytes().startswith(begins)


def test_the_kind_that_is_chosen_ends_the_name(qtbot: QtBot, exporter: Exporter, curves: CurvesCard) -> None:
    dialog = exporter.ask_for_plot(curves)
    assert dialog is not None
    assert dialog.defaultSuffix() == "png"
    dialog.filterSelected.emit(dialog.nameFilters()[2])
    assert dialog.defaultSuffix() == "pdf"
    dialog.close()


def test_a_table_has_a_row_for_each_trial(qtbot: QtBot, exporter: Exporter, album: Album, tmp_path: Path) -> None:
    with qtbot.waitSignal(exporter.exported):
        save_as(exporter.ask_for_table(album.show(), album), tmp_path / "table.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "table.csv").read_text())))
    assert [row["learning_rate"] for row in rows] == ["0.1", "10", "0.1", "10"]
    assert float(rows[0]["loss"]) == album.outcomes[0].loss


def test_everything_goes_into_a_folder(qtbot: QtBot, exporter: Exporter, album: Album, tmp_path: Path) -> None:
    with qtbot.waitSignal(exporter.exported):
        save_as(exporter.ask_for_all(album.show(), album), tmp_path / "all")
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [
        "comparison.csv", "curves.csv", "final-surfaces.pdf", "final-surfaces.png", "learning-curves.pdf",
        "learning-curves.png",
    ]  # fmt: skip


def test_nothing_that_is_there_is_replaced(qtbot: QtBot, exporter: Exporter, album: Album, tmp_path: Path) -> None:
    """Neither somebody's own file of that name, nor the comparison that was exported before."""
    (tmp_path / "comparison.csv").write_text("mine")
    for _ in range(2):
        with qtbot.waitSignal(exporter.exported):
            save_as(exporter.ask_for_all(album.show(), album), tmp_path)
    assert (tmp_path / "comparison.csv").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["comparison.csv", "learning-rate", "learning-rate-2"]
    assert len(list((tmp_path / "learning-rate-2").iterdir())) == 6


def test_kept_runs_have_a_table_too(album: Album, tmp_path: Path) -> None:
    last = all_outputs(album.show(), None, tmp_path)[-1]
    assert last.path.name == "runs.csv"
    assert last.prepare()().decode().startswith("Learning rate,Loss")


def test_a_folder_that_cannot_be_written_to_is_a_sentence(
    qtbot: QtBot, exporter: Exporter, curves: CurvesCard, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with qtbot.waitSignal(exporter.failed) as told:
        save_as(exporter.ask_for_plot(curves), tmp_path / "file" / "plot.png")
    assert "plot.png could not be written" in told.args[0]


def test_one_export_at_a_time(qtbot: QtBot, exporter: Exporter, album: Album, tmp_path: Path) -> None:
    with qtbot.waitSignal(exporter.failed) as told, qtbot.waitSignal(exporter.exported):
        for name in ("one", "two"):
            exporter.write(all_outputs(album.show(), album, tmp_path / name))
    assert told.args[0].startswith("Another export is under way")


def test_a_plot_and_a_table_go_on_the_clipboard(
    qapp: QApplication, exporter: Exporter, curves: CurvesCard, album: Album, put: Put
) -> None:
    clipboard = qapp.clipboard()
    assert clipboard is not None
    exporter.copy_plot(curves, LIGHT)
    assert clipboard.image().width() == 1000
    exporter.copy_table(album.show())
    assert clipboard.text().startswith("Learning rate\tLoss")
    table = TableCard(LIGHT)
    put(table, 400, 200)
    assert exporter.ask_for_plot(table) is None, "a table is no plot"
