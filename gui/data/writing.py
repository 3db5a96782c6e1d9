"""How the file is written: what was found stands first in each list, and something else can be said instead."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt5.QtCore import QSignalBlocker, pyqtSignal
from PyQt5.QtWidgets import QComboBox, QVBoxLayout, QWidget

from engine.csv_dataset import CSVFile
from engine.csv_text import ENCODINGS, Writing
from engine.knobs import knobs_of
from gui.data.rows import combo, row

UNKNOWN = "To be found"
WORDS: Mapping[str, Mapping[str, str]] = {  # how the lists call the words of each knob
    "encoding": {name: name for name in ENCODINGS},
    "delimiter": {"comma": "Comma", "semicolon": "Semicolon", "tab": "Tab", "bar": "Bar", "space": "Space"},
    "decimal": {"point": "Point: 0.5", "comma": "Comma: 0,5"},
    "header": {"yes": "In the first row", "no": "None"},
}


class WritingForm(QWidget):
    """A list for each of the four things that no CSV file says of itself."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._combos: dict[str, QComboBox] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for name, words in WORDS.items():
            knob = knobs_of(CSVFile)[name]
            made = self._combos[name] = combo(f"csv{name.title()}", knob.label, knob.help)
            made.addItem(UNKNOWN, "")
            for word, text in words.items():
                made.addItem(text, word)
            made.currentIndexChanged.connect(lambda: self.changed.emit())
            layout.addLayout(row(knob.label, made))

    def choices(self) -> dict[str, str]:
        """The knobs that a person has set; the rest is to be found."""
        return {name: each.currentData() for name, each in self._combos.items() if each.currentData()}

    def choose(self, choices: Mapping[str, str]) -> None:
        """Shows these and tells nobody; what was found is forgotten."""
        for name, each in self._combos.items():
            with QSignalBlocker(each):
                each.setItemText(0, UNKNOWN)
                each.setCurrentIndex(max(0, each.findData(choices.get(name, ""))))

    def show_found(self, writing: Writing) -> None:
        """Says in each list what was found, where that was looked for."""
        for name, each in self._combos.items():
            if not each.currentData():
                each.setItemText(0, f"{WORDS[name][getattr(writing, name)]} (found)")
