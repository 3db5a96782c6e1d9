"""Runs the programs that are written for PyTorch, and compares what they come to with the runs that they are made of.

    python -m tests.oracle.scripts             where PyTorch is installed (make check-torch sees to that)
"""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout
from importlib import import_module
from typing import Any

import numpy as np

from engine.evaluation import Evaluation
from engine.program import Array
from engine.scripts.torch_script import torch_script
from engine.tables import loss_line, score_line
from engine.trainer import Trainer
from tests.oracle.script_recipes import CASES, ScriptCase

ALLOWED = {"float64": 1e-9, "float32": 1e-4}


def main() -> int:
    """Compare all; the exit code, 1 where something differs."""
    torch: Any = import_module("torch")
    torch.set_num_threads(1)
    print(f"{len(CASES)} runs as programs for PyTorch {torch.__version__}, beside the engine (numpy {np.__version__}).")
    print("The greatest |difference| / max(1, |number|) of all losses and predictions; allowed are")
    print(", ".join(f"{most:g} in {precision}" for precision, most in ALLOWED.items()) + ".\n")
    worst, troubles = dict.fromkeys(ALLOWED, (0.0, "")), []
    for case in CASES:
        apart, trouble = compared(case)
        precision = case.recipe.precision
        worst[precision] = max(worst[precision], (apart, case.name))
        if trouble or not apart <= ALLOWED[precision]:
            troubles.append(f"{case}: {trouble or f'apart by {apart:.2g}'}")
    for precision, (apart, name) in worst.items():
        print(f"{precision}: at most {apart:.2g} ({name})")
    print("\n".join(["", *troubles] if troubles else ["", "All agree."]))
    return 1 if troubles else 0


def compared(case: ScriptCase) -> tuple[float, str]:
    """How far apart the program's numbers are from the run's, and what else is wrong, in a sentence or ""."""
    trainer = case.trainer()
    losses, answers, printed = carried_out(torch_script(trainer.run()))
    expected = trainer.history.exact
    if len(losses) != len(expected):
        return np.inf, f"{len(losses)} losses instead of {len(expected)}"
    apart = max(_apart(np.array(losses), expected), _apart(answers, trainer.answers()))
    return apart, _wrong_in_print(printed, losses, trainer)


def carried_out(text: str) -> tuple[list[float], Array, list[str]]:
    """The losses and the predictions of a program, and the lines that it prints of them."""
    names: dict[str, Any] = {"__name__": "program"}
    exec(compile(text, "program", "exec"), names)
    net = names["first_network"]()
    losses = names["train"](net)
    output = io.StringIO()
    with redirect_stdout(output):
        names["show"](net, losses)
    answers = names["answers"](net, names["X"]).numpy()
    return losses, answers * names.get("DEVIATION", 1) + names.get("MEAN", 0), output.getvalue().splitlines()


def _wrong_in_print(printed: list[str], losses: list[float], trainer: Trainer) -> str:
    """Whether it prints the last losses and the scores as the engine does."""
    last = [loss_line(epoch, loss) for epoch, loss in enumerate(losses, 1)][-5:]
    now, test = trainer.evaluate(), trainer.evaluate_test()
    scores = [score_line(now), *([score_line(test, of="test")] if isinstance(test, Evaluation) else [])]
    if printed[: len(last)] != last:
        return f"it prints {printed[: len(last)]} instead of {last}"
    if printed[-len(scores) :] != scores:
        return f"it prints {printed[-len(scores) :]} instead of {scores}"
    return ""


def _apart(found: Array, expected: Array) -> float:
    if found.shape != expected.shape or not np.isfinite(found).all():
        return np.inf
    return float((np.abs(found - expected) / np.maximum(1, np.abs(expected))).max(initial=0))


if __name__ == "__main__":
    sys.exit(main())
