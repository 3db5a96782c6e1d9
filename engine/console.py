"""The engine in a terminal: `main.py train` prints what a lab report asks for, and the listings say what there is.

Every option is made from the recipe's knobs; Qt is not even imported.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from engine.activations import ACTIVATIONS
from engine.datasets import DATASETS
from engine.files import reason, write_atomically
from engine.initializers import INITIALIZERS
from engine.knobs import Knob, KnobError
from engine.losses import LOSSES
from engine.metrics import is_right
from engine.optimizers import OPTIMIZERS
from engine.recipe import CHOICES, Recipe, RecipeError
from engine.registry import Registry
from engine.storage import save_run
from engine.tables import accuracy_line, history_csv, loss_line, prediction_lines, predictions_csv
from engine.trainer import Diverged, Trainer

DONE, NOT_WRITTEN, BAD_USAGE, DIVERGED, INTERRUPTED = 0, 1, 2, 3, 130
PRINT_EVERY = 5000  # epochs between two printed losses
LAST = 5  # epochs at the end of which each loss is printed
PATIENCE = 0.1  # seconds of training after which Ctrl+C is looked for
LISTINGS: dict[str, Registry[Any]] = {
    "datasets": DATASETS, "activations": ACTIVATIONS, "losses": LOSSES, "optimizers": OPTIMIZERS,
    "initializers": INITIALIZERS,
}
OUTPUT_FILES = ("recipe.json", "history.csv", "predictions.csv", "run.npz")


class UsageError(ValueError):
    """The command line asks for something that does not exist; the message says what is allowed."""


def main(arguments: Sequence[str]) -> int:
    """Run `train` or a listing, as in ``["train", "--lr", "0.5"]``; the exit code."""
    command, *rest = arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not every terminal's alphabet has a θ
            stream.reconfigure(errors="replace")
    try:
        if command in LISTINGS:
            return list_names(command, rest)
        return train(_parsed(rest))
    except (UsageError, RecipeError) as error:
        complain(command, str(error))
        return BAD_USAGE


def complain(command: str, sentence: str) -> None:
    """Say on the standard error, in one line, what is wrong."""
    print(f"main.py {command}: {' '.join(sentence.split()):.1000}", file=sys.stderr)


def list_names(command: str, rest: Sequence[str]) -> int:
    """Print each name that ``command`` is about, with its one-line help."""
    registry = LISTINGS[command]
    if rest:
        raise UsageError(f"unexpected {rest[0]!r}; this command takes no options.")
    width = max(len(name) for name in registry)
    say = _Voice(command, as_json=False)
    for name in registry:
        say.line(f"{name:{width}}  {registry.help(name)}")
    return say.code(DONE)


def train(options: argparse.Namespace) -> int:
    """Train as the options say, print the lab's results, write what was asked for; the exit code."""
    recipe = _recipe(options)
    folder: Path | None = options.out
    if folder is not None:
        _check_folder(folder, options.force)
    say = _Voice("train", options.json)
    trainer, began = Trainer(recipe), time.perf_counter()
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
    points, prediction = trainer.points, trainer.network.predict(trainer.points.X)
    table = predictions_csv(points, prediction, is_right(prediction, points.T))
    trainer.recipe.save(folder / "recipe.json")
    write_atomically(folder / "history.csv", history_csv(trainer.history).encode())
    write_atomically(folder / "predictions.csv", table.encode())
    save_run(trainer.run(), folder / "run.npz")


def _run(trainer: Trainer, epochs: int, print_every: int, say: _Voice) -> int:
    """Train and say the losses on the way; the exit code."""
    interrupted = _Interruption()
    try:
        with interrupted:
            while not (epochs and trainer.epoch >= epochs) and not interrupted.now:
                _advance(trainer, _next_stop(trainer.epoch, epochs, print_every), interrupted)
                is_last = epochs > 0 and trainer.epoch > epochs - LAST
                if trainer.epoch > say.said and (trainer.epoch % print_every == 0 or is_last):
                    say.loss(trainer.epoch, trainer.loss)
    except Diverged as error:
        say.last_losses(trainer)
        complain("train", str(error))
        return DIVERGED
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


def _advance(trainer: Trainer, epoch: int, interrupted: _Interruption) -> None:
    """Train to ``epoch``, in portions of about PATIENCE seconds so that Ctrl+C is heard between two updates."""
    portion = 1
    goal = epoch * trainer.batches.per_epoch
    while trainer.updates < goal and not interrupted.now:
        began = time.perf_counter()
        updates = min(portion, goal - trainer.updates)
        trainer.advance(updates)
        portion = max(1, int(updates * PATIENCE / max(time.perf_counter() - began, 1e-6)))


class _Interruption:
    """While it is entered, Ctrl+C is noted instead of tearing the training apart; a second one works as ever."""

    now = False

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGINT, self._note)

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _note(self, *_: object) -> None:
        self.now = True
        signal.signal(signal.SIGINT, self._before)


class _Voice:
    """Says losses and results, in the lab's form or as JSON.

    When nobody can hear it any more (a full disk, or `| head` has enough), the training goes on and is written."""

    def __init__(self, command: str, as_json: bool) -> None:
        self._command, self._as_json = command, as_json
        self.said = 0  # the last epoch whose loss was said
        self._broken: OSError | None = None

    def line(self, text: str) -> None:
        """Say a line, or several."""
        if self._broken is None:
            try:
                print(text, flush=True)
            except OSError as error:
                self._broken = error
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at its end

    def code(self, code: int) -> int:
        """The exit code, when all went well but perhaps the saying."""
        if self._broken is None or isinstance(self._broken, BrokenPipeError):
            return code
        complain(self._command, f"the output could not be written: {reason(self._broken)}.")
        return NOT_WRITTEN

    def loss(self, epoch: int, loss: float) -> None:
        """The loss of one epoch."""
        self.line(json.dumps({"epoch": epoch, "loss": loss}) if self._as_json else loss_line(epoch, loss))
        self.said = epoch

    def last_losses(self, trainer: Trainer) -> None:
        """The losses of the last epochs, as far as they were not said yet."""
        last = trainer.history.last.tolist()
        for epoch, loss in enumerate(last, trainer.epoch - len(last) + 1):
            if epoch > self.said:
                self.loss(epoch, loss)

    def results(self, trainer: Trainer, seconds: float) -> None:
        """Predictions, accuracy, and in JSON the rest in one object."""
        now, test = trainer.evaluate(), trainer.evaluate_test()
        if self._as_json:
            results: dict[str, Any] = {"accuracy": now.accuracy, "loss": trainer.loss}
            results |= {"epochs": trainer.epoch, "seconds": seconds}
            if test is not None:
                results |= {"test_accuracy": test.accuracy, "test_loss": test.loss}
            finite = {name: value if math.isfinite(value) else None for name, value in results.items()}
            self.line(json.dumps(finite))
            return
        self.line(prediction_lines(trainer.network.predict(trainer.points.X)))
        self.line(accuracy_line(now.accuracy))
        if test is not None:
            self.line(accuracy_line(test.accuracy, of="test"))


# -- options ----------------------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}. `main.py train --help` lists what is allowed.")


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(prog="main.py train", description="Train a network and print what the lab asks for.",
                     allow_abbrev=False)
    parser.add_argument("--recipe", type=Path, metavar="FILE", help="start from the choices in this file")
    for name, knob in CHOICES.items():
        _add_option(parser, name, knob)
    parser.add_argument("--knob", action="append", default=[], metavar="PART.NAME=VALUE",
                        help="set a knob of a chosen part, for instance optimizer.momentum=0.95")
    parser.add_argument("--print-every", type=_positive, default=PRINT_EVERY, metavar="N",
                        help=f"epochs between two printed losses ({PRINT_EVERY})")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help=f"write {', '.join(OUTPUT_FILES)} there")
    parser.add_argument("--force", action="store_true", help="overwrite a run that is in that folder")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of text")
    return parser.parse_args(arguments)


def _add_option(parser: argparse.ArgumentParser, name: str, knob: Knob) -> None:
    flag = "--lr" if name == "learning_rate" else "--" + name.replace("_", "-")
    text = f"{knob.help} ({_shown(knob.default)})".replace("%", "%%")
    if isinstance(knob.default, bool):
        parser.add_argument(flag, action=argparse.BooleanOptionalAction, dest=name, default=None, help=text)
    elif isinstance(knob.default, tuple):
        parser.add_argument(flag, type=int, nargs="*", metavar="N", dest=name, help=text)
    else:
        metavar = "NAME" if knob.registry is not None else "N" if isinstance(knob.default, int) else "F"
        parser.add_argument(flag, type=_reader(name, knob), metavar=metavar, dest=name, help=text)


def _reader(name: str, knob: Knob) -> Callable[[str], Any]:
    """Reads one value of ``knob`` from text, with the knob's own sentence where it is not allowed."""

    def read(text: str) -> Any:
        value: Any = text
        if knob.registry is None:
            try:
                value = json.loads(text) if isinstance(knob.default, bool) else float(text)
            except ValueError:
                raise argparse.ArgumentTypeError(f"{text!r} is not {knob.allowed()}") from None
        try:
            return knob.check(knob.label.lower(), value)
        except KnobError as error:
            raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None

    return read


def _recipe(options: argparse.Namespace) -> Recipe:
    recipe = Recipe.load(options.recipe) if options.recipe else Recipe()
    choices = {name: getattr(options, name) for name in CHOICES if getattr(options, name) is not None}
    recipe = recipe.changed(**choices)
    knobs = {family: dict(values) for family, values in recipe.knobs.items()}
    for setting in options.knob:
        family, name, text = _split_setting(setting)
        known = recipe.part_knobs(family) if family in CHOICES and CHOICES[family].registry is not None else {}
        if name not in known:
            raise UsageError(f"--knob {setting}: {family!r} has the knobs: {', '.join(known) or 'none'}.")
        try:
            knobs.setdefault(family, {})[name] = _reader(name, known[name])(text)
        except argparse.ArgumentTypeError as error:
            raise UsageError(f"--knob {setting}: {error}.") from None
    return recipe.changed(knobs=knobs)


def _split_setting(setting: str) -> tuple[str, str, str]:
    path, equals, text = setting.partition("=")
    family, dot, name = path.partition(".")
    if not equals or not dot:
        raise UsageError(f"--knob {setting}: PART.NAME=VALUE is expected, for instance optimizer.momentum=0.95.")
    return family.replace("-", "_"), name, text


def _check_folder(folder: Path, force: bool) -> None:
    """Find out before the training whether its results can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise UsageError(f"--out {folder}: the folder cannot be written: {reason(error)}.") from None
    there = [name for name in OUTPUT_FILES if (folder / name).exists()]
    if there and not force:
        raise UsageError(f"--out {folder}: there is a run in it already ({', '.join(there)}); --force overwrites it.")


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return number


def _shown(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
