"""A plot that is made when somebody wants to see it: a page needs its size, and no more, to be laid out."""

from __future__ import annotations

from PyQt5.QtCore import QSize

from gui.export.figure import Figure as Plot
from gui.report.portions import InPortions

Making = InPortions[Plot]


class Planned:
    """In the window's thread only, since plots are widgets."""

    def __init__(self, size: QSize, making: Making | None, plot: Plot | None = None) -> None:
        """``size`` in pixels of the screen, as the plot will have it.  ``making`` is begun when it is wanted."""
        self.size = size
        self._making, self._plot = making, plot
        self._error: Exception | None = None

    @classmethod
    def of(cls, plot: Plot) -> Planned:
        """One that is there already."""
        return cls(plot.size, None, plot)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be done: it is made, or cannot be made."""
        return self._making is None

    @property
    def is_made(self) -> bool:
        return self._plot is not None

    def go_on(self) -> None:
        """Do one step.  Raises what goes wrong in it, and again whenever somebody asks for the plot."""
        if self._making is None:
            return
        try:
            next(self._making)
        except StopIteration as end:
            self._plot, self._making = end.value, None
        except Exception as error:
            self._error, self._making = error, None
            raise

    @property
    def plot(self) -> Plot:
        """All steps that are left are done at once."""
        while self._plot is None:
            if self._error is not None:
                raise self._error
            self.go_on()
        return self._plot
