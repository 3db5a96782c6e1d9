"""A file of plain arrays and one JSON text: an .npz, which is a zip.  No pickle is ever written or read.

Opening a file from somebody else looks at the zip's directory and at each array's header first, and takes no more
memory than the file itself has bytes.
"""

from __future__ import annotations

import io
import json
import math
import re
import reprlib
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files import FileError, parse_json
from engine.program import Array

MOST_MEMBERS = 1000  # each layer of up to 200 may keep a few arrays
MOST_CHARACTERS = 2_000_000  # of the JSON text
# What the standard library raises for a zip that is broken, cut short or encrypted.
DAMAGED = (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error)


def packed(name: str, text: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """What is in a file of this text, called ``name``, and of these arrays.

    Every number is written in double precision, which holds those of single precision exactly."""
    written: dict[str, NDArray[Any]] = {name: np.array(json.dumps(text, ensure_ascii=False, allow_nan=False))}
    written |= {each: array.astype(np.float64, copy=False) for each, array in arrays.items()}
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **written)
    return buffer.getvalue()


def unpacked(
    content: bytes, name: str, needed: Sequence[str], most_characters: int = MOST_CHARACTERS
) -> tuple[Any, dict[str, Array]]:
    """The text called ``name``, as JSON, and the arrays, among which those that are ``needed`` are there.

    Raises FileError, and what is DAMAGED."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = _members(archive, len(content), (name, *needed))
        text = parse_json(_read_text(archive, members[name], most_characters))
        return text, {each: _read_array(archive, member) for each, member in members.items() if each != name}


def _members(archive: zipfile.ZipFile, size: int, needed: Sequence[str]) -> dict[str, zipfile.ZipInfo]:
    """The zip's directory by array name, when it claims no more than such a file can have.

    Members are stored and never packed, so that together they cannot claim more than the file's own ``size``."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise FileError(f"it has {len(infos)} parts; up to {MOST_MEMBERS} are allowed.")
    if any(info.compress_type != zipfile.ZIP_STORED for info in infos):
        raise FileError("it is packed; such a file is a zip whose parts are stored as they are.")
    if sum(info.file_size for info in infos) > size:
        raise FileError("it claims to hold more than its own size.")
    members = {info.filename.removesuffix(".npy"): info for info in infos}
    if len(members) < len(infos):
        raise FileError("one of its parts is there twice.")
    for name in needed:
        if name not in members:
            raise FileError(f"it has no part called {name}.")
    return members


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[str, tuple[int, ...], bytes]:
    """Type, shape and bytes of an array, when header and size agree.

    The header is read by a pattern of what numpy itself writes, and never evaluated."""
    with archive.open(member) as file:
        start = file.read(len(MAGIC) + 2)
        length = int.from_bytes(start[len(MAGIC) :], "little")
        found = HEADER.fullmatch(file.read(length).decode("latin-1"))
        if not start.startswith(MAGIC) or found is None:
            raise FileError(f"its part {reprlib.repr(member.filename)} is no array of numbers or text.")
        dtype, shape = found["dtype"], tuple(int(number) for number in found["shape"].replace(",", " ").split())
        item = 4 * int(dtype[2:]) if dtype.startswith("<U") else 8
        content = file.read()
        if math.prod(shape) * item != len(content):
            raise FileError(f"its part {reprlib.repr(member.filename)} does not hold what its header says.")
        return dtype, shape, content


MAGIC = b"\x93NUMPY\x01\x00"
HEADER = re.compile(
    r"\{'descr': '(?P<dtype><f8|<U[1-9]\d{0,7})', 'fortran_order': False, 'shape': \((?P<shape>[\d, ]{0,40})\), \} *\n"
)


def _read_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Array:
    dtype, shape, content = _content(archive, member)
    if dtype != "<f8":
        raise FileError(f"its part {reprlib.repr(member.filename)} holds text, where numbers are expected.")
    return np.frombuffer(content, dtype).reshape(shape).copy()


def _read_text(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> str:
    dtype, shape, content = _content(archive, member)
    if not dtype.startswith("<U") or shape != () or len(content) > 4 * most:
        raise FileError(f"its part {reprlib.repr(member.filename)} is no text of up to {most:,} characters.")
    return content.decode("utf-32-le").rstrip("\0")
