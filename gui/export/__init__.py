"""Plots and tables for reports: as files, and on the clipboard."""

from __future__ import annotations

from gui.export.clipboard import copy_to_clipboard

__all__ = ["copy_to_clipboard"]
