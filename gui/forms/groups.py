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
# Settings of parts, whatever part it is; those of a rare choice are rare too.
RARE_SETTINGS = frozenset({
    "beta", "beta1", "beta2", "epsilon", "momentum_decay", "encoding", "delimiter", "decimal", "header",
})  # fmt: skip


def is_rare(name: str, family: str = "") -> bool:
    """Whether the field ``name``, or the setting ``name`` of the part that ``family`` chooses, is seldom changed."""
    return family in RARE or name in (RARE_SETTINGS if family else RARE)


class Group:
    """The rows under one heading.  The rare ones are folded away until the person wants them or a recipe has them."""

    def __init__(self, title: str, theme: Theme) -> None:
        self.title = title
        self.header = SectionHeader(title, theme)
        self.is_wanted = False  # by the person, who is asked to be reminded of it
        self.is_open = False
        self._unusual: set[str] = set()  # the rare choices that are not at their default

    def want(self, is_open: bool) -> None:
        """The person opens or closes it."""
        self.is_wanted = self.is_open = is_open

    def show(self, recipe: Recipe, rows: list[Row], is_edit: bool) -> None:
        """Shows its ``rows`` of ``recipe``; with an edit of the person's own, it closes for nothing."""
        used = [row for row in rows if row.is_used(recipe)]
        rare = [row for row in used if row.is_rare]
        unusual = {row.control.objectName() for row in rare if not row.is_at_default(recipe)}
        if is_edit:
            self.is_open = self.is_open or not unusual <= self._unusual
        else:
            self.is_open = self.is_wanted or bool(unusual)
        self._unusual = unusual
        self.header.show_state(self.is_open, [row.knob.label for row in rare], bool(unusual))
        for row in rows:
            row.setVisible(row in used and (self.is_open or not row.is_rare))
