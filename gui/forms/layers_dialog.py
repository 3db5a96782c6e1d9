"""The editor of a network's hidden layers: a list to work on, and the same as a text for those who like to type."""

from __future__ import annotations

from PyQt5.QtCore import QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from engine.knobs import KnobError
from engine.layer_list import LayerChoice, read_layer_list, write_layer_list
from engine.recipe import CHOICES, Recipe
from gui.forms.data_shape import shape_of
from gui.forms.layer_list import LayerList
from gui.forms.layer_menus import LayerMenus
from gui.forms.layer_shapes import in_words, short_form, walk
from gui.theme import Theme, code_font
from gui.widgets.within_screen import resize_within_screen

WIDTH, HEIGHT = 900, 620  # pixels
MARGIN = 16
LINES_OF_TEXT = 3
PATIENCE = 600  # milliseconds after a key before a text that makes no sense is called so
NO_LAYER = "There is no layer in the list yet. Add one, or go back to Hidden layers and choose 0 for none."
TIP = "The same list as a text: type layers with commas between them, each with its settings in parentheses."
EXAMPLE = "Conv2D(8, 3, padding=1), ReLU, MaxPool2D(2), Flatten, Dense(32), Tanh"


class LayersDialog(QDialog):
    """Begins with the layers of a recipe, or with those that its hidden layers mean.  Show it with ``open``."""

    chosen = pyqtSignal(tuple)  # the layers that the person wants; none: back to hidden layers of one kind

    def __init__(self, recipe: Recipe, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Layers")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._recipe, self._data = recipe, shape_of(recipe)
        self._list, self._menus, self._text = LayerList(theme), LayerMenus(theme), QPlainTextEdit()
        self._words = QLabel()
        self._text_complaint = self._setting_complaint = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PATIENCE)
        self._use = self._button("useLayers", "Use These Layers", "Make a new network of these layers.")
        self._back = self._button("backToHidden", "Back to Hidden Layers", "Forget the list: all hidden layers alike.")
        self._cancel = self._button("cancelLayers", "Cancel", "Leave the network as it is.")
        self._lay_out()
        self._connect()
        layers = recipe.layers or short_form(recipe, self._data.inputs if self._data is not None else None)
        self._list.set_layers(layers)
        self._write_text()
        self._check()

    @property
    def layers(self) -> tuple[LayerChoice, ...]:
        """The list as it is now."""
        return self._list.layers

    def accept(self) -> None:
        """Gives the layers to whoever wants them."""
        self._list.commit()
        self._check()
        if self._use.isEnabled():
            self.chosen.emit(self.layers)
            super().accept()

    def go_back(self) -> None:
        """Gives up the list."""
        self.chosen.emit(())
        super().reject()

    # -- what happens --------------------------------------------------------------------------------------------------

    def _on_list(self) -> None:
        self._text_complaint = ""
        self._write_text()
        self._check()

    def _on_text(self) -> None:
        """What is typed shows in the list as soon as it makes sense."""
        try:
            layers = read_layer_list(self._text.toPlainText())
        except KnobError as error:
            self._text_complaint = str(error)
            self._use.setEnabled(False)
            self._later.start()  # it may only be half typed
        else:
            self._text_complaint = self._setting_complaint = ""
            self._list.set_layers(layers)
            self._check()

    def _on_refused(self, sentence: str) -> None:
        self._setting_complaint = sentence
        self._check()

    def _write_text(self) -> None:
        with QSignalBlocker(self._text):
            self._text.setPlainText(write_layer_list(self.layers))

    def _check(self) -> None:
        """Says what the layers make of a sample, or what is wrong with them."""
        self._later.stop()
        way = walk(self.layers, self._data.inputs) if self._data is not None else None
        self._list.show_walk(way)
        does_not_fit = way.complaint if way is not None else ""
        complaint = self._text_complaint or self._setting_complaint or does_not_fit
        self._use.setEnabled(bool(self.layers) and not complaint)
        self._say(complaint or ("" if self.layers else NO_LAYER), "error" if complaint else "note")

    def _say(self, sentence: str, role: str) -> None:
        self._words.setText(sentence or self._list.help)
        if self._words.property("role") != role:
            self._words.setProperty("role", role)
            style = self._words.style()
            assert style is not None
            style.unpolish(self._words)
            style.polish(self._words)

    # -- how it is made ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._menus.wanted.connect(self._list.add)
        self._list.changed.connect(self._on_list)
        self._list.marked.connect(self._check)
        self._list.refused.connect(self._on_refused)
        self._text.textChanged.connect(self._on_text)
        self._later.timeout.connect(self._check)
        self._use.clicked.connect(self.accept)
        self._cancel.clicked.connect(self.reject)
        self._back.clicked.connect(self.go_back)

    def _lay_out(self) -> None:
        self._describe_ends()
        self._list.setObjectName("layerList")
        self._list.setAccessibleName("Layers")
        self._list.setToolTip("The hidden layers from the first to the last, as a sample goes through them.")
        self._text.setObjectName("layersText")
        self._text.setAccessibleName("Layers as text")
        self._text.setToolTip(TIP)
        self._text.setPlaceholderText(EXAMPLE)
        self._text.setTabChangesFocus(True)
        self._text.setFont(code_font())
        self._text.setFixedHeight(LINES_OF_TEXT * self._text.fontMetrics().lineSpacing() + 18)
        self._words.setObjectName("layersWords")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setFixedHeight(2 * self._words.fontMetrics().lineSpacing() + 4)  # so that nothing moves
        self._back.setVisible(bool(self._recipe.layers))
        self._use.setProperty("primary", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(8)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(_section("Hidden layers, from the first to the last"), 1)
        above.addWidget(self._menus)
        below.addWidget(self._back)
        below.addStretch(1)
        below.addWidget(self._cancel)
        below.addWidget(self._use)
        column.addLayout(above)
        column.addWidget(self._list, 1)
        column.addWidget(self._words)
        column.addWidget(_section("As text"))
        column.addWidget(self._text)
        column.addLayout(below)
        resize_within_screen(self, WIDTH, HEIGHT)

    def _describe_ends(self) -> None:
        """What goes in, and what stands behind every list of layers."""
        if self._data is None:
            self._list.first.setText("What goes in is known when the file of the data was read.")
        else:
            self._list.first.setText(f"Input: {in_words(self._data.inputs)}")
        count = f"{self._data.outputs:,}" if self._data is not None else "as many as there are answers"
        label = CHOICES["output_activation"].label
        output = f"{count} output{'' if count == '1' else 's'} with {self._recipe.output_activation}"
        self._list.last.setText(f"Behind them: {output}, as {label} in the form says.")

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)  # Return completes a number, and no more
        return button


def _section(text: str) -> QLabel:
    label = QLabel(text.upper())
    label.setProperty("role", "section")
    return label
