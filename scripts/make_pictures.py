"""Makes the files in assets/datasets:  python scripts/make_pictures.py digits|shapes

The shapes are drawn here, with numpy alone.  The digits come with scikit-learn, which the program itself does not need.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "datasets"
WHITE = 16  # the brightest grey
SIZE = 16  # pixels, the height and width of a drawn shape
EACH = 400  # pictures of each shape
SEED = 2024

Array = NDArray[np.floating[Any]]


def corners(count: int, first: float) -> Array:
    """Evenly spread on the unit circle (count, 2), the first at this angle; y goes down, as in pictures."""
    angles = 2 * np.pi * (first + np.arange(count) / count)
    return np.column_stack([np.cos(angles), np.sin(angles)])


def outline(points: Array) -> Array:
    """The strokes (points, 2, 2) from each point to the next, and from the last to the first."""
    return np.stack([points, np.roll(points, -1, axis=0)], axis=1)


# Each shape as strokes (strokes, 2, 2) from one point to another, in a circle of radius 1.
SHAPES = {
    "circle": outline(0.9 * corners(24, 0)),
    "square": outline(1.1 * corners(4, 1 / 8)),
    "triangle": outline(1.1 * corners(3, -1 / 4)),
    "cross": corners(4, 1 / 8).reshape(2, 2, 2).swapaxes(0, 1),
}


def draw_shapes(each: int = EACH, seed: int = SEED) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Pixels (pictures, height, width) from 0 to 16 and the shapes' numbers (pictures,), the shapes in turn."""
    rng = np.random.RandomState(seed)
    pictures = [picture(strokes, rng) for _ in range(each) for strokes in SHAPES.values()]
    labels = np.arange(len(pictures)) % len(SHAPES)
    return np.stack(pictures), labels.astype(np.uint8)


def picture(strokes: Array, rng: np.random.RandomState) -> NDArray[np.uint8]:
    """One shape (height, width) of random size, place, turn, stroke and brightness, with some noise."""
    radius = rng.uniform(3.5, 6.0)
    room = (SIZE - 1) / 2 - radius
    centre = (SIZE - 1) / 2 + rng.uniform(-room, room, 2)
    turn = rng.uniform(-1, 1) * np.pi / 12
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    width, brightness = rng.uniform(1.0, 2.0), rng.uniform(0.6, 1.0)
    distance = distances(centre + radius * strokes.dot(rotation.T))
    ink = brightness * np.clip((width + 1) / 2 - distance, 0, 1)  # the edge of a stroke is one pixel of grey
    ink += rng.normal(0, 0.06, ink.shape)
    return np.round(WHITE * np.clip(ink, 0, 1)).astype(np.uint8)


def distances(strokes: Array) -> Array:
    """How far each pixel (height, width) is from the nearest stroke, in pixels."""
    y, x = np.indices((SIZE, SIZE)).reshape(2, -1, 1)
    start, way = strokes[:, 0], strokes[:, 1] - strokes[:, 0]
    from_start = np.stack([x - start[:, 0], y - start[:, 1]], axis=-1)  # (pixels, strokes, 2)
    share = np.clip((from_start * way).sum(axis=-1) / (way**2).sum(axis=-1), 0, 1)  # of the stroke, to the near point
    gap = from_start - share[..., np.newaxis] * way
    return np.sqrt((gap**2).sum(axis=-1)).min(axis=1).reshape(SIZE, SIZE)


def digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The 1,797 digits of scikit-learn, in their order."""
    from sklearn.datasets import load_digits

    content = load_digits()
    return content.images.astype(np.uint8), content.target.astype(np.uint8)


def main(name: str) -> None:
    pixels, labels = {"digits": digits, "shapes": draw_shapes}[name]()
    FOLDER.mkdir(exist_ok=True)
    np.savez_compressed(FOLDER / f"{name}.npz", allow_pickle=False, pixels=pixels, labels=labels)


if __name__ == "__main__":
    main(sys.argv[1])
