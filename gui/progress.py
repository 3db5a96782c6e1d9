"""How far a training has come: to which epoch it goes, how much of the way is done, and how long it still takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """A training ends at each multiple of the recipe's epochs; from there, Train goes on to the next."""

    epoch: int  # epochs finished
    length: int  # the recipe's epochs; 0: the training has no end
    is_training: bool = False

    @property
    def goal(self) -> int:
        """The epoch at which the training ends that goes on, or would go on, from here; 0 where it has no end."""
        return (self.epoch // self.length + 1) * self.length if self.length else 0

    @property
    def is_at_end(self) -> bool:
        """Whether the training has come to an end, and nobody has sent it on."""
        return not self.is_training and self.epoch > 0 and self.length > 0 and self.epoch % self.length == 0

    @property
    def way(self) -> tuple[int, int]:
        """The epochs from which and to which the progress is counted; (0, 0) where there is no end."""
        end = self.epoch if self.is_at_end else self.goal
        return end - self.length, end

    @property
    def done(self) -> float:
        """The share of the way, 0 to 1."""
        start, end = self.way
        return (self.epoch - start) / (end - start) if end else 0.0

    def seconds_left(self, epochs_a_second: float) -> float | None:
        """At this speed; None where nobody knows."""
        is_known = self.is_training and self.length > 0 and epochs_a_second > 0
        return (self.goal - self.epoch) / epochs_a_second if is_known else None
