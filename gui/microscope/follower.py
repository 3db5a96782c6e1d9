"""Opens the step of the run as it stands, and the next one when the run has moved on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt5.QtCore import QObject, pyqtSignal

from engine.chain_rule import ChainRule
from engine.gradient_check import Cancelled
from engine.gradient_report import GradientReport, NoSlope, report_of
from engine.microscope import Microscope
from engine.run import Run, RunError
from gui.jobs import Jobs
from gui.session import Session, State

Moment = tuple[int, int, float]  # the number of a run, how many updates it has made, and its learning rate now


@dataclass(frozen=True)
class OpenStep:
    """The update that comes next, on a copy of the run."""

    moment: Moment
    run: Run
    microscope: Microscope
    chain: ChainRule


class Follower(QObject):
    """Copies are taken in the training thread and opened in another: the window does not wait."""

    opened = pyqtSignal(object)  # carries an OpenStep
    refused = pyqtSignal(str)  # it cannot be opened, and why
    checked = pyqtSignal(object)  # carries the GradientReport that was asked for
    not_checked = pyqtSignal(str)  # there is none, and why

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__()
        self._session, self._jobs = session, jobs
        self._asked: Moment | None = None
        self._checking: Moment | None = None  # of which the gradients are being checked, or have been
        self.step: OpenStep | None = None  # what was opened last

    def follow(self) -> None:
        """Ask for the step of the run as it stands, unless it is open or asked for already."""
        latest = self._session.latest
        if latest is None or self._session.state in (State.TRAINING, State.EMPTY):
            return
        moment = (self._session.run, latest.update, self._session.recipe.learning_rate)
        if moment != self._asked:
            self._asked = moment
            self._session.copy_run(lambda run: self._open(moment, run))

    def forget(self) -> None:
        """Nothing that was asked for is wanted any more."""
        self._asked = None

    @property
    def is_up_to_date(self) -> bool:
        """Whether what was asked for last is open."""
        return self.step is not None and self.step.moment == self._asked

    def check_gradients(self) -> None:
        """Compare all gradients of the open step's network with central differences, unless that is being done."""
        step = self.step
        if step is None:
            self.not_checked.emit("There is no step yet whose gradients could be checked.")
        elif self._checking != step.moment:
            self._checking = moment = step.moment
            self._jobs.run(
                lambda: report_of(step.run, lambda _done, _all: self._checking == moment),
                lambda report: self._on_checked(moment, report),
                lambda error: self._on_not_checked(moment, error),
            )

    def stop_checking(self) -> None:
        """Nobody waits for the report any more."""
        self._checking = None

    def _open(self, moment: Moment, run: Run) -> None:
        self._jobs.run(
            lambda: _opened(moment, run), self._on_opened, lambda error: self._on_refused(moment, error)
        )

    def _on_opened(self, step: OpenStep) -> None:
        if step.moment == self._asked:  # or another was asked for since
            self.step = step
            self.opened.emit(step)

    def _on_refused(self, moment: Moment, error: Exception) -> None:
        if moment == self._asked:
            self._asked = None
            self._say_why_not(error, self.refused.emit)

    def _on_checked(self, moment: Moment, report: GradientReport) -> None:
        if moment == self._checking:
            self.checked.emit(report)

    def _on_not_checked(self, moment: Moment, error: Exception) -> None:
        if not isinstance(error, Cancelled) and moment == self._checking:
            self._checking = None
            self._say_why_not(error, self.not_checked.emit)

    def _say_why_not(self, error: Exception, say: Callable[[str], None]) -> None:
        if not isinstance(error, RunError | NoSlope | MemoryError):
            raise error
        say(str(error) or "There is not enough memory for it.")


def _opened(moment: Moment, run: Run) -> OpenStep:
    microscope = Microscope.of(run)
    return OpenStep(moment, run, microscope, ChainRule(microscope))
