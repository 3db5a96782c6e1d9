"""Where an export goes: a file, or a folder for many files, typed or chosen."""

from __future__ import annotations

import os
from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

FILTERS = {
    ".png": "PNG images (*.png)",
    ".svg": "SVG drawings (*.svg)",
    ".pdf": "PDF pages (*.pdf)",
    ".csv": "CSV tables (*.csv)",
}


class Target(QWidget):
    """A field with a path, and a button that opens the system's own dialog."""

    changed = pyqtSignal()

    def __init__(self, folder: Path) -> None:
        """``folder``: what to begin with."""
        super().__init__()
        self._folder = folder
        self._name = ""  # that was proposed for a file; empty for a folder
        self._edit, self.browse = QLineEdit(), QPushButton("Browse…")
        self._edit.setObjectName("exportTarget")
        self._edit.setAccessibleName("Save to")
        self._edit.setToolTip("The file, or the folder for the files.")
        self.browse.setObjectName("exportBrowse")
        self.browse.setAccessibleName("Browse for where to save")
        self.browse.setToolTip("Choose where to save.")
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._open_dialog)
        self._edit.textChanged.connect(lambda: self.changed.emit())
        self.setFocusProxy(self._edit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._edit, 1)
        layout.addWidget(self.browse)

    def propose(self, name: str) -> None:
        """Asks for a file of this name, or, for "", for a folder.  A folder that the person has chosen stays, and so
        does a name where only the kind of file changes."""
        self._folder, current = self.folder(), self.path()
        if current is not None and name and Path(name).stem == Path(self._name).stem:
            typed = current.with_suffix(Path(name).suffix).name
        else:
            typed = name
        self._name = name
        self._edit.setText(str(self._folder / typed))

    def path(self) -> Path | None:
        """The file, with the suffix that it must have, or the folder; None where what is typed is neither."""
        text = self._edit.text().strip()
        if not text:
            return None
        try:
            path = self._folder / Path(text).expanduser()
        except RuntimeError:  # there is nobody of the name after the ~
            return None
        suffix = Path(self._name).suffix
        if suffix and (path.name in ("", "..") or text.endswith(("/", os.sep))):
            return None  # a folder, where a file is wanted
        return path if path.suffix.lower() == suffix or not suffix else path.with_name(path.name + suffix)

    def folder(self) -> Path:
        """Where the file goes, or the folder itself."""
        path = self.path()
        if path is None:
            return self._folder
        return path.parent if self._name else path

    def _open_dialog(self) -> None:
        """Shows it without waiting for it: the training goes on meanwhile."""
        dialog = QFileDialog(self, "Export", str(self.folder()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        if self._name:
            suffix = Path(self._name).suffix
            dialog.setNameFilter(FILTERS[suffix])
            dialog.setDefaultSuffix(suffix)
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # the export asks, once
            dialog.selectFile((self.path() or Path(self._name)).name)
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._edit.setText)
        dialog.open()
