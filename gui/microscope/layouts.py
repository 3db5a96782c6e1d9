"""How an array with samples, pixels and filters is laid out in rows and columns, and what these are called."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.microscope import Quantity
from engine.parts import Part
from engine.program import Array, Shape

MOST_CELLS = 400_000  # of windows or pixels of a whole batch: more would take too long
Cell = tuple[int | None, int | None]  # a row and a column


@dataclass(frozen=True)
class Layout:
    """An array in rows and columns."""

    values: Array  # (rows, columns)
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    width: int = 0  # of an image, whose rows of pixels lie one below the other; 0: a row for each feature
    is_plane: bool = False  # whether a row is a channel, and a column a place in the image
    left_out: int = 0  # columns that are not shown

    def cell(self, feature: int | None, column: int) -> Cell:
        """Where a neuron or pixel lies; ``column``: the sample's, where all pixels of a sample are in one."""
        if feature is None:
            return (None, None if self.width or self.is_plane else column)
        if self.is_plane:
            row, column = divmod(feature, len(self.columns))
            return (row if row < len(self.rows) else None, column)
        row, column = divmod(feature, self.width) if self.width else (feature, column)
        return (row, column) if row < len(self.rows) else (None, None)


def laid_out(quantity: Quantity, part: Part | None, sample: int | None, *, as_image: bool) -> Layout:
    """An array whose last axis is samples, in an operation of a layer; ``sample``: only that one, None: all of them.

    ``as_image``: whether one sample's pixels are shown as they lie in the image, and not in one column."""
    values, shape = (quantity.values if quantity.whole is None else quantity.whole), quantity.shape
    places = quantity.places if quantity.whole is None else 1
    if values.ndim > 2:
        return _folded(values, sample, 3 if part is not None and part.has_weights else 2)
    samples, word = values.shape[1] // places, "channel" if quantity.name in ("x", "xᵀ", "F") else "filter"
    if sample is not None and as_image and _is_image(quantity, len(values), places):
        return _picture(values[:, sample::samples], shape, word)
    shape = _rows_shape(quantity, part, places)
    rows = _features(len(values), shape, f"{word} " if places == 1 else "", has_ones=quantity.has_ones)
    if places == 1:
        return _by_sample(values, rows, sample)
    names = _numbers_of(_plane(part, places))
    if sample is not None:
        return Layout(values[:, sample::samples], rows, names, is_plane=True)
    return _cut_off(values, rows, names, samples)


def turned_over(quantity: Quantity, part: Part | None, sample: int | None) -> Layout:
    """The same with samples as rows, as the gradient of weights reads it."""
    over = replace(quantity, values=quantity.values.T, is_turned=False)
    made = laid_out(over, part, sample, as_image=False)
    return Layout(made.values.T, made.columns, made.rows)


def _is_image(quantity: Quantity, rows: int, places: int) -> bool:
    """Whether these are the pixels of images, in a row for each pixel or for each channel."""
    shape = quantity.shape
    if len(shape) != 3 or quantity.has_ones:
        return False
    return (rows, places) in ((math.prod(shape), 1), (shape[0], math.prod(shape[1:])))


def _rows_shape(quantity: Quantity, part: Part | None, places: int) -> Shape:
    """Of what there is a row each: features, channels, or the numbers of a window."""
    if places == 1 and quantity.shape:
        return quantity.shape
    W = getattr(part.layer, "W", None) if part is not None else None
    kernels: Shape = W.shape if W is not None else ()
    rows = len(quantity.values) - quantity.has_ones
    for window in (kernels[1:], (kernels[0], *kernels[2:])) if len(kernels) == 4 else ():
        if math.prod(window) == rows:
            return window
    return (rows,)


def _plane(part: Part | None, places: int) -> Shape:
    """The rows and columns of pixels that a layer gives or takes so many of."""
    shapes = [each.shape[1:] for each in (part.given, part.taken)] if part is not None else []
    return next((each for each in shapes if len(each) == 2 and math.prod(each) == places), (places,))


def numbers(count: int) -> tuple[str, ...]:
    return tuple(str(each + 1) for each in range(count))


def plain(values: Array, *, rows_first: bool = False) -> Layout:
    """Anything else: rows are all axes but the last or, with ``rows_first``, the first alone."""
    if rows_first and values.ndim > 2:
        return Layout(values.reshape(len(values), -1), numbers(len(values)), _numbers_of(values.shape[1:]))
    flat = np.atleast_2d(values)
    flat = flat.reshape(-1, flat.shape[-1])
    return Layout(flat, numbers(len(flat)), numbers(flat.shape[-1]))


def _folded(values: Array, sample: int | None, leading: int) -> Layout:
    """Windows or blocks: a row for each place in them, a column for each of them."""
    *shape, samples = values.shape
    leading = min(leading, len(shape) - 1)
    down, across = tuple(shape[:leading]), tuple(shape[leading:])
    rows, names = _numbers_of(down), _numbers_of(across)
    if sample is not None:
        return Layout(values[..., sample].reshape(len(rows), -1), rows, names)
    return _cut_off(values.reshape(len(rows), -1), rows, names, samples)


def _cut_off(values: Array, rows: tuple[str, ...], places: tuple[str, ...], samples: int) -> Layout:
    """All places of all samples, or as many of them as anybody may want to scroll through."""
    shown = min(values.shape[1], max(1, MOST_CELLS // len(rows)))
    names = tuple(f"{places[each // samples]} · {each % samples + 1}" for each in range(shown))
    return Layout(values[:, :shown], rows, names, left_out=values.shape[1] - shown)


def _picture(values: Array, shape: Shape, word: str) -> Layout:
    """The pixels of one sample as they lie in the image; of several channels, one below the other."""
    channels, height, width = shape
    rows = numbers(height)
    if channels > 1:
        rows = tuple(f"{word} {channel}, {row}" for channel in numbers(channels) for row in rows)
    return Layout(values.reshape(channels * height, width), rows, numbers(width), width)


def _by_sample(values: Array, rows: tuple[str, ...], sample: int | None) -> Layout:
    if sample is None:
        return Layout(values, rows, numbers(values.shape[1]))
    return Layout(values[:, sample : sample + 1], rows, (f"sample {sample + 1}",))


def _features(count: int, shape: Shape, word: str, *, has_ones: bool) -> tuple[str, ...]:
    rows = count - 1 if has_ones else count
    is_image = len(shape) == 3 and math.prod(shape) == rows
    names = tuple(f"{word}{name}" for name in _numbers_of(shape)) if is_image else numbers(rows)
    return (*names, "(1)") if has_ones else names


def _numbers_of(shape: Shape) -> tuple[str, ...]:
    """All places of an array: "2, 3,4" for the third row and fourth column of channel 2."""
    if len(shape) < 2:
        return numbers(math.prod(shape))
    outer = _numbers_of(shape[:-2]) if len(shape) > 2 else ("",)
    inner = [f"{row},{column}" for row in numbers(shape[-2]) for column in numbers(shape[-1])]
    return tuple(f"{before}, {each}" if before else each for before in outer for each in inner)
