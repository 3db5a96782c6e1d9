"""The Compare page: what is to be compared at the left, what came of it at the right."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QWidget,
)

from engine.compare.outcome import Outcome
from engine.compare.plan import Comparison
from engine.compare.questions import Hint, Question
from engine.recipe import Recipe
from engine.run import Run
from gui.compare.album import Album, shown_runs
from gui.compare.card import NOBODY, PlotCard
from gui.compare.curves import CurvesCard
from gui.compare.exchange import Exchange
from gui.compare.exporting import Exporter
from gui.compare.heading import Heading
from gui.compare.kept import KeptComparisons
from gui.compare.pictures import PicturesCard
from gui.compare.runner import Runner
from gui.compare.setup import SetUpCard
from gui.compare.shown import NOTHING, Kept, Shown
from gui.compare.sides import GAP, left_side, right_side
from gui.compare.table import TableCard
from gui.compare.welcome import Welcome
from gui.jobs import Jobs
from gui.session import Session
from gui.theme import Theme


class ComparePage(QWidget):
    """One comparison is under way at a time, and any that is kept can be looked at meanwhile."""

    said = pyqtSignal(str, str, str, object)  # for the message bar: heading, sentence, and a button with what it does
    run_opened = pyqtSignal(object)  # carries the Run of a trial that the person wants to see on the Train page

    def __init__(
        self, theme: Theme, session: Session, jobs: Jobs, runs: QWidget | None = None,
        folder: Callable[[], str] = str, runner: Runner | None = None, kept: KeptComparisons | None = None,
    ) -> None:  # fmt: skip
        """``runs``: the list of kept runs, to stand beside the experiment, with a ``set_theme`` of its own;
        ``folder``: where the person saved last; ``kept``: whoever keeps the comparisons."""
        super().__init__()
        self.theme, self._session = theme, session
        self.kept = KeptComparisons(parent=self) if kept is None else kept
        self.runner = runner or Runner(parent=self)
        self._albums: dict[int, Album] = {}  # by the number of the comparison
        self._looked_at = 0  # the number of the comparison that is shown; 0: none
        self._under_way = 0  # and of the one that is being made,
        self._begun = 0.0  # since when
        self._shown = NOTHING
        self._to_show: Album | None = None  # next,
        self._to_draw: list[PlotCard] = []  # in these cards, which show something older
        self._next_card = QTimer(self)
        self._next_card.setSingleShot(True)
        self._next_card.setInterval(0)
        self._next_card.timeout.connect(self._draw_next)
        self._runs: Sequence[Kept] = ()
        self._paces: dict[Recipe, float] = {}  # seconds an epoch, by what the trials had in common
        self.set_up, self.heading, self.welcome = SetUpCard(theme), Heading(theme), Welcome()
        self.curves, self.table, self.pictures = CurvesCard(theme), TableCard(theme), PicturesCard(theme)
        self._exchange = Exchange(session, self)
        self.exporter = Exporter(jobs, self, folder)
        self._run_list = runs
        self._lay_out(runs)
        self._connect()
        self._show_nothing()

    # -- what a person does -------------------------------------------------------------------------------------------

    def compare(self, comparison: Comparison) -> None:
        """Begin to make it, and watch."""
        if self.runner.is_running:
            return
        kept = self.kept.add(comparison)
        self._albums[kept.number] = Album(comparison)
        self._under_way, self._begun = kept.number, time.monotonic()
        self._looked_at = kept.number
        self.runner.start(comparison)
        self._draw_in_turn(self._albums[kept.number])
        self.set_up.show_running(True)
        self._show_list()

    def look_at(self, number: int) -> None:
        """Show one of the comparisons, as soon as it is read; 0: none, or the runs that were chosen."""
        self._looked_at = number
        album = self._album(number)
        if album is not None:
            self._draw(album.show())
        elif number:
            self.kept.read(number)
        elif self._runs:
            self._draw(shown_runs(self._runs))
        else:
            self._show_nothing()
        self._show_list()

    def show_runs(self, runs: Sequence[Kept]) -> None:
        """Show kept runs in the same cards, one series each; without any, the last comparison."""
        self._runs = tuple(runs)
        self.look_at(0 if runs else self.kept.newest)

    def remove(self, number: int) -> None:
        """Let go of a comparison; the message offers to bring it back."""
        kept = self.kept.find(number)
        if kept is None or kept.outcomes is None or number == self._under_way:
            return
        undo = self.kept.remove(number)

        def bring_back() -> None:
            undo()
            self.look_at(number)

        self.said.emit("Deleted", f"{kept.title}.", "Undo", bring_back)

    def export(self) -> None:
        """Everything that is shown, into a folder."""
        if not self._shown.series:
            self.said.emit("Nothing to export yet", "Compare something first: a question takes a click.", "", None)
            return
        self.exporter.ask_for_all(self._shown, self._albums.get(self._looked_at))

    def close_work(self) -> None:
        """End what is under way; returns when its thread and its processes are gone."""
        self.runner.close()
        self._end_of_work()

    def _answer(self, question: Question) -> None:
        self.set_up.ask(question)
        self.set_up.begin()

    def _ask_of_another(self, question: Question, hint: Hint) -> None:
        """Take the hint's recipe into the form and answer at once."""
        if not self.runner.is_running:
            self._exchange.take(hint.instead)
            self.set_up.ask_of(question, hint.instead)

    # -- what comes in ------------------------------------------------------------------------------------------------

    def _on_changed(self, outcomes: list[Outcome]) -> None:
        album = self._albums[self._under_way]
        album.take(outcomes)
        self.kept.update(self._under_way, album.outcomes)
        if self._looked_at == self._under_way and self.isVisible():
            self._draw_in_turn(album)

    def _on_progressed(self, share: float, seconds_left: float | None) -> None:
        outcomes = self._albums[self._under_way].outcomes
        over = sum(each.state.is_over for each in outcomes)
        self.set_up.show_progress(share, seconds_left, f"{over:,} of {len(outcomes):,} done")

    def _on_failed(self, sentence: str) -> None:
        self.said.emit("Not compared", sentence, "", None)

    def _on_finished(self) -> None:
        album = self._albums[self._under_way]
        self.kept.update(self._under_way, album.outcomes)
        self.kept.finish(self._under_way)
        self._note_pace(album)
        self._end_of_work()
        self._show_list()

    def _end_of_work(self) -> None:
        self._under_way = 0
        self.set_up.show_running(False)
        self._offer_pace()

    def _note_pace(self, album: Album) -> None:
        """How long an epoch took, all in all: the next comparison of the recipe takes about as long."""
        epochs = sum(each.epoch for each in album.outcomes)
        if epochs:
            self._paces[_core(album.comparison.recipe)] = (time.monotonic() - self._begun) / epochs

    def _offer_pace(self) -> None:
        self.set_up.set_pace(self._paces.get(_core(self._session.recipe)))

    def _follow(self, recipe: Recipe) -> None:
        self.set_up.set_recipe(recipe)
        self.set_up.show_way_back(self._exchange.has_taken)
        self._offer_pace()

    # -- what is shown ------------------------------------------------------------------------------------------------

    @property
    def cards(self) -> tuple[PlotCard, ...]:
        """All that show a comparison."""
        return (self.curves, self.pictures, self.table)

    @property
    def shown(self) -> Shown:
        """What they show."""
        return self._shown

    def _draw(self, shown: Shown) -> None:
        self._shown, self._to_show, self._to_draw = shown, None, []
        for card in self.cards:
            card.show_shown(shown)
        self.pictures.setVisible(self.pictures.has_something)
        self._right.setCurrentIndex(1)

    @property
    def is_drawn(self) -> bool:
        """Whether all cards show what is to be seen."""
        return self.is_shown and self.pictures.is_complete

    def _draw_in_turn(self, album: Album) -> None:
        """The same, card by card: between two of them the window hears what a person does."""
        self._to_show = album
        self._next_card.start()

    def _draw_next(self) -> None:
        """A round of cards goes to its end before another begins: else, where news come fast, the last would never have
        its turn."""
        if self._to_draw:
            self._to_draw.pop(0).show_shown(self._shown)
            self.pictures.setVisible(self.pictures.has_something)
            self._right.setCurrentIndex(1)
        elif self._to_show is not None:
            self._shown, self._to_show, self._to_draw = self._to_show.show(), None, list(self.cards)
        if not self.is_shown:
            self._next_card.start()

    @property
    def is_shown(self) -> bool:
        """Whether all cards know what is to be seen; pictures take a moment longer."""
        return self._to_show is None and not self._to_draw

    def _album(self, number: int) -> Album | None:
        """None where there is no such comparison, or where what came of it is not read yet."""
        kept = self.kept.find(number)
        if number not in self._albums and kept is not None and kept.outcomes is not None:
            self._albums[number] = Album(kept.comparison, kept.outcomes)
        return self._albums.get(number)

    def _on_kept_changed(self) -> None:
        """What has gone is shown no longer."""
        there = {each.number for each in self.kept}
        self._albums = {number: album for number, album in self._albums.items() if number in there}
        if self._looked_at and self._looked_at not in there:
            self.look_at(self.kept.newest)
        else:
            self._show_list()

    def _on_came(self, number: int) -> None:
        if number == self._looked_at:
            self.look_at(number)

    def _offer_newest(self) -> None:
        """Where nothing is shown, the last comparison is, of whichever day."""
        if not self._looked_at and not self._runs:
            self.look_at(self.kept.newest)

    def _show_list(self) -> None:
        self.heading.show_list(self.kept, self._looked_at, len(self._runs), self._under_way)

    def _show_nothing(self) -> None:
        self._shown, self._to_show, self._to_draw = NOTHING, None, []
        self._right.setCurrentIndex(0)

    def _highlight(self, number: int) -> None:
        """What the person looks at in one card is brought out in all; where nobody is, the selected row stays."""
        chosen = number if number != NOBODY else self.table.selected()
        for card in (self.curves, self.pictures):
            card.highlight(chosen)

    def _open_run(self, number: int) -> None:
        run: Run | None = self._shown.series[number].run
        if run is not None:
            self.run_opened.emit(run)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._follow(self._session.recipe)
        self.kept.look_up(self._offer_newest)
        if self._looked_at in self._albums:  # it may have come further, or to its end
            self._draw(self._albums[self._looked_at].show())

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        for part in (self.set_up, self.heading, *self.cards):
            part.set_theme(theme)
        self.welcome.dress()
        if self._run_list is not None:
            self._run_list.set_theme(theme)

    # -- how it is made -----------------------------------------------------------------------------------------------

    def _lay_out(self, runs: QWidget | None) -> None:
        results, self.splitters = right_side(self.heading, self.curves, self.pictures, self.table)
        self._right = QStackedWidget()
        self._right.addWidget(self.welcome)
        self._right.addWidget(results)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(left_side(self.set_up, runs))
        layout.addWidget(self._right, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def _connect(self) -> None:
        self._session.recipe_changed.connect(self._follow)
        self.set_up.asked.connect(self.compare)
        self.welcome.chosen.connect(self._answer)
        self.set_up.recipe_read.connect(self.welcome.set_recipe)
        for part in (self.welcome, self.set_up):
            part.taken.connect(self._ask_of_another)
        self.set_up.back_wanted.connect(self._exchange.bring_back)
        self.set_up.cancelled.connect(self.runner.cancel)
        self.runner.changed.connect(self._on_changed)
        self.runner.progressed.connect(self._on_progressed)
        self.runner.failed.connect(self._on_failed)
        self.runner.finished.connect(self._on_finished)
        self.heading.chosen.connect(self.look_at)
        self.heading.removed.connect(self.remove)
        self.heading.export_wanted.connect(self.export)
        self.heading.noted.connect(self.kept.write_note)
        self.kept.changed.connect(self._on_kept_changed)
        self.kept.came.connect(self._on_came)
        self.table.opened.connect(self._open_run)
        self.table.table_export_requested.connect(self._export_table)
        self.table.table_copy_requested.connect(lambda: self.exporter.copy_table(self._shown))
        for card in self.cards:
            card.highlighted.connect(self._highlight)
            card.export_requested.connect(self._export_plot)
            card.copy_requested.connect(lambda card: self.exporter.copy_plot(card, self.theme))
        self.exporter.exported.connect(self._on_exported)
        self.exporter.failed.connect(lambda sentence: self.said.emit("Not exported", sentence, "", None))

    def _export_plot(self, card: PlotCard) -> None:
        self.exporter.ask_for_plot(card)

    def _export_table(self) -> None:
        self.exporter.ask_for_table(self._shown, self._albums.get(self._looked_at))

    def _on_exported(self, paths: list[Any]) -> None:
        what = f"{paths[0]}" if len(paths) == 1 else f"{len(paths)} files in {paths[0].parent}"
        self.said.emit("Exported", what, "", None)


def _core(recipe: Recipe) -> Recipe:
    """What decides how long an epoch takes, as far as it is not varied."""
    return recipe.changed(epochs=1, seed=0, learning_rate=1.0)
