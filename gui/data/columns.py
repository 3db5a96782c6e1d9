"""Which columns are what: one is the answer, and the network sees those of the others that have a tick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from PyQt5.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from engine.csv_choice import MOST_FEATURE_WORDS, TASKS, join_names, split_names
from engine.csv_columns import Column
from engine.csv_dataset import CSVFile
from engine.csv_table import Table
from engine.knobs import knobs_of
from gui.data.looker import Summary
from gui.data.rows import combo, heading, row
from gui.theme import SMALL, Theme

TICKED, CLEAR = Qt.CheckState.Checked, Qt.CheckState.Unchecked
USABLE = Qt.ItemFlags() | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
SMALL_BUTTON = f"""
    QToolButton {{ font-size: {SMALL}px; padding: 1px 8px; min-height: 16px; border-radius: 5px; }}
    QToolButton:focus {{ padding: 0 7px; }}
"""
UNKNOWN_TASK = "As the answer is"
TASK_NAMES = {"classes": "Classes", "regression": "Numbers"}


class ColumnForm(QWidget):
    """A list for the answer, one for the task, and ticks for what the network sees."""

    changed = pyqtSignal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self._former = ""  # what was the answer last
        knobs = knobs_of(CSVFile)
        self._answer = combo("csvAnswer", knobs["target"].label, knobs["target"].help)
        self._task = combo("csvTask", knobs["task"].label, knobs["task"].help)
        self._task.addItem(UNKNOWN_TASK, "")
        for word in TASKS:
            self._task.addItem(TASK_NAMES[word], word)
        self._ticks = QListWidget()
        self._ticks.setObjectName("csvColumns")
        self._ticks.setAccessibleName("Columns that the network sees")
        self._ticks.setToolTip("What the network sees: a column of words becomes a number for each word.")
        self._ticks.setStyleSheet(tick_style(theme))
        self._ticks.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_out()
        self._answer.currentIndexChanged.connect(self._on_answer)
        self._task.currentIndexChanged.connect(lambda: self.changed.emit())
        self._ticks.itemChanged.connect(lambda _: self.changed.emit())

    def show_table(self, table: Table | None, choices: Mapping[str, str]) -> None:
        """Offers the columns of a table, with the choices as far as it has them; tells nobody."""
        self._columns = () if table is None else table.columns
        names = [column.name for column in self._columns]
        target, task = choices.get("target", ""), choices.get("task", "")
        with QSignalBlocker(self._answer), QSignalBlocker(self._ticks), QSignalBlocker(self._task):
            self._answer.clear()
            self._answer.addItems(names)
            self._answer.setCurrentIndex(names.index(target) if target in names else len(names) - 1)
            self._task.setItemText(0, UNKNOWN_TASK)
            self._task.setCurrentIndex(max(0, self._task.findData(task)))
            self._ticks.clear()
            self._ticks.addItems(names)
        self._label_all(set(split_names(choices.get("columns", ""))) & set(names) or self._numbers())

    def choices(self) -> dict[str, str]:
        """The knobs as they are; nothing before there is a table."""
        if not self._columns:
            return {}
        seen = self.seen()
        choices = {"target": self.answer(), "task": self._task.currentData()}
        choices["columns"] = "" if set(seen) == self._numbers() else join_names(seen)
        return {name: value for name, value in choices.items() if value}

    def answer(self) -> str:
        """The name of the column that is the answer; "" before there is a table."""
        return self._answer.currentText()

    def seen(self) -> list[str]:
        """The names of the columns with a tick, in the order of the table."""
        return [column.name for k, column in enumerate(self._columns) if self._item(k).checkState() == TICKED]

    def lacks_a_tick(self) -> bool:
        """Whether the network is to see nothing, though there is something to see."""
        can_be_seen = [column for column in self._columns if is_usable(column) and column.name != self.answer()]
        return bool(can_be_seen) and not self.seen()

    def show_summary(self, summary: Summary | None) -> None:
        """Says what the answer is, where that was left to it."""
        found = UNKNOWN_TASK
        if summary is not None and not self._task.currentData():
            found = f"{TASK_NAMES['classes' if summary.class_names else 'regression']} (found)"
        self._task.setItemText(0, found)

    def tick_numbers(self) -> None:
        """All columns of numbers but the answer."""
        self._label_all(self._numbers())
        self.changed.emit()

    def tick_none(self) -> None:
        """A clean slate."""
        self._label_all(set())
        self.changed.emit()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _on_answer(self) -> None:
        """What is the answer cannot be seen; what was it can be, and is where it is of numbers."""
        seen = set(self.seen())
        self._label_all(seen | (self._numbers() & {self._former}))
        self.changed.emit()

    def _label_all(self, ticked: Set[str]) -> None:
        """Ticks these columns, as far as they can be seen, and tells nobody."""
        self._former = self.answer()
        with QSignalBlocker(self._ticks):
            for k, column in enumerate(self._columns):
                item, is_answer = self._item(k), column.name == self.answer()
                item.setText(f"{column.name}  –  {'the answer' if is_answer else what_is_in(column)}")
                item.setToolTip(item.text())
                can_be_seen = not is_answer and is_usable(column)
                item.setFlags(USABLE if can_be_seen else Qt.ItemFlag.NoItemFlags)
                item.setCheckState(TICKED if can_be_seen and column.name in ticked else CLEAR)

    def _numbers(self) -> set[str]:
        """The names of the columns of numbers, without the answer: what the network sees where nothing else is said."""
        answer = self.answer()
        return {each.name for each in self._columns if each.numbers is not None and is_usable(each)} - {answer}

    def _item(self, place: int) -> QListWidgetItem:
        item = self._ticks.item(place)
        assert item is not None
        return item

    def _lay_out(self) -> None:
        numbers = small_button("csvNumbers", "All numbers", "Let the network see every column of numbers.")
        none = small_button("csvNone", "None", "Take all ticks away.")
        numbers.clicked.connect(lambda: self.tick_numbers())
        none.clicked.connect(lambda: self.tick_none())
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(heading("What it sees"))
        buttons.addStretch(1)
        buttons.addWidget(numbers)
        buttons.addWidget(none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(heading("What it learns"))
        layout.addLayout(row("Answer", self._answer))
        layout.addLayout(row("Task", self._task))
        layout.addSpacing(6)
        layout.addLayout(buttons)
        layout.addWidget(self._ticks, 1)


def is_usable(column: Column) -> bool:
    """Whether the network can see it."""
    is_words = column.codes is not None and len(column.words) <= MOST_FEATURE_WORDS
    return is_words or (column.numbers is not None and not column.is_empty)


def what_is_in(column: Column) -> str:
    """In a few words."""
    if column.is_empty:
        return "empty"
    if column.numbers is not None:
        return "numbers"
    if column.codes is None:
        return "text"
    return f"{len(column.words)} word{'s' if len(column.words) != 1 else ''}"


def small_button(object_name: str, text: str, tip: str) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    made.setObjectName(object_name)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.setStyleSheet(SMALL_BUTTON)
    return made


def tick_style(theme: Theme) -> str:
    """Ticks in a list that look like all others."""
    return f"""
        QListView {{ padding: 3px; outline: none; }}
        QListView::item {{ min-height: 24px; border-radius: 4px; }}
        QListView::item:selected {{ background: {theme.selection}; color: {theme.text}; }}
        QListView::indicator {{
            width: 16px; height: 16px; border: 1px solid {theme.muted}; border-radius: 4px; background: {theme.field};
        }}
        QListView::indicator:checked {{
            background: {theme.accent}; border-color: {theme.accent};
            image: url(theme:{theme.name}-check_on_accent.svg);
        }}
        QListView::indicator:disabled {{ border-color: {theme.hairline}; background: {theme.card}; }}
    """
