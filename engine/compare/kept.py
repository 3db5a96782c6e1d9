"""To make a network takes longer than to train it for a moment: a process keeps those of the chunks that it did last.

Nothing depends on it: whatever is kept is brought to the state that a chunk is given, and what is not is made anew.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

from engine.compare.formation import Formation
from engine.data import Data
from engine.recipe import Recipe
from engine.run import Run
from engine.trainer import Trainer

CHUNKS = 4  # whose trainers are kept
OF_DATA = (
    "dataset", "samples", "noise", "test_fraction", "features", "standardise", "loss", "seed", "precision",
)  # fmt: skip


class Kept:
    """The trainers of a chunk, and the formations in which they stood."""

    def __init__(self) -> None:
        self.trainers: list[Trainer] = []
        self._formations: list[Formation] = []
        self._data: dict[str, Data] = {}  # which trainers share

    def trainer_for(self, place: int, run: Recipe | Run) -> Trainer:
        """A trainer that stands where ``run`` does: the one kept at this place, or a new one.

        Raises RecipeError or RunError where there can be none."""
        if isinstance(run, Run):
            if self.trainers:
                self.trainers[place].stand_at(run)
                return self.trainers[place]
            return Trainer.resumed(run, self._data_of(run.recipe))
        return Trainer(run, data=self._data_of(run))

    def form(self, trainers: Sequence[Trainer]) -> Formation:
        """A formation of these trainers, as they stand: the one kept, or a new one.  Raises StackError."""
        for formation in self._formations:
            if formation.trainers == tuple(trainers):
                for place in range(len(trainers)):
                    formation.load(place)
                return formation
        self._formations.append(Formation(trainers))
        return self._formations[-1]

    def let_go_of_all_but(self, trainers: Sequence[Trainer]) -> None:
        """The others have ended."""
        self.trainers = list(trainers)
        there = set(map(id, trainers))
        self._formations = [each for each in self._formations if there.issuperset(map(id, each.trainers))]

    def _data_of(self, recipe: Recipe) -> Data:
        knobs = [dict(recipe.knobs.get(family, {})) for family in ("dataset", "loss")]
        key = repr([*(getattr(recipe, name) for name in OF_DATA), *knobs])
        if key not in self._data:
            self._data[key] = Data(recipe, recipe.make_loss())
        return self._data[key]


class Memory:
    """What was kept of the last chunks of this process."""

    def __init__(self) -> None:
        self._chunks: deque[Kept] = deque(maxlen=CHUNKS)
        self._lock = threading.Lock()  # an executor may be one of threads

    def take(self, runs: Sequence[Recipe | Run]) -> Kept:
        """What was kept of these runs, if they have begun; nobody else has it until it is given back."""
        recipes = [run.recipe for run in runs if isinstance(run, Run)]
        with self._lock:
            for kept in self._chunks:
                if len(recipes) == len(runs) and [trainer.recipe for trainer in kept.trainers] == recipes:
                    self._chunks.remove(kept)
                    return kept
        return Kept()

    def give_back(self, kept: Kept) -> None:
        """Keep it for the next chunk."""
        with self._lock:
            if kept.trainers:
                self._chunks.append(kept)


MEMORY = Memory()
