"""Out of a table come samples: some columns are what the network sees, and one is the answer, which decides the task.

Words are classes, and so are a few whole numbers; all other numbers are a regression.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.csv_columns import MOST_WORDS, Column
from engine.csv_table import MOST_CELLS, Table, listed
from engine.csv_text import TableError
from engine.datasets import truth_of
from engine.program import Array

TASKS = ("classes", "regression")
MOST_CLASSES = 100
MOST_WHOLE = 20  # different whole numbers that are taken for classes …
EACH = 2  # … where so many samples have each, on average
MOST_FEATURE_WORDS = 20  # different words of a column that the network may see


@dataclass(frozen=True)
class Samples:
    """What a network learns from, and what people call it."""

    X: Array  # (samples, features)
    T: Array  # (samples, outputs), as every dataset's
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]  # none for a regression
    missing: dict[str, int]  # in how many rows each of the chosen columns has no value, where there are any
    left_out: int  # rows that have no value in one of them


def choose(table: Table, target: str = "", columns: Sequence[str] = (), task: str = "") -> Samples:
    """The samples with ``target`` as the answer (default: the last column) and these columns as features (default:
    all others of numbers).

    ``task`` is one of TASKS, or empty: then the answer decides.  A feature of up to MOST_FEATURE_WORDS different words
    becomes columns of 0 and 1, as the answer's do; only columns that are named are asked for that.  Rows with a
    missing value in a column that is used are left out.  Raises TableError."""
    answer = table.column(target) if target else table.columns[-1]
    features = _features(table, columns, answer)
    for column in (*features, answer):
        _check(column, table)
    missing = {column.name: column.missing for column in (*features, answer)}
    complete = ~np.logical_or.reduce(list(missing.values()))
    if complete.sum() < 2:
        raise TableError(_too_few(missing, complete))
    seen = list(_all_seen(features, complete))
    T, class_names = _truth(answer, complete, task)
    return Samples(
        X=np.column_stack([X for X, _ in seen]),
        T=T,
        feature_names=tuple(name for _, names in seen for name in names),
        class_names=class_names,
        missing={name: int(each.sum()) for name, each in missing.items() if each.any()},
        left_out=int((~complete).sum()),
    )


def split_names(text: str) -> tuple[str, ...]:
    """The names in a text that separates them by commas; one that has a comma itself is in quotation marks."""
    rows = csv.reader([text], skipinitialspace=True)
    return tuple(name.strip() for row in rows for name in row if name.strip())


def join_names(names: Sequence[str]) -> str:
    """The text in which `split_names` finds these names."""
    quoted = [name.replace('"', '""') for name in names]
    return ", ".join(f'"{each}"' if set(each) & {",", '"'} else each for each in quoted)


# -- what the network sees --------------------------------------------------------------------------------------------


def _features(table: Table, names: Sequence[str], answer: Column) -> list[Column]:
    chosen = [table.column(name) for name in names]
    if answer in chosen:
        raise TableError(f'The column "{answer.name}" is the answer, which the network must not see: leave it out.')
    others = [each for each in table.columns if each.numbers is not None and not each.is_empty and each is not answer]
    if len(table.columns) == 1:
        raise TableError(
            f'The table has one column, "{answer.name}"; it needs two at least: the answer, and what the network sees. '
            "If there are more in the file, choose another separator."
        )
    if not chosen and not others:
        raise TableError(
            f'Beside the answer "{answer.name}" there is no column of numbers. Columns of words have to be chosen by '
            f"name; each word becomes a number. The columns are: {listed(table.names)}."
        )
    return list(dict.fromkeys(chosen or others))


def _all_seen(features: Sequence[Column], complete: NDArray[np.bool_]) -> Iterator[tuple[Array, tuple[str, ...]]]:
    """Each column as `_seen` says.  Raises TableError where they become more numbers than a table may have."""
    width, samples = 0, int(complete.sum())
    for column in features:
        X, names = _seen(column, complete)
        width += len(names)
        if width * samples > MOST_CELLS:
            raise TableError(
                f'With the column "{column.name}" these are {width:,} features of {samples:,} samples, as each word '
                f"is one; up to {MOST_CELLS:,} numbers are allowed. Choose fewer columns."
            )
        yield X, names


def _seen(column: Column, complete: NDArray[np.bool_]) -> tuple[Array, tuple[str, ...]]:
    """A column as features (samples, features), and their names."""
    if column.numbers is not None:
        return column.numbers[complete][:, np.newaxis], (column.name,)
    values, labels = _different(column, complete)
    if len(values) > MOST_FEATURE_WORDS:
        raise TableError(
            f'The column "{column.name}" has {len(values):,} different words; a feature may have up to '
            f"{MOST_FEATURE_WORDS}, since each becomes a number of its own. Choose other features."
        )
    names = [f"{column.name} = {word}" for word in _words(column, values)]
    return truth_of(labels, len(names)), tuple(names[1:] if len(names) == 2 else names)


# -- the answer -------------------------------------------------------------------------------------------------------


def _truth(answer: Column, complete: NDArray[np.bool_], task: str) -> tuple[Array, tuple[str, ...]]:
    """T (samples, outputs) and the names of its classes; none for a regression."""
    values, labels = _different(answer, complete)
    one, count, is_words = _words(answer, values[:1])[0], len(values), answer.numbers is None
    if count == 1:
        raise TableError(
            f'The answer "{answer.name}" is {one} in every row: there is nothing to learn. Choose another column.'
        )
    if answer.numbers is not None and (task == "regression" or (not task and not _are_classes(values, len(labels)))):
        return answer.numbers[complete][:, np.newaxis], ()
    if task == "regression":
        raise TableError(
            f'The answer "{answer.name}" is words such as "{one}", and a regression needs numbers: choose another '
            "column, or classes."
        )
    if count > MOST_CLASSES:
        raise TableError(
            f'The answer "{answer.name}" has {count:,} different values; up to {MOST_CLASSES} classes are allowed. '
            f"Choose another column{'' if is_words else ', or a regression'}."
        )
    if count * len(labels) > MOST_CELLS:
        raise TableError(
            f'The answer "{answer.name}" has {count:,} classes in {len(labels):,} rows; up to {MOST_CELLS:,} numbers '
            "are allowed, classes times rows. Keep every second or tenth row."
        )
    return truth_of(labels, count), tuple(_words(answer, values))


def _are_classes(values: NDArray[Any], samples: int) -> bool:
    """Whether different numbers look like those of classes: whole, and only two, or few and each there repeatedly."""
    is_few = len(values) == 2 or (len(values) <= MOST_WHOLE and samples >= EACH * len(values))
    return is_few and bool((values == np.rint(values)).all())


def _different(column: Column, complete: NDArray[np.bool_]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """The different numbers or codes of the samples, sorted, and which of them each sample has."""
    of_samples = column.codes if column.numbers is None else column.numbers
    assert of_samples is not None, "a column that is neither was refused before"
    return np.unique(of_samples[complete], return_inverse=True)


def _words(column: Column, values: NDArray[Any]) -> list[str]:
    """What people call these values of a column."""
    if column.numbers is None:
        return [column.words[code] for code in values.tolist()]
    return [f"{value:.0f}" if value.is_integer() else repr(value) for value in values.tolist()]


# -- what cannot be used ----------------------------------------------------------------------------------------------


def _check(column: Column, table: Table) -> None:
    """Raises TableError where a column is neither numbers nor words, or has a cell that does not fit."""
    name, odd, infinite = column.name, column.odd, column.infinite
    if column.is_empty:
        raise TableError(f'The column "{name}" has no value in any row. Choose another column.')
    if column.numbers is None and column.codes is None:
        raise TableError(
            f'The column "{name}" has more than {MOST_WORDS:,} different words: they are neither numbers nor '
            "classes. Choose another column."
        )
    if column.numbers is not None and odd is not None:
        example = "1,5" if table.writing.decimal == "comma" else "1.5"
        raise TableError(
            f'The column "{name}" is of numbers, but row {table.row(odd.sample):,} has "{odd.text:.60}" there. '
            f"Write a number like {example}, or nothing, and the row is left out."
        )
    if column.numbers is not None and infinite is not None:
        raise TableError(
            f'The column "{name}" has "{infinite.text:.60}" in row {table.row(infinite.sample):,}, which no computer '
            "can calculate with: numbers up to 1.7e308 are allowed. Mend it, or leave the cell empty."
        )


def _too_few(missing: dict[str, NDArray[np.bool_]], complete: NDArray[np.bool_]) -> str:
    most = max(missing, key=lambda name: missing[name].sum())
    left = f"only {complete.sum()} of {len(complete):,} rows" if complete.any() else f"none of {len(complete):,} rows"
    why = f' Most of all "{most}" has none: choose other columns.' if missing[most].any() else ""
    return f"Two samples are needed at least, and {left} has a value in every column that is used.{why}"
