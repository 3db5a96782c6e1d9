"""The bar at the top: the buttons that drive the training, and the numbers that say where it is."""

from __future__ import annotations

import math

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtWidgets import QAction, QFrame, QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout

from engine.snapshot import Snapshot
from gui.actions import Actions
from gui.progress import Progress
from gui.theme import Theme, icon
from gui.widgets.numbers import signed, value_text
from gui.widgets.readout import Readout
from gui.widgets.rest import Rest
from gui.widgets.speed import Speed

PROGRESS_STEPS = 1000
MAIN_WIDTH = 104  # pixels: room for each of its words
FOLLOWED = 2  # epochs a second, of which a person can follow the updates
NUMBERS = 90  # milliseconds at least from one number to the next while training
LEAST_R2 = -999.0  # below, a network is as useless
WAY = "How much of the epochs in the form is done."
PLACES = ("update {} of {}", "{} of {}")  # the first for which there is room
READOUTS = (  # name, caption, object name, help, and a text as wide as it may become
    ("epoch", "epoch", "epochValue", "How often the training went through all samples.", "8,888,888,888"),
    ("loss", "loss", "lossValue", "How wrong the network was in the last epoch: less is better.", "8.888·10⁻⁸⁸"),
    ("accuracy", "accuracy", "accuracyValue", "The share of the training samples that are right.", "100.0 %"),
    ("test", "test accuracy", "testAccuracyValue", "The share of test samples that are right.", "100.0 %"),
    ("rate", "epochs / s", "speedValue", "How many epochs a second the training makes.", "888,888"),
    ("left", "time left", "timeLeft", "How long the training still takes at this speed.", "8:88:88"),
)
SCORES = {  # what the two scores are, for classes and for numbers
    False: {
        "accuracy": ("accuracy", "The share of the training samples that are right."),
        "test": ("test accuracy", "The share of test samples that are right."),
    },
    True: {
        "accuracy": ("R²", "The share of the truth's variation that the answers explain: 1 is perfect, 0 no use."),
        "test": ("test R²", "The same share, of the test samples."),
    },
}


class RunBar(QFrame):
    """Train or Pause, Step, Reset; epoch, loss, accuracy, speed, time left; the speed slider; Export."""

    def __init__(self, actions: Actions, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._actions = actions
        self._train, self._pause = actions["train"], actions["pause"]
        self._main = _button(self._train, primary=True)
        self._main.setObjectName("trainOrPause")
        self._main.setMinimumWidth(MAIN_WIDTH)
        self._others = [_button(actions["step"]), _button(actions["reset"])]
        self._export = _button(actions["export"])
        self.speed = Speed(theme)
        self._is_training = False
        self._updates_an_epoch = 1
        self._place = ""  # how the readout says which update of the epoch it is, as far as it has room
        self._left_out: tuple[Snapshot, float] | None = None  # what came too soon after the numbers that are shown
        self._rest = Rest(self, NUMBERS, self._show_left_out)
        self._readouts = {name: Readout(*texts) for name, *texts in READOUTS}
        self._progress = QProgressBar()
        self._progress.setObjectName("progress")
        self._progress.setAccessibleName("Progress of the training")
        self._progress.setToolTip(WAY)
        self._progress.setTextVisible(False)
        self._progress.setMaximum(PROGRESS_STEPS)
        self._lay_out()
        self.set_theme(theme)

    def begin_run(self, updates_an_epoch: int) -> None:
        """Of the run whose snapshots come from now on."""
        most = f"{updates_an_epoch:,}"
        room = self._readouts["epoch"].has_room
        self._updates_an_epoch = updates_an_epoch
        self._place = next((place for place in PLACES if room(place.format(most, most))), "")

    def show_snapshot(self, snapshot: Snapshot, epochs_a_second: float) -> None:
        """The numbers of this moment; while training, ten times a second are enough to be read."""
        if self._is_training and self._rest.leaves_out():
            self._left_out = (snapshot, epochs_a_second)
            return
        self._left_out = None
        self._rest.begin()
        show = self._readouts
        show["epoch"].set_text(f"{snapshot.epoch:,}")
        show["epoch"].set_remark(*self._place_in_epoch(snapshot))
        show["loss"].set_text(value_text(snapshot.loss))
        self._show_scores(snapshot)
        show["rate"].set_text(speed_text(epochs_a_second))

    def _show_scores(self, snapshot: Snapshot) -> None:
        """The share that is right, or of numbers R²."""
        is_regression = snapshot.points.is_regression
        for name, score in (("accuracy", snapshot.score), ("test", snapshot.test_score)):
            readout = self._readouts[name]
            readout.rename(*SCORES[is_regression][name])
            readout.setVisible(score is not None)
            if score is not None:
                readout.set_text(r2_text(score) if is_regression else percent(score))

    def _show_left_out(self) -> None:
        if self._left_out is not None:
            self._rest.end()
            self.show_snapshot(*self._left_out)

    def show_progress(self, progress: Progress, epochs_a_second: float = 0.0) -> None:
        """How far the training has come, how long it still takes, and where Train leads from here."""
        place = round(progress.done * PROGRESS_STEPS)
        if place != self._progress.value():
            self._progress.setValue(place)
        left = progress.seconds_left(epochs_a_second)
        self._readouts["left"].set_text("–" if left is None else duration(left))
        self._describe_way(progress)

    def _describe_way(self, progress: Progress) -> None:
        text = "Train on" if progress.is_at_end else "Train"
        tip = train_tip(progress)
        if (text, tip) != (self._train.text(), self._train.statusTip()):
            self._actions.describe("train", text, tip)
            self._name_main_button()
        start, end = progress.way
        way = f"How much is done of the way from epoch {start:,} to epoch {end:,}." if start else WAY
        if way != self._progress.toolTip():
            self._progress.setToolTip(way)

    def _name_main_button(self) -> None:
        self._main.setAccessibleName((self._pause if self._is_training else self._train).text())

    def _place_in_epoch(self, snapshot: Snapshot) -> tuple[str, str]:
        """Which update of the epoch it is, in short and in a sentence, where somebody can follow; else nothing."""
        count = self._updates_an_epoch
        done = snapshot.update - snapshot.epoch * count
        is_slow = self.speed.updates_a_second() < FOLLOWED * count
        if count == 1 or not (is_slow if self._is_training else done):
            return "", ""
        place = self._place.format(f"{done:,}", f"{count:,}")
        return place, f"Of the next one, {done:,} of {count:,} updates are made."

    def show_training(self, training: bool) -> None:
        """The large button offers the one of Train and Pause that is of use."""
        offered, other = (self._pause, self._train) if training else (self._train, self._pause)
        self._is_training = training
        self._main.setDefaultAction(offered)
        self._name_main_button()
        self._main.removeAction(other)  # a second action would give the button a menu

    def set_theme(self, theme: Theme) -> None:
        for action in (self._train, self._pause):
            action.setIcon(icon(action.objectName().replace("train", "play"), theme, theme.on_accent))
        self.speed.set_theme(theme)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self._main, *self._others):
            row.addWidget(button)
        row.addSpacing(10)
        for readout in self._readouts.values():
            row.addWidget(readout)
        row.addStretch(1)
        row.addWidget(self.speed)
        row.addSpacing(8)
        row.addWidget(self._export)
        self._readouts["test"].hide()
        around = QVBoxLayout(self)
        around.setContentsMargins(14, 6, 14, 8)
        around.setSpacing(6)
        around.addLayout(row)
        around.addWidget(self._progress)


def train_tip(progress: Progress) -> str:
    """What Train does from here."""
    if not progress.length:
        return "Train until you press Pause."
    if not progress.epoch:
        return "Train for as many epochs as the form says."
    return f"Train on, to epoch {progress.goal:,}."


def speed_text(epochs_a_second: float) -> str:
    """61,200 and 2.5; a dash where nothing was trained yet."""
    if epochs_a_second == 0:
        return "–"
    return f"{epochs_a_second:,.0f}" if epochs_a_second >= 10 else f"{epochs_a_second:,.1f}"


def percent(share: float) -> str:
    """100 %, 95.2 %: full marks only where everything is right."""
    return "100 %" if share == 1.0 else f"{min(share, 0.999):.1%}".replace("%", " %")


def r2_text(r2: float) -> str:
    """0.993, −0.120, −12.3: full marks only where every answer is exact, and nothing beyond −999."""
    if math.isnan(r2):
        return "–"
    if r2 <= LEAST_R2:
        return f"< {signed(f'{-LEAST_R2:.0f}', True)}"
    shown = r2 if r2 == 1.0 else min(r2, 0.999)
    return signed(f"{abs(shown):.{3 if shown > -1 else 1}f}", shown < 0)


def duration(seconds: float) -> str:
    """0:07, 12:30, 1:02:03; more than four days is "long"."""
    whole = round(seconds)
    if whole >= 100 * 3600:
        return "long"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _button(action: QAction, primary: bool = False) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setIconSize(QSize(16, 16))
    button.setProperty("primary", primary)
    button.setObjectName(f"{action.objectName()}Button")
    button.setAccessibleName(action.text())
    return button
