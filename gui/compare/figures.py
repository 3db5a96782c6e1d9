"""Figures of a comparison for a report: learning curves, what was learned, and a heat map of two things varied.

They are drawn off the screen, in the window or without one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PyQt5.QtCore import QSize
from PyQt5.QtWidgets import QApplication

from engine.compare.outcome import Outcome
from engine.compare.plan import Comparison
from engine.files import write_atomically
from gui import theme as themes
from gui.compare.album import Album
from gui.compare.card import PlotCard
from gui.compare.curves import EPOCHS, LOG, CurvesCard
from gui.compare.pictures import HEAT, SURFACES, TITLES, PicturesCard
from gui.compare.shown import Shown
from gui.export.figure import Figure
from gui.export.outputs import PDF, PNG, SVG, Look, file_name, plot_output
from gui.export.subject import View
from gui.theme import LIGHT, Theme

SIZE = (1600, 1000), (160, 100)  # pixels of a PNG, millimetres of an SVG or PDF
KINDS = ("png", "svg", "pdf")
AT_REST = QSize(800, 500)  # pixels of a card while its figure is made


def views(comparison: Comparison, outcomes: Sequence[Outcome], theme: Theme = LIGHT) -> dict[str, View]:
    """What there is to draw, by name: each a subject of `gui.export`.  Needs a QApplication."""
    return views_of(Album(comparison, outcomes).show(), theme)


def views_of(shown: Shown, theme: Theme = LIGHT) -> dict[str, View]:
    """The same of anything that the cards can show."""
    found = {CurvesCard.name: _view(CurvesCard(theme), shown, f"{EPOCHS} {LOG}")}
    if shown.has_pictures:
        view = _view(PicturesCard(theme), shown, f"{SURFACES}:0")
        found[view.name] = view
    if shown.grid is not None:
        for number, measure in enumerate(shown.measures[:2]):  # the loss, and how good it is
            view = _view(PicturesCard(theme), shown, f"{HEAT}:{number}")
            found[f"{TITLES[HEAT]} {measure.name}"] = view
    return found


def figures(comparison: Comparison, outcomes: Sequence[Outcome], size: QSize, theme: Theme = LIGHT) -> list[Figure]:
    """Ready to be painted, each in so many pixels of the screen."""
    return [Figure(view, theme, size) for view in views(comparison, outcomes, theme).values()]


def write_figures(
    comparison: Comparison, outcomes: Sequence[Outcome], folder: Path, kinds: Sequence[str] = KINDS
) -> list[Path]:
    """Draw all of them into ``folder``, without a screen where there is no window.  Raises OSError.

    Which kinds: "png", "svg", "pdf"."""
    application = ensure_application()
    pixels, millimetres = SIZE
    look, written = Look(LIGHT, pixels, millimetres), []
    for name, view in views(comparison, outcomes).items():
        for kind in kinds:
            known = {each.lower(): each for each in (PNG, SVG, PDF)}[kind.lower()]
            path = folder / file_name(name, known)
            write_atomically(path, plot_output(view, known, look, path).prepare()())
            written.append(path)
    application.processEvents()  # what is deleted later goes now
    return written


def ensure_application() -> QApplication:
    """The application that there is; or one without a screen, in the look of the window."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # whatever else it says: where that is not there, Qt ends the program
    if "XDG_RUNTIME_DIR" not in os.environ:  # without one, Qt complains to whoever reads what the terminal says
        folder = TemporaryDirectory()
        os.environ["XDG_RUNTIME_DIR"] = folder.name
        _kept.append(folder)
    made = QApplication(sys.argv[:1])
    themes.apply(made, LIGHT)
    _kept.append(made)
    return made


_kept: list[object] = []  # what is to live as long as the program


def _view(card: PlotCard, shown: Shown, choice: str) -> View:
    """The card as it would be on the screen, with everything to be seen."""
    card.resize(AT_REST)
    card.show_shown(shown)
    card.choose(choice)
    view = card.view()
    assert view is not None  # each of these cards has a plot
    return view
