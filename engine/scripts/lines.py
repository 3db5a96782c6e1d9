"""A program is written line by line, and some lines are there only where the run needs them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.scripts.literals import WIDTH, wrapped

LONGEST_NAME = 40  # letters of a file's name


def lines(*each: str | bool) -> str:
    """The lines one below the other, without those that are False: ``uses_it and "line"``."""
    return "\n".join(line for line in each if not isinstance(line, bool))


def in_docstring(name: str) -> str:
    """A file's name as it can stand between triple quotes: it may have quotes in it, and even line breaks."""
    return "".join(each if each.isprintable() and each not in "\"\\" else "'" for each in name)[:LONGEST_NAME]


def dictionary(name: str, items: Sequence[str]) -> str:
    """The statement ``name`` = a dictionary of such ``items``, "key: value", on one line where they fit."""
    in_one = f"{name} = {{{', '.join(items)}}}"
    return in_one if len(in_one) <= WIDTH else lines(f"{name} = {{", *_indented(items, 4), "}")


def call(function: str, arguments: Sequence[str]) -> str:
    """The line ``function``, indented as it is, called with such ``arguments``; on more lines where it is too long."""
    in_one, indent = f"{function}({', '.join(arguments)})", len(function) - len(function.lstrip())
    if len(in_one) <= WIDTH:
        return in_one
    return lines(f"{function}(", *_indented(arguments, indent + 4), " " * indent + ")")


def _indented(parts: Sequence[str], indent: int) -> list[str]:
    return [" " * indent + line for line in wrapped(parts, indent)]
