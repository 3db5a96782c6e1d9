"""Which of the kept runs and comparisons go into the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from engine.compare.factor import CompareError, Factor
from engine.compare.questions import QUESTIONS, Question
from engine.recipe import Recipe
from gui.data.columns import tick_style
from gui.report.lab.material import Compared
from gui.shelf.kept import KeptRun, summary
from gui.theme import Theme

NO_RUNS = "No run is kept yet. Train one on the Train page."
NO_COMPARISONS = "No comparison was made yet. Make the lab's three on the Compare page: each takes a click."


class Chooser(QWidget):
    """Two lists with ticks."""

    changed = pyqtSignal()

    def __init__(self, runs: Sequence[KeptRun], comparisons: Sequence[Compared], theme: Theme) -> None:
        """Both with the newest first; ticked at first are the newest of each kind, and what is pinned."""
        super().__init__()
        self._runs, self._comparisons = runs, comparisons
        self._run_list = _ticks("reportRuns", "Runs in the report", "The runs whose figures chapter 3 shows.")
        self._comparison_list = _ticks(
            "reportComparisons", "Comparisons in the report", "The comparisons that chapters 4 and 5 show."
        )
        wanted = {run.id for run in _newest(runs)} | {run.id for run in runs if run.pinned}
        for run in runs:
            _add(self._run_list, run.title, summary(run.recipe), run.id in wanted)
        chosen = set(map(id, _newest_questions(comparisons)))
        for each in comparisons:
            _add(self._comparison_list, each.title or each.comparison.title, _size_text(each), id(each) in chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for title, chooser, nothing in (
            ("RUNS", self._run_list, NO_RUNS), ("COMPARISONS", self._comparison_list, NO_COMPARISONS),
        ):  # fmt: skip
            heading = QLabel(title)
            heading.setProperty("role", "section")
            column.addWidget(heading)
            if chooser.count():
                column.addWidget(chooser, 1)
            else:
                chooser.hide()
                note = QLabel(nothing)
                note.setProperty("role", "note")
                note.setWordWrap(True)
                column.addWidget(note)
            chooser.itemChanged.connect(lambda _: self.changed.emit())
        column.addStretch(0)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        for chooser in (self._run_list, self._comparison_list):
            chooser.setStyleSheet(tick_style(theme))

    @property
    def runs(self) -> tuple[KeptRun, ...]:
        """Those that are ticked, the oldest first, as a reader wants them."""
        return tuple(reversed([self._runs[place] for place in _ticked(self._run_list)]))

    @property
    def comparisons(self) -> tuple[Compared, ...]:
        """Those that are ticked, the oldest first."""
        return tuple(reversed([self._comparisons[place] for place in _ticked(self._comparison_list)]))


def _newest(runs: Iterable[KeptRun]) -> Iterable[KeptRun]:
    """The newest of each data, of those that ended as they should."""
    found: dict[str, KeptRun] = {}
    for run in runs:
        if not run.end.is_a_fault:
            found.setdefault(run.recipe.data_name, run)
    return found.values()


def _newest_questions(comparisons: Iterable[Compared]) -> Iterable[Compared]:
    """The newest of each question: rather one that was made to its end, of data that have an answer to it."""
    found: dict[tuple[object, ...], Compared] = {}
    for each in sorted(comparisons, key=lambda each: (each.was_cancelled, _shows_little(each))):  # sorting keeps order
        factors = each.comparison.factors
        found.setdefault((*(factor.what for factor in factors), each.is_without_activation), each)
    return found.values()


def _shows_little(compared: Compared) -> bool:
    """Whether a ready-made question would rather be asked of other data."""
    recipe, factors = compared.comparison.recipe, compared.comparison.factors
    asked = [question for question in QUESTIONS if factors in _of(question, recipe)]
    return any(question.hint(recipe) is not None for question in asked)


def _of(question: Question, recipe: Recipe) -> list[tuple[Factor, ...]]:
    """What the question varies of this recipe, if it can be asked of it."""
    try:
        return [(question.factor(recipe),)]
    except CompareError:
        return []


def _size_text(each: Compared) -> str:
    """Such as "XOR, 4 settings, 3 seeds"."""
    comparison = each.comparison
    seeds = "one seed" if comparison.seeds == 1 else f"{comparison.seeds} seeds"
    return f"{comparison.recipe.data_name}, {len(comparison.variants)} settings, {seeds}"


def _ticks(object_name: str, name: str, tip: str) -> QListWidget:
    made = QListWidget()
    made.setObjectName(object_name)
    made.setAccessibleName(name)
    made.setToolTip(tip)
    made.setWordWrap(True)
    return made


def _add(chooser: QListWidget, title: str, text: str, is_ticked: bool) -> None:
    item = QListWidgetItem(f"{title}\n{text}")
    flags = Qt.ItemFlag.ItemIsEnabled, Qt.ItemFlag.ItemIsSelectable, Qt.ItemFlag.ItemIsUserCheckable
    item.setFlags(reduce(or_, flags, Qt.ItemFlags()))
    item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
    item.setToolTip(f"{title}: {text}")
    chooser.addItem(item)


def _ticked(chooser: QListWidget) -> list[int]:
    items = (chooser.item(place) for place in range(chooser.count()))
    states = [item.checkState() if item is not None else Qt.CheckState.Unchecked for item in items]
    return [place for place, state in enumerate(states) if state == Qt.CheckState.Checked]
