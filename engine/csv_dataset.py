"""Your own data: a table from a file, in which one column is the answer and the others are what the network sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from engine.cancel import GoOn
from engine.csv_choice import TASKS, Samples, choose, split_names
from engine.csv_table import Table, table_of
from engine.csv_text import DECIMALS, DELIMITERS, ENCODINGS, HEADERS, TableError, Writing
from engine.datasets import DATASETS, Dataset
from engine.knobs import knob, knobs_of
from engine.program import Array


def text_knob(label: str, help: str, longest: int = 0, words: tuple[str, ...] = (), zero: str = "as found") -> Any:
    """A field of the dataset below."""
    return knob("", label=label, help=help, longest=longest, words=words, zero=zero, group="Data")


@DATASETS.register("CSV file")
@dataclass(eq=False)
class CSVFile(Dataset):
    """The rows of a CSV file of your own: a column with the answer, and the columns that tell it.

    The file is read when the samples are asked for, and once as long as it stays the same.  Until then nobody knows
    what is in it, and it passes for two classes.  See `read_table` for how a file may be written, and `choose` for
    what becomes of its columns."""

    needs_file: ClassVar[bool] = True  # without one there are no samples

    path: str = text_knob("File", 'The file with the table; "Open Data" in the File menu shows it.', 4096, zero="none")
    target: str = text_knob("Answer", "The column that the network learns to tell.", 200, zero="the last")
    columns: str = text_knob(
        "Columns", "What the network sees: the names of columns with commas between them.", 100_000, zero="all numbers"
    )
    task: str = text_knob("Task", "Whether the answer is one of some classes or any number.", words=TASKS)
    encoding: str = text_knob("Encoding", "Which bytes stand for which letters.", words=tuple(ENCODINGS))
    delimiter: str = text_knob("Separator", "What stands between two values of a row.", words=tuple(DELIMITERS))
    decimal: str = text_knob("Decimal mark", "What stands before the tenths: 0.5 or 0,5.", words=DECIMALS)
    header: str = text_knob("Header", "Whether the first row has the names of the columns.", words=HEADERS)

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        """The rows of the file that have a value in every column that is used.  Raises TableError."""
        samples = self.samples()
        return samples.X, samples.T

    def samples(self, go_on: GoOn | None = None) -> Samples:
        """The same with all that is known of them; ``go_on`` as for `read_table`.  Raises TableError and Cancelled."""
        samples = choose(self.table(go_on), self.target, split_names(self.columns), self.task)
        if len(_names) >= MOST_NAMES:
            _names.clear()
        _names[self._choices] = (samples.feature_names, samples.class_names)
        return samples

    def table(self, go_on: GoOn | None = None) -> Table:
        """All that is in the file.  Raises TableError and Cancelled."""
        if not self.path:
            raise TableError('No file is chosen yet: choose one with "Open Data" in the File menu, or give its path.')
        return table_of(self.path, Writing(self.encoding, self.delimiter, self.decimal, self.header), go_on)

    @property
    def is_regression(self) -> bool:
        return not self.class_names

    @property
    def class_names(self) -> tuple[str, ...]:
        known = _names.get(self._choices)
        return super().class_names if known is None else known[1]

    def feature_names(self, count: int) -> tuple[str, ...]:
        known = _names.get(self._choices)
        return super().feature_names(count) if known is None else known[0]

    @property
    def _choices(self) -> tuple[str, ...]:
        return tuple(getattr(self, name) for name in knobs_of(type(self)))


MOST_NAMES = 100  # files, or ways to look at them, that are remembered
_names: dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}  # of features and classes, by the choices
