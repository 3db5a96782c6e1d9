"""Layers that see images have records made for speed; here they are said as one explains them, with the same numbers.

Inside a network an image is a column of numbers.  These layers look at all of them as (channels, height, width,
samples).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.convolution import Conv2D
from engine.layers import Layer
from engine.pooling import AveragePool2D, GlobalAveragePool2D, MaxPool2D, Pooling
from engine.program import Array
from engine.scripts.identifiers import signal_name
from engine.scripts.listing import Listing
from engine.scripts.measures import SAMPLES
from engine.scripts.parameters import Region
from engine.scripts.reading import Source, Value
from engine.scripts.recorded import Passed
from engine.scripts.views import Arrays

FRAMED = '''
def framed(image, padding):
    """The image in a frame of zeros."""
    return np.pad(image, [(0, 0), (padding, padding), (padding, padding), (0, 0)])
'''
WINDOWS = '''
def windows(image, size, stride):
    """All square windows of the images (channels, height, width, samples), each as a column: (numbers, windows)."""
    views = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return views.transpose(0, 4, 5, 1, 2, 3).copy().reshape(image.shape[0] * size * size, -1)
'''
BACK_TO_PIXELS = '''
def back_to_pixels(dZ, W, shape, stride, padding):
    """∂L/∂ of the pixels: dZ in zeros is convolved with W turned by half a turn, since what lay at the left of its
    window has its window to the right."""
    (channels, height, width), (filters, size) = shape, (len(W), round((W.shape[1] / shape[0]) ** 0.5))
    down, across = ((side + 2 * padding - size) // stride + 1 for side in (height, width))
    dZ = dZ.reshape(filters, down, across, -1)
    D = np.zeros((filters, height + 2 * padding + size - 1, width + 2 * padding + size - 1, dZ.shape[-1]), dZ.dtype)
    D[:, size - 1 : size - 1 + stride * down : stride, size - 1 : size - 1 + stride * across : stride] = dZ
    Z = windows(D[:, padding : padding + height + size - 1, padding : padding + width + size - 1], size, 1)
    V = W.reshape(filters, channels, size, size)[:, :, ::-1, ::-1].swapaxes(0, 1).copy().reshape(channels, -1)
    return (V @ Z).reshape(channels * height * width, -1)
'''
BLOCKS = '''
def blocks(image, size):
    """Which pixels lie in which block: (pixels of a block, channels, down, across, samples)."""
    channels, height, width, samples = image.shape
    down, across = height // size, width // size
    whole = image[:, : down * size, : across * size].reshape(channels, down, size, across, size, samples)
    return whole.transpose(2, 4, 0, 1, 3, 5).reshape(size * size, channels, down, across, samples)
'''
BACK_IN_BLOCKS = '''
def back_in_blocks(dP, shape, size):
    """The pixels of all blocks at their places in the images; what lies in no block has the slope 0."""
    (channels, height, width), (down, across, samples) = shape, dP.shape[2:]
    image = np.zeros((channels, height, width, samples), dP.dtype)
    whole = dP.reshape(size, size, channels, down, across, samples).transpose(2, 3, 0, 4, 1, 5)
    image[:, : down * size, : across * size] = whole.reshape(channels, down * size, across * size, samples)
    return image.reshape(channels * height * width, samples)
'''


WINNERS = '''
def winners(P):
    """Where a pixel is the greatest of its block; of equal ones the first."""
    return np.arange(len(P)).reshape(-1, 1, 1, 1, 1) == np.argmax(P, axis=0)
'''
TEXTS = {
    "framed": FRAMED, "windows": WINDOWS, "back_to_pixels": BACK_TO_PIXELS, "blocks": BLOCKS,
    "back_in_blocks": BACK_IN_BLOCKS, "winners": WINNERS,
}  # fmt: skip


@dataclass(frozen=True)
class Here:
    """One layer at its place in a function that is being said."""

    each: Passed
    learned: list[Region]
    gradients: Array  # of the whole network
    listing: Listing

    @property
    def taken(self) -> str:
        """What the program calls what the layer takes …"""
        return signal_name(self.each.symbols.taken)

    @property
    def given(self) -> str:
        """… and what it gives."""
        return signal_name(self.each.symbols.given)

    def say(self, name: str, code: str, *read: Value | Arrays, lies: Arrays | None = None, comment: str = "") -> Value:
        """A line that makes a value; {0}, {1} … in its code are what it ``read``."""
        self.listing.helpers.need_for(code)
        for helper, text in TEXTS.items():
            if f"{helper}(" in code or (helper == "windows" and "back_to_pixels(" in code):
                self.listing.helpers.add(helper, text)
        memory = self.listing.memory
        sources = [Source("{0}", [each]) if isinstance(each, Value) else memory.source(each) for each in read]
        value = memory.extra(name) if lies is None else memory.made(name, lies)
        self.listing.say(f"{name} = {code}" + (f"  # {comment}" if comment else ""), sources, value)
        return value

    def said(self, name: str) -> Value:
        """What another function has said by this name."""
        return next(each for each in self.listing.memory.values if each.name == name)

    def gradient_of(self, region: Region) -> Arrays:
        """Where the gradient of what is learned lies."""
        return (region.of(self.gradients),) * len(SAMPLES)


def convolution_forward(layer: Conv2D, here: Here) -> None:
    """z = W X + b, where X has a column for each window."""
    image, number = _image(here.each), here.each.symbols.number
    image = f"framed({image}, {layer.padding})" if layer.padding else image
    code = f"windows({image}, {layer.kernel_size}, {layer.stride})"
    X = here.say(f"X{number}", code, here.each.taken, comment="a column for each window, a row for each of its numbers")
    W, columns = here.learned[0].name, "with_ones({0})" if layer.bias else "{0}"
    rows = math.prod(layer.shape_after(here.each.shape))
    comment = f"{here.given} = W{number} X{number}" + (f" + b{number}" if layer.bias else "")
    here.say(here.given, f"({W} @ {columns}).reshape({rows}, -1)", X, lies=here.each.given, comment=comment)


def convolution_backward(layer: Conv2D, here: Here) -> None:
    """dW = dZ Xᵀ, db = Σ dZ, and dx, which is a convolution too."""
    number = here.each.symbols.number
    assert here.each.heard is not None
    dZ = here.say(f"dZ{number}", f"{{0}}.reshape({layer.filters}, -1)", here.each.heard,
                  comment=f"d{here.given}, a row for each filter")  # fmt: skip
    W, columns = here.learned[0], "with_ones({0})" if layer.bias else "{0}"
    comment = f"dW{number} = dZ{number} X{number}ᵀ" + (f",  db{number} = Σ dZ{number}" if layer.bias else "")
    here.say(f"d{W.name}", f"({columns} @ {{1}}.T).T", here.said(f"X{number}"), dZ, lies=here.gradient_of(W),
             comment=comment)  # fmt: skip
    if here.each.told is not None:
        weights = f"{W.name}[:, :-1]" if layer.bias else W.name
        settings = f"{here.each.shape}, {layer.stride}, {layer.padding}"
        here.say(f"d{here.taken}", f"back_to_pixels({{0}}, {weights}, {settings})", dZ, lies=here.each.told)


def pooling_forward(layer: Pooling, here: Here) -> None:
    """p is the greatest number or the mean of a block."""
    P = here.say(f"P_{here.given}", f"blocks({_image(here.each)}, {layer.size})", here.each.taken,
                 comment="the pixels of a block lie behind each other")  # fmt: skip
    made = "np.max({0}, axis=0)" if isinstance(layer, MaxPool2D) else f"(1 / {layer.size**2} * np.sum({{0}}, axis=0))"
    rows = math.prod(layer.shape_after(here.each.shape))
    here.say(here.given, f"{made}.reshape({rows}, -1)", P, lies=here.each.given)


def pooling_backward(layer: Pooling, here: Here) -> None:
    """The greatest takes all of dp, or each pixel its share."""
    if here.each.told is None:
        return
    assert here.each.heard is not None
    channels, down, across = layer.shape_after(here.each.shape)
    P, heard = here.said(f"P_{here.given}"), f"{{0}}.reshape({channels}, {down}, {across}, -1)"
    if isinstance(layer, MaxPool2D):
        dP = here.say(f"d{P.name}", f"winners({{1}}) * {heard}", here.each.heard, P,
                      comment="the greatest takes it all")  # fmt: skip
    else:
        dP = here.say(f"d{P.name}", f"np.broadcast_to(1 / {layer.size**2} * {heard}, {{1}}.shape)", here.each.heard, P,
                      comment="each pixel takes the same share")  # fmt: skip
    here.say(f"d{here.taken}", f"back_in_blocks({{0}}, {here.each.shape}, {layer.size})", dP, lies=here.each.told)


def global_forward(layer: GlobalAveragePool2D, here: Here) -> None:
    """p is the mean of a channel."""
    channels, height, width = here.each.shape
    code = f"1 / {height * width} * np.sum({{0}}.reshape({channels}, {height * width}, -1), axis=1)"
    here.say(here.given, code, here.each.taken, lies=here.each.given, comment="the mean of each channel")


def global_backward(layer: GlobalAveragePool2D, here: Here) -> None:
    """Each pixel takes the same share of dp."""
    if here.each.told is None:
        return
    assert here.each.heard is not None
    pixels = here.each.shape[1] * here.each.shape[2]
    code = f"np.repeat(1 / {pixels} * {{0}}, {pixels}, axis=0)"
    here.say(f"d{here.taken}", code, here.each.heard, lies=here.each.told, comment="each pixel takes the same share")


Way = Callable[[Any, Here], None]
PRINTERS: Mapping[type[Layer], tuple[Way, Way]] = {
    GlobalAveragePool2D: (global_forward, global_backward),
    AveragePool2D: (pooling_forward, pooling_backward),
    MaxPool2D: (pooling_forward, pooling_backward),
    Conv2D: (convolution_forward, convolution_backward),
}


def _image(each: Passed) -> str:
    """What comes in, as images."""
    return f"{{0}}.reshape({', '.join(map(str, each.shape))}, -1)"
