"""Learning curve: how the loss falls while the network learns."""

from __future__ import annotations

import numpy as np
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QAction, QActionGroup, QMenu

from engine.program import Array
from engine.snapshot import Curve, Snapshot
from gui.panels.base import PANELS, Panel
from gui.pictures.base import short_of_errors, typical_errors
from gui.theme import Theme, pen
from gui.widgets.axes import Axis
from gui.widgets.choice import Choice
from gui.widgets.curve import Band, Line
from gui.widgets.keys import LineKey
from gui.widgets.plot import Plot
from gui.widgets.ranges import Range, linear_range, log_range, round_above

DASHES = (5.0, 3.0)
BAND_OPACITY = 60  # of 255
FIRST_LOSSES = (0.1, 1.0)  # what the axis shows before there is a loss
FIRST_EPOCHS = 10.0  # the least that the axis shows
LINEAR, LOG = "Linear", "Log"
SCALES = {
    LINEAR: ("lossLinear", "Shows how fast the loss falls now: equal steps of the axis are equal losses."),
    LOG: ("lossLog", "Shows how small losses shrink: equal steps of the axis are equal ratios."),
}


@PANELS.register("Learning curve")
class LearningCurve(Panel):
    """The loss of every epoch, train solid, test dashed; around blocks of epochs, their least to their greatest."""

    object_name = "lossCurve"
    area = "right top"
    rest = 80  # a curve of a thousand points grows by a pixel at a time
    help = "The loss after each epoch, on the training samples and, dashed, on the test samples: the lower, the better."

    def make_body(self) -> Plot:
        self._loss_axis = Axis("left", "loss", thickness=62)
        self._plot = Plot(self._loss_axis, Axis("bottom", "epoch", thickness=40, integers=True), right_margin=34)
        self._band, self._train, self._test = Band(), Line(), Line()
        for item in (self._band, self._train, self._test):
            self._plot.addItem(item)
        self._scale = Choice("Loss axis", SCALES)
        self._scale.chosen.connect(self.set_scale)
        self._key = LineKey(self.theme)
        self._key.hide()  # one line alone needs none
        self.header.addWidget(self._key)
        self.header.addWidget(self._scale)
        self._curve: Curve | None = None
        self._run: int | None = None
        self.set_scale(LOG)
        return self._plot

    def show_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.run != self._run:
            self._run = snapshot.run
            self._plot.show_everything()
        if self._curve is None or not _is_same(snapshot.curve, self._curve):
            self._curve = snapshot.curve
            self._redraw(snapshot.curve)
        self._key.setVisible(snapshot.test_loss is not None)
        self.set_note(*_typical(snapshot))

    def forget(self) -> None:
        self._curve = self._run = None
        self._key.hide()
        self._clear()

    def apply_theme(self, theme: Theme) -> None:
        self._plot.set_theme(theme)
        self._train.setPen(pen(theme.accent))
        self._test.setPen(pen(theme.text, dashes=DASHES))
        self._key.set_theme(theme)
        self._key.set_lines((("train", pen(theme.accent)), ("test", pen(theme.text, dashes=DASHES))))
        shade = QColor(theme.accent)
        shade.setAlpha(BAND_OPACITY)
        self._band.set_colour(shade)

    def add_to_menu(self, menu: QMenu) -> None:
        menu.addSeparator()
        group = QActionGroup(menu)
        for scale, words in ((LINEAR, "Linear loss axis"), (LOG, "Logarithmic loss axis")):
            action = QAction(words, group)
            action.setCheckable(True)
            action.setChecked(scale == self._scale.choice())
            action.triggered.connect(lambda _checked, scale=scale: self.set_scale(scale))
            menu.addAction(action)

    def set_scale(self, scale: str) -> None:
        """"Linear" or "Log"."""
        self._scale.choose(scale)
        self._loss_axis.set_log(scale == LOG)
        self._plot.show_everything()
        if self._curve is None:
            self._clear()
        else:
            self._redraw(self._curve)

    def _clear(self) -> None:
        for line in (self._train, self._test):
            line.setData([], [])
        self._band.set_data(np.empty(0), np.empty(0), np.empty(0))
        self._plot.set_everything((0.0, FIRST_EPOCHS), self._losses_range(np.array(FIRST_LOSSES)))

    def _redraw(self, curve: Curve) -> None:
        losses = [self._line(self._train, curve.epochs, curve.loss)]
        losses.append(self._line(self._test, curve.test_epochs, curve.test_loss))
        is_wide = self._can_show(curve.least) & self._can_show(curve.greatest)
        if not np.any(curve.greatest > curve.least):
            is_wide[:] = False
        least, greatest = curve.least[is_wide], curve.greatest[is_wide]
        self._band.set_data(curve.epochs[is_wide], self._height(least), self._height(greatest))
        shown = np.concatenate((*losses, least, greatest))
        last = float(curve.epochs[-1]) if len(curve.epochs) else 0.0
        epochs = (0.0, round_above(max(last, FIRST_EPOCHS)))
        self._plot.set_everything(epochs, self._losses_range(shown if len(shown) else np.array(FIRST_LOSSES)))

    def _line(self, line: Line, epochs: Array, loss: Array) -> Array:
        """Draws what can be drawn of a curve and returns its losses."""
        chosen = self._can_show(loss)
        line.setData(epochs[chosen], self._height(loss[chosen]))
        return loss[chosen]

    @property
    def _is_log(self) -> bool:
        return self._loss_axis.is_log

    def _can_show(self, loss: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        return np.isfinite(loss) & (loss > 0) if self._is_log else np.isfinite(loss)

    def _height(self, loss: Array) -> Array:
        return np.log10(loss) if self._is_log else loss

    def _losses_range(self, losses: Array) -> Range:
        choose = log_range if self._is_log else linear_range
        return choose(float(losses.min()), float(losses.max()))


def _is_same(one: Curve, other: Curve) -> bool:
    """Whether two curves look alike: while minibatches go on within an epoch, they do."""
    return np.array_equal(one.epochs, other.epochs) and np.array_equal(one.loss, other.loss) and (
        np.array_equal(one.test_loss, other.test_loss)
    )


def _typical(snapshot: Snapshot) -> tuple[str, str]:
    """The typical error where answers are numbers, since the loss may be its square; and the same in few letters."""
    if not snapshot.points.is_regression:
        return "", ""
    errors = typical_errors(snapshot)
    return "RMS error " + ", test ".join(errors), short_of_errors(errors)
