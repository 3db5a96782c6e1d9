"""Where a scale of colours or widths ends: it follows the greatest value in steps, so that pictures do not flicker."""

from __future__ import annotations

from gui.widgets.ranges import round_above

LEAST = 0.1  # numbers that are all smaller stay pale, as they do little
ROOM = 1.25  # before the scale shrinks, so much more than the greatest value must fit into the smaller one


class Scale:
    """``end`` is a round number that is never below the greatest value and never far above it."""

    def __init__(self, least: float = LEAST) -> None:
        """``least``: where it ends at least (> 0)."""
        self._least = least
        self.end = least

    def follow(self, greatest: float) -> float:
        """The end of the scale for values up to ``greatest`` (≥ 0)."""
        if greatest > self.end:
            self.end = round_above(max(greatest, self._least))
        else:
            self.end = min(self.end, round_above(max(ROOM * greatest, self._least)))
        return self.end
