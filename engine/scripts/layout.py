"""How a function stands on the page: its sentence below its name, and no line longer than a screen is wide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine.scripts.literals import WIDTH, wrapped

INDENT = 4
BRACKETS = {"(": ")", "[": "]", "{": "}"}


def function_text(name: str, given: Sequence[str], text: str, body: Sequence[str]) -> str:
    """A whole function with its docstring."""
    inside = [short for each in body for line in each.split("\n") for short in fitted(" " * INDENT + line)]
    return "\n".join(line.rstrip() for line in [f"def {name}({', '.join(given)}):", *docstring(text), *inside])


def docstring(text: str) -> list[str]:
    """The lines of a docstring, indented; one that is too long is broken between words."""
    lines, line = list[str](), '    """'
    for word in text.split(" "):
        if len(line) + len(word) + 4 > WIDTH:
            lines.append(line.rstrip())
            line = "    "
        line += f"{word} "
    return [*lines, f'{line.rstrip()}"""']


def fitted(line: str) -> list[str]:
    """A line of code as several where it is too long: its remark above it, and what is in its brackets in lines of
    its own."""
    indent = len(line) - len(line.lstrip())
    if len(line) <= WIDTH or line.lstrip().startswith("#"):
        return [line]
    code, sign, remark = line.partition("  # ")
    if sign:
        return [f"{' ' * indent}# {remark}", *fitted(code)]
    start, inside, end = _parted(code.strip())
    parts = list(_at_commas(inside))
    rows = list(wrapped(parts, indent + INDENT)) if len(parts) > 1 or inside.endswith(",") else [inside]
    shorter = [each for row in rows for each in _with_comma(f"{' ' * (indent + INDENT)}{row}")]
    return [" " * indent + start, *shorter, " " * indent + end]


def _with_comma(row: str) -> list[str]:
    """A row of parts as several where even one part is too long; the comma stays at its end."""
    *lines, last = fitted(row.removesuffix(","))
    return [*lines, last + row[len(row.removesuffix(",")) :]]


def _parted(code: str) -> tuple[str, str, str]:
    """What stands before, in and behind the longest brackets of a line, which gets some where it has none."""
    groups = [(first, last) for first, last in _groups(code)]
    if groups:
        first, last = max(groups, key=lambda each: each[1] - each[0])
        if last - first > len(code) // 2:
            return code[: first + 1], code[first + 1 : last], code[last:]
    if match := re.fullmatch(r"(return )(.*)|(.*?)( = \w+(?:\(\w+\))?)", code):
        before, result, names, behind = match.groups()
        return (f"{before}(", result, ")") if before else ("(", names, f"){behind}")
    name, _, value = code.partition(" = ")
    return f"{name} = (", value, ")"


def _groups(code: str) -> Iterator[tuple[int, int]]:
    """Where the outermost brackets open and close."""
    depth, first = 0, 0
    for place, sign in enumerate(code):
        if sign in BRACKETS:
            first = place if depth == 0 else first
            depth += 1
        elif sign in BRACKETS.values():
            depth -= 1
            if depth == 0:
                yield first, place


def _at_commas(code: str) -> Iterator[str]:
    """The parts between those commas that are in no brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(code):
        depth += (sign in BRACKETS) - (sign in BRACKETS.values())
        if sign == "," and depth == 0:
            yield code[start:place].strip()
            start = place + 1
    if code[start:].strip():
        yield code[start:].strip()
