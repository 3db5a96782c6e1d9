"""How the form is divided: which choices are always there, and which only when somebody asks for more."""

from __future__ import annotations

from engine.recipe import Recipe
from gui.forms.row import Row
from gui.forms.section import SectionHeader
from gui.theme import Theme

RARE = frozenset({
    "features", "standardise", "bias", "initializer", "schedule", "seed", "precision", "l1", "l2", "clip_norm",
    "patience",
})  # fmt: skip
# Settings of parts, whatever part it is.
RARE_SETTINGS = frozenset({
    "beta", "beta1", "beta2", "epsilon", "momentum_decay", "encoding", "delimiter", "decimal", "header",
})  # fmt: skip


def is_rare(name: str, family: str = "") -> bool:
    """Whether the field ``name``, or the setting ``name`` of the part that ``family`` chooses, is seldom changed."""
    return name in (RARE_SETTINGS if family else RARE)


class Group:
    """The rows under one heading.  The rare ones are folded away, but for those that are not as usual."""

    def __init__(self, title: str, theme: Theme) -> None:
        self.title = title
        self.header = SectionHeader(title, theme)
        self.is_open = False  # as the person wants it
        self._unusual: set[str] = set()  # the rare choices that are shown in any case, by title

    def show(self, recipe: Recipe, rows: list[Row], is_edit: bool) -> None:
        """Shows its ``rows`` of ``recipe``.  What an edit of the person's own makes usual again stays in sight."""
        used = [row for row in rows if row.is_used(recipe)]
        rare = [row for row in used if row.is_rare]
        unusual = {row.title for row in rare if not row.is_at_default(recipe)}
        self._unusual = unusual | self._unusual if is_edit else unusual
        for row in rows:
            row.setVisible(row in used and (not row.is_rare or self.is_open or row.title in self._unusual))
        self.header.show_state(self.is_open, [row.knob.label for row in rare])
