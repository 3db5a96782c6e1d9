"""The textbook's convolution: each window of each image becomes a row of a matrix, and the filters are its columns.

Images are (samples, channels, height, width), as one draws them.  Sorted from simple to hard.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.program import Array


class ReLU:
    """a = max(z, 0),  dz = da where z > 0, else 0."""

    def forward(self, z: Array) -> Array:
        self.a = np.maximum(z, 0)
        return self.a

    def backward(self, da: Array) -> Array:
        return da * (self.a > 0)


class Flatten:
    """A row of numbers for each image."""

    def forward(self, x: Array) -> Array:
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dy: Array) -> Array:
        return dy.reshape(self.shape)


class Dense:
    """z = x W + b,  dW = xᵀ dz,  db = Σ dz,  dx = dz Wᵀ."""

    def __init__(self, W: Array, b: Array) -> None:
        """W (outputs, inputs), b (outputs,)."""
        self.W, self.b = W.T.copy(), b.copy()

    def forward(self, x: Array) -> Array:
        self.x = x
        return x @ self.W + self.b

    def backward(self, dz: Array) -> Array:
        self.dW, self.db = self.x.T @ dz, dz.sum(axis=0)
        return dz @ self.W.T


class MaxPool:
    """The greatest number of each block of size x size; back to the first that is as great."""

    def __init__(self, size: int) -> None:
        self.size = size

    def forward(self, x: Array) -> Array:
        n, c, h, w, s = *x.shape, self.size
        blocks = x.reshape(n, c, h // s, s, w // s, s).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // s, w // s, s * s)
        self.greatest = blocks.argmax(axis=-1)[..., np.newaxis]
        return np.take_along_axis(blocks, self.greatest, axis=-1)[..., 0]

    def backward(self, dy: Array) -> Array:
        n, c, h, w, s = *dy.shape, self.size
        blocks = np.zeros((n, c, h, w, s * s), dy.dtype)
        np.put_along_axis(blocks, self.greatest, dy[..., np.newaxis], axis=-1)
        return blocks.reshape(n, c, h, w, s, s).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h * s, w * s)


class Convolution:
    """z = X W + b, X with a row for each window; dW = Xᵀ dz,  db = Σ dz,  dX = dz Wᵀ, and dX back to where it was."""

    def __init__(self, W: Array, b: Array, padding: int) -> None:
        """W (filters, channels, k, k), b (filters,)."""
        self.W, self.b, self.padding = W.reshape(len(W), -1).T.copy(), b.copy(), padding
        self.k = W.shape[-1]

    def forward(self, x: Array) -> Array:
        p = self.padding
        padded = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
        self.padded_shape = padded.shape
        windows = sliding_window_view(padded, (self.k, self.k), axis=(2, 3)).transpose(0, 2, 3, 1, 4, 5)
        self.windows_shape = n, h, w, *_ = windows.shape  # (samples, down, across, channels, k, k)
        self.X = windows.reshape(n * h * w, -1)
        z = self.X @ self.W + self.b
        return z.reshape(n, h, w, -1).transpose(0, 3, 1, 2)

    def backward(self, dz: Array) -> Array:
        _, filters, h, w = dz.shape
        dz = dz.transpose(0, 2, 3, 1).reshape(-1, filters)
        self.dW, self.db = self.X.T @ dz, dz.sum(axis=0)
        dX = (dz @ self.W.T).reshape(self.windows_shape)
        dx = np.zeros(self.padded_shape, dz.dtype)
        for i in range(self.k):
            for j in range(self.k):
                dx[:, :, i : i + h, j : j + w] += dX[..., i, j].transpose(0, 3, 1, 2)
        p = self.padding
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]
