"""The card in which a person says what is to be compared, and starts it."""

from __future__ import annotations

from dataclasses import replace

from PyQt5.QtCore import QSignalBlocker, QTimer, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from engine.compare.factor import CompareError
from engine.compare.plan import MOST_SEEDS, QUESTIONS, Comparison, Question
from engine.knobs import Knob
from engine.recipe import CHOICES, Recipe
from gui.compare.questions import QuestionList
from gui.compare.vary_row import VaryRow
from gui.forms.spin_boxes import IntBox
from gui.shelf.kept import summary
from gui.theme import Theme, icon
from gui.widgets.numbers import value_text

FIELD, LABEL = 92, 28  # pixels: a number's field, and the height of its line
READ_AFTER = 120  # milliseconds after the last key
STEPS = 1000  # of the progress bar
SEED_COUNT = Knob(3, label="Seeds", help="How often each is trained.", low=1, high=MOST_SEEDS, step=1)
EPOCHS = replace(CHOICES["epochs"], low=1, zero="")  # a training that is compared has an end


class SetUpCard(QWidget):
    """Questions that are ready to be asked, what is varied, how often and for how long; and a button that begins."""

    asked = pyqtSignal(object)  # carries the Comparison that is to be made
    cancelled = pyqtSignal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._recipe = Recipe()
        self._own_epochs: int | None = None  # where the person has asked for others than the recipe's
        self._question: Question | None = None
        self._pace: float | None = None  # seconds that an epoch of a trial took last time
        self.comparison: Comparison | None = None  # what would be made; None while something is wrong
        self._is_running = False
        self.questions = QuestionList()
        self._asks, self._base = _small("compareAsks"), _small("compareRecipe")
        self._plan, self._wrong = _small("comparePlan"), _small("compareWrong")
        self._wrong.setProperty("role", "error")
        self.first, self.second = VaryRow("compareFirst", "Vary", False), VaryRow("compareSecond", "And vary", True)
        self._make_numbers()
        self._run, self._progress = QPushButton("Compare"), QProgressBar()
        self._read_later = QTimer(self)
        self._read_later.setSingleShot(True)
        self._read_later.setInterval(READ_AFTER)
        self._read_later.timeout.connect(self.read)
        self._set_up_run()
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self.ask(QUESTIONS[0])

    def set_recipe(self, recipe: Recipe) -> None:
        """What all trials have in common from now on; a question that was chosen is asked of it anew."""
        if recipe == self._recipe:
            return
        if recipe.epochs != self._recipe.epochs:
            self._own_epochs = None
        self._recipe = recipe
        for row in (self.first, self.second):
            row.set_recipe(recipe)
        if self._question is not None:
            self.ask(self._question)
        self.read()

    def ask(self, question: Question) -> None:
        """One of the questions that are ready."""
        self._question = question
        try:
            factor = question.factor(self._recipe)
        except CompareError as error:  # of this recipe it cannot be asked
            self._wrong.setText(str(error))
            self._wrong.show()
            return
        self.first.show_factor(factor.what, factor.texts())
        self.second.show_factor("", "")
        self.read()

    def show_comparison(self, comparison: Comparison) -> None:
        """One that was made before, to be changed and made again."""
        factors = [*comparison.factors, None]
        self._question = None
        for row, factor in zip((self.first, self.second), factors, strict=False):
            row.show_factor(*(("", "") if factor is None else (factor.what, factor.texts())))
        with QSignalBlocker(self.seeds):
            self.seeds.set_value(comparison.seeds)
        self.read()

    def read(self) -> None:
        """Make a comparison of what is chosen and typed, or say what is wrong."""
        self._read_later.stop()
        recipe = self._recipe
        self._base.setText(f"{summary(recipe)}.")
        with QSignalBlocker(self.epochs):
            self.epochs.set_value(self._own_epochs or recipe.epochs or EPOCHS.default)
        self._show_question()
        self.comparison, wrong = None, ""
        if not (self.first.complaint() or self.second.complaint()):
            try:
                self.comparison = self._made(recipe.changed(epochs=self.epochs.value()))
            except CompareError as error:
                wrong = str(error)
        self._say(wrong)

    def begin(self) -> None:
        """Make the comparison, if it can be made; or end the one that is under way."""
        if self._is_running:
            self._run.setEnabled(False)
            self.cancelled.emit()
            return
        self.seeds.commit()
        self.epochs.commit()
        self.read()
        if self.comparison is not None:
            self.asked.emit(self.comparison)

    def show_running(self, is_running: bool) -> None:
        """Whether one is under way: then the button ends it."""
        self._is_running = is_running
        self._run.setText("Cancel" if is_running else "Compare")
        self._run.setToolTip("Stop; what was learned stays." if is_running else "Train all of them.")
        self._run.setAccessibleName(self._run.text())
        self._progress.setVisible(is_running)
        self.show_progress(0.0, None, "")
        self.set_theme(self._theme)
        self.read()

    def show_progress(self, share: float, seconds_left: float | None, done: str) -> None:
        """How far it is: ``done`` in words, such as "3 of 15 done"."""
        if self._is_running:
            self._progress.setValue(round(STEPS * share))
            left = "" if seconds_left is None else f", {time_text(seconds_left)} left"
            self._plan.setText(f"{done}{left}")

    def set_pace(self, seconds: float | None) -> None:
        """How long an epoch of a trial took in the last comparison of this recipe."""
        self._pace = seconds
        self.read()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._run.setProperty("primary", not self._is_running)
        self._run.setIcon(icon("close" if self._is_running else "play", theme,
                               None if self._is_running else theme.on_accent))  # fmt: skip
        style = self._run.style()
        assert style is not None
        style.unpolish(self._run)
        style.polish(self._run)

    # -- inside --------------------------------------------------------------------------------------------------------

    def _made(self, recipe: Recipe) -> Comparison:
        factors = [row.factor() for row in (self.first, self.second)]
        return Comparison(recipe, tuple(each for each in factors if each is not None), self.seeds.value())

    def _say(self, wrong: str) -> None:
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        self._run.setEnabled(self._is_running or self.comparison is not None)
        if not self._is_running:
            self._plan.setText(self._planned() if self.comparison is not None else "")
            self._plan.setVisible(self.comparison is not None)

    def _planned(self) -> str:
        """How much there is to do: "12 trainings, about 6 s"."""
        assert self.comparison is not None
        trials = self.comparison.trials
        count = f"{len(trials):,} training{'s' if len(trials) > 1 else ''}"
        if self._pace is not None:
            count += f", about {time_text(self._pace * sum(trial.recipe.epochs for trial in trials))}"
        return " ".join([f"{count}.", *self.comparison.remarks])

    def _on_edited(self) -> None:
        """A person's own question from now on."""
        self._question = None
        self._show_question()
        self._read_later.start()

    def _show_question(self) -> None:
        self.questions.mark(self._question)
        self._asks.setText("Your own question." if self._question is None else self._question.asks)

    def _on_epochs(self) -> None:
        value = self.epochs.value()
        self._own_epochs = value if value != self._recipe.epochs else None
        self.read()

    def _make_numbers(self) -> None:
        self.seeds, self.epochs = IntBox(SEED_COUNT), IntBox(EPOCHS)
        self.seeds.setObjectName("compareSeeds")
        self.seeds.setAccessibleName("Seeds")
        self.seeds.setToolTip("How often each is trained, from other first weights: it shows how much is chance.")
        self.epochs.setObjectName("compareEpochCount")
        self.epochs.setAccessibleName("Epochs")
        self.epochs.setToolTip("For how many epochs each is trained.")
        self.seeds.set_value(SEED_COUNT.default)
        for box in (self.seeds, self.epochs):
            box.setFixedWidth(FIELD)

    def _set_up_run(self) -> None:
        self._run.setObjectName("compareRun")
        self._run.setAccessibleName("Compare")
        self._run.setToolTip("Train all of them.")
        self._progress.setObjectName("compareProgress")
        self._progress.setAccessibleName("Progress of the comparison")
        self._progress.setToolTip("How much of all trainings is done.")
        self._progress.setTextVisible(False)
        self._progress.setMaximum(STEPS)
        self._progress.hide()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        for heading, parts in (
            ("Question", (self.questions, self._asks)), ("Vary", (self.first,)), ("And", (self.second,)),
            ("Of the recipe", (self._base, _line("Seeds", self.seeds), _line("Epochs", self.epochs))),
        ):  # fmt: skip
            layout.addWidget(_heading(heading))
            for part in parts:
                layout.addWidget(part)
            layout.addSpacing(6)
        layout.addStretch(1)
        for last in (self._wrong, self._plan, self._progress, self._run):
            layout.addWidget(last)

    def _connect(self) -> None:
        self.questions.chosen.connect(self.ask)
        for row in (self.first, self.second):
            row.edited.connect(self._on_edited)
            row.submitted.connect(self._on_submitted)
        self.seeds.edited.connect(self.read)
        self.epochs.edited.connect(self._on_epochs)
        self._run.clicked.connect(lambda _checked: self.begin())

    def _on_submitted(self) -> None:
        if not self._is_running:  # Return among the values ends nothing
            self.begin()


def time_text(seconds: float) -> str:
    """About so long, as people say it: 0.4 s, 12 s, 3 min, 2 h."""
    if seconds < 1:
        return "1 s" if seconds > 0.95 else f"{value_text(max(seconds, 0.1), 1)} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _heading(text: str) -> QLabel:
    made = QLabel(text.upper())
    made.setProperty("role", "section")
    return made


def _small(name: str) -> QLabel:
    made = QLabel()
    made.setObjectName(name)
    made.setProperty("role", "note")
    made.setWordWrap(True)
    return made


def _line(text: str, field: QWidget) -> QWidget:
    """A field with its name before it, which takes the keyboard to it."""
    made, label = QWidget(), QLabel(text)
    label.setBuddy(field)
    label.setMinimumHeight(LABEL)
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(label, 1)
    layout.addWidget(field)
    return made
