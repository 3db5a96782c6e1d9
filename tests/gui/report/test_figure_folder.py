"""The figures of one report never get among those of another, and half of them are nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from gui.report import figure_folder
from gui.report.figure_folder import put_figures

ONE, OTHER = {"a.svg": b"one", "b.svg": b"two"}, {"a.svg": b"new"}


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_folder_is_called_after_the_report(tmp_path: Path) -> None:
    assert put_figures(tmp_path / "My report.md", ONE) == "My report-figures"
    assert [path.name for path in tmp_path.iterdir()] == ["My report-figures"]
    assert content(tmp_path / "My report-figures") == ONE


def test_two_reports_in_one_folder_have_figures_of_their_own(tmp_path: Path) -> None:
    assert put_figures(tmp_path / "a.md", ONE) != put_figures(tmp_path / "b.md", OTHER)
    assert content(tmp_path / "a-figures") == ONE
    assert content(tmp_path / "b-figures") == OTHER


def test_what_is_there_is_not_touched(tmp_path: Path) -> None:
    """Somebody may have drawn in it since."""
    put_figures(tmp_path / "a.md", ONE)
    (tmp_path / "a-figures" / "mine.txt").write_text("kept")
    assert put_figures(tmp_path / "a.md", OTHER) == "a-figures-2"
    assert content(tmp_path / "a-figures") == {**ONE, "mine.txt": b"kept"}
    assert content(tmp_path / "a-figures-2") == OTHER


def test_the_same_figures_once_more_are_the_same_folder(tmp_path: Path) -> None:
    """Only words were changed."""
    put_figures(tmp_path / "a.md", ONE)
    put_figures(tmp_path / "a.md", OTHER)
    assert put_figures(tmp_path / "a.md", ONE) == "a-figures"
    assert put_figures(tmp_path / "a.md", OTHER) == "a-figures-2"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a-figures").write_text("a file")
    (tmp_path / "a-figures-2").symlink_to(tmp_path / "nowhere")
    assert put_figures(tmp_path / "a.md", ONE) == "a-figures-3"
    assert (tmp_path / "a-figures").read_text() == "a file"


@pytest.mark.parametrize("name", ["x" * 240, "報" * 80])
def test_the_name_of_a_folder_has_its_bounds(tmp_path: Path, name: str) -> None:
    assert content(tmp_path / put_figures(tmp_path / f"{name}.md", ONE)) == ONE


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(path: Path, content: bytes) -> None:
        if path.name == "b.svg":
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr(figure_folder, "write_atomically", write)
    with pytest.raises(OSError, match="No space left"):
        put_figures(tmp_path / "a.md", ONE)
    assert list(tmp_path.iterdir()) == []
