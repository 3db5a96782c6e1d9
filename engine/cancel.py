"""Long work asks now and then whether it should go on, so that a person who changes his mind need not wait."""

from __future__ import annotations

from collections.abc import Callable

GoOn = Callable[[int, int], bool]
"""Called with how much is done, and of how much; whether to go on."""


class Cancelled(Exception):
    """Whoever was asked whether to go on said no."""
