"""The dialog in which a student says who hands in, and what: it makes the zip, and names it as the lab asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5 import sip
from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PyQt5.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.hand_in import HandInError, check_contents
from gui.data.rows import heading, row
from gui.data.wording import counted
from gui.export.target import Target
from gui.hand_in.content_list import ContentList
from gui.hand_in.name_form import NameForm
from gui.hand_in.offer import Offer
from gui.hand_in.own_files import OwnFile, found_in, kept, look_at, recalled, size_in_words
from gui.hand_in.packer import Packer
from gui.hand_in.words import Words
from gui.jobs import Jobs
from gui.settings import Settings
from gui.theme import Theme
from gui.widgets.message_bar import MessageBar
from gui.widgets.within_screen import resize_within_screen

FILES, FOLDER = "handInFiles", "folder"  # as they are called in the settings
KINDS = "Source files (*.py *.ipynb *.txt *.md *.toml *.json *.csv *.npz *.pdf *.png);;All files (*)"


class HandInDialog(QDialog):
    """Packs in the background: the training goes on.  Show it with ``open``."""

    made = pyqtSignal(object)  # carries the Path of the zip
    failed = pyqtSignal(str)  # carries a sentence; the dialog stays open and says it too

    def __init__(
        self, offers: Sequence[Offer], settings: Settings, jobs: Jobs, theme: Theme, parent: QWidget | None = None
    ) -> None:
        """``offers``: what the program can make for the zip; ``settings`` remember the rest from time to time."""
        super().__init__(parent)
        self.setWindowTitle("Hand In")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self._settings, self._jobs = settings, jobs
        self._names, self._list = NameForm(settings), ContentList(offers, theme)
        self._sum, self._message = Words("handInSum", 2), MessageBar(theme)
        self._sources = settings.text(FOLDER, str(Path.home()))  # where the person looked for files last
        self._target = Target(Path(self._sources))
        self._packer = Packer(jobs, self)
        self._status = QLabel()
        self._place: QWidget | None = None  # where the keyboard was when the packing began
        self._make_controls()
        self._lay_out()
        self._connect()
        self._list.add(recalled(settings.text(FILES)))
        self._list.clearSelection()
        self._look_again()
        self._names.go_to_gap()
        self._enable()

    # -- what a person does -------------------------------------------------------------------------------------------

    def add_files(self) -> None:
        """Asks which."""
        dialog = self._ask("Add files")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(KINDS.split(";;"))
        dialog.open()

    def add_folder(self) -> None:
        """Asks which."""
        dialog = self._ask("Add a folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def add(self, paths: Sequence[str]) -> None:
        """Adds files, and of folders the source files in them."""
        self._message.hide()
        self._jobs.run(lambda: found_in([Path(path) for path in paths]), self._on_found, _raise)

    def save(self) -> None:
        """Writes the zip; asks first where that would replace one."""
        path = self._path()
        if path is None:
            return
        if os.path.lexists(path):
            self._message.say("Replace?", f"{path.name} is there already.", "Replace", self._pack)
        else:
            self._pack()

    def reject(self) -> None:
        """Closes; where a zip is being made, stops that."""
        if self._packer.is_busy:
            self._packer.stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Where the window behind closes, and not a person this dialog, the zip is made to its end."""
        if event is not None and not event.spontaneous():
            self._packer.finish()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        self._names.remember()
        self._settings.remember(FILES, kept(self._list.all_files))
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and _local_paths(event) and not self._packer.is_busy:
            event.acceptProposedAction()
            self._list.set_target(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:
        self._list.set_target(False)

    def dropEvent(self, event: QDropEvent | None) -> None:
        self._list.set_target(False)
        if event is not None:
            event.acceptProposedAction()
            self.add(_local_paths(event))

    # -- what happens -------------------------------------------------------------------------------------------------

    def _look_again(self) -> None:
        """At the student's files, which may have changed or gone."""
        files = self._list.all_files
        if files:
            self._jobs.run(lambda: [look_at(file) for file in files], self._on_looked, _raise)

    def _on_looked(self, files: list[OwnFile]) -> None:
        if not sip.isdeleted(self):  # it may have been closed in the meantime
            self._list.refresh(files)
            self._enable()

    def _on_found(self, found: tuple[list[OwnFile], str]) -> None:
        files, complaint = found
        if not sip.isdeleted(self):
            self._list.add(files)
            if complaint:
                self._message.say("Not added", complaint)

    def _on_changed(self) -> None:
        self._message.hide()
        self._enable()

    def _enable(self) -> None:
        is_idle, complaint = not self._packer.is_busy, self._complaint()
        self._sum.say(complaint or self._sum_up(), is_wrong=bool(complaint))
        for part in (self._names, self._list, self._target, self._add, self._add_folder):
            part.setEnabled(is_idle)
        self._remove.setEnabled(is_idle and self._list.can_remove)
        self._save.setEnabled(is_idle and not complaint and self._path() is not None)
        self._cancel.setText("Cancel" if is_idle else "Stop")

    def _complaint(self) -> str:
        """Why what is chosen cannot be packed; "" where it can."""
        files = self._list.files
        try:
            check_contents([offer.placeholder for offer in self._list.offers] + [file.content for file in files])
        except HandInError as error:
            return str(error)
        return next((file.complaint for file in files if file.complaint), "")

    def _sum_up(self) -> str:
        offers, files = self._list.offers, self._list.files
        parts = [f"{len(offers)} that {'is' if len(offers) == 1 else 'are'} made when saved"] if offers else []
        if files:
            size = size_in_words(sum(file.size or 0 for file in files))
            parts.append(f"{counted(len(files), 'file')} of yours ({size})")
        lacks = [] if any(offer.name.endswith(".pdf") for offer in offers) else ["the report as PDF"]
        lacks += [] if files else ["your source files"]
        wanted = f"\nThe lab also asks for {' and '.join(lacks)}." if lacks else ""
        return f"In the zip: {' and '.join(parts)}.{wanted}"

    def _pack(self) -> None:
        path = self._path()
        assert path is not None  # or there would be nothing to press
        self._message.hide()
        self._place = self.focusWidget()
        self._packer.pack(path, self._list.offers, [file.content for file in self._list.files])
        self._enable()

    def _on_made(self, path: Path) -> None:
        self._settings.remember(FOLDER, str(path.parent))
        self.made.emit(path)
        self.accept()

    def _on_failed(self, sentence: str) -> None:
        self._on_idle()
        self._message.say("Not saved", sentence)
        self._look_again()
        self.failed.emit(sentence)

    def _on_stopped(self) -> None:
        self._on_idle()
        self._message.say("Stopped", "Nothing was written.")

    def _on_idle(self) -> None:
        """The keyboard goes back to where it was."""
        self._status.clear()
        self._enable()
        if self._place is not None:
            self._place.setFocus()

    def _path(self) -> Path | None:
        folder, name = self._target.path(), self._names.file_name
        return folder / name if folder is not None and name else None

    # -- how it is made -----------------------------------------------------------------------------------------------

    def _make_controls(self) -> None:
        self._status.setObjectName("handInStatus")
        self._status.setProperty("role", "note")
        self._message.setObjectName("handInMessage")
        self._add = _button("handInAdd", "Add Files…", "Choose source files of yours.", self.add_files)
        self._add_folder = _button(
            "handInAddFolder", "Add Folder…", "Add the source files of a folder, which keep their places in it.",
            self.add_folder,
        )  # fmt: skip
        self._remove = _button(
            "handInRemove", "Remove", "Take the selected files out of the list; they stay where they are on the disk.",
            self._list.remove_selected,
        )  # fmt: skip
        self._cancel = _button("handInCancel", "Cancel", "Close without a zip, or stop making it.", self.reject)
        self._save = _button("handInSave", "Save Zip", "Make what is ticked and write the zip.", self.save)
        self._save.setDefault(True)
        field = self._target.focusProxy()
        assert field is not None
        field.setObjectName("handInFolder")
        field.setToolTip("The folder where the zip is saved.")
        self._target.browse.setObjectName("handInBrowse")
        self._target.propose("")

    def _lay_out(self) -> None:
        above, buttons = QHBoxLayout(), QHBoxLayout()
        above.setSpacing(6)
        above.addWidget(heading("What goes in"), 1)
        for button in (self._add, self._add_folder, self._remove):
            above.addWidget(button)
        buttons.addWidget(self._status, 1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(heading("Who hands in"))
        layout.addWidget(self._names)
        layout.addLayout(above)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._sum)
        layout.addLayout(row("Save to", self._target))
        layout.addWidget(self._message)
        layout.addLayout(buttons)
        resize_within_screen(self, 780, 660)

    def _connect(self) -> None:
        for part in (self._names, self._list, self._target):
            part.changed.connect(self._on_changed)
        self._packer.progressed.connect(self._status.setText)
        self._packer.finished.connect(self._on_made)
        self._packer.failed.connect(self._on_failed)
        self._packer.stopped.connect(self._on_stopped)

    def _ask(self, title: str) -> QFileDialog:
        """Shown without waiting for it: the training goes on meanwhile."""
        dialog = QFileDialog(self, title, self._sources)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._on_chosen)
        return dialog

    def _on_chosen(self, paths: list[str]) -> None:
        self._sources = str(Path(paths[0]).parent)
        self.add(paths)


def _local_paths(event: QDropEvent) -> list[str]:
    """Of the files and folders that are dragged."""
    content = event.mimeData()
    urls = content.urls() if content is not None else []
    return [url.toLocalFile() for url in urls if url.isLocalFile()]


def _raise(error: Exception) -> None:
    raise error


def _button(object_name: str, text: str, tip: str, do: Callable[[], None]) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(object_name)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: do())
    return made
