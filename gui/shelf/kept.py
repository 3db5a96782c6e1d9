"""A kept run is a training as it ended: all that is needed to show it, and to go on with it.

Among several of them a person wants to know what was different: only choices that are not the same everywhere tell.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import numpy as np

from engine.compare.factor import level_text
from engine.knobs import Knob
from engine.recipe import CHOICES, Recipe
from engine.run import Intervention, Run
from engine.snapshot import Snapshot

SHOWN_ANYWAY = ("epochs",)  # a list of runs says of each how many epochs it was trained
NETWORK = ("hidden", "activation", "layers")  # of which a recipe has the one or the others
SUMMARISED = ("dataset", "dataset.path", "hidden", "activation", "layers", "optimizer", "learning_rate", "seed")
MOST_CHANGES = 2  # of the learning rate, that are told one by one


class End(Enum):
    """Why a training came to stand."""

    PAUSED = "paused"
    FINISHED = "finished"
    EARLY = "stopped early"
    DIVERGED = "diverged"
    FAILED = "failed"

    @property
    def is_a_fault(self) -> bool:
        """Whether it is nothing that a person wished for."""
        return self in (End.DIVERGED, End.FAILED)


@dataclass(frozen=True, eq=False)
class KeptRun:
    """One training; ``snapshot`` is of the same moment as ``run``."""

    id: str  # unlike any other, in this sitting and in all others
    number: int  # in its sitting, from 1; 0: it was pinned in an earlier one
    run: Run
    snapshot: Snapshot
    when: datetime  # it was first kept
    end: End
    seconds: float = 0.0  # of training as a person watched it; 0 where nobody knows
    name: str = ""  # a person's own
    note: str = ""  # a person's own, of any number of lines
    pinned: bool = False

    @property
    def title(self) -> str:
        """Its name; where it has none, its number or its time."""
        if self.name:
            return self.name
        return f"Run {self.number}" if self.number else f"Run of {self.when.day} {self.when:%b %Y, %H:%M}"

    @property
    def recipe(self) -> Recipe:
        """What it was trained by, as it began."""
        return self.run.recipe

    @property
    def epoch(self) -> int:
        """How many epochs are finished."""
        return self.snapshot.epoch

    @property
    def is_regression(self) -> bool:
        """Whether its score is R², and not an accuracy."""
        return self.snapshot.points.is_regression


def new_id() -> str:
    """A name that no other run has, whichever window it was trained in."""
    return secrets.token_hex(8)


def same_moment(one: Run, other: Run) -> bool:
    """Whether both are the same training at the same update.

    For how many epochs it is to go on, and a learning rate that was chosen but not used yet, belong to what follows."""
    return (
        one.updates == other.updates
        and np.array_equal(one.parameters, other.parameters)
        and made(one) == made(other)
        and one.recipe.changed(epochs=0) == other.recipe.changed(epochs=0)
    )


def made(run: Run) -> tuple[Intervention, ...]:
    """What was changed on the way, and then trained with."""
    return tuple(each for each in run.interventions if each.update < run.updates)


def bytes_of(thing: Any) -> int:
    """About how much memory its arrays take."""
    if isinstance(thing, np.ndarray):
        return thing.nbytes
    if isinstance(thing, Mapping):
        return sum(map(bytes_of, thing.values()))
    if isinstance(thing, tuple | list):
        return sum(map(bytes_of, thing))
    if is_dataclass(thing):
        return sum(bytes_of(getattr(thing, each.name)) for each in fields(thing))
    return 0


# -- what is different -------------------------------------------------------------------------------------------------


def differences(runs: Sequence[KeptRun]) -> list[str]:
    """For each of ``runs`` what is not the same in all of them, such as "learning rate 0.1, hidden layers 8-8".

    What few of them share comes first: where a line is too short for all of it, that is what counts."""
    choices = [_choices(each.recipe) for each in runs]
    columns = [_tell(name, choices) for name in {name: None for each in choices for name in each}]
    changes = [_changes(each.run) for each in runs]
    columns += [changes] if len(set(changes)) > 1 else []
    counts = [Counter(column) for column in columns]
    return [
        ", ".join(sorted(filter(None, texts), key=lambda text: min(count[text] for count in counts if text in count)))
        for texts in (zip(*columns, strict=True) if columns else [()] * len(runs))
    ]


Choices = dict[str, tuple[Knob, Any]]  # by name, all that a recipe decides


def _choices(recipe: Recipe) -> Choices:
    """What counts in this recipe: of a list of layers not the short form, of a dataset what it asks for."""
    idle = ("hidden", "activation") if recipe.layers else ("layers",)
    found: Choices = {
        name: (knob, getattr(recipe, name))
        for name, knob in CHOICES.items()
        if name not in (*idle, *SHOWN_ANYWAY) and recipe.uses(name)
    }
    for family, knob in CHOICES.items():
        if knob.registry is not None and family not in idle:
            own = recipe.knobs.get(family, {})
            for name, each in recipe.part_knobs(family).items():
                found[f"{family}.{name}"] = each, own.get(name, each.default)
    return found


def _tell(name: str, choices: Sequence[Choices]) -> list[str]:
    """The choice ``name`` of each recipe in words, where it makes a difference; "" where it makes none.

    A setting that only some of the parts have is told where it is not the usual one."""
    values = [each[name][1] for each in choices if name in each]
    differs, everywhere = any(value != values[0] for value in values), len(values) == len(choices)

    def text(knob: Knob, value: Any) -> str:
        is_telling = differs or (not everywhere and (value != knob.default or name in NETWORK))
        return _told(name, knob, value) if is_telling else ""

    return [text(*each[name]) if name in each else "" for each in choices]


def _told(name: str, knob: Knob, value: Any) -> str:
    return f"{_inside(knob.label)} {_short(name, value)}"


def _short(name: str, value: Any) -> str:
    """A file by its name alone, since its folder is as long as a line."""
    text = level_text(value)
    return text.replace("\\", "/").rpartition("/")[2] if name == "dataset.path" else text


def _inside(label: str) -> str:
    """A label inside a sentence: "learning rate", but "L2" as it is."""
    return label if label[1:2].isdigit() else label[:1].lower() + label[1:]


def _changes(run: Run) -> str:
    """What a person changed while it was trained, in words."""
    changes = made(run)
    if len(changes) > MOST_CHANGES:
        return f"learning rate changed {len(changes)} times"
    return ", ".join(
        f"{_inside(CHOICES[each.what].label)} {level_text(each.value)} {_since(each.update, run)}" for each in changes
    )


def _since(update: int, run: Run) -> str:
    finished = run.history.epochs
    if not finished:
        return f"after {counted(update, 'update')}"
    an_epoch = (run.updates - len(run.batch_losses)) // finished
    return f"after {counted(update // an_epoch, 'epoch')}"


def counted(count: int, what: str) -> str:
    """1 epoch, 5,000 epochs."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def summary(recipe: Recipe, but: Collection[str] = ()) -> str:
    """A recipe in a few words, without what is varied: "XOR, 4-4 Sigmoid, SGD 1, seed 0", or "XOR, Sigmoid, SGD 1"."""

    def words(**known: str) -> str:
        return " ".join(word for name, word in known.items() if name not in but)

    if "layers" in but:
        network = ""
    elif recipe.layers:
        network = level_text(recipe.layers)
    elif recipe.hidden or "hidden" in but:
        network = words(hidden=level_text(recipe.hidden), activation=recipe.activation)
    else:
        network = "no hidden layers"
    rate = "" if "optimizer" in but else words(learning_rate=level_text(recipe.learning_rate))  # each has its own
    training = " ".join(filter(None, [words(optimizer=recipe.optimizer), rate]))
    data, seed = words(dataset=recipe.data_name), words(seed=f"seed {recipe.seed}")
    return ", ".join(filter(None, [data, network, training, seed]))


def particulars(run: Run) -> str:
    """What the summary leaves out and is not as usual: "noise 0.02, L2 0.001, learning rate 0.1 after 500 epochs"."""
    choices = _choices(run.recipe).items()
    unusual = [
        _told(name, knob, value)
        for name, (knob, value) in choices
        if name not in SUMMARISED and value != knob.default
    ]
    return ", ".join([*unusual, *filter(None, [_changes(run)])])
