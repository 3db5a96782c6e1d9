"""A run as a program of its own, in plain numpy or in PyTorch, that trains the same numbers once more."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.console_options import Parser, UsageError, recipe_of
from engine.console_output import DIVERGED, DONE, INTERRUPTED, NOT_WRITTEN, Voice, complain
from engine.files import reason, write_atomically
from engine.recipe import CHOICES
from engine.run import Run, RunError
from engine.scripts import ScriptError
from engine.scripts.numpy_script import numpy_script
from engine.scripts.torch_script import torch_script
from engine.storage import load_run
from engine.trainer import Diverged, Trainer

LANGUAGES: dict[str, Callable[[Run], str]] = {"numpy": numpy_script, "torch": torch_script}


def script(arguments: Sequence[str]) -> int:
    """Print or write the script that reproduces a run; the exit code."""
    options = _parsed(arguments)
    out: Path | None = options.out
    if out is not None and out.exists() and not options.force:
        raise UsageError(f"--out {out}: there is a file already; --force overwrites it.")
    try:
        code, run = _run(options)
        text = LANGUAGES[options.language](run)
    except (RunError, ScriptError) as error:
        raise UsageError(str(error)) from None
    except KeyboardInterrupt:
        return INTERRUPTED
    if out is None:
        say = Voice("script")
        say.line(text.removesuffix("\n"))
        return say.code(code)
    try:
        write_atomically(out, text.encode())
    except OSError as error:
        complain("script", f"the script could not be written to {out}: {reason(error)}.")
        return NOT_WRITTEN
    return code


def _run(options: argparse.Namespace) -> tuple[int, Run]:
    """The run from its file, or trained now; and the exit code.  Raises RunError, RecipeError and UsageError."""
    if options.run is not None:
        given = [name for name in (*CHOICES, "recipe", "data") if getattr(options, name) is not None]
        if given or options.knob:
            raise UsageError(f"--run {options.run}: the run has a recipe of its own; no other choices are allowed.")
        return DONE, load_run(options.run)
    recipe = recipe_of(options)
    if not recipe.epochs:
        raise UsageError("--epochs 0: a training without an end has no script; say how many epochs it takes.")
    trainer = Trainer(recipe)
    try:
        trainer.train(recipe.epochs)
    except Diverged as error:
        complain("script", str(error))
        return DIVERGED, trainer.run()
    return DONE, trainer.run()


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("script", "Print a program of its own that reproduces a run: of a file, or of a recipe, which is "
                              "trained first.")
    parser.add_argument("--as", choices=tuple(LANGUAGES), default="numpy", dest="language",
                        help="what it is written in (numpy)")
    parser.add_argument("--run", type=Path, metavar="FILE", help="a run.npz that `train --out` or the window has saved")
    parser.add_recipe_options()
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there instead of printing it")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")
    return parser.parse_args(arguments)
