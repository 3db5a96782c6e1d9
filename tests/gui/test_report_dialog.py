"""The report comes together in its dialog: what is ticked, what is typed, and what is saved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PyQt5 import sip
from PyQt5.QtCore import QCoreApplication, QEvent, Qt
from PyQt5.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.jobs import Jobs
from gui.report.lab import Material
from gui.report.pages import Pages
from gui.report.portions import InPortions
from gui.report_dialog import ReportDialog
from gui.settings import Settings
from gui.theme import LIGHT
from tests.gui.report.lab.reports import material

Open = Callable[..., ReportDialog]


pytestmark = pytest.mark.usefixtures("light_look")  # ticks are icons of the theme


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def open_dialog(qtbot: QtBot, settings: Settings) -> Iterator[Open]:
    jobs, dialogs = Jobs(), []

    def open_one(of: Material | None = None) -> ReportDialog:
        of = of or material()
        dialog = ReportDialog(of.runs[::-1], of.comparisons[::-1], settings, jobs, LIGHT)
        dialogs.append(dialog)
        dialog.show()
        return dialog

    yield open_one
    jobs.wait()
    for dialog in dialogs:
        if not sip.isdeleted(dialog):
            dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def ticks(dialog: ReportDialog, name: str) -> dict[str, bool]:
    chooser = dialog.findChild(QListWidget, name)
    assert chooser is not None
    items = [item for place in range(chooser.count()) if (item := chooser.item(place)) is not None]
    return {item.text().split("\n")[0]: item.checkState() == Qt.CheckState.Checked for item in items}


def laid_out(dialog: ReportDialog, qtbot: QtBot) -> Pages:
    """What the preview shows, once it shows what was typed last, figures included."""

    def is_quiet() -> bool:
        return not (dialog._build_later.isActive() or dialog._work.is_busy or "figure" in status(dialog))

    qtbot.waitUntil(lambda: dialog._pages is not None and is_quiet())
    assert dialog._pages is not None
    return dialog._pages


def status(dialog: ReportDialog) -> str:
    label = dialog.findChild(QLabel, "reportStatus")
    assert label is not None
    return label.text()


def field(dialog: ReportDialog, name: str) -> QPlainTextEdit:
    found = dialog.findChild(QPlainTextEdit, name)
    assert found is not None
    return found


def writes(dialog: ReportDialog, name: str, qtbot: QtBot) -> QPlainTextEdit:
    """The keyboard is taken to one of the fields for words."""
    tabs = dialog.findChild(QTabWidget, "reportTabs")
    assert tabs is not None
    tabs.setCurrentIndex(1)
    qtbot.waitActive(dialog)
    dialog.activateWindow()
    found = field(dialog, name)
    found.setFocus()
    qtbot.waitUntil(found.hasFocus)
    return found


def scrolled(dialog: ReportDialog) -> int:
    bar = dialog._preview.sheets.verticalScrollBar()
    assert bar is not None
    return bar.value()


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_the_newest_run_of_each_dataset_and_each_question_is_ticked(open_dialog: Open) -> None:
    older = material()
    twice = material(runs=(*older.runs, *material().runs), comparisons=(*older.comparisons, *older.comparisons[:1]))
    dialog = open_dialog(twice)
    runs = dialog.findChild(QListWidget, "reportRuns")
    assert runs is not None
    states = [runs.item(k).checkState() for k in range(4)]  # type: ignore[union-attr]
    assert [state == Qt.CheckState.Checked for state in states] == [True, True, False, False]
    assert list(ticks(dialog, "reportComparisons").values()) == [True, True, True]  # of two rates the newest counts


def test_without_ticks_the_report_is_shorter(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    before = len(laid_out(dialog, qtbot))
    chooser = dialog.findChild(QListWidget, "reportComparisons")
    assert chooser is not None
    for place in range(chooser.count()):
        chooser.item(place).setCheckState(Qt.CheckState.Unchecked)  # type: ignore[union-attr]
    assert len(laid_out(dialog, qtbot)) < before


def test_the_pdf_says_who_and_what_was_typed_a_moment_ago(open_dialog: Open, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog()
    name, words = dialog.findChild(QLineEdit, "reportName"), dialog.findChild(QPlainTextEdit, "wordsHidden")
    assert name is not None
    assert words is not None
    name.setText("Ada Lovelace")
    words.setPlainText("Because two lines are needed.")
    with qtbot.waitSignal(dialog.saved, timeout=20_000) as saved:
        dialog._save_pdf(tmp_path / "report.pdf")
    assert saved.args == [tmp_path / "report.pdf"]
    said = text_of(tmp_path / "report.pdf")
    assert "Ada Lovelace" in said
    assert "Because two lines are needed." in said
    assert "How many units did these data need" not in said
    assert PdfReader(tmp_path / "report.pdf").metadata["/Title"] == "Lab 1: Backpropagation"  # type: ignore[index]


def test_markdown_comes_with_its_figures(open_dialog: Open, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog()
    with qtbot.waitSignal(dialog.saved, timeout=20_000):
        dialog._save_markdown(tmp_path / "report.md")
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    figures = list((tmp_path / "report-figures").iterdir())
    assert len(figures) == 12
    assert all(f"(report-figures/{figure.name})" in text for figure in figures)


def test_two_reports_in_one_folder_keep_their_figures(open_dialog: Open, qtbot: QtBot, tmp_path: Path) -> None:
    """And one that is saved again with other words has its figures where they were."""
    dialog = open_dialog()
    for name, words in (("one", "First."), ("other", "Then."), ("one", "At last.")):
        field(dialog, "wordsHidden").setPlainText(words)
        with qtbot.waitSignal(dialog.saved, timeout=20_000):
            dialog._save_markdown(tmp_path / f"{name}.md")
    assert {path.name for path in tmp_path.iterdir()} == {"one.md", "one-figures", "other.md", "other-figures"}
    assert "At last." in (tmp_path / "one.md").read_text(encoding="utf-8")


def test_where_the_text_cannot_be_written_no_figures_lie_about(
    open_dialog: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    """Those of a report that is there already stay."""
    dialog = open_dialog()
    (tmp_path / "report.md").mkdir()
    with qtbot.waitSignal(dialog.failed, timeout=20_000):
        dialog._save_markdown(tmp_path / "report.md")
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]
    (tmp_path / "report.md").rmdir()
    with qtbot.waitSignal(dialog.saved, timeout=20_000):
        dialog._save_markdown(tmp_path / "report.md")
    (tmp_path / "report.md").unlink()
    (tmp_path / "report.md").mkdir()
    with qtbot.waitSignal(dialog.failed, timeout=20_000):
        dialog._save_markdown(tmp_path / "report.md")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report-figures", "report.md"]


def test_the_window_is_there_before_its_pages_and_those_before_their_figures(open_dialog: Open, qtbot: QtBot) -> None:
    dialog, said = open_dialog(), list[str]()
    assert (dialog._pages, status(dialog)) == (None, "Laying out the pages")
    dialog._preview.drawn.connect(lambda *_: said.append(status(dialog)))
    assert len(laid_out(dialog, qtbot)) > 5
    # The first is a mere function.
    assert [*dict.fromkeys(said)][:3] == [f"Drawing figure {number} of 12" for number in (2, 3, 4)]
    assert re.fullmatch(r"\d+ pages, 9 places wait for your words", status(dialog))


def test_what_somebody_writes_about_comes_into_view_and_stays(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    laid_out(dialog, qtbot)
    assert scrolled(dialog) == 0
    words = writes(dialog, "wordsHidden", qtbot)
    (spot, *_) = laid_out(dialog, qtbot).words("hidden")
    assert dialog._preview.shows(spot)
    before = scrolled(dialog)
    assert before > 0
    for _ in range(3):
        words.insertPlainText("Because two lines are needed. ")
        laid_out(dialog, qtbot)
        assert scrolled(dialog) == before
    writes(dialog, "wordsIntroduction", qtbot)
    assert scrolled(dialog) < before


def test_what_is_written_is_followed_over_the_page(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    laid_out(dialog, qtbot)
    words = writes(dialog, "wordsHidden", qtbot)
    words.insertPlainText("A long story.\n\n" * 60)
    last = laid_out(dialog, qtbot).words("hidden")[-1]
    assert dialog._preview.shows(last)


def test_who_looks_elsewhere_while_writing_is_left_there(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    laid_out(dialog, qtbot)
    words = writes(dialog, "wordsHidden", qtbot)
    dialog._preview.go_to(0)
    words.insertPlainText("As the first page says.")
    laid_out(dialog, qtbot)
    assert scrolled(dialog) == 0


def test_a_field_for_what_the_report_does_not_have_moves_nothing(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    assert laid_out(dialog, qtbot).words("optimizers") == []
    words = writes(dialog, "wordsOptimizers", qtbot)
    assert scrolled(dialog) == 0
    words.insertPlainText("Adam has a memory.")
    assert len(laid_out(dialog, qtbot).words("optimizers")) == 1


def test_figures_are_not_drawn_again_for_a_name(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    first = laid_out(dialog, qtbot)
    name = dialog.findChild(QLineEdit, "reportName")
    assert name is not None
    name.setText("Ada Lovelace")
    second = laid_out(dialog, qtbot)
    assert second is not first
    plans = [[plan for number in range(len(of)) for plan in of.plans(number)] for of in (first, second)]
    assert plans[0] == plans[1]


def test_a_dialog_that_somebody_goes_on_with_outlives_the_report(qtbot: QtBot, settings: Settings) -> None:
    """Such as the hand-in, with all that was typed in it."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    report = ReportDialog((), (), settings, Jobs(), LIGHT, window)
    report.show()
    other = QDialog(report)
    other.setWindowTitle("Hand In")
    typed = QLineEdit(other)
    other.open()
    typed.setText("Ada")
    report.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert sip.isdeleted(report)
    assert other.isVisible()
    assert other.parent() is window
    assert typed.text() == "Ada"
    other.close()


def test_who_hands_it_in_is_asked_first(open_dialog: Open) -> None:
    """The keyboard is in the first field that is empty."""
    dialog = open_dialog()
    focused = dialog.focusWidget()
    assert focused is not None
    assert focused.objectName() == "reportName"
    dialog.findChild(QLineEdit, "reportName").setText("Ada Lovelace")
    dialog.close()
    focused = open_dialog().focusWidget()
    assert focused is not None
    assert focused.objectName() == "reportStudentId"


def test_words_are_kept_without_saving(open_dialog: Open, settings: Settings) -> None:
    dialog = open_dialog()
    field = dialog.findChild(QPlainTextEdit, "wordsIntroduction")
    assert field is not None
    field.setPlainText("Not saved by anybody.")
    dialog.close()
    again = open_dialog().findChild(QPlainTextEdit, "wordsIntroduction")
    assert again is not None
    assert again.toPlainText() == "Not saved by anybody."


def test_a_place_that_cannot_be_written_is_a_sentence(open_dialog: Open, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog()
    (tmp_path / "file").write_text("in the way")
    with qtbot.waitSignal(dialog.failed, timeout=20_000) as failed:
        dialog._save_pdf(tmp_path / "file" / "report.pdf")
    assert failed.args[0].startswith("report.pdf could not be written to ")
    assert dialog.isVisible()
    button = dialog.findChild(QPushButton, "reportPdf")
    assert button is not None
    assert button.isEnabled()


def test_closed_in_the_middle_it_saves_to_the_end(open_dialog: Open, qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("report.pdf", "report.md"):
        dialog = open_dialog()
        (dialog._save_pdf if name.endswith("pdf") else dialog._save_markdown)(tmp_path / name)
        with qtbot.waitSignal(dialog.saved, timeout=20_000), qtbot.waitSignal(dialog.destroyed, timeout=20_000):
            dialog.close()
        assert (tmp_path / name).stat().st_size > 1000


def test_closed_in_the_middle_it_tells_what_went_wrong(open_dialog: Open, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog()
    (tmp_path / "file").write_text("in the way")
    dialog._save_pdf(tmp_path / "file" / "report.pdf")
    with qtbot.waitSignal(dialog.failed, timeout=20_000):
        dialog.close()


def test_closed_on_the_way_to_the_hand_in_it_does_not_go_there(open_dialog: Open) -> None:
    dialog, wanted = open_dialog(), list[object]()
    dialog.hand_in_wanted.connect(lambda *what: wanted.append(what))
    dialog.hand_in()
    dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert sip.isdeleted(dialog)
    assert wanted == []


def test_half_a_report_is_written_nowhere(
    open_dialog: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where its pages cannot be drawn to the last."""

    def printing(pages: Pages) -> InPortions[bytes]:
        yield
        raise MemoryError

    monkeypatch.setattr("gui.report.lab.saving.printing", printing)
    dialog = open_dialog()
    with qtbot.waitSignal(dialog.failed, timeout=20_000) as failed:
        dialog._save_pdf(tmp_path / "report.pdf")
    assert failed.args[0].startswith("There is not enough memory")
    button = dialog.findChild(QPushButton, "reportPdf")
    assert button is not None
    assert button.isEnabled()
    assert not list(tmp_path.iterdir())


def test_on_to_the_hand_in_with_the_pages(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    button = dialog.findChild(QPushButton, "reportHandIn")
    assert button is not None
    with qtbot.waitSignal(dialog.hand_in_wanted, timeout=20_000) as wanted:
        button.click()
    content, runs = wanted.args
    assert content.startswith(b"%PDF-")
    assert [run.number for run in runs] == [1, 2]


def test_letters_that_no_font_has_are_told_of(
    open_dialog: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.report_dialog.complaint", lambda document: "No font has ⿰.")
    dialog = open_dialog()
    laid_out(dialog, qtbot)
    said = [label.text() for label in dialog.findChildren(QLabel, "messageText")]
    assert said == ["<b>Missing letters</b>&nbsp; No font has ⿰."]


def test_with_nothing_kept_it_says_what_to_do(open_dialog: Open) -> None:
    dialog = open_dialog(Material())
    said = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert "No run is kept yet. Train one on the Train page." in said
    assert any("Compare page" in text for text in said)
