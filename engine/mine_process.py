"""The border to a person's own module: it runs in a process of its own, with a time limit, and only numbers come back.

Nothing that comes back is trusted: the answer is JSON of a bounded size, and arrays are as long as they say or refused.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine import mine_runner
from engine.files import FileError, parse_json, read_bytes, read_text
from engine.program import Array
from engine.textbook import Case

GRACE = 3.0  # seconds beyond the limit in which a module that was told to stop may say where it was
MOST_TEXT, MOST_BYTES = 10_000_000, 400_000_000  # of what comes back


@dataclass(frozen=True)
class Failure:
    """What went wrong, and where."""

    phase: str = ""  # "import", "forward", "loss", "backward", or nothing when the process itself failed
    type: str = ""  # of the exception; empty for a sentence that says all
    message: str = ""
    line: int = 0
    text: str = ""  # of that line


@dataclass(frozen=True)
class Returned:
    """What the module gave back under one convention."""

    convention: str
    failure: Failure | None
    arrays: dict[str, Array]  # by kind and layer: "z1", "dW2", "loss"
    names: dict[str, str]  # the same as the module calls them: "dW[1]"
    problems: dict[str, str]  # what is no array of numbers, and why
    unknown: tuple[str, ...]  # names that say nothing to us


class NoAnswer(Exception):
    """There is nothing to compare; ``failure`` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def run_module(path: Path, case: Case, seconds: float) -> list[Returned]:
    """Run the module at ``path`` on the case, in each convention.  Raises NoAnswer."""
    with tempfile.TemporaryDirectory(prefix="check-mine-", ignore_cleanup_errors=True) as folder:
        arrays = {f"W{k}": W for k, W in enumerate(case.W, 1)} | {f"b{k}": b for k, b in enumerate(case.b, 1)}
        np.savez(Path(folder) / "inputs.npz", allow_pickle=False, x=case.x, t=case.t, **arrays)
        code = _run_process(path.resolve(), folder, seconds)
        try:
            result = parse_json(read_text(Path(folder) / "result.json", MOST_TEXT))
            numbers = np.frombuffer(read_bytes(Path(folder) / "numbers.bin", MOST_BYTES), dtype=np.float64)
        except FileError:
            what = f"it ended the process itself (exit code {code})" if code >= 0 else f"it crashed (signal {-code})"
            raise NoAnswer(Failure(message=f"{what} and left no result.")) from None
        return _read(result, numbers)


def _run_process(path: Path, folder: str, seconds: float) -> int:
    """Its exit code.  Raises NoAnswer when it had to be ended."""
    command = [sys.executable, "-B", "-P", "-X", "utf8", mine_runner.__file__, str(path), folder, str(seconds)]
    process = subprocess.Popen(
        command, cwd=path.parent, env={**os.environ, "MPLBACKEND": "Agg"}, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return process.wait(seconds + GRACE)
    except subprocess.TimeoutExpired:
        raise NoAnswer(Failure(type=KeyboardInterrupt.__name__)) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it, and what it has started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # all of them are gone
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _read(result: Any, numbers: Array) -> list[Returned]:
    """The answers, checked: a module can write what it likes."""
    try:
        if result["failure"] is not None:
            raise NoAnswer(_failure(result["failure"]))
        runs, start = [], 0
        for each in result["runs"]:
            shapes = {str(key): tuple(int(n) for n in shape) for key, shape in each["shapes"].items()}
            arrays: dict[str, Array] = {}
            for key, shape in shapes.items():
                size = math.prod(shape)
                arrays[key] = numbers[start : start + size].reshape(shape)
                start += size
            names, problems = _texts(each["names"]), _texts(each["problems"])
            failure = None if each["failure"] is None else _failure(each["failure"])
            unknown = tuple(str(name) for name in each["unknown"])
            runs.append(Returned(str(each["convention"]), failure, arrays, names, problems, unknown))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NoAnswer(Failure(message=f"what it left cannot be read ({error!s:.100}).")) from None
    if not runs:
        raise NoAnswer(Failure(message="it left no result."))
    return runs


def _failure(content: dict[str, Any]) -> Failure:
    words = _texts({name: content[name] for name in ("phase", "type", "message", "text")})
    return Failure(**words, line=int(content["line"]))


def _texts(content: dict[str, Any]) -> dict[str, str]:
    return {str(key): str(value)[:500] for key, value in content.items()}
