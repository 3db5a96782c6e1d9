"""The card in which a person says what is to be compared, and starts it."""

from __future__ import annotations

from PyQt5.QtCore import QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QLabel, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from engine.compare.factor import CompareError
from engine.compare.plan import Comparison
from engine.compare.questions import QUESTIONS, Hint, Question
from engine.recipe import Recipe
from gui.compare.amounts import EPOCHS, Amounts
from gui.compare.asked import Asked
from gui.compare.link_note import LinkNote
from gui.compare.questions import QuestionList
from gui.compare.vary_row import VaryRow
from gui.shelf.kept import summary
from gui.theme import Theme, icon
from gui.widgets.numbers import value_text

READ_AFTER = 120  # milliseconds after the last key
STEPS = 1000  # of the progress bar
BACK, BACK_TIP = "Bring back mine", "Take your own recipe into the form again, with what its run has learned."


class SetUpCard(QWidget):
    """Questions that are ready to be asked, what is varied, how often and for how long; and a button that begins."""

    asked = pyqtSignal(object)  # carries the Comparison that is to be made
    cancelled = pyqtSignal()
    taken = pyqtSignal(object, object)  # carries the Question, and the Hint of whose recipe it is to be asked
    back_wanted = pyqtSignal()  # the person's own recipe is to come back
    recipe_read = pyqtSignal(object)  # carries the Recipe of which questions are asked, with the epochs of the card

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._recipe = Recipe()
        self._own_epochs: int | None = None  # where the person has asked for others than the recipe's
        self._question: Question | None = None
        self._pace: float | None = None  # seconds that an epoch of a trial took last time
        self.comparison: Comparison | None = None  # what would be made; None while something is wrong
        self._is_running = False
        self.questions = QuestionList()
        self._asked, self._amounts = Asked(), Amounts()
        self.seeds, self.epochs = self._amounts.seeds, self._amounts.epochs
        self._base, self._has_way_back = LinkNote("compareRecipe"), False
        self._plan, self._wrong = _small("comparePlan"), _small("compareWrong")
        self._wrong.setProperty("role", "error")
        self.first, self.second = VaryRow("compareFirst", "Vary", False), VaryRow("compareSecond", "And vary", True)
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

    def show_way_back(self, is_there: bool) -> None:
        """Whether the recipe has taken the place of a person's own, which can be brought back."""
        if is_there != self._has_way_back:
            self._has_way_back = is_there
            self.read()

    def ask(self, question: Question) -> None:
        """One of the questions that are ready."""
        self._question = question
        hint = question.hint(self._recipe)
        try:  # where it cannot be asked of this recipe, the values are shown as they would be of the other
            factor = question.factor(hint.instead if hint is not None and hint.is_needed else self._recipe)
        except CompareError as error:  # of this recipe it cannot be asked
            self._wrong.setText(str(error))
            self._wrong.show()
            return
        self.first.show_factor(factor.what, factor.texts())
        self.second.show_factor("", "")
        self.read()

    def ask_of(self, question: Question, recipe: Recipe) -> None:
        """One of the questions, of another recipe and for as many epochs as that says; and begin."""
        self._own_epochs = None
        self.set_recipe(recipe)
        self.ask(question)
        self.begin()

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
        self._base.say(f"{summary(recipe)}.", *((BACK, BACK_TIP) if self._has_way_back else ()))
        with QSignalBlocker(self.epochs):
            self.epochs.set_value(self._own_epochs or recipe.epochs or EPOCHS.default)
        asked = recipe.changed(epochs=self.epochs.value())
        hint = self._show_question(asked)
        self.comparison, wrong = None, ""
        if not (self.first.complaint() or self.second.complaint() or (hint is not None and hint.is_needed)):
            try:
                self.comparison = self._made(asked)
            except CompareError as error:
                wrong = str(error)
        self._say(wrong)
        self.recipe_read.emit(asked)

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
        self.show_progress(0.0, None, "")  # while it is hidden: one that is seen would be painted at once
        self._progress.setVisible(is_running)
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
        for part in (self._asked, self._base):
            part.dress()
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
        self._asked.set_offering(not self._is_running)
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
        self._show_question(self._recipe)
        self._read_later.start()

    def _show_question(self, recipe: Recipe) -> Hint | None:
        """What is asked, and why it would show little of this recipe, if so."""
        self.questions.mark(self._question)
        return self._asked.show_question(self._question, recipe)

    def _on_epochs(self) -> None:
        value = self.epochs.value()
        self._own_epochs = value if value != self._recipe.epochs else None
        self.read()

    def _set_up_run(self) -> None:
        self._run.setObjectName("compareRun")
        self._run.setAccessibleName("Compare")
        self._run.setToolTip("Train all of them.")
        self._progress.setObjectName("compareProgress")
        self._progress.setAccessibleName("Progress of the comparison")
        self._progress.setToolTip("How much of all trainings is done.")
        self._progress.setTextVisible(False)
        self._progress.setMaximum(STEPS)
        room = self._progress.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # or all above it would move up when a comparison begins
        self._progress.setSizePolicy(room)
        self._progress.hide()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._rows(), 1)
        for last in (self._wrong, self._plan, self._progress, self._run):
            layout.addWidget(last)

    def _rows(self) -> QScrollArea:
        """All that is chosen; where a small window has no room for it, it scrolls, and the button stays in sight."""
        area, rows = QScrollArea(), QWidget()
        layout = QVBoxLayout(rows)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for heading, parts in (
            ("Question", (self.questions, self._asked)), ("Vary", (self.first, self.second)),
            ("Of the recipe", (self._base, self._amounts)),
        ):  # fmt: skip
            layout.addSpacing(6 if layout.count() else 0)
            layout.addWidget(_heading(heading))
            for part in parts:
                layout.addWidget(part)
        layout.addStretch(1)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(rows)
        rows.setAutoFillBackground(False)  # the card shows through
        return area

    def _connect(self) -> None:
        self.questions.chosen.connect(self.ask)
        self._asked.taken.connect(self.taken)
        self._base.followed.connect(self.back_wanted)
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
