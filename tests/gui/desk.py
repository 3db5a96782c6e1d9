"""Where a person opens a dialog on her files: what the tests of several dialogs have in common."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PyQt5 import sip
from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from gui.jobs import Jobs

Kind = TypeVar("Kind", bound=QObject)


class DialogDesk:
    """A folder, and the dialogs that a person opens there over a window."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.folder, self.qtbot = folder, qtbot
        self.window = QWidget()
        self.jobs = Jobs(self.window)
        self._dialogs: list[QDialog] = []

    def show(self, dialog: QDialog) -> None:
        """Open it; it is closed when the test is over."""
        self._dialogs.append(dialog)
        with self.qtbot.waitActive(dialog):
            dialog.open()

    def clean_up(self) -> None:
        for dialog in self._dialogs:
            if not sip.isdeleted(dialog):
                dialog.close()
        self.jobs.wait()
        self.window.deleteLater()


def find(dialog: QDialog, kind: type[Kind], name: str) -> Kind:
    """The part of the dialog that has this name."""
    found = dialog.findChild(kind, name)
    assert found is not None, name
    return found
