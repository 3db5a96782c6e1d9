"""The engine in a terminal: `main.py train` prints what a lab report asks for, and the listings say what there is.
The other commands have files of their own.

Every option is made from the recipe's knobs; Qt is not even imported.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.activations import ACTIVATIONS
from engine.console_checks import check_gradients, check_mine
from engine.console_options import Parser, UsageError, positive, recipe_of
from engine.console_output import BAD_USAGE, DIVERGED, DONE, INTERRUPTED, NOT_WRITTEN, Voice, complain
from engine.console_results import TrainVoice
from engine.console_work import Interruption, check_folder
from engine.datasets import DATASETS
from engine.files import reason, write_atomically
from engine.initializers import INITIALIZERS
from engine.inputs import FEATURES
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.metrics import METRICS, is_right
from engine.optimizers import OPTIMIZERS
from engine.recipe import RecipeError
from engine.registry import Registry
from engine.schedules import SCHEDULES
from engine.storage import save_run
from engine.tables import history_csv, predictions_csv
from engine.trainer import Diverged, Trainer

if TYPE_CHECKING:
    from engine.console_compare import Draw

PRINT_EVERY = 5000  # epochs between two printed losses
LAST = 5  # epochs at the end of which each loss is printed
PATIENCE = 0.1  # seconds of training after which Ctrl+C is looked for
LISTINGS: dict[str, Registry[Any]] = {
    "datasets": DATASETS, "features": FEATURES, "layers": LAYERS, "activations": ACTIVATIONS,
    "initializers": INITIALIZERS, "losses": LOSSES, "optimizers": OPTIMIZERS, "schedules": SCHEDULES,
    "metrics": METRICS,
}
OUTPUT_FILES = ("recipe.json", "history.csv", "predictions.csv", "run.npz")


def main(arguments: Sequence[str], draw: Draw | None = None) -> int:
    """Run `train`, a listing or another command, as in ``["train", "--lr", "0.5"]``; the exit code.

    ``draw`` draws the figures of a comparison, where there is somebody who can."""
    command, *rest = arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not every terminal's alphabet has a θ
            stream.reconfigure(errors="replace")
    try:
        if command in LISTINGS:
            return list_names(command, rest)
        return compare(rest, draw) if command == "compare" else COMMANDS[command](rest)
    except (UsageError, RecipeError) as error:
        complain(command, str(error))
        return BAD_USAGE


def compare(arguments: Sequence[str], draw: Draw | None = None) -> int:
    """See `console_compare.compare`; nobody else waits until all that belongs to it is read."""
    from engine.console_compare import compare

    return compare(arguments, draw)


def script(arguments: Sequence[str]) -> int:
    """See `console_script.script`; nobody else waits until all that belongs to it is read."""
    from engine.console_script import script

    return script(arguments)


def list_names(command: str, rest: Sequence[str]) -> int:
    """Print each name that ``command`` is about, with its one-line help."""
    registry = LISTINGS[command]
    if rest:
        raise UsageError(f"unexpected {rest[0]!r}; this command takes no options.")
    width = max(len(name) for name in registry)
    say = Voice(command)
    for name in registry:
        say.line(f"{name:{width}}  {registry.help(name)}")
    return say.code(DONE)


def train(arguments: Sequence[str]) -> int:
    """Train as the arguments say, print the lab's results, write what was asked for; the exit code."""
    options = _parsed(arguments)
    recipe = recipe_of(options)
    folder: Path | None = options.out
    if folder is not None:
        check_folder(folder, OUTPUT_FILES, options.force)
    say = TrainVoice(options.json, options.metrics)
    trainer, began = Trainer(recipe), time.perf_counter()
    if doubt := recipe.doubt:  # not before the trainer has read the data: a file's are known only then
        complain("train", f"a remark: {doubt}")
    code = _run(trainer, recipe.epochs, options.print_every, say)
    say.results(trainer, time.perf_counter() - began)
    if folder is not None:
        try:
            write_results(trainer, folder)
        except OSError as error:
            complain("train", f"the results could not be written to {folder}: {reason(error)}.")
            return NOT_WRITTEN
    return say.code(code)


def write_results(trainer: Trainer, folder: Path) -> None:
    """Write recipe, history, predictions and the run itself into ``folder``.  Raises OSError."""
    points, prediction = trainer.points, trainer.answers()
    table = predictions_csv(points, prediction, is_right(prediction, points.T))
    trainer.recipe.save(folder / "recipe.json")
    write_atomically(folder / "history.csv", history_csv(trainer.history, points.is_regression).encode())
    write_atomically(folder / "predictions.csv", table.encode())
    save_run(trainer.run(), folder / "run.npz")


def _run(trainer: Trainer, epochs: int, print_every: int, say: TrainVoice) -> int:
    """Train and say the losses on the way; the exit code."""
    interrupted = Interruption()
    try:
        with interrupted:
            while not (epochs and trainer.epoch >= epochs) and not interrupted.now and not trainer.stopped_early:
                _advance(trainer, _next_stop(trainer.epoch, epochs, print_every), interrupted)
                is_last = epochs > 0 and trainer.epoch > epochs - LAST
                if trainer.epoch > say.said and (trainer.epoch % print_every == 0 or is_last):
                    say.loss(trainer.epoch, trainer.loss)
    except Diverged as error:
        say.last_losses(trainer)
        complain("train", str(error))
        return DIVERGED
    if trainer.stopped_early:
        say.last_losses(trainer)
        complain("train", trainer.why_stopped)
        return DONE
    if interrupted.now:
        say.last_losses(trainer)
        return DONE if epochs == 0 else INTERRUPTED
    return DONE


def _next_stop(epoch: int, epochs: int, print_every: int) -> int:
    """The next epoch whose loss is printed."""
    stops = [(epoch // print_every + 1) * print_every]
    if epochs:
        stops.append(max(epoch + 1, epochs - LAST + 1))
    return min(stops)


def _advance(trainer: Trainer, epoch: int, interrupted: Interruption) -> None:
    """Train to ``epoch``, in portions of about PATIENCE seconds so that Ctrl+C is heard between two updates."""
    portion = 1
    goal = epoch * trainer.batches.per_epoch
    while trainer.updates < goal and not interrupted.now and not trainer.stopped_early:
        began = time.perf_counter()
        updates = min(portion, goal - trainer.updates)
        trainer.advance(updates)
        portion = max(1, int(updates * PATIENCE / max(time.perf_counter() - began, 1e-6)))


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("train", "Train a network and print what the lab asks for.")
    parser.add_recipe_options()
    parser.add_argument("--print-every", type=positive, default=PRINT_EVERY, metavar="N",
                        help=f"epochs between two printed losses ({PRINT_EVERY})")
    parser.add_argument("--metrics", action="store_true", help="all metrics at the end, and who is taken for whom")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help=f"write {', '.join(OUTPUT_FILES)} there")
    parser.add_argument("--force", action="store_true", help="overwrite a run that is in that folder")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of text")
    return parser.parse_args(arguments)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "train": train, "compare": compare, "script": script, "check-gradients": check_gradients, "check-mine": check_mine,
}  # fmt: skip
