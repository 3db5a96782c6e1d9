"""Stored pictures: those of the publication, and a sentence where their file is missing or damaged."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import DATASETS, image_datasets
from engine.files import FileError
from engine.image_datasets import FOLDER, stored_pictures
from engine.metrics import class_of
from tests.engine.numeric import Array

ROOT = Path(__file__).parents[2]
NAMES = ["Shapes", "Digits"]


def drawn(name: str, seed: int = 0, **settings: Any) -> tuple[Array, Array]:
    return DATASETS[name](**settings).generate(np.random.RandomState(seed))


def test_the_digits_are_those_of_the_publication() -> None:
    """As many of each as its description says, and the first two rows of the first of them."""
    X, T = drawn("Digits")
    assert X.shape == (1797, 1, 8, 8)
    assert T.sum(axis=0).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert set((X * 16).ravel().tolist()) == set(range(17))
    pixels, labels = stored_pictures(FOLDER / "digits.npz", 10)
    assert pixels[0, :2].tolist() == [[0, 0, 5, 13, 9, 1, 0, 0], [0, 0, 13, 15, 10, 15, 5, 0]]
    assert labels[:12].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]
    assert pixels.sum() == 561_718


def test_there_are_as_many_shapes_of_each_kind() -> None:
    """With a name for each."""
    X, T = drawn("Shapes")
    assert X.shape == (1600, 1, 16, 16)
    assert T.sum(axis=0).tolist() == [400] * 4
    assert DATASETS["Shapes"]().class_names == ("circle", "square", "triangle", "cross")
    assert X.min() == 0
    assert X.max() == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_changes_the_order_and_nothing_else(name: str) -> None:
    """Each picture keeps its class."""
    (first_X, first_T), (second_X, second_T) = drawn(name, 1), drawn(name, 2)
    assert not np.array_equal(first_X, second_X)

    def pairs(X: Array, T: Array) -> list[tuple[bytes, int]]:
        return sorted(zip([x.tobytes() for x in X], class_of(T).tolist(), strict=True))

    assert pairs(first_X, first_T) == pairs(second_X, second_T)


@pytest.mark.parametrize("name", NAMES)
def test_fewer_samples_are_the_first_of_all_and_more_are_all(name: str) -> None:
    """The form's greatest number is no mistake: it takes what there is."""
    X, T = drawn(name)
    few_X, few_T = drawn(name, samples=30)
    assert np.array_equal(few_X, X[:30])
    assert np.array_equal(few_T, T[:30])
    assert np.array_equal(drawn(name, samples=1_000_000)[0], X)


def write(path: Path, **arrays: Any) -> None:
    """The bytes of a file with these arrays."""
    np.savez_compressed(path, **arrays)


GOOD: dict[str, Any] = {
    "pixels": np.arange(24, dtype=np.uint8).reshape(6, 2, 2) % 17,
    "labels": np.arange(6, dtype=np.uint8) % 4,
}


def test_a_file_is_read_once_and_kept_read_only(tmp_path: Path) -> None:
    """Ten networks that learn digits share one copy, which none of them can spoil."""
    path = tmp_path / "pictures.npz"
    write(path, **GOOD)
    pixels, labels = stored_pictures(path, 4)
    path.unlink()
    again = stored_pictures(path, 4)
    assert again[0] is pixels
    assert again[1] is labels
    for array in (pixels, labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_a_sentence_and_can_be_put_back(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which file, why, and what to do."""
    dataset = DATASETS[name]()
    monkeypatch.setattr(image_datasets, "FOLDER", tmp_path)
    with pytest.raises(FileError, match=r"^The pictures .*\.npz cannot be read: no such file.*\. Install .*\.$"):
        dataset.generate(np.random.RandomState(0))
    file = f"{name.lower()}.npz"
    (tmp_path / file).write_bytes((FOLDER / file).read_bytes())
    assert len(dataset.generate(np.random.RandomState(0))[0]) > 1000


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def npz(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **{**GOOD, **arrays})
    return buffer.getvalue()


def claiming(*shape: int) -> bytes:
    """A member whose header promises an array of this shape, of which there are six bytes."""
    buffer = io.BytesIO()
    header = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + bytes(6)


DAMAGED = {
    "empty": b"",
    "text": b"<html>Not found</html>",
    "cut short": npz()[:-30],
    "no pixels": zipped(labels=b""),
    "no arrays": zipped(pixels=b"", labels=b""),
    "a shape that is not there": zipped(pixels=claiming(6, 9, 9), labels=claiming(6)),
    "more than any memory": zipped(pixels=claiming(10**9, 10**8, 1), labels=claiming(6)),
    "more than any number": zipped(pixels=claiming(10**9, 10**8, 10**8), labels=claiming(6)),
    "numbers with a point": npz(pixels=GOOD["pixels"] / 16),
    "flat pictures": npz(pixels=np.zeros((6, 4), np.uint8)),
    "a label too few": npz(labels=np.zeros(5, np.uint8)),
    "no pictures": npz(pixels=np.zeros((0, 2, 2), np.uint8), labels=np.zeros(0, np.uint8)),
    "whiter than white": npz(pixels=GOOD["pixels"] + np.uint8(1)),
    "a class that is not there": npz(labels=GOOD["labels"] + np.uint8(1)),
    "unpacks to more": npz(pixels=np.zeros((6, 500, 500), np.uint8)),
    "large": bytes(1_000_001),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_a_sentence(damage: str, tmp_path: Path) -> None:
    """Never a traceback from the depths of a zip, never a megabyte of message."""
    path = tmp_path / "pictures.npz"
    path.write_bytes(DAMAGED[damage])
    with pytest.raises(FileError) as caught:
        stored_pictures(path, 4)
    message = str(caught.value)
    assert message.startswith(f"The pictures {path} cannot be read: it ")
    assert message.endswith(" Install the program once more.")
    assert len(message) < len(str(path)) + 250


class Trap:
    """An object that makes a file when it is taken out of a pickle."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    """It could do anything, so it is not even looked into."""
    sprung, path = tmp_path / "sprung", tmp_path / "pictures.npz"
    path.write_bytes(npz(pixels=np.array([Trap(sprung)], dtype=object)))
    with pytest.raises(FileError, match="damaged"):
        stored_pictures(path, 4)
    assert not sprung.exists()
    with np.load(path, allow_pickle=True) as archive:
        archive["pixels"]
    assert sprung.exists()  # it was a trap indeed


@pytest.mark.parametrize("flipped", [0b00000001, 0b11111111])
def test_no_flipped_byte_goes_unnoticed(flipped: int, tmp_path: Path) -> None:
    """The pictures are those of the file, or there are none."""
    content, (pixels, labels) = npz(), (GOOD["pixels"], GOOD["labels"])
    for place in range(len(content)):
        path = tmp_path / f"{place}.npz"
        path.write_bytes(content[:place] + bytes([content[place] ^ flipped]) + content[place + 1 :])
        try:
            read = stored_pictures(path, 4)
        except FileError:
            continue
        assert np.array_equal(read[0], pixels), place
        assert np.array_equal(read[1], labels), place


def test_the_script_draws_the_shapes_that_are_stored() -> None:
    """But for the last bit of a sine on another machine, which may turn one grey into the next."""
    specification = importlib.util.spec_from_file_location("make_pictures", ROOT / "scripts" / "make_pictures.py")
    assert specification is not None
    assert specification.loader is not None
    script = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(script)
    pixels, labels = script.draw_shapes(each=20)
    stored_pixels, stored_labels = stored_pictures(FOLDER / "shapes.npz", 4)
    assert np.array_equal(labels, stored_labels[:80])
    assert np.abs(pixels.astype(int) - stored_pixels[:80]).max() <= 1
    assert tuple(script.SHAPES) == DATASETS["Shapes"]().class_names
    assert script.WHITE == image_datasets.WHITE


def test_origin_and_licence_stand_beside_the_files() -> None:
    """Attribution is what the licence of the digits asks for."""
    about = (FOLDER / "README.md").read_text(encoding="utf-8")
    for words in ("Alpaydin", "Kaynak", "https://doi.org/10.24432/C50P49", "CC BY 4.0", "GPL-3.0-or-later"):
        assert words in about
    assert {path.name for path in FOLDER.iterdir()} == {"README.md", "CC-BY-4.0.txt", "digits.npz", "shapes.npz"}
    assert all(f"`{name}`" in about for name in ("digits.npz", "shapes.npz", "CC-BY-4.0.txt"))
