"""How many digits a run calculates with: twice as many cost twice the memory and, on large networks, twice the time."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from engine.registry import Registered, Registry


class Precision(Registered):
    """The kind of number that weights, signals and gradients are."""

    dtype: ClassVar[type[np.floating[Any]]]


PRECISIONS: Registry[Precision] = Registry("precision")


@PRECISIONS.register("float64")
class Double(Precision):
    """Double precision, about 16 digits: gradients can be compared with numeric ones to ten of them."""

    dtype = np.float64


@PRECISIONS.register("float32")
class Single(Precision):
    """Single precision, about 7 digits: enough to learn with, and up to twice as fast on large networks."""

    dtype = np.float32
