"""Files of a person are never lost, files of others never trusted: saved whole or not at all, and safe to open."""

from __future__ import annotations

import errno
import json
import os
import secrets
import stat
from pathlib import Path
from typing import Any, NoReturn

DEEPEST_JSON = 20  # levels of brackets; a recipe needs three


class FileError(ValueError):
    """A file cannot be read; the message says why, in words for people."""


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` so that at any moment there is the old file or the new one, never half of one.

    Raises OSError, and leaves what was there as it was, where the place cannot be written or the disk is full."""
    path = Path(path).resolve()  # through a link to the file itself, so that the link stays
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is not a file", str(path))  # a device, say: it would be replaced
    temporary = path.with_name(f".{path.name[:50]}.{secrets.token_hex(8)}.part")  # in Chinese, 150 bytes of the 255
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            os.chmod(temporary, path.stat().st_mode & 0o777)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would turn line feeds into pairs


def read_bytes(path: Path, most: int) -> bytes:
    """The content of a file of at most ``most`` bytes.  Raises FileError."""
    try:
        there = os.stat(path)
        if stat.S_ISDIR(there.st_mode):
            raise FileError("it is a directory")
        if not stat.S_ISREG(there.st_mode):  # a device or a pipe, which may never end
            raise FileError("it is not an ordinary file")
        if there.st_size > most:
            raise FileError(f"it is larger than {most:,} bytes")
        with open(path, "rb") as file:
            return file.read(there.st_size)
    except OSError as error:
        raise FileError(reason(error)) from None


def read_text(path: Path, most: int) -> str:
    """The text of a file of at most ``most`` bytes in UTF-8, with or without a byte-order mark.  Raises FileError."""
    try:
        return read_bytes(path, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"it is not text in UTF-8 (byte {error.start} does not fit)") from None


def parse_json(text: str) -> Any:
    """JSON without NaN, infinities, repeated keys or deep nesting.  Raises FileError."""
    _check_depth(text)
    try:
        return json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        raise FileError(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except FileError:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise FileError(str(error)) from None


def reason(error: OSError) -> str:
    """Why the operating system refused, in lower case, without errno and path."""
    return (error.strerror or str(error)).lower()


def _check_depth(text: str) -> None:
    depth, in_string, escaped = 0, False, False
    for character in text:
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > DEEPEST_JSON:
                raise FileError(f"it is nested more than {DEEPEST_JSON} levels deep")
        elif character in "]}":
            depth -= 1


def _no_constant(name: str) -> NoReturn:
    raise FileError(f"{name} is not a number that is allowed here")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise FileError(f"{digits:.50} is too large a number")
    return number


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        seen: set[str] = set()  # to count each would take hours where somebody means harm
        repeated = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise FileError(f'the key "{repeated:.50}" stands there twice')
    return content
