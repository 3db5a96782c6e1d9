"""The gradient check: every gradient of the network beside its central difference, as picture, table and sentence."""

from __future__ import annotations

import html
import re

import numpy as np
import pyqtgraph as pg
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QHBoxLayout, QTextBrowser, QWidget

from engine.gradient_report import ArrayCheck, GradientReport, Verdict
from gui.theme import Theme, pen
from gui.widgets.axes import Axis
from gui.widgets.curve import Line
from gui.widgets.numbers import power_of_ten, value_text
from gui.widgets.plot import Plot
from gui.widgets.ranges import round_above

MOST_DOTS = 4000  # of a large network some of them are drawn
POWER = re.compile(r"([\d.]+)e([+-]\d+)")  # as the terminal writes it
COLUMNS = ("", "gradients", "relative error", "largest at", "backpropagation", "numeric")


class CheckView(QWidget):
    """Says what it is about until there is a report."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._report: GradientReport | None = None
        self._text = QTextBrowser()
        self._text.setObjectName("gradientTable")
        self._text.setAccessibleName("What the gradient check found")
        self._text.setToolTip("Each gradient beside the slope that wiggling its weight gives.")
        self._text.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._text.setFrameShape(QTextBrowser.NoFrame)
        self._picture = Plot(Axis("left", "numeric", thickness=66), Axis("bottom", "backpropagation", thickness=40), 30)
        self._diagonal, self._dots = Line(), pg.ScatterPlotItem(antialias=True, size=6)
        for item in (self._diagonal, self._dots):
            self._picture.addItem(item)
        self._picture.setMaximumSize(250, 250)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._text, 2)
        row.addWidget(self._picture, 1, Qt.AlignmentFlag.AlignTop)
        self.set_theme(theme)
        self.forget()

    def show_report(self, report: GradientReport) -> None:
        self._report = report
        self._text.setHtml(_page(report, self._theme))
        x = np.concatenate([each.analytic[each.compared] for each in report.arrays])
        y = np.concatenate([each.numeric[each.compared] for each in report.arrays])
        every = -(-len(x) // MOST_DOTS) or 1
        self._dots.setData(x[::every], y[::every])
        reach = round_above(float(np.abs([*x, *y]).max(initial=0.0)) or 1.0)
        self._diagonal.setData([-reach, reach], [-reach, reach])
        self._picture.set_everything((-reach, reach), (-reach, reach))
        self._picture.show_everything()
        self._picture.setVisible(True)

    def say(self, sentence: str) -> None:
        """Why there is no report."""
        self.forget()
        self._text.setPlainText(sentence)

    def forget(self) -> None:
        """The network is another: what was found no longer holds."""
        self._report = None
        self._text.setHtml(
            "<p>Backpropagation calculates all slopes at once. Each can be checked without it: move one weight up and "
            "down a little, and see how far the loss moves. It is being done …</p>"
        )
        self._picture.setVisible(False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._picture.set_theme(theme)
        self._diagonal.setPen(pen(theme.muted, dashes=(5.0, 3.0)))
        self._dots.setBrush(QColor(theme.accent))
        self._dots.setPen(pen(theme.card))
        if self._report is not None:
            self._text.setHtml(_page(self._report, theme))


def _page(report: GradientReport, theme: Theme) -> str:
    head = "".join(_cell(each, f"color: {theme.muted}") for each in COLUMNS)
    rows = "".join(f"<tr>{''.join(map(_cell, _row(each)))}</tr>" for each in report.arrays)
    notes = "".join(f'<p style="color: {theme.muted}">{_written(note)}</p>' for note in report.notes)
    verdict, _, rest = report.sentence.partition(". ")
    verdict = f"<b>{_written(verdict.removesuffix('.'))}.</b>"
    return f"<p>{verdict} {_written(rest)}</p><table cellpadding='2'><tr>{head}</tr>{rows}</table>{notes}"


def _row(each: ArrayCheck) -> list[str]:
    first = [each.name, f"{int(each.compared.sum()):,}"]
    if each.worst is None:
        return [*first, each.verdict, "", "", ""]
    numbers = (float(each.analytic[each.worst]), float(each.numeric[each.worst]))
    error = value_text(each.error, 2) if each.error else "0"
    if each.verdict is Verdict.TOO_SMALL:
        error = each.verdict
    return [*first, error, each.worst_name, *map(value_text, numbers)]


def _cell(text: str, style: str = "") -> str:
    return f'<td align="right" style="white-space: pre; {style}">{html.escape(text)}  </td>'


def _written(text: str) -> str:
    """A text of the terminal's as the window writes numbers."""
    return POWER.sub(lambda found: f"{found[1]}·{power_of_ten(int(found[2]))}".removeprefix("1·"), html.escape(text))
