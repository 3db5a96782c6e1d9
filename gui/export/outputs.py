"""What an export writes: each file, its name, and how its content is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QSize

from gui.export.figure import Figure
from gui.export.formats import encode_png, paint_image, paint_pdf, size_for_millimetres, size_for_pixels
from gui.export.subject import Subject
from gui.export.svg import paint_svg
from gui.theme import Theme

PNG, SVG, PDF, CSV = "PNG", "SVG", "PDF", "CSV"
PLOT_FORMATS = (PNG, SVG, PDF)
Make = Callable[[], bytes]


@dataclass(frozen=True)
class Output:
    """One file.  ``prepare`` is called in the window's thread, since it may draw; what it returns makes the content and
    may be called in any."""

    path: Path
    prepare: Callable[[], Make]


@dataclass(frozen=True)
class Look:
    """How plots are to be drawn."""

    theme: Theme
    pixels: tuple[int, int]  # width and height of a PNG
    millimetres: tuple[int, int]  # of an SVG or PDF

    def figure(self, subject: Subject, kind: str) -> Figure:
        """What becomes a file of this kind."""
        plots = len(subject.views)
        if kind == PNG:
            return Figure(subject, self.theme, size_for_pixels(*self.pixels, plots))
        return Figure(subject, self.theme, size_for_millimetres(*self.millimetres, plots))


def plot_output(subject: Subject, kind: str, look: Look, path: Path) -> Output:
    """A figure as PNG, SVG or PDF."""

    def prepare() -> Make:
        figure = look.figure(subject, kind)
        if kind == PNG:
            image = paint_image(figure, QSize(*look.pixels))
            return lambda: encode_png(image)
        content = (paint_svg if kind == SVG else paint_pdf)(figure, *look.millimetres)
        return lambda: content

    return Output(path, prepare)


def table_output(text: Callable[[], str], path: Path) -> Output:
    """A table as CSV."""
    return Output(path, lambda: lambda: text().encode())


def file_name(name: str, kind: str) -> str:
    """Learning curve, PNG → learning-curve.png"""
    words = re.findall(r"\w+", name.lower())
    return f"{'-'.join(words)}.{kind.lower()}"
