"""Made-up moments of a run, for the pictures to show."""

from __future__ import annotations

from tests.gui.panels.conftest import make_images, make_points, make_snapshot

__all__ = ["make_images", "make_points", "make_snapshot"]
