"""The terminal for the tests: what it prints, taken apart."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOSS_LINE = re.compile(r"epoch (\d+) loss : (\S+)")
RUNAWAY = ["--activation", "relu", "--output-activation", "linear", "--lr", "1e6", "--seed", "1"]

Result = tuple[int, list[str], str]  # exit code, lines of stdout, stderr
Terminal = Callable[..., Result]


def losses_in(lines: list[str]) -> dict[int, float]:
    """The printed losses by epoch."""
    matches = [LOSS_LINE.fullmatch(line) for line in lines]
    return {int(found[1]): float(found[2]) for found in matches if found}


def strict(line: str) -> Any:
    """JSON as other programs read it: without NaN and Infinity."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(line, parse_constant=refuse)


def command(*arguments: object) -> list[str]:
    return [sys.executable, str(ROOT / "main.py"), *map(str, arguments)]
