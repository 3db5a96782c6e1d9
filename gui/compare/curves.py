"""Learning curves: of each variant the mean over its seeds, in the band from the least to the greatest of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtWidgets import QAction, QActionGroup, QMenu

from engine.compare.summary import Band
from engine.program import Array
from gui.compare.card import NOBODY, PlotCard
from gui.compare.curve_items import Area, NameKey
from gui.compare.palette import variant_pen, variant_shade
from gui.compare.shown import Series
from gui.theme import Theme
from gui.widgets.axes import Axis
from gui.widgets.choice import Choice
from gui.widgets.curve import Line
from gui.widgets.plot import Plot
from gui.widgets.ranges import linear_range, log_range, round_above

LINEAR, LOG, EPOCHS, SECONDS = "Linear", "Log", "Epochs", "Seconds"
SCALES = {
    LINEAR: ("compareLinear", "Shows how fast losses fall: equal steps of the axis are equal losses."),
    LOG: ("compareLog", "Shows how small losses shrink: equal steps of the axis are equal ratios."),
}
TIMES = {
    EPOCHS: ("compareEpochs", "Shows who needs the fewest passes through the samples."),
    SECONDS: ("compareSeconds", "Shows who is there first, however long an epoch takes."),
}
AXES = {EPOCHS: "epoch", SECONDS: "seconds of a processor"}
FIRST_LOSSES, FIRST_EPOCHS, FIRST_SECONDS = (0.1, 1.0), 10.0, 0.01  # what the axes show before there is a curve
BEYOND = {LINEAR: 1.2, LOG: 3.0}  # times the greatest loss of those that learn: so far others are followed
MOST_WIDE = 16  # lines; more of them are drawn thin
MOST_LINES = 100  # of more, nobody would see which is which, and each costs the window time
LEAST_LOSS = 1e-16  # of a logarithmic axis: what is smaller has no digit left in it


@dataclass(frozen=True)
class Scale:
    """Where a loss after some epochs is drawn."""

    top: float  # how far up losses are followed
    is_log: bool
    by_seconds: bool

    def times(self, band: Band) -> Array:
        """(points,) across."""
        return band.seconds if self.by_seconds else band.epochs

    def heights(self, losses: Array) -> Array:
        """(points,) upwards.  What goes beyond the top leaves the plot there."""
        lost: Array = np.minimum(losses, 4 * self.top)
        return np.log10(lost) if self.is_log else lost

    def can_show(self, losses: Array) -> NDArray[np.bool_]:
        """(points,), which of them have a place."""
        return np.isfinite(losses) & (losses > LEAST_LOSS) if self.is_log else np.isfinite(losses)


class CurvesCard(PlotCard):
    """One line for each series."""

    name = "Learning curves"
    object_name = "compareCurves"
    help = "The loss after each epoch: of each variant the mean over its seeds, and a band from the least to the most."

    def make_body(self) -> Plot:
        self._loss_axis, self._time_axis = Axis("left", "loss", thickness=62), Axis("bottom", "epoch", thickness=40)
        self._plot = Plot(self._loss_axis, self._time_axis, right_margin=12)
        self.key = NameKey(self.theme)
        self._plot.getPlotItem().setAxisItems({"right": self.key})
        self.key.looked_at.connect(self.highlighted)
        self.key.chosen.connect(self.highlighted)
        self.lines: list[Line] = []
        self.areas: list[Area] = []
        self._drawn: dict[int, tuple[Band | None, Scale]] = {}  # by number
        self._time, self._scale = Choice("Time axis", TIMES), Choice("Loss axis", SCALES)
        for choice in (self._time, self._scale):
            self.header.addWidget(choice)
            choice.chosen.connect(lambda _: self._on_axes())
        self._scale.choose(LOG)
        self._on_axes()
        return self._plot

    def draw_shown(self) -> None:
        series = self.shown.series[:MOST_LINES]
        left_out = len(self.shown.series) - len(series)
        self.set_note(f"{left_out:,} more" if left_out else "")
        self.key.set_names([(each.name, each.state if each.is_fault else "") for each in series])
        if self._make_lines(len(series)):
            self.draw_highlight()
        scale = self._scale_of(series)
        for number, each in enumerate(series):
            self._draw_series(number, each.band, scale)
        self._set_ranges(series, scale)

    def draw_highlight(self) -> None:
        looked_at = self.looked_at if 0 <= self.looked_at < len(self.lines) else NOBODY
        self.key.brighten(None if looked_at == NOBODY else looked_at)
        for number, (line, area) in enumerate(zip(self.lines, self.areas, strict=True)):
            is_faint = looked_at not in (NOBODY, number)
            line.setPen(variant_pen(number, self.theme, is_faint))
            line.setZValue(3 if number == looked_at else 2)
            area.set_colour(variant_shade(number, self.theme, is_faint))

    def apply_theme(self, theme: Theme) -> None:
        self._plot.set_theme(theme)
        self.key.set_theme(theme)
        self.draw_highlight()

    @property
    def choice(self) -> str:
        """Both of its axes."""
        return f"{self._time.choice()} {self._scale.choice()}"

    def choose(self, choice: str) -> None:
        time, scale = choice.split()
        self._time.choose(time)
        self._scale.choose(scale)
        self._on_axes()

    def add_to_menu(self, menu: QMenu) -> None:
        for chooser, words in (
            (self._time, {EPOCHS: "By epochs", SECONDS: "By seconds"}),
            (self._scale, {LINEAR: "Linear loss axis", LOG: "Logarithmic loss axis"}),
        ):
            menu.addSeparator()
            group = QActionGroup(menu)
            for choice, text in words.items():
                action = QAction(text, group)
                action.setCheckable(True)
                action.setChecked(choice == chooser.choice())
                action.triggered.connect(lambda _, chooser=chooser, choice=choice: self._pick(chooser, choice))
                menu.addAction(action)

    def _pick(self, chooser: Choice, choice: str) -> None:
        chooser.choose(choice)
        self._on_axes()

    def _on_axes(self) -> None:
        """Another time or scale was chosen."""
        self._loss_axis.set_log(self._scale.choice() == LOG)
        self._time_axis.integers = self._time.choice() == EPOCHS
        self._time_axis.set_title(AXES[self._time.choice()])
        self._plot.show_everything()
        self.draw_shown()

    def _make_lines(self, count: int) -> bool:
        """As many as there are series; whether there were more or fewer before."""
        if count == len(self.lines):
            return False
        for item in (*self.lines[count:], *self.areas[count:]):
            self._plot.removeItem(item)
        del self.lines[count:], self.areas[count:]
        self._drawn = {number: how for number, how in self._drawn.items() if number < count}
        while len(self.lines) < count:
            self.lines.append(Line())
            self.areas.append(Area())
            self._plot.addItem(self.areas[-1])
            self._plot.addItem(self.lines[-1])
        for line in self.lines:
            line.is_thin = count > MOST_WIDE
        return True

    def _draw_series(self, number: int, band: Band | None, scale: Scale) -> None:
        """What is drawn already stays."""
        drawn = self._drawn.get(number)
        if drawn is not None and drawn[0] is band and drawn[1] == scale:
            return
        self._drawn[number] = (band, scale)
        if band is None:
            self.lines[number].setData([], [])
            self.areas[number].set_data(*[np.empty(0)] * 3)
            return
        x = scale.times(band)
        there = scale.can_show(band.mean)
        self.lines[number].setData(x[there], scale.heights(band.mean[there]))
        there = scale.can_show(band.least) & np.isfinite(band.greatest)
        self.areas[number].set_data(x[there], *map(scale.heights, (band.least[there], band.greatest[there])))

    def _scale_of(self, series: tuple[Series, ...]) -> Scale:
        how = self._scale.choice()
        return Scale(_greatest(series, BEYOND[how]), how == LOG, self._time.choice() == SECONDS)

    def _set_ranges(self, series: tuple[Series, ...], scale: Scale) -> None:
        bands = [each.band for each in series if each.band is not None]
        known = np.concatenate([np.empty(0), *(each for band in bands for each in (band.least, band.greatest))])
        losses = np.minimum(known[scale.can_show(known)], scale.top)
        low, high = (float(losses.min()), float(losses.max())) if len(losses) else FIRST_LOSSES
        if scale.by_seconds:
            end = round_above(max([FIRST_SECONDS, *(float(band.seconds[-1]) for band in bands)]))
        else:
            end = float(max(self.shown.epochs, FIRST_EPOCHS))
        self._plot.set_everything((0.0, end), (log_range if scale.is_log else linear_range)(low, high))


def _greatest(series: tuple[Series, ...], beyond: float) -> float:
    """How far up losses are followed: one that grows beyond all bounds must not make lines of the others."""
    begun = [(each, each.band.greatest) for each in series if each.band is not None]
    known = [(each, losses[np.isfinite(losses)]) for each, losses in begun]
    sound = [losses for each, losses in known if not each.is_fault]
    firsts = [losses[:1] for each, losses in known if each.is_fault]
    most = np.concatenate([np.empty(0), *sound, *firsts])
    return float(most.max()) * (beyond if firsts else 1.0) if len(most) else np.inf
