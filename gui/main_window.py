"""The window: the bar at the top, the form, the page, and the menus; what happens is the session's business."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtGui import QCloseEvent
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from engine.csv_dataset import CSVFile
from engine.recipe import Recipe
from engine.snapshot import Snapshot
from gui import theme as themes
from gui.documents import Documents
from gui.forms.recipe_form import RecipeForm
from gui.help_dialog import HelpDialog
from gui.jobs import Jobs
from gui.kept_run import KeptRun
from gui.menus import make_actions, make_menus
from gui.pages import COMPARE, TRAIN, Pages
from gui.panels.base import Panel
from gui.results import Results
from gui.session import EARLY, REFUSED, Session, State
from gui.settings import Settings
from gui.theme import Theme
from gui.train_page import GAP, TrainPage
from gui.widgets.message_bar import MessageBar
from gui.widgets.run_bar import RunBar

FORM_WIDTH = 262  # pixels
WELCOME = "Welcome back."
CONFIRMS = ("Saved", "Exported")  # the headings of messages that need no answer
WATCHED = 8.0  # seconds that a whole training takes at the speed with which it starts


class MainWindow(QMainWindow):
    """One window, one run at a time."""

    def __init__(self, settings: Settings | None = None, recipe: Recipe | None = None) -> None:
        """``settings`` remember the last sitting; without them nothing is remembered.  ``recipe`` is shown first."""
        super().__init__()
        self.settings = settings or Settings()
        self.theme = themes.theme_called(self.settings.text("theme"))
        themes.apply(_application(), self.theme)
        self.session = Session(recipe or self.settings.recipe(), self)
        self.jobs = Jobs(self)
        self.documents = Documents(self.session, self.jobs, self.settings.text("folder", str(Path.home())), self)
        self.kept_run = KeptRun(self.settings.last_run, self.session, self.documents, self.jobs, self)
        self.results = Results(self.session, self.jobs, self.settings, self)
        self.actions_by_name = make_actions(self)
        self.bar = RunBar(self.actions_by_name, self.theme)
        self.message = MessageBar(self.theme)
        self.form = RecipeForm(self.theme)
        self.form.setFixedWidth(FORM_WIDTH)
        self.form.set_recipe(self.session.recipe)
        self.page = TrainPage(self.theme)
        self.pages = Pages({
            "Train": ("Watch the network learn (Ctrl+1).", lambda: self.page),
            "Microscope": ("Go through one training step, number by number (Ctrl+2).", self._make_microscope),
            "Compare": ("See what difference a choice makes (Ctrl+3).", lambda: self.results.make_page(self.theme)),
        })
        self._drawing_since = self._epochs_a_second = 0.0
        self._advice = ""  # the last that the session gave, as the message has it
        self._after_drawing = QTimer(self)
        self._after_drawing.setSingleShot(True)
        self._after_drawing.timeout.connect(self._on_drawn)
        make_menus(self)
        self._lay_out()
        self._connect()
        self.actions_by_name.set_theme(self.theme)
        self.bar.set_theme(self.theme)  # whose primary button has icons of its own
        self._restore()
        self._on_state(self.session.state)

    # -- what a person does -------------------------------------------------------------------------------------------

    def open_data(self) -> None:
        """Ask for a CSV file and for what of it is to be learned; the run begins anew with it."""
        from gui.csv_dialog import CSVDialog  # not needed before, and the first window is there sooner

        recipe = self.session.recipe
        choices = recipe.knobs.get("dataset", {}) if recipe.dataset == CSVFile.name else {}
        dialog = CSVDialog(self.jobs, self.theme, self.settings.text("folder", str(Path.home())), choices, self)
        dialog.chosen.connect(lambda knobs: self.session.begin(self.session.recipe.with_data(CSVFile.name, knobs)))
        dialog.folder_changed.connect(lambda folder: self.settings.remember("folder", folder))
        dialog.open()

    def train(self) -> None:
        """Train with what the form shows, an edit that is still being typed included."""
        self.form.commit()
        self.message.hide()  # what it says is about the time before
        self.pages.turn_to(TRAIN)  # where one sees it
        self.session.train()

    def _make_microscope(self) -> QWidget:
        from gui.microscope.page import MicroscopePage  # not needed before, and the first window is there sooner

        return MicroscopePage(self.theme, self.session, self.jobs)

    def reset(self) -> None:
        """Begin again."""
        self.form.commit()
        self.message.hide()
        self.session.restart()

    def export(self, chosen: Panel | None = None) -> None:
        """Ask what to export, and how: on the Compare page of what is shown there, elsewhere of the run."""
        if chosen is None and self.pages.current() == COMPARE:
            self.results.export()
            return
        from gui.export_dialog import ExportDialog  # not needed before, and the first window is there sooner

        dialog = ExportDialog(
            self.page.panels, self.session, self.jobs, self.theme, self.settings.text("folder", str(Path.home())),
            self, chosen,
        )
        dialog.exported.connect(self._on_exported)
        dialog.failed.connect(lambda sentence: self.message.say("Not exported", sentence))
        dialog.open()

    def report(self) -> None:
        """Put a report together from what was kept."""
        self.results.report(self.theme)

    def hand_in(self) -> None:
        """Make the zip that is handed in."""
        self.results.hand_in(self.theme)

    def choose_theme(self, name: str) -> None:
        """"light", "dark" or "system"."""
        self.settings.remember("theme", name)
        self._set_theme(themes.theme_called(name))

    def help(self) -> None:
        """Say what the window shows."""
        HelpDialog(self.actions_by_name, self).open()

    def quit(self) -> None:
        """Close the window."""
        self.close()

    def rescue(self, traceback: str) -> None:
        """Something went wrong that should not: keep the run, and say so."""
        last_line = traceback.strip().rpartition("\n")[2]
        copy = partial(_copy, traceback)
        self.message.say("Something went wrong", f"{last_line} The window goes on.", "Copy Details", copy)
        self.kept_run.keep()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Nothing is asked and nothing lost: a run that is in no file is kept, and offered at the next start."""
        self._remember()
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.hide()
        self.results.close()
        run = self.session.close()
        if run is not None:
            self.kept_run.keep_at_the_end(run)
        self.jobs.wait()
        super().closeEvent(event)

    # -- what the session says ----------------------------------------------------------------------------------------

    def _on_pictured(self, snapshot: Snapshot, epochs_a_second: float) -> None:
        self._drawing_since = time.perf_counter()
        try:
            self.page.draw(snapshot)
            self.bar.show_snapshot(snapshot, epochs_a_second)
            self._epochs_a_second = epochs_a_second
            self._show_progress()
        finally:
            # Painting is queued; a timer without delay fires after it, so that all of the picture's cost is measured.
            self._after_drawing.start(0)

    def _on_drawn(self) -> None:
        self.session.picture_drawn(time.perf_counter() - self._drawing_since)

    def _show_progress(self) -> None:
        self.bar.show_progress(self.session.progress(), self._epochs_a_second)

    def _on_state(self, state: State) -> None:
        training = state is State.TRAINING
        can_train = state not in (State.TRAINING, State.EMPTY)
        enabled = {"train": can_train, "pause": training, "step": can_train}
        for wanted in (True, False):  # what can be done first: a button must not lose the focus between the two
            for name in enabled:
                if enabled[name] is wanted:
                    self.actions_by_name[name].setEnabled(wanted)
            self.bar.show_training(training)
        self._show_progress()

    def _on_began(self) -> None:
        if self.message.text() == self._advice:  # on the run before
            self.message.hide()
        self.page.clear()
        self.bar.begin_run(self.session.updates_an_epoch)
        self.bar.speed.suggest(self.session.updates_of_a_training() / WATCHED)

    def _on_advised(self, heading: str, sentence: str) -> None:
        if heading == REFUSED and self.session.state is State.EMPTY and self.session.recipe.make_dataset().needs_file:
            self.message.say(heading, sentence, "Open Data…", self.open_data)
        elif heading in (REFUSED, EARLY):  # a run is there, worth keeping: nobody should begin anew by the way
            self.message.say(heading, sentence)
        else:
            self.message.say(heading, sentence, "Reset", self.reset)
        self._advice = self.message.text()

    def _on_lost(self, why: str) -> None:
        self.message.say("The run could not be kept", f"{why} Save it in another place with File, Save Run As.")

    def _say(self, heading: str, sentence: str, action: str, do: Callable[[], None] | None) -> None:
        """What confirms something goes by itself; what asks for something stays."""
        self.message.say(heading, sentence, action, do, stays=heading not in CONFIRMS)

    def _on_saved(self, path: Path) -> None:
        self.message.say("Saved", f"{path}", stays=False)

    def _on_exported(self, paths: list[Path]) -> None:
        what = f"{paths[0]}" if len(paths) == 1 else f"{len(paths)} files in {paths[0].parent}"
        self.settings.remember("folder", str(paths[0].parent))
        self.message.say("Exported", what, stays=False)

    # -- how it is made -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        content, below = QWidget(), QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self.form)
        below.addWidget(self.pages, 1)
        around = QVBoxLayout(content)
        around.setContentsMargins(14, 2, 14, 12)
        around.setSpacing(GAP)
        around.addWidget(self.bar)
        around.addLayout(below, 1)
        content.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside the controls ends an edit
        content.setFocus()
        self.setCentralWidget(content)
        self.message.float_over(self.pages)
        self.resize(1280, 800)

    def _connect(self) -> None:
        session, documents = self.session, self.documents
        session.pictured.connect(self._on_pictured)
        session.state_changed.connect(self._on_state)
        session.recipe_changed.connect(self.form.set_recipe)
        session.run_began.connect(self._on_began)
        session.printed.connect(self.page.log.append)
        session.advised.connect(self._on_advised)
        session.previous_run_changed.connect(self.actions_by_name["bringBack"].setEnabled)
        self.form.changed.connect(session.change)
        self.form.unfolded.connect(lambda group, is_open: self.settings.remember(f"more {group}", is_open))
        self.form.file_wanted.connect(self.open_data)
        # The other pages need the form's room; together with it they would make the window wider.
        self.pages.about_to_turn.connect(lambda place: self.form.setVisible(place == TRAIN and self.form.isVisible()))
        self.pages.turned.connect(lambda place: self.form.setVisible(place == TRAIN))
        self.form.changed.connect(self._show_progress)
        self.bar.speed.chosen.connect(session.set_speed)
        session.set_speed(self.bar.speed.updates_a_second())
        self.page.log.folded.connect(lambda folded: self.settings.remember("log folded", folded))
        documents.path_changed.connect(self._show_title)
        documents.saved.connect(self._on_saved)
        documents.opened.connect(lambda path: self.message.say("Opened", f"{path}", stays=False))
        documents.failed.connect(self.message.say)
        self.kept_run.lost.connect(self._on_lost)
        self.results.said.connect(self._say)
        self.results.run_opened.connect(lambda: self.pages.turn_to(TRAIN))
        documents.folder_changed.connect(lambda folder: self.settings.remember("folder", folder))
        for panel in self.page.panels:
            panel.export_requested.connect(self.export)
            panel.copy_requested.connect(self._copy_plot)

    def _copy_plot(self, panel: Panel) -> None:
        from gui.export import copy_to_clipboard

        copy_to_clipboard(panel, self.theme)

    def _set_theme(self, theme: Theme) -> None:
        self.theme = theme
        themes.apply(_application(), theme)
        self.actions_by_name.set_theme(theme)
        for part in (self.bar, self.message, self.form, self.pages, self.results):
            part.set_theme(theme)

    def _show_title(self) -> None:
        path = self.documents.run_path
        self.setWindowTitle(f"{path.name if path is not None else self.session.recipe.data_name} – Backprop Lab")

    def _restore(self) -> None:
        self.restoreGeometry(self.settings.bytes("geometry"))
        for splitter in self.page.splitters:
            splitter.restoreState(self.settings.bytes(splitter.objectName()))
        self.page.log.set_folded(self.settings.switch("log folded"))
        for group in self.form.groups:
            self.form.unfold(group, self.settings.switch(f"more {group}"))
        self._show_title()
        if self.actions_by_name["reopenLast"].isEnabled():
            self.message.say(WELCOME, "The run of last time is kept.", "Reopen", self.kept_run.reopen)
            self.pages.turned.connect(lambda _: self.message.withdraw(WELCOME))  # it would lie over a button there

    def _remember(self) -> None:
        self.settings.remember("geometry", self.saveGeometry())
        for splitter in self.page.splitters:
            self.settings.remember(splitter.objectName(), splitter.saveState())
        self.settings.remember("recipe", self.session.recipe)


def _copy(text: str) -> None:
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(text)


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
