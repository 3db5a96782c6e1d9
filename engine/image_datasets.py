"""Small pictures in grey: what a convolution is for, since a picture that is moved a little stays the same picture.

The pictures are stored in assets/datasets, with their origin and their licence beside them.
"""

from __future__ import annotations

import functools
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.datasets import DATASETS, Dataset, samples_knob, truth_of
from engine.files import FileError, read_bytes
from engine.program import Array

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "datasets"
WHITE = 16  # the brightest grey in the files; black is 0
MOST_BYTES = 1_000_000  # of a file, packed and unpacked

Bytes = NDArray[np.uint8]


@dataclass(eq=False)
class ImageDataset(Dataset):
    """Pictures from a file: the same for every seed, but in another order."""

    samples: int

    file: ClassVar[str]
    classes: ClassVar[tuple[str, ...]]

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.classes

    def feature_names(self, count: int) -> tuple[str, ...]:
        return ()

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        """X (samples, 1, height, width) from 0 for black to 1 for white, T (samples, classes): as many as the knob
        says, or all that there are.  Raises FileError where the file is missing or damaged."""
        pixels, labels = stored_pictures(FOLDER / self.file, len(self.classes))
        chosen = rng.permutation(len(pixels))[: self.samples]
        X = pixels[chosen, np.newaxis] / np.float64(WHITE)
        return X, truth_of(labels[chosen], len(self.classes))


@DATASETS.register("Shapes")
@dataclass(eq=False)
class Shapes(ImageDataset):
    """1,600 drawn circles, squares, triangles and crosses of 16 × 16 pixels, each of its own size and place."""

    samples: int = samples_knob(1600)

    file: ClassVar[str] = "shapes.npz"
    classes: ClassVar[tuple[str, ...]] = ("circle", "square", "triangle", "cross")


@DATASETS.register("Digits")
@dataclass(eq=False)
class Digits(ImageDataset):
    """1,797 digits of 8 × 8 pixels, written by 13 people by hand.

    The test part of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak, 1998)."""

    samples: int = samples_knob(1797)

    file: ClassVar[str] = "digits.npz"
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")


@functools.cache
def stored_pictures(path: Path, classes: int) -> tuple[Bytes, Bytes]:
    """The pictures of a file, read once and then kept: pixels (pictures, height, width) from 0 to 16 and the number of
    each picture's class (pictures,), both read-only.  Raises FileError with a sentence that names the file."""
    try:
        pixels, labels = _read(path)
        _check(pixels, labels, classes)
    except (FileError, *DAMAGED) as error:
        why = error if isinstance(error, FileError) else f"it is damaged ({error!s:.100})"
        raise FileError(f"The pictures {path} cannot be read: {why}. Install the program once more.") from None
    pixels.flags.writeable = labels.flags.writeable = False
    return pixels, labels


# What the standard library and numpy raise for a zip or an array that is broken or cut short.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, MemoryError, RuntimeError, ValueError)


def _read(path: Path) -> tuple[Bytes, Bytes]:
    """The two arrays of the file, unpacked only where they are no larger than they may be."""
    with zipfile.ZipFile(io.BytesIO(read_bytes(path, MOST_BYTES))) as archive:
        if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
            raise FileError(f"it unpacks to more than {MOST_BYTES:,} bytes")
        members = [archive.read(name) for name in ("pixels.npy", "labels.npy")]  # checks their sums as well
    pixels, labels = (np.lib.format.read_array(io.BytesIO(each), allow_pickle=False) for each in members)
    return pixels, labels


def _check(pixels: Bytes, labels: Bytes, classes: int) -> None:
    if not pixels.dtype == labels.dtype == np.uint8 or pixels.ndim != 3 or labels.shape != pixels.shape[:1]:
        raise FileError("it does not hold pictures with a class each")
    if pixels.max() > WHITE or labels.max() >= classes:
        raise FileError("it has greys or classes that there are not")
