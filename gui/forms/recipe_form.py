"""The form that shows a recipe and makes a new one of each edit; no choice is named here that the engine does not know.

Each edit is made with what belongs to it, and the form says what that was.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QComboBox, QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from engine.datasets import DATASETS
from engine.recipe import CHOICES, Recipe, RecipeError
from gui.forms.came_along import came_along, in_words
from gui.forms.dataset_picker import DatasetPicker
from gui.forms.groups import Group, is_rare
from gui.forms.page import MARGIN, Page
from gui.forms.row import Row
from gui.theme import Theme

BETWEEN_GROUPS = 4  # pixels
SHORT_FORM = ("hidden", "activation")  # whose place a list of layers takes
DOUBTFUL = ("output_activation", "loss")  # whichever was changed last has to answer for both
NOT_IN_USE = "Not in use: the list of layers has taken its place."


class RecipeForm(QFrame):
    """A card with a row for every choice that the dataset uses, and below a choice the knobs of what is chosen."""

    changed = pyqtSignal(object)  # the new Recipe, after each completed edit by the person
    file_wanted = pyqtSignal()  # the person wants to learn from a file: ask for it, and show a recipe that has it
    unfolded = pyqtSignal(str, bool)  # a group, and whether the person wants to see its rare choices from now on

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._theme = theme
        self._recipe = Recipe()
        self._picker = DatasetPicker(theme)
        self._rows = {name: self._connected(Row(name, CHOICES[name], theme, "", is_rare(name))) for name in CHOICES}
        self._groups = {title: Group(title, theme) for title in dict.fromkeys(knob.group for knob in CHOICES.values())}
        self._part_rows: dict[str, list[Row]] = {}  # by the choice below which they stand
        self._parts: dict[str, str] = {}  # the part whose knobs they are
        self._doubted = DOUBTFUL[-1]  # the row below which it stands when the choices make no sense together
        self._page, self._came_along = Page(), _note("")
        self._came_along.setObjectName("cameAlong")
        self._came_along.setContentsMargins(MARGIN, BETWEEN_GROUPS, MARGIN, MARGIN)
        self._came_along.hide()
        self._column = self._page.column
        self._fill_page()
        self._connect()
        self._show(self._recipe)

    @property
    def recipe(self) -> Recipe:
        """What the form shows."""
        return self._recipe

    @property
    def groups(self) -> list[str]:
        """The headings."""
        return list(self._groups)

    def set_recipe(self, recipe: Recipe) -> None:
        """Shows ``recipe`` and tells nobody."""
        is_another = recipe != self._recipe  # and not the answer to the form's own edit
        if is_another:
            self._forget_what_came_along()
            for row in self._in_order():
                row.forget_refused()
        self._show(recipe, is_edit=not is_another)

    def unfold(self, group: str, is_open: bool) -> None:
        """Shows the rarely used choices of a group, or folds them away, and tells nobody."""
        self._groups[group].is_open = is_open
        self._show_groups(is_edit=True)

    def commit(self) -> None:
        """Completes an edit that is still being typed, for whoever is about to use the recipe."""
        for row in list(self._in_order()):
            row.control.commit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._picker.set_theme(theme)
        for group in self._groups.values():
            group.header.set_theme(theme)
        for row in self._in_order():
            row.set_theme(theme)

    # -- edits ---------------------------------------------------------------------------------------------------------

    def _edit(self, row: Row) -> None:
        before = self._recipe
        try:
            recipe = row.changed(before)
        except RecipeError as error:
            row.refuse(before, str(error))
            return
        if recipe.dataset != before.dataset and DATASETS[recipe.dataset].needs_file:
            self._show(before)  # until the file is chosen
            self.file_wanted.emit()
        else:
            self._take_over(recipe, row)

    def _take_over(self, recipe: Recipe, row: Row) -> None:
        """The recipe that an edit in ``row`` has made."""
        names = came_along(self._recipe, recipe, "" if row.family else row.name)
        self._forget_what_came_along()
        if row.name in DOUBTFUL:
            self._rows[self._doubted].remark("doubt", "")
            self._doubted = row.name
        self._show(recipe, is_edit=True)
        self._say_what_came_along(in_words(self._recipe, names))
        for name in names:
            self._rows[name].mark(True)
        self.changed.emit(recipe)

    def _forget_what_came_along(self) -> None:
        """It was about the edit before."""
        self._say_what_came_along("")
        for row in self._in_order():
            row.mark(False)

    def _say_what_came_along(self, text: str) -> None:
        """Below the rows, none of which may move while somebody looks at it."""
        self._came_along.setText(text)
        self._came_along.setVisible(bool(text))

    def _show(self, recipe: Recipe, is_edit: bool = False) -> None:
        self._recipe = recipe
        parts = [self._show_part(name, getattr(recipe, name)) for name in CHOICES if CHOICES[name].registry is not None]
        for row in self._in_order():
            row.show_recipe(recipe)
        for name in SHORT_FORM:
            for row in (self._rows[name], *self._part_rows.get(name, [])):
                row.set_in_use(not recipe.layers, NOT_IN_USE)
        self._rows[self._doubted].remark("doubt", recipe.doubt)
        self._show_groups(is_edit)
        self._picker.set_value(recipe.dataset)
        if any(parts):
            self._set_tab_order()

    def _show_groups(self, is_edit: bool) -> None:
        for title, group in self._groups.items():
            group.show(self._recipe, list(self._rows_of(title)), is_edit)

    def _show_part(self, family: str, part: str) -> bool:
        """Below the choice of a part stand that part's own knobs, and no other's; whether these are new."""
        if self._parts.get(family) == part:
            return False
        self._parts[family] = part
        for row in self._part_rows.pop(family, []):
            row.control.blockSignals(True)  # it loses the focus now, and must not complete an edit
            self._column.removeWidget(row)
            row.setParent(None)
            row.deleteLater()
        rows = [
            self._connected(Row(name, knob, self._theme, family, is_rare(name, family)))
            for name, knob in self._recipe.part_knobs(family).items()
        ]
        for place, row in enumerate(rows, start=self._column.indexOf(self._rows[family]) + 1):
            self._column.insertWidget(place, row)
        self._part_rows[family] = rows
        return True

    # -- the page ------------------------------------------------------------------------------------------------------

    def _connected(self, row: Row) -> Row:
        row.edited.connect(self._edit)
        if row.name == "path":
            row.add_button(self._file_button())
        return row

    def _file_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("…")
        button.setObjectName("chooseFile")
        button.setAccessibleName("Choose a file")
        button.setToolTip("Choose a file, and what of it is to be learned.")
        button.setStyleSheet("padding: 0;")
        button.clicked.connect(lambda: self.file_wanted.emit())
        return button

    def _connect(self) -> None:
        """The pictures and the list below them are two ways to make one choice."""
        choice = self._rows["dataset"].control
        assert isinstance(choice, QComboBox)
        self._picker.chosen.connect(choice.setCurrentText)
        for title, group in self._groups.items():
            group.header.toggled.connect(lambda is_open, title=title: self._on_toggled(title, is_open))

    def _on_toggled(self, group: str, is_open: bool) -> None:
        self.unfold(group, is_open)
        self.unfolded.emit(group, is_open)

    def _fill_page(self) -> None:
        for place, (title, group) in enumerate(self._groups.items()):
            self._column.addSpacing(BETWEEN_GROUPS if place else 0)
            self._column.addWidget(group.header)
            for row in self._rows_of(title):
                if row.name == "dataset":
                    self._column.addWidget(self._picker)
                    self._column.addSpacing(2)
                self._column.addWidget(row)
        self._column.addStretch(1)
        self._column.addSpacing(BETWEEN_GROUPS)
        self._column.addWidget(_note(_what_is_live()))
        self._page.fill()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(self._page)
        around.addWidget(self._came_along)

    def _in_order(self) -> Iterator[Row]:
        for group in self._groups:
            yield from self._rows_of(group)

    def _rows_of(self, group: str) -> Iterator[Row]:
        """Those of the fields under this heading, each with those of its part below it."""
        for name, row in self._rows.items():
            if row.knob.group == group:
                yield row
                yield from self._part_rows.get(name, [])

    def _set_tab_order(self) -> None:
        stops: list[QWidget] = []
        for title, group in self._groups.items():
            stops.append(group.header.more)
            for row in self._rows_of(title):
                stops += self._picker.thumbnails.values() if row.name == "dataset" else []
                stops += row.tab_stops()
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "note")
    label.setWordWrap(True)
    return label


def _what_is_live() -> str:
    names = [knob.label for knob in CHOICES.values() if knob.live]
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names).lower().capitalize()
    return f"{listed} act at once; the rest starts a new network."
