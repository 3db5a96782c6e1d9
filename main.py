"""The door to Backprop Lab: the window, or with `train` and the listings the same engine in the terminal."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.compare.outcome import Outcome
    from engine.compare.plan import Comparison

# On matrices this small a second BLAS thread costs more than it brings; the choice is made before numpy is imported.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(variable, "1")

TERMINAL_COMMANDS = (
    "train", "compare", "script", "check-gradients", "check-mine", "datasets", "features", "layers", "activations",
    "initializers", "losses", "optimizers", "schedules", "metrics",
)  # fmt: skip
BAD_USAGE = 2


def main(arguments: list[str]) -> int:
    """Open what the arguments ask for; the exit code."""
    if arguments and arguments[0] in TERMINAL_COMMANDS:
        return terminal(arguments)
    return window(_parser().parse_args(arguments))


def terminal(arguments: list[str]) -> int:
    """Train or list in the terminal; Qt is not even imported, but where the figures of a comparison are drawn."""
    from engine.console import main

    return main(arguments, draw_figures)


def draw_figures(comparison: Comparison, outcomes: Sequence[Outcome], folder: Path) -> None:
    """Draw the figures of a comparison, without a screen."""
    from gui.compare.figures import write_figures

    write_figures(comparison, outcomes, folder)


def window(options: argparse.Namespace) -> int:
    """Open the window, or say in a sentence why it cannot be opened."""
    from engine.recipe import RecipeError

    try:
        from gui.app import main
    except ImportError as error:
        print(
            f"Backprop Lab's window needs something that is missing here: {error}. "
            "`make run` installs all of it; `python -m pip install -r requirements.txt` installs the Python part.",
            file=sys.stderr,
        )
        return 1
    try:
        return main(options)
    except RecipeError as error:
        print(f"main.py: {error}", file=sys.stderr)
        return BAD_USAGE


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        print(f"main.py: {message}. `main.py --help` lists what is allowed.", file=sys.stderr)
        sys.exit(BAD_USAGE)


def _parser() -> argparse.ArgumentParser:
    from engine import __version__

    parser = _Parser(
        prog="main.py",
        description="Backprop Lab: watch a neural network learn.",
        epilog=f"In the terminal, without a window: {', '.join(TERMINAL_COMMANDS)}; see `main.py train --help`.",
        allow_abbrev=False,
    )
    parser.add_argument("--recipe", type=Path, metavar="FILE", help="start with the choices in this file")
    parser.add_argument("--reset-settings", action="store_true", help="forget layout, theme and the last recipe")
    parser.add_argument("--version", action="version", version=f"Backprop Lab {__version__}")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
