"""One panel a file: each is found here, and registers itself, so that a new file is the whole change."""

from __future__ import annotations

import importlib
import pkgutil

from gui.panels.base import PANELS, Panel

__all__ = ["PANELS", "Panel"]

for module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{module.name}")
