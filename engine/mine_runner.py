"""Runs a person's own module in a process of its own; `check-mine` starts it as a script and reads what it leaves.

Usage: mine_runner.py MODULE FOLDER SECONDS.  FOLDER holds ``inputs.npz`` (x, t, W1, b1, …); ``result.json`` says what
came back or what went wrong, and ``numbers.bin`` holds the arrays it lists, as float64 one behind the other.  It
imports numpy and the standard library only, and nothing of the engine: a person's module finds what Python has.
"""

from __future__ import annotations

import _thread
import importlib.util
import inspect
import json
import re
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

CONVENTIONS = ("rows", "columns", "rows, W transposed")  # z = x W + b, z = W x + b, z = x Wᵀ + b
LISTS = ("z", "a", "da", "dz", "dW", "db")  # one array for each layer
SINGLES = ("y", "loss", "dy")
NUMBERED = re.compile(rf"({'|'.join(LISTS)})_?(\d{{1,3}})")
LARGEST = 1_000_000  # numbers in one array that comes back
FORWARD, BACKWARD, LOSS = ("x", "W", "b"), ("x", "t", "W", "b", "values"), ("y", "t")


class Trouble(Exception):
    """The module cannot be used; a sentence for its author."""


class Collected:
    """The arrays of one run, flat, and what there is to say of those that are none."""

    def __init__(self) -> None:
        self.shapes: dict[str, list[int]] = {}
        self.names: dict[str, str] = {}  # as the module calls them
        self.problems: dict[str, str] = {}
        self.unknown: list[str] = []
        self.chunks: list[bytes] = []

    def add(self, key: str, name: str, value: Any) -> None:
        """Takes a copy, before somebody changes it."""
        if value is None:
            return
        self.names[key] = name
        try:
            array = np.asarray(value)
        except ValueError:
            self.problems[key] = "is not an array: its rows differ in length"
            return
        if array.dtype.kind not in "fiub":
            self.problems[key] = f"is not an array of numbers but of type {type(value).__name__}"
        elif array.size > LARGEST:
            self.problems[key] = f"has the shape {array.shape}, which is far too large"
        else:
            self.shapes[key] = list(array.shape)
            self.chunks.append(np.ascontiguousarray(array, dtype=np.float64).tobytes())

    def add_all(self, returned: dict[Any, Any], layers: int) -> None:
        """Lists (one array for each layer), single arrays, and names such as dW2."""
        for name, value in returned.items():
            numbered = NUMBERED.fullmatch(str(name))
            if name in SINGLES:
                self.add(name, name, value)
            elif numbered is not None:
                self.add(numbered[1] + str(int(numbered[2])), name, value)
            elif name in LISTS:
                self._add_list(name, value, layers)
            else:
                self.unknown.append(str(name)[:50])

    def _add_list(self, name: str, value: Any, layers: int) -> None:
        if not isinstance(value, list | tuple):
            raise Trouble(f'"{name}" is a {type(value).__name__}; a list with an array for each layer is expected.')
        skipped = 1 if name == "a" and len(value) == layers + 1 else 0  # it begins with a₀ = x
        if len(value) - skipped != layers and not (name == "da" and len(value) == layers - 1):
            raise Trouble(
                f'"{name}" is a list of {len(value)}; one array for each of the {layers} layers is expected, from the '
                "first layer to the last."
            )
        for k, array in enumerate(value[skipped:]):
            self.add(f"{name}{k + 1}", f"{name}[{k + skipped}]", array)


def main(module_path: str, folder: str, seconds: str) -> None:
    """Import it, run it under each convention, write what came back."""
    inputs = dict(np.load(Path(folder) / "inputs.npz", allow_pickle=False))
    limit = threading.Timer(float(seconds), _thread.interrupt_main)  # KeyboardInterrupt, at the line that is running
    limit.daemon = True
    limit.start()
    result: dict[str, Any] = {"runs": []}
    chunks: list[bytes] = []
    try:
        module, failure = attempt("import", lambda: imported(Path(module_path)), module_path)
        result["failure"] = failure
        if module is not None:
            for convention in CONVENTIONS:
                collected = Collected()
                failure = run(module, convention, inputs, collected, module_path)
                chunks += collected.chunks
                result["runs"].append({
                    "convention": convention, "failure": failure, "shapes": collected.shapes,
                    "names": collected.names, "problems": collected.problems, "unknown": collected.unknown,
                })  # fmt: skip
                if failure is not None and failure["type"] == KeyboardInterrupt.__name__:
                    break  # the time is over
    finally:
        limit.cancel()
        (Path(folder) / "numbers.bin").write_bytes(b"".join(chunks))
        (Path(folder) / "result.json").write_text(json.dumps(result), encoding="utf-8")


def imported(path: Path) -> ModuleType:
    """The module, with its own folder first on the path as Python has it."""
    sys.path.insert(0, str(path.parent))
    specification = importlib.util.spec_from_file_location(path.stem, path)
    if specification is None or specification.loader is None:
        raise Trouble("it is not a Python file: its name must end in .py.")
    module = sys.modules[path.stem] = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    for name, parameters in (("forward", FORWARD), ("backward", BACKWARD)):
        _check_function(module, name, parameters)
    if hasattr(module, "loss"):
        _check_function(module, "loss", LOSS)
    return module


def _check_function(module: ModuleType, name: str, parameters: tuple[str, ...]) -> None:
    function = getattr(module, name, None)
    if function is None:
        raise Trouble(f"it has no function {name}({', '.join(parameters)}).")
    try:
        inspect.signature(function).bind(*parameters)
    except TypeError as error:
        raise Trouble(f"{name} must take ({', '.join(parameters)}): {error}.") from None


def run(
    module: ModuleType, convention: str, inputs: dict[str, Any], collected: Collected, path: str
) -> dict[str, Any] | None:
    """Call forward and backward once; what went wrong, if anything did."""
    x, t, W, b = as_convention(convention, inputs)
    layers = len(W)
    values, failure = attempt("forward", lambda: module.forward(x, W, b), path)
    if failure is None:
        returned = values if isinstance(values, dict) else {"y": values}
        _, failure = attempt("forward", lambda: collected.add_all(returned, layers), path)
        if failure is None and hasattr(module, "loss"):
            y = returned.get("y", (returned.get("a") or [None])[-1])
            loss, failure = attempt("loss", lambda: module.loss(y, t), path)
            collected.add("loss", "loss", loss)
    if failure is None:
        back, failure = attempt("backward", lambda: module.backward(x, t, W, b, values), path)
        if failure is None:
            _, failure = attempt("backward", lambda: collected.add_all(as_dictionary(back), layers), path)
        for k, changed in enumerate(W, 1):
            collected.add(f"W{k}", f"W[{k - 1}]", changed)
    return failure


def as_dictionary(back: Any) -> dict[Any, Any]:
    """What backward returned: a dictionary, or dW and db."""
    if isinstance(back, dict):
        return back
    if isinstance(back, tuple) and len(back) == 2:
        return {"dW": back[0], "db": back[1]}
    raise Trouble(
        f'backward returned {type(back).__name__}; a dictionary such as {{"dW": [...], "db": [...]}} is expected.'
    )


def as_convention(convention: str, inputs: dict[str, Any]) -> tuple[Any, Any, list[Any], list[Any]]:
    """x, t, W and b, fresh, as the convention has them; inputs are as in W x + b."""
    layers = sum(name.startswith("W") for name in inputs)
    W = [inputs[f"W{k}"] for k in range(1, layers + 1)]
    b = [inputs[f"b{k}"].copy() for k in range(1, layers + 1)]
    if convention == "columns":
        return inputs["x"].copy(), inputs["t"].copy(), [w.copy() for w in W], [each[:, None] for each in b]
    turned = [w.copy() if convention == CONVENTIONS[2] else w.T.copy() for w in W]
    return inputs["x"].T.copy(), inputs["t"].T.copy(), turned, b


def attempt(phase: str, function: Callable[[], Any], path: str) -> tuple[Any, dict[str, Any] | None]:
    """What ``function`` returns, or what it raised, whatever that is, with the line of the module."""
    try:
        return function(), None
    except Trouble as error:
        return None, {"phase": phase, "type": "", "message": str(error)[:500], "line": 0, "text": ""}
    except BaseException as error:  # sys.exit and the time limit too
        lines = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == Path(path)]
        line, text = (lines[-1].lineno or 0, lines[-1].line or "") if lines else (0, "")
        if isinstance(error, SyntaxError) and error.filename == path:
            line, text = error.lineno or 0, (error.text or "").strip()
        return None, {
            "phase": phase, "type": type(error).__name__, "message": " ".join(str(error).split())[:300],
            "line": line, "text": text[:200],
        }  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
