"""Another recipe in the place of a person's own, and the way back: to the recipe, and to what its run has learned."""

from __future__ import annotations

from PyQt5.QtCore import QObject

from engine.recipe import Recipe
from engine.run import Run
from gui.session import Session


class Exchange(QObject):
    """Remembers the person's own, however many others come after it."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._own, self._number = session.recipe, 0  # the recipe, and the number of its run
        self._run: Run | None = None  # that run, as it stood when it had to give way; None: it had learned nothing
        self._taken: Recipe | None = None
        session.replaced.connect(self._on_replaced)

    @property
    def has_taken(self) -> bool:
        """Whether the session has a recipe that was taken here, as it was taken."""
        return self._session.recipe == self._taken

    def take(self, recipe: Recipe) -> None:
        """Show this recipe, with a network that has learned nothing."""
        if not self.has_taken:
            self._own, self._number, self._run = self._session.recipe, self._session.run, None
        self._taken = recipe
        self._session.begin(recipe)

    def bring_back(self) -> None:
        """Show the person's own again, where it stood."""
        if self._run is not None:
            self._session.open_run(self._run)
        else:
            self._session.begin(self._own)

    def _on_replaced(self, number: int, run: Run) -> None:
        if number == self._number:
            self._run = run
