"""What is known of one trial: nothing yet, how far it has come, or how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from engine.compare.plan import Trial
from engine.run import Run
from engine.snapshot import Curve, Line, Points, Surface

NINETY, ALL = 0.9, 1.0
MARKS = (NINETY, ALL)  # shares of training samples that are right; it is noted after how many epochs each was reached


class State(Enum):
    """How a trial stands."""

    WAITING = "waiting"
    TRAINING = "training"
    DONE = "done"
    DIVERGED = "diverged"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come."""
        return self not in (State.WAITING, State.TRAINING)


@dataclass(frozen=True)
class Outcome:
    """One trial so far.  What there is no number for is None."""

    trial: Trial
    state: State = State.WAITING
    why: str = ""  # a sentence on what went wrong
    epoch: int = 0  # epochs finished
    seconds: float = 0.0  # of a processor; of networks that trained as one, its share
    loss: float | None = None  # of the last finished epoch
    score: float | None = None  # of the training samples: accuracy, 0 to 1, or of numbers R²
    test_loss: float | None = None
    test_score: float | None = None
    reached: Mapping[float, int] = field(default_factory=lambda: MappingProxyType({}))  # by mark: after how many epochs
    curve: Curve | None = None
    picture: Surface | Line | None = None  # of two features or one, when it is over
    run: Run | None = None  # as it stands, to go on with or to look at
    points: Points | None = None  # its samples, when it is over
