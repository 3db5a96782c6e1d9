"""Two checks for the terminal: `check-gradients` of the engine's own numbers, `check-mine` of a person's code."""

from __future__ import annotations

import argparse
import math
import textwrap
from collections.abc import Sequence
from pathlib import Path

from engine.check_mine import MineReport, NotComparable, check_module
from engine.console_options import Parser, UsageError, recipe_of
from engine.console_output import DONE, INTERRUPTED, NOT_RIGHT, Voice, complain
from engine.gradient_report import ArrayCheck, GradientReport, NoSlope, gradient_report
from engine.tables import aligned
from engine.trainer import Trainer

WIDTH = 100  # of a paragraph
SECONDS = 10.0  # that a person's module may take
HEADER = ("", "parameters", "rel. error", "largest difference", "backpropagation", "numeric", "kinks", "")


def check_gradients(arguments: Sequence[str]) -> int:
    """Compare backpropagation with central differences; the exit code."""
    parser = Parser(
        "check-gradients",
        "Compare every gradient of a network with central differences, with its first weights and on its first batch.",
    )
    parser.add_recipe_options()
    recipe, say = recipe_of(parser.parse_args(arguments)), Voice("check-gradients")
    try:
        report = gradient_report(Trainer(recipe))
    except NoSlope as error:
        complain("check-gradients", str(error))
        return NOT_RIGHT
    except KeyboardInterrupt:
        return INTERRUPTED
    say.line(gradient_table(report))
    for paragraph in (report.sentence, *report.notes):
        say.line("\n" + _filled(paragraph))
    return say.code(DONE if report.agrees else NOT_RIGHT)


def gradient_table(report: GradientReport) -> str:
    """A row for each array of parameters."""
    return aligned([HEADER, *map(_gradient_row, report.arrays)])


def _gradient_row(each: ArrayCheck) -> tuple[str, ...]:
    checked = int(each.checked.sum())
    count = f"{checked:,} of {each.checked.size:,}" if checked < each.checked.size else f"{checked:,}"
    if each.worst is None:
        return each.name, count, "", "", "", "", str(each.kinks), each.verdict
    return (
        each.name, count, f"{each.error:.1e}", f"{each.largest_difference:.1e} in {each.worst_name}",
        f"{each.analytic[each.worst]:.9g}", f"{each.numeric[each.worst]:.9g}", str(each.kinks), each.verdict,
    )  # fmt: skip


def check_mine(arguments: Sequence[str]) -> int:
    """Compare a person's module with the engine; the exit code."""
    parser = Parser(
        "check-mine",
        "Compare your own forward and backward with the engine, on the same weights and samples, and find the first "
        "number that differs. Your module is run as code, in a process of its own: name only files that you trust. "
        "No other command runs a file. What the module must have is told in docs/check-mine.md.",
    )
    parser.add_argument("module", type=Path, metavar="my_lab.py", help="your module, with forward and backward")
    parser.add_argument("--timeout", type=_seconds, default=SECONDS, metavar="S",
                        help=f"seconds that it may take ({SECONDS:g})")
    parser.add_recipe_options()
    options = parser.parse_args(arguments)
    path: Path = options.module
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file.")
    recipe, say = recipe_of(options), Voice("check-mine")
    try:
        report = check_module(path, recipe, options.timeout)
    except NotComparable as error:
        raise UsageError(str(error)) from None
    except KeyboardInterrupt:
        return INTERRUPTED
    say.line(mine_text(path, report))
    return say.code(DONE if report.right else NOT_RIGHT)


def mine_text(path: Path, report: MineReport) -> str:
    """The whole report."""
    parts = [f"{path.name} beside the engine: {report.network}"]
    if report.understood:
        parts.append(f"understood as {report.understood}")
    if report.lines:
        rows = [(each.quantity.symbol, each.name, each.state.value) for each in report.lines]
        parts += ["", aligned(rows)]
    return "\n".join([*parts, "", _filled(report.sentence)])


def _filled(paragraph: str) -> str:
    return textwrap.fill(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds up to 3,600")
    return seconds
