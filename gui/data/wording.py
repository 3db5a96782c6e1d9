"""What the dialog says of a table, in words."""

from __future__ import annotations

from engine.csv_table import Table, listed
from gui.data.looker import Summary

MOST_NAMED = 8  # classes or columns in a sentence


def size_in_words(table: Table) -> str:
    """How much there is, and how much of it is shown."""
    shown = len(table.preview)
    first = f"; the first {shown} rows are shown" if shown < table.samples else ""
    return f"{counted(table.samples, 'row')}, {counted(len(table.columns), 'column')}{first}"


def in_words(summary: Summary, answer: str) -> str:
    """What the network is to learn from, in a few sentences."""
    classes, features = summary.class_names, summary.feature_names
    named = f"{len(classes)} classes: {listed(classes, MOST_NAMED)}."
    what = named if classes else f"Numbers: a regression of {answer}."
    samples = f"{counted(summary.samples, 'sample')}, each with {counted(len(features), 'number')}"
    lines = [what, f"{samples}: {listed(features, MOST_NAMED)}."]
    if summary.left_out:
        why = listed([f"{count:,} in {name}" for name, count in summary.missing.items()], MOST_NAMED)
        verb = "is" if summary.left_out == 1 else "are"
        lines.append(f"{counted(summary.left_out, 'row')} {verb} left out for a missing value: {why}.")
    return "\n".join(lines)


def counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
