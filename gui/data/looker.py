"""Looks into a file in the background, and again whenever a choice changes; what was asked before is dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.csv_dataset import CSVFile
from engine.csv_table import Table
from engine.csv_text import TableError
from engine.gradient_check import Cancelled
from gui.jobs import Jobs

Choices = Mapping[str, str]  # knobs of the dataset "CSV file"


@dataclass(frozen=True)
class Summary:
    """What the samples are, in numbers and names."""

    samples: int
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]  # none for a regression
    left_out: int
    missing: Mapping[str, int]


@dataclass(frozen=True)
class Look:
    """What is in a file, and what becomes of it; ``complaint`` says why there are no samples."""

    choices: Choices
    table: Table
    summary: Summary | None
    complaint: str = ""


class Looker:
    """Answers one question at a time: the last."""

    def __init__(self, jobs: Jobs, on_seen: Callable[[Look], None], on_failed: Callable[[str], None]) -> None:
        """One of the two is called in the window's thread: with what is there, or with why it cannot be read."""
        self._jobs, self._on_seen, self._on_failed = jobs, on_seen, on_failed
        self._question = 0
        self.is_busy = False
        self.share_done = 0.0  # written by the job's thread, for whoever wants to look

    def look(self, choices: Choices) -> None:
        """Begins; an answer to an earlier question does not come any more."""
        self._question += 1
        self.is_busy, self.share_done = True, 0.0
        question, mine = self._question, dict(choices)
        self._jobs.run(
            lambda: _look(mine, lambda done, total: self._goes_on(question, done / max(1, total))),
            lambda look: self._answer(question, lambda: self._on_seen(look)),
            lambda error: self._on_error(question, error),
        )

    def stop(self) -> None:
        """No answer comes any more."""
        self._question += 1
        self.is_busy = False

    def _goes_on(self, question: int, share: float) -> bool:
        """Runs in the job's thread."""
        if question != self._question:
            return False
        self.share_done = share
        return True

    def _answer(self, question: int, say: Callable[[], None]) -> None:
        if question == self._question:
            self.is_busy = False
            say()

    def _on_error(self, question: int, error: Exception) -> None:
        if isinstance(error, TableError | MemoryError):
            sentence = str(error) or "There is not enough memory for this file: make a smaller one."
            self._answer(question, lambda: self._on_failed(sentence))
        elif not isinstance(error, Cancelled):
            self._answer(question, lambda: self._on_failed("The file was not read because of a fault in this program."))
            raise error


def _look(choices: Choices, go_on: Callable[[int, int], bool]) -> Look:
    """Runs in the job's thread.  Raises TableError and Cancelled."""
    if not go_on(0, 1):
        raise Cancelled
    dataset = CSVFile(**choices)
    table = dataset.table(go_on)
    try:
        samples = dataset.samples()
    except TableError as error:
        return Look(choices, table, None, str(error))
    summary = Summary(
        len(samples.X), samples.feature_names, samples.class_names, samples.left_out, samples.missing
    )  # without the samples themselves, which may be large
    return Look(choices, table, summary)
