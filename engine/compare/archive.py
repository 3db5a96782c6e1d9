"""A comparison with all that came of it, in one file: the plan as JSON, and every array one after the other.

What is the same in several trials, such as the samples of one seed, is there once.  Like a run file it may come from
anybody, and is opened with the same care.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.compare.entries import CURVE, Pile, entry_of, listed, mapping, outcome_of, points_of
from engine.compare.factor import CompareError
from engine.compare.files import from_dict, to_dict
from engine.compare.outcome import Outcome
from engine.compare.plan import Comparison
from engine.csv_dataset import CSVFile
from engine.csv_text import TableError
from engine.files import FileError, read_bytes, write_atomically
from engine.knobs import KnobError
from engine.npz import DAMAGED, packed, unpacked
from engine.program import Array
from engine.recipe import Recipe, RecipeError
from engine.run import RunError
from engine.snapshot import frozen
from engine.storage import parts_of

FORMAT, VERSION = "backprop-lab/compared", 1
TEXT, NUMBERS = "comparison", "numbers"
MOST_BYTES = 100_000_000  # of the arrays; 2,000 of the lab's networks over 1,000 epochs take 85 million
MOST_CHARACTERS = 10_000_000  # of the text, each of which takes four bytes
MOST_OF_FILE = MOST_BYTES + 4 * MOST_CHARACTERS + 1_000_000


def save_outcomes(comparison: Comparison, outcomes: Sequence[Outcome], path: Path) -> None:
    """Write it to ``path``, whole or not at all; ``outcomes`` of all its trials, in their order.  Raises OSError.

    A trial that is under way will come back as cancelled: what it has learned stays.  Of very large networks, runs
    and pictures are left out that would make the file larger than MOST_BYTES."""
    write_atomically(path, outcomes_file(comparison, outcomes))


def outcomes_file(comparison: Comparison, outcomes: Sequence[Outcome]) -> bytes:
    """What is in that file."""
    pile, points = Pile(), dict[str, int]()
    trials = [entry_of(each, pile, points) for each in _that_fit(outcomes)]
    text = {
        "format": FORMAT, "version": VERSION, "comparison": to_dict(comparison),
        "points": [json.loads(each) for each in points], "trials": trials,
    }  # fmt: skip
    return packed(TEXT, text, {NUMBERS: pile.numbers()})


def load_outcomes(path: Path) -> tuple[Comparison, tuple[Outcome, ...]]:
    """Read a file that anybody may have made.  Raises CompareError with a sentence that names it."""
    try:
        text, arrays = unpacked(read_bytes(path, MOST_OF_FILE), TEXT, (NUMBERS,), MOST_CHARACTERS)
        return _read(mapping(text), frozen(arrays[NUMBERS]))
    except (FileError, RecipeError, RunError, KnobError, CompareError) as error:
        raise CompareError(f"The comparison {path} cannot be opened: {error}") from None
    except DAMAGED as error:
        what = f"it is damaged or no comparison ({error!s:.200})."
        raise CompareError(f"The comparison {path} cannot be opened: {what}") from None


def plan_of(content: Any) -> Comparison:
    """The comparison that ``to_dict`` wrote, after a look at the data: only a file knows whether its answers are
    classes or numbers.  Without that file they are taken for classes.  Raises CompareError and RecipeError."""
    data = Recipe.from_dict(mapping(content).get("recipe")).make_dataset()
    if isinstance(data, CSVFile):
        with suppress(TableError):  # what came of it can be shown all the same
            data.samples()
    return from_dict(content)


def _read(text: Mapping[str, Any], numbers: Array) -> tuple[Comparison, tuple[Outcome, ...]]:
    if (text.get("format"), text.get("version")) != (FORMAT, VERSION):
        raise CompareError(f'it is no "{FORMAT}" of version {VERSION}.')
    if numbers.ndim != 1:
        raise CompareError(f"its {NUMBERS} have the shape {numbers.shape}, where a flat list is expected.")
    comparison, entries = plan_of(text.get("comparison")), listed(text.get("trials"))
    points = points_of(listed(text.get("points")), numbers)
    if len(entries) != len(comparison.trials):
        raise CompareError(f"it has {len(entries):,} trials, where its plan has {len(comparison.trials):,}.")
    pairs = zip(comparison.trials, entries, strict=True)
    return comparison, tuple(outcome_of(trial, mapping(entry), numbers, points) for trial, entry in pairs)


# -- what there is room for --------------------------------------------------------------------------------------------


def _that_fit(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """The outcomes, with as many of their runs and pictures as there is room for.

    The first seed's are what is looked at: they are left out last, and of them the pictures, which take less."""
    run, everything, seed = ("run",), ("run", "picture", "points"), outcomes[0].trial.seed
    for of_first, of_others in (((), ()), ((), everything), (run, everything), (everything, everything)):
        chosen = [_without(of_first if each.trial.seed == seed else of_others, each) for each in outcomes]
        if _bytes_of(chosen) <= MOST_BYTES:
            break
    return chosen


def _without(names: Sequence[str], outcome: Outcome) -> Outcome:
    nothing: dict[str, Any] = dict.fromkeys(names)
    return replace(outcome, **nothing) if names else outcome


def _bytes_of(outcomes: Sequence[Outcome]) -> int:
    """What their arrays take at most; the samples count once for each seed."""
    samples = {each.trial.seed: each.points for each in outcomes if each.points is not None}
    arrays = [array for points in samples.values() for array in (points.X, points.T, points.is_test)]
    for each in outcomes:
        arrays += _arrays_of(each)
    return sum(8 * array.size for array in arrays)


def _arrays_of(outcome: Outcome) -> list[Array]:
    run, curve, picture = outcome.run, outcome.curve, outcome.picture
    found = [] if run is None else list(parts_of(run)[1].values())
    found += [] if curve is None else [getattr(curve, name) for name in CURVE]
    return found if picture is None else [*found, picture.answers]
