"""The textbook's convolutional network: plain numpy, a class for each layer, (samples, channels, height, width).

Sorted from simple to hard; each layer has its formulas, and nothing is kept from one update to the next.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine import Layer as EngineLayer
from engine.program import Array


class Layer(ABC):
    """One step of a network; its gradients are those of the last way back."""

    parameters: Sequence[Array] = ()
    gradients: Sequence[Array] = ()

    @abstractmethod
    def forward(self, x: Array) -> Array:
        """y = f(x)."""

    @abstractmethod
    def backward(self, dy: Array) -> Array:
        """dx, for dy of the last way forward."""


class ReLU(Layer):
    """a = max(z, 0),  dz = da where z > 0, else 0."""

    def forward(self, z: Array) -> Array:
        self.a = np.maximum(z, 0)
        return self.a

    def backward(self, da: Array) -> Array:
        return da * (self.a > 0)


class Flatten(Layer):
    """A row of numbers for each image."""

    def forward(self, x: Array) -> Array:
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dy: Array) -> Array:
        return dy.reshape(self.shape)


class Dense(Layer):
    """z = x W + b,  dW = xᵀ dz,  db = Σ dz,  dx = dz Wᵀ."""

    def __init__(self, W: Array, b: Array) -> None:
        """W (inputs, outputs), b (outputs,)."""
        self.parameters = self.W, self.b = W.copy(), b.copy()

    def forward(self, x: Array) -> Array:
        self.x = x
        return x @ self.W + self.b

    def backward(self, dz: Array) -> Array:
        self.gradients = self.x.T @ dz, dz.sum(axis=0)
        return dz @ self.W.T


class MaxPool(Layer):
    """The greatest number of each block of size x size; on the way back the first that is greatest takes all."""

    def __init__(self, size: int) -> None:
        self.size = size

    def forward(self, a: Array) -> Array:
        samples, channels, height, width = a.shape
        blocks = a.reshape(samples, channels, height // self.size, self.size, width // self.size, self.size)
        pixels = blocks.transpose(0, 1, 2, 4, 3, 5).reshape(*blocks.shape[:3], width // self.size, self.size**2)
        self.greatest = pixels.argmax(axis=-1)[..., np.newaxis]
        return np.take_along_axis(pixels, self.greatest, axis=-1)[..., 0]

    def backward(self, da: Array) -> Array:
        samples, channels, height, width = da.shape
        pixels = np.zeros((*da.shape, self.size**2), da.dtype)
        np.put_along_axis(pixels, self.greatest, da[..., np.newaxis], axis=-1)
        blocks = pixels.reshape(*da.shape, self.size, self.size).transpose(0, 1, 2, 4, 3, 5)
        return blocks.reshape(samples, channels, height * self.size, width * self.size)


class Convolution(Layer):
    """z = X W + b, where X has a row for each window; dW = Xᵀ dz,  db = Σ dz,  dX = dz Wᵀ, added up where it came from.

    The filters stop at every pixel."""

    def __init__(self, W: Array, b: Array, padding: int) -> None:
        """W (filters, channels, k, k), b (filters,)."""
        self.parameters = self.W, self.b = W.reshape(len(W), -1).T.copy(), b.copy()
        self.k, self.padding = W.shape[-1], padding

    def forward(self, x: Array) -> Array:
        edge = (self.padding, self.padding)
        framed = np.pad(x, [(0, 0), (0, 0), edge, edge])
        windows = sliding_window_view(framed, (self.k, self.k), axis=(2, 3)).transpose(0, 2, 3, 1, 4, 5)
        samples, down, across, *_ = windows.shape
        self.framed_shape, self.windows_shape = framed.shape, windows.shape
        self.X = windows.reshape(samples * down * across, -1)
        z = self.X @ self.W + self.b
        return z.reshape(samples, down, across, -1).transpose(0, 3, 1, 2)

    def backward(self, dz: Array) -> Array:
        _, filters, down, across = dz.shape
        dz = dz.transpose(0, 2, 3, 1).reshape(-1, filters)
        self.gradients = self.X.T @ dz, dz.sum(axis=0)
        dX = (dz @ self.W.T).reshape(self.windows_shape)
        dx = np.zeros(self.framed_shape, dz.dtype)
        for i in range(self.k):
            for j in range(self.k):
                dx[:, :, i : i + down, j : j + across] += dX[..., i, j].transpose(0, 3, 1, 2)
        height, width = self.framed_shape[2:]
        return dx[:, :, self.padding : height - self.padding, self.padding : width - self.padding]


class ImageNetwork:
    """These layers in a row."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers
        self.parameters = [θ for layer in layers for θ in layer.parameters]

    def forward(self, x: Array) -> Array:
        """y (samples, outputs) for images x."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy: Array) -> list[Array]:
        """The gradient of each of the parameters, for dy = ∂L/∂y of the last forward pass."""
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return [g for layer in self.layers for g in layer.gradients]


MADE: dict[str, Callable[[Any], list[Layer]]] = {
    "ReLU": lambda _: [ReLU()],
    "Flatten": lambda _: [Flatten()],
    "Dense": lambda layer: [Dense(layer.W.T, layer.b)],
    "MaxPool2D": lambda layer: [MaxPool(layer.size)],
    "Conv2D": lambda layer: [Convolution(layer.W, layer.b, layer.padding)],
    "Linear": lambda _: [],  # which is no activation at all
}


def like(layers: Sequence[EngineLayer]) -> ImageNetwork:
    """The same network as the engine's, with weights of its own that start from the same numbers."""
    return ImageNetwork([each for layer in layers for each in MADE[layer.name](layer)])
