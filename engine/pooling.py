"""Where a pattern is exactly matters little, only that it is there: pooling makes one number of each block of pixels.

The blocks lie side by side, size x size pixels each; what fills no block at the right and lower edge is left out.
Sorted from simple to hard.  What comes in is called a, since pooling follows an activation; what goes out, p.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.convolution import image_shape
from engine.knobs import Adjustable, knob
from engine.layers import LAYERS, Layer, ShapeError
from engine.program import Array, Record, Shape, copy


@LAYERS.register("Flatten")
class Flatten(Layer):
    """Makes a row of numbers of each image, so that a Dense layer can follow: only the shape changes."""

    def shape_after(self, shape: Shape) -> Shape:
        return (math.prod(shape),)

    def record_forward(self, x: Array, do: Record) -> Array:
        """Says nothing: inside the engine an image is a column of numbers already."""
        return x

    def record_backward(self, dy: Array, do: Record) -> Array:
        return dy


@LAYERS.register("GlobalAveragePool2D")
class GlobalAveragePool2D(Layer):
    """One number for each channel, its mean over the whole image:  p = Σ a / n,  and back da = dp / n to each pixel.

    (channels, height, width) becomes (channels,).  Lin, Chen and Yan, "Network in network", 2014."""

    def shape_after(self, shape: Shape) -> Shape:
        return image_shape(self.name, shape)[:1]

    @classmethod
    def arguments_for(cls, shape: Shape) -> dict[str, Any]:
        image_shape(cls.name, shape)
        return {}

    def record_forward(self, a: Array, do: Record) -> Array:
        channels, *sides = do.shape
        self.pixels = math.prod(sides)
        mean = do.signal(channels)
        total = do("Σ a", np.add.reduce, a[:-1].reshape(channels, self.pixels, -1, copy=False), 1, None, out=mean[:-1])
        do("p = Σ a / n", np.multiply, total, do.constant(1 / self.pixels, "1 / n"), out=total)
        return mean

    def record_backward(self, da: Array, do: Record) -> Array:
        dx = do.array(len(da), self.pixels)
        do("da = dp / n", np.multiply, da[:, np.newaxis], do.constant(1 / self.pixels, "1 / n"), out=dx)
        return dx.reshape(-1, do.samples, copy=False)


@dataclass(eq=False, repr=False)
class Pooling(Adjustable, Layer):
    """(channels, height, width) becomes (channels, ⌊height / size⌋, ⌊width / size⌋), one number for each block."""

    size: int = knob(
        2, label="Pool size", low=2, high=31, step=1, unit="px",
        help="How wide and high a block is: what comes out is so many times narrower and lower.",
    )

    def shape_after(self, shape: Shape) -> Shape:
        channels, *sides = image_shape(self, shape)
        if min(sides) < self.size:
            raise ShapeError(
                f"{self} expects images of at least {self.size} x {self.size} pixels, got {shape}. "
                "Take a smaller pool, or less pooling and more padding before it."
            )
        return (channels, *(side // self.size for side in sides))

    @classmethod
    def arguments_for(cls, shape: Shape) -> dict[str, Any]:
        image_shape(cls.name, shape)
        return {}

    def __repr__(self) -> str:
        return f"{self.name}({self.size})"

    def _pixels(self, image: Array) -> Array:
        """A view of images (channels, height, width, samples) by the place of a pixel in its block, row after row.

        (size, size, channels, down, across, samples): first which pixel of a block, then where the block is."""
        channels, height, width, samples = image.shape
        down, across = height // self.size, width // self.size
        whole = image[:, : down * self.size, : across * self.size]
        blocks = whole.reshape(channels, down, self.size, across, self.size, samples, copy=False)
        return blocks.transpose(2, 4, 0, 1, 3, 5)

    def _record_pixels(self, a: Array, do: Record) -> Array:
        """Says P, the pixels (size², …) of all blocks: numpy is faster where those that it compares lie together."""
        self.image_shape = (*do.shape, do.samples)
        pixels = self._pixels(a[:-1].reshape(self.image_shape, copy=False))
        together = do("P = pixels of the blocks", copy, pixels, out=np.zeros(pixels.shape, do.dtype))
        return together.reshape(self.size**2, -1, do.samples, copy=False)


@LAYERS.register("AveragePool2D")
class AveragePool2D(Pooling):
    """The mean of each block, in which all its pixels have a share:  p = Σ a / size²,  and back da = dp / size².

    LeCun et al., "Backpropagation applied to handwritten zip code recognition", 1989, there with weights."""

    def record_forward(self, a: Array, do: Record) -> Array:
        mean = do.signal(math.prod(self.shape_after(do.shape)))
        total = do("Σ P", np.add.reduce, self._record_pixels(a, do), 0, None, out=mean[:-1])
        do("p = Σ P / size²", np.multiply, total, do.constant(1 / self.size**2, "1 / size²"), out=total)
        return mean

    def record_backward(self, da: Array, do: Record) -> Array:
        dx = np.zeros(self.image_shape, do.dtype)  # and zero it stays where no block is
        pixels, share = self._pixels(dx), do.constant(1 / self.size**2, "1 / size²")
        do("da = dp / size²", np.multiply, da.reshape(pixels.shape[2:], copy=False), share, out=pixels)
        return dx.reshape(-1, do.samples, copy=False)


@LAYERS.register("MaxPool2D")
class MaxPool2D(Pooling):
    """The greatest number of each block, the only one that matters:  p = max a,  and back the greatest takes all of dp.

    Where several are greatest, the first takes it, row after row.
    Riesenhuber and Poggio, "Hierarchical models of object recognition in cortex", 1999."""

    def record_forward(self, a: Array, do: Record) -> Array:
        greatest = do.signal(math.prod(self.shape_after(do.shape)))
        self.P = self._record_pixels(a, do)
        self.so_far = [self.P[0]]  # the greatest of the first pixel, of the first two, of the first three …
        for k in range(2, self.size**2 + 1):
            out = greatest[:-1] if k == self.size**2 else do.array(len(greatest) - 1)
            self.so_far.append(do(f"p = max P[1] … P[{k}]", np.maximum, self.so_far[-1], self.P[k - 1], out=out))
        return greatest

    def record_backward(self, da: Array, do: Record) -> Array:
        """From the last pixel to the first: one that is greater than all before it takes what is left of da."""
        dP, won, rest, left = np.zeros_like(self.P), do.array(len(da)), do.array(len(da)), "dp"
        for k in range(self.size**2, 1, -1):
            before = f"max P[1] … P[{k - 1}]" if k > 2 else "P[1]"
            do(f"won = P[{k}] > {before}", np.greater, self.P[k - 1], self.so_far[k - 2], out=won)
            do(f"dP[{k}] = {left} · won", np.multiply, da, won, out=dP[k - 1])
            name, out = ("dP[1]", dP[0]) if k == 2 else ("rest", rest)
            da = do(f"{name} = {left} - dP[{k}]", np.subtract, da, dP[k - 1], out=out)
            left = "rest"
        dx = np.zeros(self.image_shape, do.dtype)  # and zero it stays where no block is
        pixels = self._pixels(dx)
        do("da = dP, back in the blocks", copy, dP.reshape(pixels.shape, copy=False), out=pixels)
        return dx.reshape(-1, do.samples, copy=False)
