"""Files of plain arrays and one text: what was packed is unpacked.  What is refused: see test_hostile_run_files."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest

from engine.files import FileError
from engine.npz import packed, unpacked

TEXT = {"name": "größe, 你好", "numbers": [1, 0.1]}
ARRAYS = {"W": np.arange(6.0).reshape(2, 3), "b": np.array(0.5), "none": np.empty((0, 3))}


def test_what_was_packed_is_unpacked() -> None:
    """To the last bit, shapes included; and nobody else's memory is shared."""
    text, arrays = unpacked(packed("text", TEXT, ARRAYS), "text", ("W",))
    assert text == TEXT
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert arrays[name].shape == array.shape
        assert np.array_equal(arrays[name], array)
        assert arrays[name].flags.writeable


def test_single_precision_is_held_exactly() -> None:
    tenth = np.full(3, 0.1, np.float32)
    _, arrays = unpacked(packed("text", TEXT, {"x": tenth}), "text", ())
    assert arrays["x"].dtype == np.float64
    assert np.array_equal(arrays["x"].astype(np.float32), tenth)


def test_numpy_alone_reads_it() -> None:
    with np.load(io.BytesIO(packed("text", TEXT, ARRAYS)), allow_pickle=False) as found:
        assert json.loads(str(found["text"])) == TEXT
        assert np.array_equal(found["W"], ARRAYS["W"])


def test_what_is_needed_must_be_there() -> None:
    content = packed("text", TEXT, ARRAYS)
    for name, needed in (("text", ("θ",)), ("another", ())):
        with pytest.raises(FileError, match="no part called"):
            unpacked(content, name, needed)


def test_a_long_text_is_refused_where_only_a_short_one_is_expected() -> None:
    content = packed("text", {"long": "x" * 1000}, {})
    assert unpacked(content, "text", (), most_characters=2000)[0] == {"long": "x" * 1000}
    with pytest.raises(FileError, match="up to 500 characters"):
        unpacked(content, "text", (), most_characters=500)


def test_numbers_that_are_none_cannot_be_packed_as_text() -> None:
    """JSON has no word for them, and other programs could not read it."""
    with pytest.raises(ValueError, match="JSON"):
        packed("text", {"loss": float("nan")}, {})
