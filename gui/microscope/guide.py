"""Leads a person through the tours: sees that each has the network it needs, and gives the person's own back."""

from __future__ import annotations

from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal

from engine.recipe import Recipe
from gui.microscope.follower import Follower
from gui.microscope.tour_bar import TourBar
from gui.microscope.tours import Stop, Tour
from gui.session import Session
from gui.theme import Theme


class Guide(QObject):
    """Shows a tour's words in its bar, and says what is to be looked at once it can be."""

    arrived = pyqtSignal(object)  # carries the Stop to look at, in the step that is open

    def __init__(self, theme: Theme, session: Session, follower: Follower) -> None:
        super().__init__()
        self.bar = TourBar(theme)
        self._session, self._follower = session, follower
        self._waits = False  # for the network that the tour needs
        self._own: Recipe | None = None  # the person's, while a tour may have another
        self._wanted: Recipe | None = None  # what the tour asked for
        self.bar.stopped_at.connect(self._on_stop)
        self.bar.ended.connect(self._on_ended)

    def begin(self, tour: Tour) -> None:
        """Stand at the first stop, as soon as there is the network that the tour needs."""
        present = self._session.recipe
        own = self._own if self._is_for_tour() and self._own is not None else present
        self._own, self._wanted = own, own.changed(**needed(tour))
        if self._wanted != present:
            self._waits = True
            self._follower.forget()
            self._session.begin(self._wanted)
        self.bar.begin(tour)

    def on_opened(self, is_other: bool) -> None:
        """A step was opened; ``is_other``: one of another kind of network, in which nothing is looked at yet."""
        stop = self.bar.stop()
        if stop is not None and (is_other or self._waits):
            self._waits = False
            self.arrived.emit(stop)

    def _on_stop(self, stop: Stop) -> None:
        if not self._waits:
            self.arrived.emit(stop)

    def _on_ended(self) -> None:
        """Bring the person's own network back, unless the tour's has become it by training."""
        own, previous = self._own, self._session.previous
        if self._is_for_tour() and own is not None:
            if previous is not None and previous.recipe == own:
                self._session.bring_back()
            else:
                self._session.begin(own)
        self._own = self._wanted = None

    def _is_for_tour(self) -> bool:
        """Whether the network is one that a tour asked for, and nobody has trained it since."""
        latest = self._session.latest
        is_new = latest is None or latest.update == 0
        return is_new and self._session.recipe == self._wanted != self._own


def needed(tour: Tour) -> dict[str, Any]:
    """The choices of a tour's recipe; what it says of hidden layers counts in place of a list of layers."""
    return {"layers": (), **tour.recipe} if tour.recipe.keys() & {"hidden", "activation"} else tour.recipe
