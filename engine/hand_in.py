"""What is handed in is one zip, with the name that the lab asks for, whoever's name is in it and whatever opens it."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath

from engine.cancel import Cancelled, GoOn
from engine.files import read_bytes, reason, write_atomically

LAB_PATTERN = "DL_LAB1_{id}_{name}.zip"
LONGEST = 255  # bytes of a file's name in UTF-8, which is what Linux allows; the others allow no less
MOST_BYTES, MOST_FILES = 100_000_000, 1_000
FORBIDDEN = '<>:"/\\|?*'  # in a file's name, by one system or another
PORTS = {f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"}
DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | PORTS  # of Windows, whatever comes behind a dot
INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # Unicode's controls, marks of format, half characters and ends of lines
JOINERS = "\u200c\u200d"  # are not seen either, but some names in Persian and Hindi are spelled with them
PLACE = re.compile(r"\{([^{}]*)\}")
EARLIEST, LATEST = datetime(1980, 1, 1), datetime(2107, 12, 31)  # that a zip can write
NOT_SOURCE = {"__pycache__", "node_modules"}  # folders that a program made
STEP = 1 << 20  # bytes that are packed between two questions whether to go on


class HandInError(ValueError):
    """It cannot be handed in like that; the message says what is wrong and what to do, in words for people."""


@dataclass(frozen=True)
class Pattern:
    """How the zip is called: the name of a file that ends in .zip, with the places {id} and {name}, each once.

    Raises HandInError where ``text`` is nothing of the kind."""

    text: str = LAB_PATTERN

    def __post_init__(self) -> None:
        if sorted(PLACE.findall(self.text)) != ["id", "name"] or set("{}") & set(PLACE.sub("", self.text)):
            raise HandInError("The pattern must have {id} and {name} in it, each once, and no other braces.")
        if not self.text.lower().endswith(".zip"):
            raise HandInError("The pattern must end in .zip.")
        self._fill(id="0", name="0")

    def file_name(self, student_id: str, name: str) -> str:
        """The name for this student, in Unicode's composed form (NFC).  Raises HandInError.

        Between the words of a name stands a hyphen: a space would have to be quoted in a terminal, and an underscore
        is what parts the id from the name.  An id has letters, digits, hyphens and dots; the wide digits that Chinese
        keyboards type become plain ones."""
        return self._fill(id=_tidy_id(student_id), name=_tidy_name(name))

    def _fill(self, **words: str) -> str:
        made = _composed(PLACE.sub(lambda place: words[place[1]], self.text))
        check_file_name(made)
        if made.startswith("."):
            raise HandInError(f"{made} begins with a dot: Linux and macOS would hide it. Begin with something else.")
        return made


@dataclass(frozen=True)
class Content:
    """One file of the zip: its name there, with "/" behind each folder, and what is in it or the file that has it.

    Where that is a link, what it leads to goes into the zip; the link itself never does."""

    name: str
    source: bytes | Path

    @property
    def size(self) -> int:
        """In bytes.  Raises HandInError where the file is not there or cannot be read."""
        if isinstance(self.source, bytes):
            return len(self.source)
        try:
            there = self.source.stat()
        except (OSError, ValueError) as error:  # a ValueError: there is a null character in the path
            why = reason(error) if isinstance(error, OSError) else str(error)
            raise HandInError(f"{self.source} cannot be read: {why}. Take it out or choose it anew.") from None
        if stat.S_ISDIR(there.st_mode):
            raise HandInError(f"{self.source} is a folder: add the files in it.")
        if not stat.S_ISREG(there.st_mode):
            raise HandInError(f"{self.source} is not an ordinary file. Take it out.")
        if not os.access(self.source, os.R_OK):
            raise HandInError(f"{self.source} cannot be read: permission denied. Take it out or allow reading it.")
        return there.st_size

    def read(self) -> bytes:
        """What is in it.  Raises HandInError."""
        if isinstance(self.source, bytes):
            return self.source
        try:
            return read_bytes(self.source, MOST_BYTES)
        except ValueError as error:  # a FileError, or a null character in the path
            raise HandInError(f"{self.source} cannot be read: {error}. Take it out or choose it anew.") from None


def check_file_name(name: str) -> None:
    """Raises HandInError where Linux, macOS or Windows would refuse ``name`` or change it."""
    if name in ("", ".", ".."):
        raise HandInError(f'"{name}" is no name for a file. Choose another one.')
    _check_characters(name)
    if name != name.strip() or name.endswith("."):
        raise HandInError(f'"{name:.50}" begins or ends with a space, or ends with a dot. Windows would take it away.')
    if (device := name.split(".")[0].strip().upper()) in DEVICES:
        raise HandInError(f'"{name:.50}" means a device on Windows, as {device} always does. Choose another name.')
    if (length := len(_composed(name).encode())) > LONGEST:
        raise HandInError(f'"{name:.20}…" takes {length:,} bytes, and a name may take {LONGEST}. Choose a shorter one.')


def check_contents(contents: Sequence[Content]) -> None:
    """Raises HandInError where there is nothing, too much, a name that some system refuses, or a file that would take
    another's place when the zip is opened: Windows and macOS do not tell capital letters from small ones."""
    if not contents:
        raise HandInError("Nothing goes into the zip yet. Tick something or add a file.")
    if len(contents) > MOST_FILES:
        raise HandInError(f"{len(contents):,} files are too many: a zip for the lab may have {MOST_FILES:,}.")
    files: set[str] = set()
    folders: set[str] = set()
    for content in contents:
        name = _composed(content.name)
        for part in name.split("/"):
            check_file_name(part)
        key = PurePosixPath(name.casefold())
        above = {str(folder) for folder in key.parents} - {"."}
        if str(key) in files | folders or above & files:
            raise HandInError(f'"{name}" would be in the zip twice. Take one out, or add each with its folder.')
        files.add(str(key))
        folders |= above


def files_in(folder: Path) -> list[Content]:
    """The files of a folder and of the folders in it, each called by its way from there, the folder's own name first.

    Left out is what is no source: what is hidden, links, virtual environments and what Python compiled.  Raises
    HandInError where there are too many, and OSError where a folder cannot be read."""
    found: list[Content] = []
    for file in _walk(folder):
        found.append(Content(file.relative_to(folder.parent).as_posix(), file))
        if len(found) > MOST_FILES:
            raise HandInError(f"{folder} has more than {MOST_FILES:,} files in it. Add only those that you wrote.")
    return found


def make_zip(path: Path, contents: Sequence[Content], when: datetime, go_on: GoOn = lambda done, total: True) -> None:
    """Writes the zip whole or not at all; the same contents and the same moment give the same bytes.

    ``when``: the time that each file in it bears; ``go_on`` is asked with the files that are packed, and of how many.
    Raises HandInError, Cancelled, and OSError where the place cannot be written."""
    check_contents(contents)
    packed, left = BytesIO(), MOST_BYTES
    with zipfile.ZipFile(packed, "w") as archive:
        for done, content in enumerate(contents):
            data = content.read()
            if isinstance(content.source, Path) and content.source.resolve() == path.resolve():
                raise HandInError(f"{path} is the zip itself, which cannot go into itself. Take it out.")
            left -= len(data)
            if left < 0:
                raise HandInError(f"All together is larger than {MOST_BYTES:,} bytes. Take something out.")
            with archive.open(_entry(content.name, len(data), when), "w") as file:
                for start in range(0, len(data) + 1, STEP):
                    if not go_on(done, len(contents)):
                        raise Cancelled
                    file.write(data[start : start + STEP])
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, packed.getvalue())


# -- inside -----------------------------------------------------------------------------------------------------------


def _entry(name: str, size: int, when: datetime) -> zipfile.ZipInfo:
    """A file as every system makes it: readable by all, and its name marked as UTF-8 where it is not plain ASCII."""
    moment = min(max(when.replace(tzinfo=None), EARLIEST), LATEST)
    entry = zipfile.ZipInfo(_composed(name), moment.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, or permissions mean nothing
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    entry.file_size = size
    return entry


def _walk(folder: Path) -> Iterator[Path]:
    """In the order of their names, which is the same on every system."""
    ahead = [folder]
    while ahead:
        inner: list[Path] = []
        for each in sorted(ahead.pop().iterdir()):
            if each.name.startswith(".") or each.is_symlink():
                continue
            if each.is_file():
                yield each
            elif each.is_dir() and each.name not in NOT_SOURCE and not (each / "pyvenv.cfg").exists():
                inner.append(each)
        ahead += reversed(inner)


def _tidy_id(student_id: str) -> str:
    tidy = unicodedata.normalize("NFKC", student_id).strip()
    if not tidy:
        raise HandInError("The student id is missing.")
    wrong = next((each for each in tidy if not (each.isalnum() or each in "-.")), "")
    if wrong:
        raise HandInError(f"The student id has letters and digits: {_shown(wrong)} cannot be part of it.")
    return tidy


def _tidy_name(name: str) -> str:
    _check_characters(name)
    if not name.strip():
        raise HandInError("The name is missing.")
    return "-".join(name.split())


def _check_characters(name: str) -> None:
    for each in name:
        if each in FORBIDDEN or (unicodedata.category(each) in INVISIBLE and each not in JOINERS):
            raise HandInError(f"{_shown(each)} cannot be part of a file's name. Leave it out.")


def _shown(character: str) -> str:
    """The character in quotes, or its number where it cannot be seen."""
    if unicodedata.category(character) in INVISIBLE or character.isspace():
        return "a space" if character == " " else f"the invisible character U+{ord(character):04X}"
    return f'"{character}"' if character != '"' else "a quotation mark"


def _composed(name: str) -> str:
    """Letters with accents as one character each, as Windows and Linux type them; a Mac takes them apart."""
    return unicodedata.normalize("NFC", name)
