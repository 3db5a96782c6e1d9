"""A network with small weights bends gently and cannot learn every sample by heart: penalties pull weights toward zero.

Before an optimizer sees the gradient g, each of these may change it, one after the other; all begin as "off".  They
write into a buffer of their own, so that g itself is only read, and the loss that is shown stays the loss of the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.layers import Layer
from engine.program import Array, Place, Record


@dataclass(frozen=True)
class Penalties:
    """L2, L1, then clipping:  g = g + λ₂ w + λ₁ sign w,  g = g · min(1, c / (‖g‖ + 1e-6)).

    w are the weights alone: biases only move bends, so that they stay free.  L2 is the slope of ½ λ₂ Σ w²: it pulls
    large weights most (Krogh and Hertz, "A simple weight decay can improve generalization", 1992).  L1 is the slope of
    λ₁ Σ |w|: it pulls all alike, until many are zero (Tibshirani, "Regression shrinkage and selection via the lasso",
    1996).  Clipping shortens a gradient that is longer than c and keeps its direction (Pascanu, Mikolov and Bengio, "On
    the difficulty of training recurrent neural networks", 2013), as torch.nn.utils.clip_grad_norm_ does."""

    l1: float = 0.0
    l2: float = 0.0
    clip_norm: float = 0.0  # 0: as long as it may be

    def record(self, θ: Array, g: Array, is_weight: Array, do: Record) -> Array:
        """Says the gradient that an optimizer is to work with; ``g`` itself where nothing is on.

        All are (parameters,); ``is_weight`` is 1 for weights and 0 for all other parameters."""
        out = np.zeros_like(g)
        if self.l1 or self.l2:
            g = self._record_pull(θ, g, is_weight, out, do)
        return self._record_clipping(g, out, do) if self.clip_norm else g

    def _record_pull(self, θ: Array, g: Array, is_weight: Array, out: Array, do: Record) -> Array:
        do.place = Place("update", "L2" if self.l2 else "L1")
        w, pull = np.zeros_like(θ), np.zeros_like(θ)
        do("w = θ without biases", np.multiply, θ, is_weight, out=w)
        if self.l2:
            do("λ₂ w", np.multiply, w, do.constant(self.l2, "λ₂"), out=pull)
            g = do("g = g + λ₂ w", np.add, g, pull, out=out)
        if self.l1:
            do.place = Place("update", "L1")
            do("sign w", np.sign, w, out=pull)
            do("λ₁ sign w", np.multiply, pull, do.constant(self.l1, "λ₁"), out=pull)
            g = do("g = g + λ₁ sign w", np.add, g, pull, out=out)
        return g

    def _record_clipping(self, g: Array, out: Array, do: Record) -> Array:
        do.place, length = Place("update", "Clipping"), do.number()
        do("Σ g²", np.dot, g, g, out=length)
        do("‖g‖ = √Σ g²", np.sqrt, length, out=length)
        factor = do("‖g‖ + 1e-6", np.add, length, do.constant(1e-6), out=do.number())
        do("c / (‖g‖ + 1e-6)", np.divide, do.constant(self.clip_norm, "c"), factor, out=factor)
        do("c / (‖g‖ + 1e-6) ≤ 1", np.minimum, factor, do.constant(1), out=factor)
        return do("g = g · min(1, c / (‖g‖ + 1e-6))", np.multiply, g, factor, out=out)


def weights_among(layers: Sequence[Layer], parameters: Array) -> Array:
    """1 where one of the network's ``parameters`` is a weight, 0 where it is a bias or another parameter.

    A weight is what multiplies a neuron's or a filter's input: its layer's W has an axis for each of the two."""
    kept = parameters.copy()
    parameters[:] = 0
    for layer in layers:
        W = getattr(layer, "W", None)
        if W is not None and W.ndim > 1:
            W[...] = 1  # the layers' W are views into the parameters, wherever they lie there
    is_weight = parameters.copy()
    parameters[:] = kept
    return is_weight
