"""Hostile run files: pickles, bombs and absurd headers are refused, and take neither memory nor power."""

from __future__ import annotations

import io
import os
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine.run_files import (
    Members,
    npy,
    packed,
    refused,
)

PACKED = [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
BOMB = 60_000_000  # bytes when unpacked


class Bait:
    """Unpickled, it makes a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.file),)


@pytest.mark.parametrize(
    "name", ["run.npy", "parameters.npy", "history/exact.npy", "optimizer/moments.npy", "extra.npy", "extra"]
)
def test_a_pickle_is_never_opened(members: Members, path: Path, name: str) -> None:
    """A pickle can run any program.  This one would make a folder, and the test first sees that it does."""
    trap = path.parent / "sprung"
    bait = np.empty((), dtype=object)
    bait[()] = Bait(trap)
    buffer = io.BytesIO()
    np.save(buffer, bait, allow_pickle=True)
    pickle.loads(pickle.dumps(Bait(trap)))
    trap.rmdir()
    for content in (buffer.getvalue(), pickle.dumps(Bait(trap)), npy((), pickle.dumps(Bait(trap)), descr="|O")):
        assert refused(packed({**members, name: content}), path)
        assert not trap.exists()


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        ((-1,), b""), ((-1,), b"\0" * 8), ((-1, -1), b"\0" * 8), ((-2, -4), b"\0" * 64), ((0, 10**30), b""),
        ((10**30,), b""), ((2**61,), b""), ((2**62, 4), b""), ((1,) * 70, b"\0" * 8), ((1,) * 40, b"\0" * 8),
        ((True,), b"\0" * 8),
        ((1.0,), b"\0" * 8), (("1",), b"\0" * 8), (None, b""), (1, b"\0" * 8), ([1], b"\0" * 8), ((), b"\0" * 8),
        ((3,), b"\0" * 8), ((1,), b"\0" * 16),
        ((0,), b""), ((31, 1), b"\0" * 248), ((1, 31), b"\0" * 248), ((30,), b"\0" * 240), ((100_000,), b"\0" * 8),
    ],
    ids=lambda value: str(value)[:40] if not isinstance(value, bytes) else "",
)  # fmt: skip
@pytest.mark.parametrize("name", ["parameters.npy", "batch_losses.npy", "history/exact.npy", "optimizer/moments.npy"])
def test_absurd_shapes_are_refused(members: Members, path: Path, name: str, shape: object, data: bytes) -> None:
    """Negative, huge, of seventy axes, not of whole numbers, or simply not what is in the file."""
    assert refused(packed({**members, name: npy(shape, data)}), path)


@pytest.mark.parametrize(
    ("descr", "size"),
    [
        (">f8", 8), ("<f4", 4), ("<f2", 2), ("<i8", 8), ("<c16", 16), ("|b1", 1), ("|u1", 1), ("<U4", 16), ("|S8", 8),
        ("|V8", 8), ("<M8[s]", 8), ("|O", 8), ("<f16", 16), ("nonsense", 8), ("<f9", 9), ("", 8), (None, 8), (5, 8),
        ([], 8),
        ([("a", "<f8")], 8), ([("a", "|O")], 8), ([("a", "<f8", (2**40,))], 8), ("<f8,<f8", 16), ("(2,2)<f8", 32),
    ],
    ids=str,
)  # fmt: skip
def test_other_types_than_float64_are_refused(members: Members, path: Path, descr: object, size: int) -> None:
    """Other precisions and byte orders, structures, text, objects and nonsense."""
    assert refused(packed({**members, "history/last.npy": npy((5,), b"\0" * 5 * size, descr)}), path)


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (01,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1L,)}",
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        "__import__('os').mkdir('sprung')",
        "(" * 4000,
        "[" * 9000,
        "'''",
        "\0",
        "-" * 5000 + "1",
        "x" * 20_000,
        "{1: 2}",
        "5",
    ],
    ids=lambda header: header[:60],
)
def test_headers_that_are_no_headers_are_refused(members: Members, path: Path, header: str) -> None:
    """Cut short, of old Pythons, too deep, too long, or programs."""
    assert refused(packed({**members, "parameters.npy": npy((), b"\0" * 8, header=header)}), path)
    assert not Path("sprung").exists()


@pytest.mark.parametrize(
    "start", [b"", b"\x93NUM", b"\x93NUMPY\x09\x00" + b"\0" * 100, b"\x93NUMPY\x01\x00\xff\xff{}", b"PK\x03\x04"]
)
def test_parts_that_are_no_arrays_are_refused(members: Members, path: Path, start: bytes) -> None:
    """Empty, cut short, of an unknown version, or something else altogether."""
    assert refused(packed({**members, "parameters.npy": start}), path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    "name", ["parameters.npy", "batch_losses.npy", "history/last.npy", "history/test_loss.npy", "optimizer/moments.npy"]
)
def test_numbers_that_are_not_finite_are_refused(members: Members, path: Path, name: str, value: float) -> None:
    """A NaN would spread through everything that is drawn."""
    content = bytearray(members[name])
    content[-8:] = struct.pack("<d", value)
    assert "finite" in refused(packed({**members, name: bytes(content)}), path)


@pytest.mark.parametrize("compression", PACKED)
def test_a_small_file_cannot_unfold_to_a_large_one(members: Members, path: Path, compression: int) -> None:
    """Zip bombs: some kilobytes that are 60 megabytes of zeros when unpacked, in every kind of compression."""
    assert refused(bomb(members, compression), path)


def bomb(members: Members, compression: int) -> bytes:
    """A run file with one more part of BOMB zeros, made without taking that memory."""
    buffer, block = io.BytesIO(), b"\0" * 1_000_000
    with zipfile.ZipFile(buffer, "w", compression, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        with archive.open("optimizer/more.npy", "w") as part:
            part.write(npy((BOMB // 8,)))
            for _ in range(BOMB // len(block)):
                part.write(block)
    return buffer.getvalue()


@pytest.mark.parametrize("compression", PACKED)
def test_a_bomb_that_lies_about_its_size_does_not_go_off(members: Members, path: Path, compression: int) -> None:
    """Its directory says 328 bytes."""
    content = bomb({key: value for key, value in members.items() if key != "optimizer/moments.npy"}, compression)
    real, lie = struct.pack("<I", BOMB + len(npy((BOMB // 8,)))), struct.pack("<I", 328)
    assert real in content
    assert refused(content.replace(real, lie), path)


def test_a_gigabyte_that_is_only_claimed_is_refused(members: Members, path: Path) -> None:
    """Shape and directory agree on a gigabyte that is not there."""
    content = packed({**members, "optimizer/more.npy": npy((2**27,))})
    size = struct.pack("<I", len(npy((2**27,))))
    assert refused(content.replace(size, struct.pack("<I", 2**30 + len(npy((2**27,))))), path)


@pytest.mark.parametrize("compression", PACKED)
def test_broken_compression_is_refused(members: Members, path: Path, compression: int) -> None:
    """Each of the compressors has an exception of its own for that."""
    content = bytearray(packed(members, compression))
    for place in range(60, 200):
        content[place] ^= 0x5A
    assert refused(bytes(content), path)


@pytest.mark.parametrize("method", [1, 6, 9, 97, 99, 255])
def test_unknown_compression_is_refused(members: Members, path: Path, method: int) -> None:
    """As is everything that the zip format knows and Python does not."""
    content = bytearray(packed(members))
    for start, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = content.find(start)
        content[place + offset : place + offset + 2] = struct.pack("<H", method)
    assert refused(bytes(content), path)


def test_encrypted_parts_are_refused(members: Members, path: Path) -> None:
    """Nobody is asked for a password."""
    content = bytearray(packed(members))
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(start)
        content[place + offset] |= 1
    assert refused(bytes(content), path)
