"""The form that shows a recipe and makes a new one of each edit; no choice is named here that the engine does not know.

Each edit is made with what belongs to it, and the form says what that was.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QComboBox, QFrame, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from engine.recipe import CHOICES, Recipe, RecipeError
from gui.forms.came_along import came_along, in_words
from gui.forms.data_shape import needs_file
from gui.forms.dataset_picker import DatasetPicker
from gui.forms.groups import Group, is_rare
from gui.forms.row import Row
from gui.theme import Theme

MARGIN = 10  # pixels from the card's border to the rows
SCROLL_BAR = 10  # as wide as the style sheet makes it
BETWEEN_ROWS, BETWEEN_GROUPS = 2, 4
SHORT_FORM = ("hidden", "activation")  # whose place a list of layers takes
NOT_IN_USE = "Not in use: the list of layers has taken its place."


class RecipeForm(QFrame):
    """A card with a row for every choice that the dataset uses, and below a choice the knobs of what is chosen."""

    changed = pyqtSignal(object)  # the new Recipe, after each completed edit by the person
    file_wanted = pyqtSignal()  # the person wants to learn from a file: ask which, and show a recipe that has it
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
        self._page = QVBoxLayout()
        self._fill_page()
        self._scroll = self._scroll_area()
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
        self._groups[group].want(is_open)
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
        if recipe.dataset != before.dataset and needs_file(recipe.dataset):
            self._show(before)
            self.file_wanted.emit()
            return
        self._forget_what_came_along()
        self._show(recipe, is_edit=True)
        self._say_what_came_along(row, came_along(before, recipe, "" if row.family else row.name))
        self.changed.emit(recipe)

    def _say_what_came_along(self, row: Row, names: list[str]) -> None:
        row.remark("came along", in_words(self._recipe, names))
        for name in names:
            self._rows[name].mark(True)

    def _forget_what_came_along(self) -> None:
        """It was about the edit before."""
        for row in self._in_order():
            row.remark("came along", "")
            row.mark(False)

    def _show(self, recipe: Recipe, is_edit: bool = False) -> None:
        self._recipe = recipe
        parts = [self._show_part(name, getattr(recipe, name)) for name in CHOICES if CHOICES[name].registry is not None]
        for row in self._in_order():
            row.show_recipe(recipe)
        for name in SHORT_FORM:
            for row in (self._rows[name], *self._part_rows.get(name, [])):
                row.set_in_use(not recipe.layers, NOT_IN_USE)
        self._rows["loss"].remark("doubt", recipe.doubt)
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
            self._page.removeWidget(row)
            row.setParent(None)
            row.deleteLater()
        rows = [
            self._connected(Row(name, knob, self._theme, family, is_rare(name, family)))
            for name, knob in self._recipe.part_knobs(family).items()
        ]
        for place, row in enumerate(rows, start=self._page.indexOf(self._rows[family]) + 1):
            self._page.insertWidget(place, row)
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
        button.clicked.connect(self.file_wanted)
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
        self._page.setSpacing(BETWEEN_ROWS)
        for place, (title, group) in enumerate(self._groups.items()):
            self._page.addSpacing(BETWEEN_GROUPS if place else 0)
            self._page.addWidget(group.header)
            for row in self._rows_of(title):
                if row.name == "dataset":
                    self._page.addWidget(self._picker)
                    self._page.addSpacing(2)
                self._page.addWidget(row)
        self._page.addStretch(1)
        self._page.addSpacing(BETWEEN_GROUPS)
        self._page.addWidget(_note(_what_is_live()))

    def _scroll_area(self) -> QScrollArea:
        page, area = QWidget(), QScrollArea()
        page.setLayout(self._page)
        area.setWidget(page)
        page.setAutoFillBackground(False)  # the card shows through
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = area.verticalScrollBar()
        assert bar is not None
        bar.rangeChanged.connect(self._make_room_for_scroll_bar)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)
        self._make_room_for_scroll_bar(0, 0)
        return area

    def _make_room_for_scroll_bar(self, least: int, greatest: int) -> None:
        """It stands in the right margin, so that the rows stay where they are."""
        right = MARGIN - (SCROLL_BAR if greatest > least else 0)
        self._page.setContentsMargins(MARGIN, MARGIN, right, MARGIN)

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
