"""The window: the bar at the top, the form, the page, and the menus; what happens is the session's business."""

from __future__ import annotations

import sys
import time
from functools import cache, partial
from pathlib import Path

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtGui import QCloseEvent, QKeySequence
from PyQt5.QtWidgets import (
    QActionGroup,
    QApplication,
    QDialog,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from engine.recipe import Recipe
from engine.snapshot import Snapshot
from gui import theme as themes
from gui.actions import Actions
from gui.documents import STORED_RECIPES, Documents, keep_run
from gui.forms.recipe_form import RecipeForm
from gui.help_dialog import HelpDialog
from gui.jobs import Jobs
from gui.panels.base import Panel
from gui.session import Session, State
from gui.settings import Settings
from gui.theme import DARK, LIGHT, Theme
from gui.train_page import GAP, TrainPage
from gui.widgets.message_bar import MessageBar
from gui.widgets.run_bar import RunBar

FORM_WIDTH = 262  # pixels
WATCHED = 8.0  # seconds that a whole training takes at the speed with which it starts
THEMES = {"system": "As the system", "light": "Light", "dark": "Dark"}


class MainWindow(QMainWindow):
    """One window, one run at a time."""

    def __init__(self, settings: Settings | None = None, recipe: Recipe | None = None) -> None:
        """``settings`` remember the last sitting; without them nothing is remembered.  ``recipe`` is shown first."""
        super().__init__()
        self.settings = settings or Settings()
        self.theme = _theme_called(self.settings.text("theme"))
        themes.apply(_application(), self.theme)
        self.session = Session(recipe or self.settings.recipe(), self)
        self.jobs = Jobs(self)
        self.documents = Documents(self.session, self.jobs, self.settings.text("folder", str(Path.home())), self)
        self.actions_by_name = self._make_actions()
        self.bar = RunBar(self.actions_by_name, self.theme)
        self.message = MessageBar(self.theme)
        self.form = RecipeForm(self.theme)
        self.form.setFixedWidth(FORM_WIDTH)
        self.form.set_recipe(self.session.recipe)
        self.page = TrainPage(self.theme)
        self._is_rescuing = False
        self._drawing_since = 0.0
        self._after_drawing = QTimer(self)
        self._after_drawing.setSingleShot(True)
        self._after_drawing.timeout.connect(self._on_drawn)
        self._make_menus()
        self._lay_out()
        self._connect()
        self.actions_by_name.set_theme(self.theme)
        self.bar.set_theme(self.theme)  # whose primary button has icons of its own
        self._restore()
        self._on_state(self.session.state)

    # -- what a person does -------------------------------------------------------------------------------------------

    def train(self) -> None:
        """Train with what the form shows, an edit that is still being typed included."""
        self.form.commit()
        self.session.train()

    def reset(self) -> None:
        """Begin again."""
        self.form.commit()
        self.message.hide()
        self.session.restart()

    def export(self, chosen: Panel | None = None) -> None:
        """Ask what to export, and how."""
        from gui.export_dialog import ExportDialog  # not needed before, and the first window is there sooner

        dialog = ExportDialog(
            self.page.panels, self.session, self.jobs, self.theme, self.settings.text("folder", str(Path.home())),
            self, chosen,
        )
        dialog.exported.connect(self._on_exported)
        dialog.failed.connect(lambda sentence: self.message.say("Not exported", sentence))
        dialog.open()

    def choose_theme(self, name: str) -> None:
        """"light", "dark" or "system"."""
        self.settings.remember("theme", name)
        self._set_theme(_theme_called(name))

    def rescue(self, traceback: str) -> None:
        """Something went wrong that should not: keep the run, and say so."""
        last_line = traceback.strip().rpartition("\n")[2]
        copy = partial(_copy, traceback)
        self.message.say("Something went wrong", f"{last_line} The window goes on.", "Copy Details", copy)
        path = self.settings.last_run
        if path is not None and not self._is_rescuing:  # one at a time: a fault may come with every picture
            self._is_rescuing = True
            self.session.copy_run(lambda run: self.jobs.run(lambda: keep_run(run, path), self._on_kept, self._on_lost))

    def _on_kept(self, _: None) -> None:
        self._is_rescuing = False

    def _quit(self) -> None:
        self.close()

    def _help(self) -> None:
        HelpDialog(self.actions_by_name, self).open()

    def _on_lost(self, error: BaseException) -> None:
        self._is_rescuing = False
        self.message.say("The run could not be kept", f"{error} Save it in another place with File, Save Run As.")

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Nothing is asked and nothing lost: a run that is in no file is kept, and offered at the next start."""
        self._remember()
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.hide()
        run = self.session.close()
        if run is not None and self.settings.last_run is not None and not self.documents.is_saved(run):
            try:
                keep_run(run, self.settings.last_run)
            except OSError as error:
                print(f"The run could not be kept in {self.settings.last_run}: {error}.", file=sys.stderr)
        self.jobs.wait()
        super().closeEvent(event)

    # -- what the session says ----------------------------------------------------------------------------------------

    def _on_pictured(self, snapshot: Snapshot, epochs_a_second: float) -> None:
        self._drawing_since = time.perf_counter()
        try:
            self.page.draw(snapshot)
            self.bar.show_snapshot(snapshot, epochs_a_second)
            self.bar.show_progress(*self._progress(snapshot, epochs_a_second))
        finally:
            # Painting is queued; a timer without delay fires after it, so that all of the picture's cost is measured.
            self._after_drawing.start(0)

    def _on_drawn(self) -> None:
        self.session.picture_drawn(time.perf_counter() - self._drawing_since)

    def _progress(self, snapshot: Snapshot, epochs_a_second: float) -> tuple[float, float | None]:
        epochs = self.session.recipe.epochs
        if not epochs:
            return 0.0, None
        done = snapshot.epoch % epochs or (epochs if snapshot.epoch else 0)
        is_training = self.session.state is State.TRAINING and epochs_a_second > 0
        return done / epochs, (epochs - done) / epochs_a_second if is_training else None

    def _on_state(self, state: State) -> None:
        training = state is State.TRAINING
        can_train = state not in (State.TRAINING, State.EMPTY)
        enabled = {"train": can_train, "pause": training, "step": can_train}
        for wanted in (True, False):  # what can be done first: a button must not lose the focus between the two
            for name in enabled:
                if enabled[name] is wanted:
                    self.actions_by_name[name].setEnabled(wanted)
            self.bar.show_training(training)

    def _on_began(self) -> None:
        self.page.clear()
        self.bar.speed.suggest(self.session.updates_of_a_training() / WATCHED)

    def _on_advised(self, heading: str, sentence: str) -> None:
        self.message.say(heading, sentence, "Reset", self.reset)

    def _on_recipe(self, recipe: Recipe) -> None:
        self.form.set_recipe(recipe)

    def _on_saved(self, path: Path) -> None:
        self.message.say("Saved", f"{path}", stays=False)

    def _on_exported(self, paths: list[Path]) -> None:
        what = f"{paths[0]}" if len(paths) == 1 else f"{len(paths)} files in {paths[0].parent}"
        self.settings.remember("folder", str(paths[0].parent))
        self.message.say("Exported", what, stays=False)

    # -- how it is made -----------------------------------------------------------------------------------------------

    def _make_actions(self) -> Actions:
        do, session, documents = Actions(self), self.session, self.documents
        standard = QKeySequence.StandardKey
        for name, text, tip, act, shortcut, drawing in (
            ("train", "Train", "Train for as many epochs as the form says.", self.train, "Ctrl+Return", "play"),
            ("pause", "Pause", "Stop after the update in hand.", session.pause, "Ctrl+Return", "pause"),
            ("step", "Step", "Make one update of the weights.", session.step, "Ctrl+Right", "step"),
            ("reset", "Reset", "Begin again: the same seed gives the same start.", self.reset, "Ctrl+R", "reset"),
            ("bringBack", "Bring Back the Run Before", "Bring back the run before this one.", session.bring_back,
             "Ctrl+B", ""),
            ("new", "New", "The default recipe, and a network that knows nothing.", documents.new, standard.New, "new"),
            ("open", "Open…", "Open a run or a recipe.", documents.open, standard.Open, "open"),
            ("save", "Save Run", "Save the recipe and all that was learned.", documents.save_run, standard.Save,
             "save"),
            ("saveAs", "Save Run As…", "Save the run in another file.", documents.save_run_as, "Ctrl+Shift+S", ""),
            ("saveRecipe", "Save Recipe As…", "Save the choices in the form, for another day or another person.",
             documents.save_recipe_as, "", ""),
            ("export", "Export…", "Save plots and tables as files.", self.export, "Ctrl+E", "export"),
            ("reopenLast", "Reopen the Last Run", "The run that was on when the window was last closed.",
             self._reopen_last, "", ""),
            ("quit", "Quit", "Close the window; the run is kept.", self._quit, standard.Quit, ""),
            ("help", "Help", "What the window shows, and the keys.", self._help, "F1", "info"),
        ):
            do.make(name, text, tip, act, shortcut, drawing)
        do["bringBack"].setEnabled(False)
        last = self.settings.last_run
        do["reopenLast"].setEnabled(last is not None and last.exists())
        return do

    def _make_menus(self) -> None:
        bar = self.menuBar()
        assert bar is not None
        menus = {
            "&File": "new open | save saveAs saveRecipe | export | reopenLast | quit",
            "&Run": "train pause step reset | bringBack",
            "&View": "",
            "&Help": "help",
        }
        for title, names in menus.items():
            menu = bar.addMenu(title)
            assert menu is not None
            menu.setToolTipsVisible(True)
            for name in names.split():
                if name == "|":
                    menu.addSeparator()
                else:
                    menu.addAction(self.actions_by_name[name])
            if title == "&File":
                self._add_stored_recipes(menu)
            if title == "&View":
                self._add_view(menu)

    def _add_stored_recipes(self, menu: QMenu) -> None:
        recipes = QMenu("Ready Recipes", menu)
        for path in sorted(STORED_RECIPES.glob("*.json")):
            action = recipes.addAction(path.stem.replace("-", " ").capitalize())
            assert action is not None
            action.triggered.connect(lambda _checked, path=path: self.documents.open_file(path))
        menu.insertMenu(self.actions_by_name["save"], recipes)

    def _add_view(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for name, text in THEMES.items():
            action = group.addAction(text)
            assert action is not None
            action.setCheckable(True)
            action.setChecked(name == self.settings.text("theme", "system"))
            action.triggered.connect(lambda _checked, name=name: self.choose_theme(name))
            menu.addAction(action)

    def _lay_out(self) -> None:
        content, below = QWidget(), QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self.form)
        below.addWidget(self.page, 1)
        around = QVBoxLayout(content)
        around.setContentsMargins(14, 2, 14, 12)
        around.setSpacing(GAP)
        around.addWidget(self.bar)
        around.addLayout(below, 1)
        content.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside the controls ends an edit
        content.setFocus()
        self.setCentralWidget(content)
        self.message.float_over(self.page)
        self.resize(1280, 800)

    def _connect(self) -> None:
        session, documents = self.session, self.documents
        session.pictured.connect(self._on_pictured)
        session.state_changed.connect(self._on_state)
        session.recipe_changed.connect(self._on_recipe)
        session.run_began.connect(self._on_began)
        session.printed.connect(self.page.log.append)
        session.advised.connect(self._on_advised)
        session.previous_run_changed.connect(self.actions_by_name["bringBack"].setEnabled)
        self.form.changed.connect(session.change)
        self.bar.speed.chosen.connect(session.set_speed)
        session.set_speed(self.bar.speed.updates_a_second())
        self.page.log.folded.connect(lambda folded: self.settings.remember("log folded", folded))
        documents.path_changed.connect(self._show_title)
        documents.saved.connect(self._on_saved)
        documents.opened.connect(lambda path: self.message.say("Opened", f"{path}", stays=False))
        documents.failed.connect(self.message.say)
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
        for part in (self.bar, self.message, self.form, self.page):
            part.set_theme(theme)

    def _show_title(self) -> None:
        path = self.documents.run_path
        self.setWindowTitle(f"{path.name if path is not None else self.session.recipe.dataset} – Backprop Lab")

    def _reopen_last(self) -> None:
        if self.settings.last_run is not None:
            self.documents.reopen(self.settings.last_run)

    def _restore(self) -> None:
        self.restoreGeometry(self.settings.bytes("geometry"))
        for splitter in self.page.splitters:
            splitter.restoreState(self.settings.bytes(splitter.objectName()))
        self.page.log.set_folded(self.settings.switch("log folded"))
        self._show_title()
        if self.actions_by_name["reopenLast"].isEnabled():
            self.message.say("Welcome back.", "The run of last time is kept.", "Reopen", self._reopen_last)

    def _remember(self) -> None:
        self.settings.remember("geometry", self.saveGeometry())
        for splitter in self.page.splitters:
            self.settings.remember(splitter.objectName(), splitter.saveState())
        self.settings.remember("recipe", self.session.recipe)


def _theme_called(name: str) -> Theme:
    of_system = _system_theme()  # asked before our own palette hides the answer
    return {"light": LIGHT, "dark": DARK}.get(name, of_system)


@cache
def _system_theme() -> Theme:
    return DARK if themes.system_is_dark() else LIGHT


def _copy(text: str) -> None:
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(text)


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
