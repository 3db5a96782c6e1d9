"""Run files for the tests: taken apart, put together otherwise, and opened as a suspicious person would."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine import Recipe, RunError, Trainer, load_run

MINI = Recipe(
    dataset="Linear", samples=23, batch_size=5, test_fraction=0.2, hidden=(3,), optimizer="Adam", learning_rate=0.02
)
MUCH_MEMORY = 20_000_000  # bytes; a small run needs a few hundred thousand
Members = dict[str, bytes]


def some_run() -> Trainer:
    """In mid-epoch, with test results and a change of the learning rate."""
    trainer = Trainer(MINI)
    trainer.advance(6)
    trainer.set_learning_rate(0.05)
    trainer.advance(4)
    return trainer


def packed(members: Members, compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip with right checksums, which nobody can tell from an honest one by its form."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def npy(shape: object, data: bytes = b"", descr: object = "<f8", column_order: bool = False, header: str = "") -> bytes:
    """An array file that says what one likes, in the form in which numpy writes it."""
    text = header or f"{{'descr': {descr!r}, 'fortran_order': {column_order!r}, 'shape': {shape!r}, }}"
    text += " " * (-(len(text) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode("latin1") + data


def numbers(*values: float) -> bytes:
    return npy((len(values),), np.array(values, dtype=np.float64).tobytes())


def text_part(text: object) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array(text if isinstance(text, str) else json.dumps(text)))
    return buffer.getvalue()


def altered_text(members: Members, **changes: object) -> Members:
    """The run with other entries in its text; ... takes an entry out."""
    text = json.loads(str(np.load(io.BytesIO(members["run.npy"]))))
    text = {key: value for key, value in {**text, **changes}.items() if value is not ...}
    return {**members, "run.npy": text_part(text)}


def refused(content: bytes, path: Path) -> str:
    """The sentence with which this content is refused, when opened or when resumed; and without much memory."""
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(RunError) as caught:
            Trainer.resumed(load_run(path))
        assert tracemalloc.get_traced_memory()[1] < MUCH_MEMORY + 10 * len(content)
    finally:
        tracemalloc.stop()
    message = str(caught.value)
    assert len(message) < 1000
    assert "\n" not in message
    return message


def opened_or_refused(content: bytes, path: Path) -> None:
    """Random damage may hit a byte that nobody needs; but if the file opens, all that is in it can be used."""
    path.write_bytes(content)
    try:
        trainer = Trainer.resumed(load_run(path))
    except RunError as error:
        message = str(error)
    else:
        message = ""
        use(trainer)
    assert len(message) < 1000
    assert "\n" not in message


def use(trainer: Trainer) -> None:
    """Everything that the window and the terminal do with a run that was opened."""
    trainer.snapshot()
    list(trainer.history.table())
    trainer.advice()
    trainer.train(2)
    assert trainer.snapshot().epoch == trainer.epoch == trainer.history.epochs
