"""What the window offers: the table of its actions, and the menus in which they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QActionGroup, QMenu

from gui.actions import Actions
from gui.documents import STORED_RECIPES
from gui.pages import COMPARE, MICROSCOPE, TRAIN
from gui.scripts import NUMPY, TORCH
from gui.theme import THEMES

if TYPE_CHECKING:
    from gui.main_window import MainWindow

MENUS = {
    "&File": "new open openData | save saveAs saveRecipe | export exportNumpy exportTorch | report handIn | reopenLast "
    "| quit",
    "&Run": "train pause step reset | bringBack",
    "&View": "trainPage microscopePage comparePage |",
    "&Help": "help",
}


def make_actions(window: MainWindow) -> Actions:
    """Everything that a person can do with ``window``, whose session and documents are there already."""
    do, session, documents = Actions(window), window.session, window.documents
    standard = QKeySequence.StandardKey
    for name, text, tip, act, shortcut, drawing in (
        ("train", "Train", "Train for as many epochs as the form says.", window.train, "Ctrl+Return", "play"),
        ("pause", "Pause", "Stop after the update in hand.", session.pause, "Ctrl+Return", "pause"),
        ("step", "Step", "Make one update of the weights.", session.step, "Ctrl+Right", "step"),
        ("reset", "Reset", "Begin again: the same seed gives the same start.", window.reset, "Ctrl+R", "reset"),
        ("bringBack", "Bring Back the Run Before", "Bring back the run before this one.", session.bring_back,
         "Ctrl+B", ""),
        ("new", "New", "The default recipe, and a network that knows nothing.", documents.new, standard.New, "new"),
        ("open", "Open…", "Open a run or a recipe.", documents.open, standard.Open, "open"),
        ("openData", "Open Data…", "Learn from a CSV file: a preview shows it, and you choose what is to be learned.",
         window.open_data, "Ctrl+D", "open"),
        ("save", "Save Run", "Save the recipe and all that was learned.", documents.save_run, standard.Save, "save"),
        ("saveAs", "Save Run As…", "Save the run in another file.", documents.save_run_as, "Ctrl+Shift+S", ""),
        ("saveRecipe", "Save Recipe As…", "Save the choices in the form, for another day or another person.",
         documents.save_recipe_as, "", ""),
        ("export", "Export…", "Save plots and tables as files.", window.export, "Ctrl+E", "export"),
        ("exportNumpy", "Export as NumPy Script…", "Save the run as a program that reproduces it, with numpy alone.",
         lambda: window.results.write_script(NUMPY), "", ""),
        ("exportTorch", "Export as PyTorch Script…", "Save the run as a program that reproduces it with PyTorch.",
         lambda: window.results.write_script(TORCH), "", ""),
        ("report", "Report…", "Put the lab's report together from the runs and comparisons that are kept.",
         window.report, "Ctrl+Shift+R", ""),
        ("handIn", "Hand In…", "Make the zip that is handed in, named as the lab wants it.", window.hand_in,
         "Ctrl+Shift+H", ""),
        ("reopenLast", "Reopen the Last Run", "The run that was on when the window was last closed.",
         window.kept_run.reopen, "", ""),
        ("quit", "Quit", "Close the window; the run is kept.", window.quit, standard.Quit, ""),
        ("trainPage", "Train", "Watch the network learn.", lambda: window.pages.turn_to(TRAIN), "Ctrl+1", ""),
        ("microscopePage", "Microscope", "Go through one training step, number by number.",
         lambda: window.pages.turn_to(MICROSCOPE), "Ctrl+2", ""),
        ("comparePage", "Compare", "See what difference a choice makes, over several seeds.",
         lambda: window.pages.turn_to(COMPARE), "Ctrl+3", ""),
        ("help", "Help", "What the window shows, and the keys.", window.help, "F1", "info"),
    ):
        do.make(name, text, tip, act, shortcut, drawing)
    do["bringBack"].setEnabled(False)
    do["reopenLast"].setEnabled(window.kept_run.exists())
    return do


def make_menus(window: MainWindow) -> None:
    """Fill the menu bar of ``window``, whose actions are made already."""
    bar = window.menuBar()
    assert bar is not None
    for title, names in MENUS.items():
        menu = bar.addMenu(title)
        assert menu is not None
        menu.setToolTipsVisible(True)
        for name in names.split():
            if name == "|":
                menu.addSeparator()
            else:
                menu.addAction(window.actions_by_name[name])
        if title == "&File":
            _add_stored_recipes(menu, window)
        if title == "&View":
            _add_themes(menu, window)


def _add_stored_recipes(menu: QMenu, window: MainWindow) -> None:
    recipes = QMenu("Ready Recipes", menu)
    for path in sorted(STORED_RECIPES.glob("*.json")):
        action = recipes.addAction(path.stem.replace("-", " ").capitalize())
        assert action is not None
        action.triggered.connect(lambda _checked, path=path: window.documents.open_file(path))
    menu.insertMenu(window.actions_by_name["save"], recipes)


def _add_themes(menu: QMenu, window: MainWindow) -> None:
    group = QActionGroup(menu)
    for name, text in THEMES.items():
        action = group.addAction(text)
        assert action is not None
        action.setCheckable(True)
        action.setChecked(name == window.settings.text("theme", "system"))
        action.triggered.connect(lambda _checked, name=name: window.choose_theme(name))
        menu.addAction(action)
