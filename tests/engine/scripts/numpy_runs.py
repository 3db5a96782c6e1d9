"""What a NumPy script says when it runs, and the runs of which scripts are made."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import Recipe, Run, Trainer
from engine.layer_list import read_layer_list
from engine.program import Array
from engine.scripts.numpy_script import numpy_script


@dataclass(frozen=True)
class Replayed:
    """A script's results: the losses that it prints, what it has learned and what it answers."""

    losses: list[float]
    θ: Array
    answers: Array  # (samples, outputs)
    printed: str


def replayed(text: str) -> Replayed:
    """Run a script in names of its own."""
    names: dict[str, Any] = {"__name__": "script"}
    out = io.StringIO()
    with contextlib.redirect_stdout(out), np.errstate(all="ignore"):
        exec(compile(text, "script", "exec"), names)
        X, T = names["data"]()
        learned = names["train"](X, T)
        learned = learned if isinstance(learned, tuple) else (learned,)
        names["results"](X, T, *learned)
        Y = names["outputs"](X, *learned).astype(float)
        answers = names["answers"](Y) if "answers" in names else Y
    answers = answers * names.get("T_DEVIATION", 1.0) + names.get("T_MEAN", 0.0)
    lines = [line.split(" loss : ") for line in out.getvalue().splitlines() if line.startswith("epoch ")]
    return Replayed([float(loss) for _, loss in lines], learned[0], answers, out.getvalue())


def trained(recipe: Recipe, updates: int, rates: Mapping[int, float] | None = None) -> Trainer:
    """A trainer after so many updates; ``rates`` are learning rates that are set on the way, by the update."""
    trainer = Trainer(recipe)
    for update, rate in (rates or {}).items():
        trainer.advance(update - trainer.updates)
        trainer.set_learning_rate(rate)
    trainer.advance(updates - trainer.updates)
    return trainer


def script_of(trainer: Trainer) -> tuple[Run, str]:
    """A trainer's run, and its script."""
    run = trainer.run()
    return run, numpy_script(run)


def with_layers(layers: str, **choices: Any) -> Recipe:
    """A recipe with a list of layers as a person types it."""
    return Recipe(**choices, layers=read_layer_list(layers))


Check = Callable[[Replayed, Trainer], None]


def same_bits(script: Replayed, trainer: Trainer) -> None:
    """The same losses, parameters and answers, to the last bit."""
    assert script.losses[-5:] == trainer.history.last.tolist()[-5:]
    assert np.array_equal(script.θ, trainer.network.parameters)
    assert np.array_equal(script.answers, trainer.answers())


def same_numbers(script: Replayed, trainer: Trainer) -> None:
    """The same to 1e-9."""
    assert np.allclose(script.losses[-5:], trainer.history.last[-5:], rtol=0, atol=1e-9)
    assert np.allclose(script.answers, trainer.answers(), rtol=0, atol=1e-9)
