"""What the window remembers from one sitting to the next: layout, theme, folders and the last recipe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QByteArray, QSettings

from engine.files import FileError, parse_json
from engine.recipe import Recipe, RecipeError


class Settings:
    """Values by name.  Without a store they last as long as the window, which is what tests want."""

    def __init__(self, store: QSettings | None = None, last_run: Path | None = None) -> None:
        """``last_run``: the file in which a run that nobody saved is kept when the window closes."""
        self._store = store
        self._values: dict[str, Any] = {}
        self.last_run = last_run

    def text(self, name: str, default: str = "") -> str:
        """A remembered text."""
        value = self._value(name)
        return value if isinstance(value, str) else default

    def switch(self, name: str, default: bool = False) -> bool:
        """A remembered yes or no."""
        return self.text(name, "yes" if default else "no") == "yes"

    def bytes(self, name: str) -> QByteArray:
        """A remembered state of a widget; empty where there is none."""
        value = self._value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def recipe(self) -> Recipe:
        """The last recipe; the default one where there is none, or where it is of no use any more."""
        try:
            return Recipe.from_dict(parse_json(self.text("recipe")))
        except (FileError, RecipeError):
            return Recipe()

    def remember(self, name: str, value: str | bool | QByteArray | Recipe) -> None:
        """Keep a value."""
        if isinstance(value, Recipe):
            value = json.dumps(value.to_dict())
        elif isinstance(value, bool):
            value = "yes" if value else "no"
        if self._store is None:
            self._values[name] = value
        else:
            self._store.setValue(name, value)

    def forget_all(self) -> None:
        """Back to a first start."""
        self._values.clear()
        if self._store is not None:
            self._store.clear()
            self._store.sync()

    def _value(self, name: str) -> Any:
        return self._values.get(name) if self._store is None else self._store.value(name)
