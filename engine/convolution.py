"""A convolution looks for the same small pattern everywhere in an image: few weights, used again at every position.

A filter slides over the image and answers, wherever it stops, with the weighted sum of the numbers in its window.  With
all windows side by side as the columns of one matrix X, that is what a Dense layer does: z = W X + b.
"""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.initializers import Initializer, XavierUniform
from engine.knobs import Adjustable, knob
from engine.layers import LAYERS, Layer, ShapeError, bias_knob, check_parameters
from engine.program import Array, Record, Shape, copy

MOST_FILTERS = 1024  # of one layer


def image_shape(layer: object, shape: Shape) -> Shape:
    """``shape`` where it is that of an image (channels, height, width).  Raises ShapeError that names the ``layer``."""
    if len(shape) != 3:
        raise ShapeError(
            f"{layer} expects images of shape (channels, height, width), got {shape}. "
            "It belongs before the layer that makes a row of each image, such as Flatten."
        )
    return shape


def windows_of(image: Array, size: int, stride: int) -> Array:
    """A view of all square windows of an image (channels, height, width, samples).

    (channels, size, size, down, across, samples): first where in the window, then where the window is."""
    windows = sliding_window_view(image, (size, size), axis=(1, 2), writeable=True)
    return windows[:, ::stride, ::stride].transpose(0, 4, 5, 1, 2, 3)


@LAYERS.register("Conv2D")
@dataclass(eq=False, repr=False)
class Conv2D(Adjustable, Layer):
    """Each filter answers every window of an image with a weighted sum:  z = W X + b, X has a column for each window.

    Backward: dW = dz Xᵀ,  db = Σ dz,  and dx is a convolution too, of dz in a frame of zeros with W turned by half a
    turn: what lay at the left of its window has its window to the right.
    Images are (channels, height, width).  They become (filters, height', width'), where height' is
    ⌊(height + 2 padding - kernel_size) / stride⌋ + 1, and width' likewise.
    W (filters, in_channels, kernel_size, kernel_size), b (filters,), dW and db are views into the network's flat
    vectors, where they lie as rows of [W b]ᵀ: so the product for dW is faster.
    LeCun et al., "Backpropagation applied to handwritten zip code recognition", 1989."""

    in_channels: int
    filters: int = knob(
        8, label="Filters", low=1, high=MOST_FILTERS,
        help="How many patterns the layer looks for: each filter makes an image of where it found its own.",
    )
    kernel_size: int = knob(
        3, label="Kernel size", low=1, high=31, step=1, unit="px",
        help="How wide and high a filter's window is: a large one sees larger patterns and has more weights.",
    )
    stride: int = knob(
        1, label="Stride", low=1, high=31, step=1, unit="px",
        help="How far a filter moves from stop to stop: 2 makes the answer half as wide and half as high.",
    )
    padding: int = knob(
        0, label="Padding", low=0, high=31, step=1, unit="px",
        help="How wide a frame of zeros is laid around the image, so that a filter also stops at its edges.",
    )
    bias: bool = bias_knob()
    _: KW_ONLY
    initializer: Initializer | None = None  # draws W; None: Xavier uniform.  b starts at zero

    def __post_init__(self) -> None:
        if self.in_channels < 1:
            raise ShapeError(f"A Conv2D layer needs at least one channel, not {self.in_channels}.")
        super().__post_init__()
        self.window_size = self.in_channels * self.kernel_size**2  # how many numbers lie in a window
        self.parameter_count = self.filters * (self.window_size + self.bias)
        check_parameters(self)
        self.bind(np.zeros(self.parameter_count), np.zeros(self.parameter_count))

    def bind(self, parameters: Array, gradients: Array) -> None:
        self.WbT = parameters.reshape(self.window_size + self.bias, self.filters)
        self.dWbT = gradients.reshape(self.WbT.shape)
        self.W, self.dW = self._kernels(self.WbT), self._kernels(self.dWbT)
        self.b: Array | None = self.WbT[-1] if self.bias else None
        self.db: Array | None = self.dWbT[-1] if self.bias else None

    def draw(self, rng: np.random.Generator) -> None:
        """As a Dense layer would whose inputs are the numbers of one window."""
        self.WbT[:] = 0.0
        drawn = (self.initializer or XavierUniform()).draw(rng, self.filters, self.window_size)
        self.W[:] = drawn.reshape(self.W.shape)

    def parameter_name(self, index: int) -> str:
        row, column = divmod(index, self.filters)
        if row == self.window_size:
            return f"b[{column + 1}]"
        channel, y, x = np.unravel_index(row, self.W.shape[1:])
        return f"W[{column + 1},{channel + 1},{y + 1},{x + 1}]"

    @property
    def parameter_shape(self) -> Shape:
        return self.WbT.shape

    def shape_after(self, shape: Shape) -> Shape:
        channels, *sides = image_shape(self, shape)
        if channels != self.in_channels:
            raise ShapeError(f"{self} expects images of shape ({self.in_channels}, height, width), got {shape}.")
        least = max(1, self.kernel_size - 2 * self.padding)
        if min(sides) < least:
            raise ShapeError(
                f"{self} expects images of at least {least} x {least} pixels, got {shape}. "
                "Take a smaller kernel, more padding or less pooling before it."
            )
        return (self.filters, *((side + 2 * self.padding - self.kernel_size) // self.stride + 1 for side in sides))

    def workspace(self, shape: Shape) -> int:
        """The columns of X, one a window of the image, and on the way back those of Z, one a pixel of it."""
        _, *stops = self.shape_after(shape)
        return self.window_size * math.prod(stops) + self.filters * self.kernel_size**2 * math.prod(shape[1:])

    @classmethod
    def arguments_for(cls, shape: Shape) -> dict[str, Any]:
        return {"in_channels": image_shape(cls.name, shape)[0]}

    def __repr__(self) -> str:
        """As one writes it, without what is as usual."""
        usual = {"stride": 1, "padding": 0, "bias": True}
        others = [f", {name}={getattr(self, name)}" for name, value in usual.items() if getattr(self, name) != value]
        return f"Conv2D({self.in_channels}, {self.filters}, {self.kernel_size}{''.join(others)})"

    def record_forward(self, x: Array, do: Record) -> Array:
        self.image_shape, (_, *stops) = do.shape, self.shape_after(do.shape)
        image = x[:-1].reshape(*do.shape, do.samples, copy=False)
        if self.padding:
            image = self._record_frame(image, do)
        windows = windows_of(image, self.kernel_size, self.stride)
        # np.dot would copy the windows in each of its products; here it is done once.
        self.X = np.ones((self.window_size + self.bias, math.prod(stops) * do.samples), do.dtype)  # last row: as in x
        columns = self.X[: self.window_size].reshape(windows.shape, copy=False)
        do("X = windows of F" if self.padding else "X = windows of x", copy, windows, out=columns)
        z = do.signal(self.filters * math.prod(stops))
        do("z = W X + b" if self.bias else "z = W X", np.dot, self.WbT.T, self.X, out=self._by_filter(z[:-1]))
        return z

    def record_gradients(self, dz: Array, do: Record) -> None:
        formula = "dWᵀ = X dzᵀ,  db = Σ dz" if self.bias else "dWᵀ = X dzᵀ"
        do(formula, np.dot, self.X, self._by_filter(dz).T, out=self.dWbT)

    def record_backward(self, dz: Array, do: Record) -> Array:
        channels, height, width = self.image_shape
        windows = self._record_windows_back(dz, do)
        Z = do("Z = windows of D", copy, windows, out=np.zeros(windows.shape, do.dtype))
        turned = self.W[:, :, ::-1, ::-1].swapaxes(0, 1)
        V = do("V = W, turned by 180°", copy, turned, out=np.zeros(turned.shape, do.dtype))
        dx = do.array(channels * height * width)
        V, Z = V.reshape(channels, -1, copy=False), Z.reshape(-1, height * width * do.samples, copy=False)
        do("dx = V Z", np.dot, V, Z, out=dx.reshape(channels, -1, copy=False))
        return dx

    def _record_frame(self, image: Array, do: Record) -> Array:
        """Says the image (channels, height, width, samples) in its frame of zeros."""
        channels, height, width, samples = image.shape
        P = self.padding
        framed = np.zeros((channels, height + 2 * P, width + 2 * P, samples), do.dtype)
        do("F = x, framed by zeros", copy, image, out=framed[:, P : P + height, P : P + width])
        return framed

    def _record_windows_back(self, dz: Array, do: Record) -> Array:
        """Says D, dz in zeros; a view of the windows of D that show, for each pixel of x, all that it had a part in."""
        (_, height, width), (filters, down, across) = self.image_shape, self.shape_after(self.image_shape)
        k, s, P = self.kernel_size, self.stride, self.padding
        D = np.zeros((filters, height + 2 * P + k - 1, width + 2 * P + k - 1, do.samples), do.dtype)
        stops = D[:, k - 1 : k - 1 + s * down : s, k - 1 : k - 1 + s * across : s]
        do("D = dz, with zeros around and between", copy, dz.reshape(stops.shape, copy=False), out=stops)
        return windows_of(D, k, 1)[..., P : P + height, P : P + width, :]

    def _kernels(self, WbT: Array) -> Array:
        """A view of [W b]ᵀ as W (filters, in_channels, kernel_size, kernel_size)."""
        pixels = (self.in_channels, self.kernel_size, self.kernel_size, self.filters)
        return WbT[: self.window_size].reshape(pixels, copy=False).transpose(3, 0, 1, 2)

    def _by_filter(self, z: Array) -> Array:
        """A view of z (features, samples) as what each filter answers all windows, (filters, windows)."""
        return z.reshape(self.filters, -1, copy=False)
