"""Who hands in, and what the zip is called for that."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.hand_in import LAB_PATTERN, LONGEST, HandInError, Pattern
from gui.data.rows import LABEL_WIDTH, row
from gui.hand_in.words import Words
from gui.settings import Settings

ID, NAME, PATTERN = "handInId", "handInName", "handInPattern"  # name the fields, and what is remembered of them
MISSING = "Type your student id and your name: the name of the zip is made of them."


class NameForm(QWidget):
    """Student id, name and, for another lab, the pattern; the zip's name shows while they are typed."""

    changed = pyqtSignal()

    def __init__(self, settings: Settings) -> None:
        """Begins with what ``settings`` remember."""
        super().__init__()
        self._settings = settings
        self._id = _field(ID, "Student id", "Your student id, as it stands in the name of the zip.")
        self._name = _field(NAME, "Name", "Your name in any script; spaces in it become hyphens.")
        self._pattern = _field(PATTERN, "Pattern", "What zips are called: {id} and {name} are taken from above.")
        self._id.setText(settings.text(ID))
        self._name.setText(settings.text(NAME))
        self._pattern.setText(settings.text(PATTERN, LAB_PATTERN))
        self._called, self._words = QLabel(), Words("handInName", 1)
        self._make_buttons()
        self._lay_out()
        for field in (self._id, self._name, self._pattern):
            field.textChanged.connect(self._on_changed)
        self._on_changed()

    @property
    def file_name(self) -> str:
        """Of the zip; "" while there is none."""
        return self._file_name

    def remember(self) -> None:
        """For the next time; a pattern that makes no name is forgotten."""
        self._settings.remember(ID, self._id.text().strip())
        self._settings.remember(NAME, self._name.text().strip())
        if self._is_pattern:
            self._settings.remember(PATTERN, self._pattern.text())

    def go_to_gap(self) -> None:
        """Takes the keyboard to the first field that is empty; leaves it where there is none."""
        empty = [field for field in (self._id, self._name) if not field.text().strip()]
        if empty:
            empty[0].setFocus()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._file_name, self._is_pattern = "", False
        student_id, name = self._id.text(), self._name.text()
        try:
            pattern = Pattern(self._pattern.text())
            self._is_pattern = True
            if student_id.strip() and name.strip():
                self._file_name = pattern.file_name(student_id, name)
                self._words.say("")
            else:
                self._words.say(MISSING)
        except HandInError as error:
            self._words.say(str(error), is_wrong=True)
        self._show_name()
        self._reset.setEnabled(self._pattern.text() != LAB_PATTERN)
        self.changed.emit()

    def _show_name(self) -> None:
        """Or, while there is none, what it is made of."""
        self._called.setText(self._file_name or self._pattern.text())
        self._called.setToolTip(self._called.text())
        self._called.setEnabled(bool(self._file_name))

    def _on_open(self, is_open: bool) -> None:
        self._pattern_row.setVisible(is_open)
        if is_open:
            self._pattern.setFocus()

    def _make_buttons(self) -> None:
        self._open = _button("handInOpenPattern", "Pattern", "Show how the name of the zip is made, and change it.")
        self._open.setCheckable(True)
        self._open.toggled.connect(self._on_open)
        self._reset = _button("handInResetPattern", "As the Lab", f"Name the zip as the lab asks: {LAB_PATTERN}.")
        self._reset.clicked.connect(lambda: self._pattern.setText(LAB_PATTERN))

    def _lay_out(self) -> None:
        self._called.setObjectName("handInFileName")
        self._called.setProperty("role", "title")
        self._called.setTextFormat(Qt.TextFormat.PlainText)
        self._called.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Preferred)  # a long name makes no wide window
        who, called, below = row("Student id", self._id), row("Zip name", self._called), QHBoxLayout()
        name = QLabel("Name")
        name.setBuddy(self._name)
        name.setToolTip(self._name.toolTip())
        who.addSpacing(10)
        who.addWidget(name)
        who.addWidget(self._name, 1)
        called.addWidget(self._open)
        self._pattern_row = QWidget()
        pattern = row("Pattern", self._pattern)
        pattern.addWidget(self._reset)
        pattern.setContentsMargins(0, 0, 0, 0)
        self._pattern_row.setLayout(pattern)
        below.setSpacing(0)
        below.addSpacing(LABEL_WIDTH + who.spacing())
        below.addWidget(self._words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(who)
        layout.addLayout(called)
        layout.addWidget(self._pattern_row)
        layout.addLayout(below)
        is_usual = self._pattern.text() == LAB_PATTERN
        self._open.setChecked(not is_usual)
        self._pattern_row.setVisible(not is_usual)


def _field(object_name: str, label: str, tip: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(object_name)
    made.setAccessibleName(label)
    made.setToolTip(tip)
    made.setMaxLength(LONGEST)
    made.setAcceptDrops(False)  # files that are dropped here are for the list
    return made


def _button(object_name: str, text: str, tip: str) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(object_name)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.setAutoDefault(False)
    return made
