"""Kept comparisons are files: <id>.npz has what came of one, <id>.json the plan, and what a person says of it.

The small one is all that a list needs; the other is read when somebody wants to see it.
"""

from __future__ import annotations

from pathlib import Path

from engine.compare.archive import load_outcomes, plan_of, save_outcomes
from engine.compare.factor import CompareError
from engine.compare.files import to_dict
from engine.compare.outcome import Outcome
from engine.files import FileError
from engine.recipe import RecipeError
from gui.compare.kept import KeptComparison
from gui.shelf.said import KeptError, note_of, read_said, remove_files, time_of, unreadable, write_said

FORMAT = "backprop-lab/kept-comparison"


def write_comparison(folder: Path, kept: KeptComparison, anew: bool) -> None:
    """Write a comparison, or where that is there already and not to be written ``anew``, what is said of it.

    One that has not been read, and that another window has deleted by now, stays deleted.  Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    outcomes, said = _files(folder, kept.id)
    if kept.outcomes is not None and (anew or not outcomes.exists()):
        save_outcomes(kept.comparison, kept.outcomes, outcomes)
    if outcomes.exists():
        content = {"note": kept.note, "when": kept.when.isoformat(), "comparison": to_dict(kept.comparison)}
        write_said(said, FORMAT, content)


def remove_comparison(folder: Path, id: str) -> None:
    """Remove its files, if they are there.  Raises OSError."""
    outcomes, said = _files(folder, id)
    remove_files(said, outcomes)


def read_comparison(folder: Path, id: str) -> KeptComparison:
    """Read what a list needs of it, which anybody may have written.  Raises KeptError with a sentence."""
    _, path = _files(folder, id)
    try:
        said = read_said(path, FORMAT)
        comparison = plan_of(said.get("comparison"))
        return KeptComparison(id, 0, comparison, None, time_of(said.get("when")), note_of(said.get("note")))
    except (FileError, KeptError, CompareError, RecipeError) as error:
        raise unreadable("comparison", path, error) from None


def read_outcomes(folder: Path, kept: KeptComparison) -> tuple[Outcome, ...]:
    """Read what came of it.  Raises CompareError with a sentence."""
    path, _ = _files(folder, kept.id)
    comparison, outcomes = load_outcomes(path)
    if comparison != kept.comparison:
        raise CompareError(f"The comparison {path} cannot be opened: it is another one than the file beside it says.")
    return outcomes


def _files(folder: Path, id: str) -> tuple[Path, Path]:
    return folder / f"{id}.npz", folder / f"{id}.json"
