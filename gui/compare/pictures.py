"""The card with the pictures of a comparison: what each variant has learned, and a map of two things varied."""

from __future__ import annotations

from dataclasses import replace

from PyQt5.QtCore import QEvent, QObject, QPointF, Qt
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QComboBox, QWidget

from engine.snapshot import Line
from gui.compare.card import NOBODY, PlotCard
from gui.compare.heat import LevelMap
from gui.compare.miniatures import Miniatures
from gui.export.subject import View
from gui.theme import Theme
from gui.widgets.choice import Choice
from gui.widgets.sheet import Sheet

SURFACES, HEAT = "Pictures", "Heat map"
WAYS = {
    SURFACES: ("comparePictures", "Shows what each variant has learned, each with its first seed."),
    HEAT: ("compareHeat", "Shows one number for each pair of levels, as a colour."),
}
TITLES = {SURFACES: "Final surfaces", HEAT: "Heat map"}
CURVES = "Final curves"  # of one feature
HELPS = {
    SURFACES: "What each variant has learned in the end with its first seed, and how well.",
    HEAT: "A cell for each pair of levels, the stronger in colour the better; the number is the mean over the seeds.",
}


class PicturesCard(PlotCard):
    """Only what there is to choose from is offered: a heat map of two things varied, pictures where there are some."""

    name = TITLES[SURFACES]
    object_name = "comparePicture"
    help = HELPS[SURFACES]

    def make_body(self) -> QWidget:
        self.miniatures, self.map = Miniatures(self.theme), LevelMap(self.theme)
        self._sheets = {SURFACES: Sheet(self.miniatures), HEAT: Sheet(self.map)}
        self._drawings: dict[str, Miniatures | LevelMap] = {SURFACES: self.miniatures, HEAT: self.map}
        self._way = Choice("What is pictured", WAYS)
        self._way.chosen.connect(lambda _: self._turn())
        self._measure = QComboBox()
        self._measure.setObjectName("compareMeasure")
        self._measure.setAccessibleName("What the heat map shows")
        self._measure.setToolTip("Which number the colours of the heat map say.")
        self._measure.activated.connect(self._on_measure)
        self.header.addWidget(self._measure)
        self.header.addWidget(self._way)
        self._wanted: str | None = None  # what the person chose, as long as it can be had
        self._way.chosen.connect(self._want)
        for sheet in self._sheets.values():
            viewport = sheet.viewport()
            assert viewport is not None
            viewport.setMouseTracking(True)
            viewport.installEventFilter(self)
        self.miniatures.laid_out.connect(self._say_what_is_missing)
        return self._sheets[SURFACES]

    @property
    def has_something(self) -> bool:
        """Whether there is anything to picture."""
        return self.shown.has_pictures or self.shown.grid is not None

    @property
    def is_complete(self) -> bool:
        """Whether all of it is painted; pictures are, a few at a time, after they were asked for."""
        return self.miniatures.stock.is_complete

    def draw_shown(self) -> None:
        shown = self.shown
        offered = ([SURFACES] if shown.has_pictures else []) + ([HEAT] if shown.grid is not None else [])
        self._way.setVisible(len(offered) == 2)
        names = [each.name for each in shown.measures]
        if names != [self._measure.itemText(k) for k in range(self._measure.count())]:
            self._measure.clear()
            self._measure.addItems(names)
        self.miniatures.show_shown(shown)
        self.map.show_shown(shown)
        self._measure.setCurrentIndex(self.map.measure)
        if offered:
            usual = HEAT if HEAT in offered else SURFACES
            self._way.choose(self._wanted if self._wanted in offered else usual)
        self._turn()

    def draw_highlight(self) -> None:
        self.miniatures.highlight(self.looked_at)
        self.map.highlight(self.looked_at)

    def apply_theme(self, theme: Theme) -> None:
        for sheet in self._sheets.values():
            sheet.set_theme(theme)

    @property
    def choice(self) -> str:
        """The way, and of a heat map the measure."""
        return f"{self._way.choice()}:{self.map.measure}"

    def choose(self, choice: str) -> None:
        way, _, measure = choice.partition(":")
        self._want(way)
        self._way.choose(way)
        self._on_measure(int(measure))
        self._turn()

    def view(self) -> View | None:
        """In a file, where no list says which number the colours of a heat map are, its title does."""
        view = super().view()
        if view is None or self._way.choice() != HEAT:
            return view
        return replace(view, name=f"{TITLES[HEAT]}: {self.shown.measures[self.map.measure].name_inside}")

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """The pointer on a picture or a cell brings its series out in all cards; a click keeps it so."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._look_at(event)
        elif event is not None and event.type() == QEvent.Type.Leave:
            self.highlighted.emit(NOBODY)
        return False

    def _look_at(self, event: QMouseEvent) -> None:
        sheet, drawing = self._sheets[self._way.choice()], self._drawings[self._way.choice()]
        if event.buttons() == Qt.MouseButton.NoButton:
            where: QPointF = drawing.mapFromScene(sheet.mapToScene(event.pos()))
            self.highlighted.emit(drawing.number_at(where))

    def _want(self, way: str) -> None:
        self._wanted = way

    def _on_measure(self, number: int) -> None:
        if 0 <= number < self._measure.count():
            self._measure.setCurrentIndex(number)
            self.map.choose(number)

    def _turn(self) -> None:
        way = self._way.choice()
        self._measure.setVisible(way == HEAT and self.shown.grid is not None)
        self.turn_to(self._sheets[way], self._title_of(way), HELPS[way])
        self._say_what_is_missing()

    def _say_what_is_missing(self) -> None:
        """Of the small pictures: other seeds, and those that find no room."""
        if self._way.choice() != SURFACES or not self.shown.has_pictures:
            self.set_note("")
            return
        left_out = self.miniatures.left_out
        more = f"{left_out} more" if left_out > 0 else ""
        first = "first seed" if self.shown.seeds > 1 else ""
        self.set_note(", ".join(filter(None, (first, more))), more or first)

    def _title_of(self, way: str) -> str:
        has_lines = any(isinstance(each.picture, Line) for each in self.shown.series)
        return CURVES if way == SURFACES and has_lines else TITLES[way]
