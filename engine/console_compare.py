"""A comparison in the terminal: the same training several times over, with one thing or two of it varied."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine.compare.crew import Crew
from engine.compare.factor import CompareError, Factor, level_text
from engine.compare.files import load_comparison, save_comparison
from engine.compare.findings import findings
from engine.compare.outcome import ALL, NINETY, Outcome, State
from engine.compare.plan import MOST_SEEDS, Comparison
from engine.compare.questions import QUESTIONS, Question
from engine.compare.results import curves_csv, table, trials_csv
from engine.compare.sweep import Sweep
from engine.console_options import Parser, UsageError, positive, recipe_of
from engine.console_output import DIVERGED, DONE, INTERRUPTED, NOT_WRITTEN, Voice, complain
from engine.console_progress import ProgressLine
from engine.console_work import Interruption, check_folder
from engine.data import Data
from engine.files import reason, write_atomically
from engine.recipe import Recipe
from engine.tables import aligned

Draw = Callable[[Comparison, Sequence[Outcome], Path], None]
"""Draws the figures of a comparison into a folder.  Raises what it likes."""

SEEDS = 3
WIDTH = 100  # of a paragraph
MOST_WORKERS = 64
OUTPUT_FILES = ("comparison.json", "comparison.csv", "curves.csv", "table.txt")


def compare(arguments: Sequence[str], draw: Draw | None = None) -> int:
    """Make the comparison that the arguments describe, print its table, write what was asked for; the exit code."""
    options = _parsed(arguments)
    folder: Path | None = options.out
    try:
        comparison = _comparison(options)
        if folder is not None:
            check_folder(folder, OUTPUT_FILES, options.force)
        for remark in filter(None, (comparison.recipe.doubt, _hint(options, comparison.recipe))):
            complain("compare", f"a remark: {remark}")
        say, outcomes = Voice("compare"), _run(comparison, options.workers)
        say.line(_as_json(comparison, outcomes) if options.json else text_of(comparison, outcomes))
        if folder is not None:
            write_results(comparison, outcomes, folder)
            if not _draw(comparison, outcomes, folder, draw):
                return NOT_WRITTEN
    except CompareError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        complain("compare", f"the results could not be written to {folder}: {reason(error)}.")
        return NOT_WRITTEN
    except KeyboardInterrupt:  # a second one: somebody is in a hurry
        return INTERRUPTED
    return say.code(_code(outcomes))


def text_of(comparison: Comparison, outcomes: Sequence[Outcome]) -> str:
    """The table, and what can be said of it."""
    is_regression = comparison.is_regression
    rows = table(comparison, outcomes, is_regression)
    said = [textwrap.fill(each, WIDTH) for each in findings(comparison, outcomes, is_regression)]
    return "\n".join([aligned([rows.header, *rows.rows], numbers=True), "", *said])


def write_results(comparison: Comparison, outcomes: Sequence[Outcome], folder: Path) -> None:
    """Write the comparison, its trials, their curves and the table into ``folder``.  Raises OSError."""
    save_comparison(comparison, folder / "comparison.json")
    write_atomically(folder / "comparison.csv", trials_csv(comparison, outcomes).encode())
    write_atomically(folder / "curves.csv", curves_csv(comparison, outcomes).encode())
    write_atomically(folder / "table.txt", f"{text_of(comparison, outcomes)}\n".encode())


def _run(comparison: Comparison, workers: int | None) -> list[Outcome]:
    """Train all, and say on the way how far it is."""
    with Crew(workers) as crew:
        sweep, line = Sweep(comparison, crew), ProgressLine(sys.stderr)
        with Interruption(sweep.cancel):
            for _ in sweep.run():
                line.show(sweep.progress, sweep.seconds_left)
        line.clear()
    left = sum(each.state is State.CANCELLED for each in sweep.outcomes)
    if left:
        complain("compare", f"stopped: {left} of {len(sweep.outcomes)} trials are not at their end.")
    for outcome in sweep.outcomes:
        if outcome.state is State.FAILED:
            named = comparison.name_of(comparison.variants[outcome.trial.variant])
            complain("compare", f"{named}, seed {outcome.trial.seed}: {outcome.why}")
    return sweep.outcomes


def _code(outcomes: Sequence[Outcome]) -> int:
    states = {each.state for each in outcomes}
    if State.CANCELLED in states:
        return INTERRUPTED
    if State.DONE in states:
        return DONE
    return DIVERGED if State.DIVERGED in states else NOT_WRITTEN


def _draw(comparison: Comparison, outcomes: Sequence[Outcome], folder: Path, draw: Draw | None) -> bool:
    """The figures come last: whatever becomes of them, the numbers are there.  Whether nothing went wrong: where what
    draws them is not installed, none are expected."""
    if draw is None:
        return True
    try:
        draw(comparison, outcomes, folder)
        return True
    except ImportError as error:
        install = "`python -m pip install -r requirements.txt` installs what they need"
        complain("compare", f"the figures were left out: {error}; {install}.")
        return True
    except Exception as error:  # whatever is wrong with a drawing, no number is lost
        why = reason(error) if isinstance(error, OSError) else str(error) or type(error).__name__
        complain("compare", f"the figures were left out: {why}.")
    return False


# -- JSON --------------------------------------------------------------------------------------------------------------


def _as_json(comparison: Comparison, outcomes: Sequence[Outcome]) -> str:
    """An object for each trial, one a line, and one for all of them."""
    score = "r2" if comparison.is_regression else "accuracy"
    lines = [_object(comparison, outcome, score) for outcome in outcomes]
    counts = {state.value: sum(each.state is state for each in outcomes) for state in State if state.is_over}
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in (*lines, {"trials": len(outcomes), **counts}))


def _object(comparison: Comparison, outcome: Outcome, score: str) -> dict[str, Any]:
    levels = comparison.variants[outcome.trial.variant].levels
    values = {factor.what: _json_level(level) for factor, level in zip(comparison.factors, levels, strict=True)}
    return {
        **values, "seed": outcome.trial.seed, "state": outcome.state.value, "epochs": outcome.epoch,
        "loss": outcome.loss, score: outcome.score, "test_loss": outcome.test_loss, f"test_{score}": outcome.test_score,
        "epochs_to_90": outcome.reached.get(NINETY), "epochs_to_100": outcome.reached.get(ALL),
        "seconds": outcome.seconds, "why": outcome.why,
    }  # fmt: skip


def _json_level(level: object) -> object:
    return level if isinstance(level, bool | int | float) else level_text(level)


# -- options -----------------------------------------------------------------------------------------------------------


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("compare", "Train with one thing or two varied, several times each, and compare what comes of it.")
    parser.add_argument("--vary", action="append", default=[], metavar="NAME=VALUE,VALUE…",
                        help="what is varied and its values, for instance lr=0.01,0.1,1 or hidden=2x2,4x4; up to twice")
    parser.add_argument("--question", metavar="TITLE",
                        help=f"vary what a ready-made question asks for; one of: {', '.join(_titles())}")
    parser.add_argument("--comparison", type=Path, metavar="FILE", help="make the comparison of this file again")
    parser.add_argument("--seeds", type=positive, metavar="N",
                        help=f"how often each is trained, with a seed of its own: up to {MOST_SEEDS} ({SEEDS})")
    parser.add_argument("--workers", type=positive, metavar="N",
                        help=f"processes at work at once, up to {MOST_WORKERS} (as many as there are processors)")
    parser.add_recipe_options()
    parser.add_argument("--out", type=Path, metavar="FOLDER", help=f"write {', '.join(OUTPUT_FILES)} and figures there")
    parser.add_argument("--force", action="store_true", help="overwrite a comparison that is in that folder")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of text")
    options = parser.parse_args(arguments)
    if (options.workers or 0) > MOST_WORKERS:
        raise UsageError(f"--workers {options.workers:,}: up to {MOST_WORKERS} are allowed.")
    return options


def _comparison(options: argparse.Namespace) -> Comparison:
    """What is asked for.  Raises CompareError, RecipeError and UsageError."""
    recipe = _read(recipe_of(options))
    if options.comparison is not None:
        if recipe != Recipe() or options.recipe or options.vary or options.question or options.seeds:
            raise UsageError("--comparison says all of a comparison: recipe, what is varied, and seeds.")
        comparison = load_comparison(options.comparison)
        _read(comparison.recipe)
        return comparison
    factors = [_question(options.question).factor(recipe)] if options.question is not None else []
    factors += [Factor.read(each, recipe) for each in options.vary]
    if not factors:
        raise UsageError("nothing is varied: --vary lr=0.01,0.1,1 for instance, or --question with one of: "
                         f"{', '.join(_titles())}.")
    return Comparison(recipe, tuple(factors), options.seeds or SEEDS)


def _read(recipe: Recipe) -> Recipe:
    """The recipe itself, when its table, if it has one, was read: only then it is known what is in it.

    Raises RecipeError: a table that cannot be read is said now, and not by each trial."""
    if recipe.make_dataset().needs_file:
        Data(recipe, recipe.make_loss())
    return recipe


def _question(title: str) -> Question:
    known = {each.title.casefold(): each for each in QUESTIONS}
    if title.casefold() in known:
        return known[title.casefold()]
    close = difflib.get_close_matches(title.casefold(), known, n=1)
    hint = f' Did you mean "{known[close[0]].title}"?' if close else ""
    raise UsageError(f'--question "{title:.100}" is not known.{hint} Known are: {", ".join(_titles())}.')


def _hint(options: argparse.Namespace, recipe: Recipe) -> str:
    """Why the ready-made question shows little of this recipe, and of which it shows more, or ""."""
    hint = _question(options.question).hint(recipe) if options.question is not None else None
    return "" if hint is None else f"{hint.says} {hint.offer}."


def _titles() -> list[str]:
    return [each.title for each in QUESTIONS]
