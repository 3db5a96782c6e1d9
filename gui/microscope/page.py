"""The microscope: one training step of the run as it stands, gone through forward and back with every number.

The step lies on a copy of the run.  Whoever steps through it changes nothing of the run itself.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from engine.microscope import Line, Microscope
from gui.jobs import Jobs
from gui.microscope import wording
from gui.microscope.card import Card
from gui.microscope.choice import Choice, index_of, parameter_of, with_parameter
from gui.microscope.curve_card import CurveCard
from gui.microscope.follower import Follower, OpenStep
from gui.microscope.guide import Guide
from gui.microscope.matrices import clicked, matrices, spelled_place
from gui.microscope.network_card import NetworkCard
from gui.microscope.operation_view import OperationView, Shown
from gui.microscope.reason_card import ReasonCard
from gui.microscope.step_card import StepCard
from gui.microscope.tours import Stop, Tour, operation_of, weight_layer_of
from gui.session import Session, State
from gui.theme import Theme
from gui.widgets.split import split

GAP = 10  # pixels between cards
PLAY = 900  # milliseconds from one operation to the next


class MicroscopePage(QWidget):
    """Shows the update that comes next.  While it is to be seen, it follows the run to wherever it stands."""

    def __init__(self, theme: Theme, session: Session, jobs: Jobs) -> None:
        super().__init__()
        self._session, self._follower = session, Follower(session, jobs)
        self._step: OpenStep | None = None
        self._number = 0  # of the operation that is shown
        self._choice = Choice(0, False, 1, 0, 0)
        self._guide = Guide(theme, session, self._follower)
        self.tour = self._guide.bar
        self.steps, self.curve, self.reason = StepCard(theme), CurveCard(theme), ReasonCard(theme)
        self.network, self._operation = NetworkCard(theme), OperationView(theme)
        self._playing = QTimer(self)
        self._playing.setInterval(PLAY)
        self._playing.timeout.connect(self._play_on)
        self._lay_out()
        self._connect()

    # -- what a person does -------------------------------------------------------------------------------------------

    @property
    def microscope(self) -> Microscope | None:
        """The step that is open, if one is."""
        return self._step.microscope if self._step is not None else None

    def go(self, number: int) -> None:
        """Look at an operation."""
        if self._step is not None:
            self._number = min(max(number, 0), len(self._step.microscope.lines) - 1)
            self._show_operation()

    def choose(self, **what: int | bool) -> None:
        """Look at another sample, layer, row or column."""
        self._choice = replace(self._choice, **what)  # type: ignore[arg-type]
        self._keep_choice_inside()
        self._show_operation()
        self._show_reason()

    def play(self, on: bool) -> None:
        """Go on by itself, operation by operation, to the end of the step."""
        self.steps.show_playing(on)
        if on and self._is_at_end():
            self.go(0)
        (self._playing.start if on else self._playing.stop)()

    def check(self, on: bool) -> None:
        """Show the gradient check of this moment, which needs the room of the operation; or the chain rule."""
        self._operation_card.setVisible(not on)
        self.reason.turn_to_check(on)
        if on:
            self._follower.check_gradients()
        else:
            self._follower.stop_checking()

    def begin_tour(self, tour: Tour) -> None:
        """Be led through the step; a tour that needs another network gets it, and gives the person's own back."""
        self.check(False)
        self._guide.begin(tour)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        assert event is not None
        moves = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        is_plain = not event.modifiers() & ~int(Qt.KeyboardModifier.KeypadModifier)
        if is_plain and event.key() in moves:
            self.go(self._number + moves[Qt.Key(event.key())])
        elif is_plain and event.key() == Qt.Key.Key_Home:
            self.go(0)
        elif is_plain and event.key() == Qt.Key.Key_End and self._step is not None:
            self.go(len(self._step.microscope.lines) - 1)
        elif is_plain and event.key() == Qt.Key.Key_Space:
            self.play(not self._playing.isActive())
        else:
            super().keyPressEvent(event)

    # -- the moment ---------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._session.pause()
        self._follow()
        if self._session.state is State.EMPTY:
            self.steps.set_note("There is no network yet.")
        if self.reason.is_checking:
            self.check(True)

    def hideEvent(self, event: QHideEvent | None) -> None:
        super().hideEvent(event)
        self.play(False)
        self._follower.stop_checking()

    @property
    def is_up_to_date(self) -> bool:
        """Whether the run's present moment is what is shown."""
        return self._follower.is_up_to_date

    def _follow(self) -> None:
        if self.isVisible():
            self._follower.follow()

    def _on_opened(self, step: OpenStep) -> None:
        before, self._step = self.microscope, step
        is_other = before is None or _formulas(before) != _formulas(step.microscope)
        if is_other:
            self.play(False)
            self._number = 0
            self._choice = replace(self._choice, sample=telling_sample(step.microscope))
            self.steps.open(step.microscope)
        self._keep_choice_inside()
        self._show_operation()
        self._show_reason()
        self.reason.check_view.forget()
        self.check(self.reason.is_checking)
        self._guide.on_opened(is_other)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _show_operation(self) -> None:
        of, choice = self.microscope, self._choice
        if of is None:
            return
        look = of.look(self._number)
        self.steps.show_operation(of, self._number, choice.sample)
        self._operation_card.set_title(_title(look.line))
        spelled = wording.spelled_out(look, spelled_place(look, of, choice))
        self._operation.show_operation(look, matrices(look, of, choice), spelled)
        self.network.show_operation(of, look.line, choice)
        self.curve.show_operation(of, look.line, choice)
        self.reason.show_place(look.line)

    def _show_reason(self) -> None:
        if self._step is not None:
            of, choice = self._step.microscope, self._choice
            line = of.lines[self._number]
            self.reason.show_reason(self._step.chain, choice.layer, index_of(of, choice), choice.sample, line)

    def _keep_choice_inside(self) -> None:
        of, choice = self.microscope, self._choice
        if of is not None:
            layer = min(choice.layer, of.depth)
            rows, columns = of.weighted_layer(layer).parameter_shape
            self._choice = replace(
                choice, sample=min(choice.sample, of.samples - 1), layer=layer,
                row=min(choice.row, rows - 1), column=min(choice.column, columns - 1),
            )

    def _is_at_end(self) -> bool:
        return self._step is None or self._number == len(self._step.microscope.lines) - 1

    def _play_on(self) -> None:
        if self._is_at_end():
            self.play(False)
        else:
            self.go(self._number + 1)

    # -- what was clicked ---------------------------------------------------------------------------------------------

    def _on_stop(self, stop: Stop) -> None:
        of = self.microscope
        if of is not None:
            self._number = operation_of(stop, of)
            self.choose(layer=weight_layer_of(stop, of), row=stop.row - 1, column=stop.column - 1)

    def _on_cell(self, shown: Shown, row: int, column: int) -> None:
        of = self.microscope
        assert of is not None
        chosen = clicked(shown, of, row, column)
        if chosen:
            self.choose(**chosen)

    def _on_weight(self, layer: int, unit: int, origin: int) -> None:
        self._choose_parameter(layer, unit, origin)

    def _on_bias(self, layer: int, unit: int) -> None:
        self._choose_parameter(layer, unit, None, is_bias=True)

    def _choose_parameter(self, layer: int, unit: int, origin: int | None, *, is_bias: bool = False) -> None:
        of = self.microscope
        if of is not None:
            self.choose(**with_parameter(of, parameter_of(of, layer, unit, origin, is_bias=is_bias)))

    # -- how it is made -----------------------------------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        for part in (self.steps, self.curve, self.reason, self.tour, self.network, self._operation):
            part.set_theme(theme)
        self._show_operation()
        self._show_reason()

    def _lay_out(self) -> None:
        self._operation_card = Card("Operation", self._operation)
        left = split(Qt.Orientation.Vertical, self.network, self.curve, sizes=[300, 240])
        right = split(Qt.Orientation.Vertical, self._operation_card, self.reason, sizes=[364, 176])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.tour)
        layout.addWidget(self.steps)
        layout.addWidget(split(Qt.Orientation.Horizontal, left, right, sizes=[430, 820]), 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _connect(self) -> None:
        follower, steps = self._follower, self.steps
        self._session.state_changed.connect(lambda _state: self._follow())
        self._session.pictured.connect(lambda *_: self._follow())
        follower.opened.connect(self._on_opened)
        follower.refused.connect(lambda why: steps.set_note(f"The step cannot be shown: {why}"))
        follower.checked.connect(self.reason.check_view.show_report)
        follower.not_checked.connect(self.reason.check_view.say)
        steps.went_to.connect(self.go)
        steps.moved.connect(lambda move: self.go(self._number + move))
        steps.played.connect(self.play)
        steps.sample_chosen.connect(lambda sample: self.choose(sample=sample))
        steps.batch_chosen.connect(lambda whole: self.choose(whole_batch=whole))
        steps.tour_chosen.connect(self.begin_tour)
        self.reason.went_to.connect(self.go)
        self.reason.check_chosen.connect(self.check)
        self._guide.arrived.connect(self._on_stop)
        self._operation.cell_clicked.connect(self._on_cell)
        self.network.weight_clicked.connect(self._on_weight)
        self.network.bias_clicked.connect(self._on_bias)
        self.network.unit_clicked.connect(lambda layer, unit: self._choose_parameter(layer, unit, None))


def telling_sample(of: Microscope) -> int:
    """The first sample of the batch without a zero: where x is 0, no weight behind it has a gradient."""
    return int(np.argmax(np.all(of.x != 0, axis=0)))


def _formulas(of: Microscope) -> list[str]:
    return [line.formula for line in of.lines]


def _title(line: Line) -> str:
    where = f"layer {line.layer}, {line.name}" if line.layer else line.name
    return f"{line.phase.capitalize()} · {where}"
