"""The form that shows a recipe and makes a new one of each edit; no choice is named here, all come from the engine."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QComboBox, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from engine.recipe import CHOICES, Recipe, RecipeError
from gui.forms.dataset_picker import DatasetPicker
from gui.forms.row import Row
from gui.theme import Theme

MARGIN = 10  # pixels from the card's border to the rows
SCROLL_BAR = 10  # as wide as the style sheet makes it
BETWEEN_ROWS, BETWEEN_GROUPS = 2, 8


class RecipeForm(QFrame):
    """A card with a row for every choice that the dataset uses, and below a choice the knobs of what is chosen."""

    changed = pyqtSignal(object)  # the new Recipe, after each completed edit by the person

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._theme = theme
        self._recipe = Recipe()
        self._picker = DatasetPicker(theme)
        self._rows = {name: self._connected(Row(name, knob, theme)) for name, knob in CHOICES.items()}
        self._part_rows: dict[str, list[Row]] = {}  # by the choice below which they stand
        self._parts: dict[str, str] = {}  # the part whose knobs they are
        self._page = QVBoxLayout()
        self._fill_page()
        self._scroll = self._scroll_area()
        self._connect_picker()
        self._show(self._recipe)

    @property
    def recipe(self) -> Recipe:
        """What the form shows."""
        return self._recipe

    def set_recipe(self, recipe: Recipe) -> None:
        """Shows ``recipe`` and tells nobody."""
        if recipe != self._recipe:  # and not the answer to the form's own edit
            for row in self._in_order():
                row.forget_refused()
        self._show(recipe)

    def commit(self) -> None:
        """Completes an edit that is still being typed, for whoever is about to use the recipe."""
        for row in list(self._in_order()):
            row.control.commit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._picker.set_theme(theme)
        for row in self._in_order():
            row.set_theme(theme)

    # -- edits ---------------------------------------------------------------------------------------------------------

    def _edit(self, row: Row) -> None:
        try:
            recipe = row.changed(self._recipe)
        except RecipeError as error:
            row.refuse(self._recipe, str(error))
        else:
            self._show(recipe)
            self.changed.emit(recipe)

    def _show(self, recipe: Recipe) -> None:
        self._recipe = recipe
        for name, knob in CHOICES.items():
            if knob.registry is not None:
                self._show_part(name, getattr(recipe, name))
        for row in self._in_order():
            row.show_recipe(recipe)
        self._picker.set_value(recipe.dataset)

    def _show_part(self, family: str, part: str) -> None:
        """Below the choice of a part stand that part's own knobs, and no other's."""
        if self._parts.get(family) == part:
            return
        self._parts[family] = part
        for row in self._part_rows.pop(family, []):
            row.control.blockSignals(True)  # it loses the focus now, and must not complete an edit
            self._page.removeWidget(row)
            row.setParent(None)
            row.deleteLater()
        knobs = self._recipe.part_knobs(family)
        rows = [self._connected(Row(name, knob, self._theme, family)) for name, knob in knobs.items()]
        for place, row in enumerate(rows, start=self._page.indexOf(self._rows[family]) + 1):
            self._page.insertWidget(place, row)
        self._part_rows[family] = rows
        self._set_tab_order()

    # -- the page ------------------------------------------------------------------------------------------------------

    def _connected(self, row: Row) -> Row:
        row.edited.connect(self._edit)
        return row

    def _connect_picker(self) -> None:
        """The pictures and the list below them are two ways to make one choice."""
        choice = self._rows["dataset"].control
        assert isinstance(choice, QComboBox)
        self._picker.chosen.connect(choice.setCurrentText)

    def _fill_page(self) -> None:
        self._page.setSpacing(BETWEEN_ROWS)
        group = ""
        for name, row in self._rows.items():
            if row.knob.group != group:
                self._page.addSpacing(BETWEEN_GROUPS if group else 0)
                group = row.knob.group
                self._page.addWidget(_with_role("section", group.upper()))
            if name == "dataset":
                self._page.addWidget(self._picker)
                self._page.addSpacing(2)
            self._page.addWidget(row)
        self._page.addStretch(1)
        self._page.addSpacing(BETWEEN_GROUPS)
        self._page.addWidget(_with_role("note", _what_is_live()))

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
        for name, row in self._rows.items():
            yield row
            yield from self._part_rows.get(name, [])

    def _set_tab_order(self) -> None:
        widgets = [*self._picker.thumbnails.values(), *(row.control for row in self._in_order())]
        for before, after in pairwise(widgets):
            QWidget.setTabOrder(before, after)


def _with_role(role: str, text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label


def _what_is_live() -> str:
    names = [knob.label for knob in CHOICES.values() if knob.live]
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names).lower().capitalize()
    return f"{listed} act at once; the rest starts a new network."
