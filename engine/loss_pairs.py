"""Not every ending of a network goes with every loss: a loss of probabilities cannot judge numbers without bounds."""

from __future__ import annotations

from math import inf

from engine.activations import Activation, Linear
from engine.losses import LOSSES, Loss


def doubt(loss: type[Loss], activation: type[Activation], is_regression: bool, outputs: int = 0) -> str:
    """One sentence on why this output activation makes no sense with this loss on such a truth, and what would.

    "" where nothing speaks against it.  ``outputs``: how many there are, 0 where that is not known."""
    if not loss.suits(is_regression):
        others = [name for name, each in LOSSES.items() if each.suits(is_regression)]
        return f"{loss.name} judges classes, and here the truth is numbers: choose {_either(others)} as the loss."
    return _why_not(loss, activation, is_regression, outputs)


def _why_not(loss: type[Loss], activation: type[Activation], is_regression: bool, outputs: int) -> str:
    """Why an output activation makes no sense with a loss that suits the truth; "" where it does."""
    name, instead = activation.name, f"choose {loss.usual_output_for(is_regression)}"
    answers = f"{name} answers {_range(activation.low, activation.high)}"
    class_0, class_1 = loss.wanted
    if loss.takes_logits and activation is not Linear:
        return f"{loss.name} squashes the outputs itself, so {name} before it is one bend too many: {instead}."
    if activation.low < loss.low or activation.high > loss.high:
        return f"{loss.name} takes outputs {_range(loss.low, loss.high)}, and {answers}: {instead}."
    if is_regression and (activation.low > -inf or activation.high < inf):
        return f"{name} can only answer {_range(activation.low, activation.high)}: {instead} for numbers of any size."
    if activation.low > class_0 or activation.high < class_1:
        return f"{loss.name} wants {class_0:g} for class 0 and {class_1:g} for class 1, and {answers}: {instead}."
    if outputs == 1 and not activation.number_by_number:
        return f"{name} over a single output always answers 1: {instead}."
    return ""


def _range(low: float, high: float) -> str:
    if low > -inf and high < inf:
        return f"between {low:.3g} and {high:.3g}"
    return f"from {low:.3g} up" if low > -inf else f"up to {high:.3g}" if high < inf else "any number"


def _either(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
