"""The form in which a person writes a recipe: it builds itself from the registries and the knobs."""

from __future__ import annotations

from gui.forms.dataset_picker import DatasetPicker
from gui.forms.recipe_form import RecipeForm

__all__ = ["DatasetPicker", "RecipeForm"]
